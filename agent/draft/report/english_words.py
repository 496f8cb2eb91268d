"""English for the structured parts of a need and a record; free text is not translated here."""

from __future__ import annotations

import re

from knowledge.text import has_han

LEVELS = {"强": "strong", "较强": "fairly strong", "弱": "weak", "无": "none"}
FIELDS = {
    "电子信息": "Electronic information",
    "航空航天": "Aerospace",
    "先进制造": "Advanced manufacturing",
    "生物医药和医疗器械": "Biomedicine and medical devices",
    "新材料及其应用": "New materials and their application",
    "新能源与高效节能": "New energy and energy efficiency",
    "环境保护与资源综合利用": "Environmental protection and resource recovery",
    "核应用": "Nuclear applications",
    "农业": "Agriculture",
    "现代交通": "Modern transport",
    "城市建设与社会发展": "Urban construction and social development",
}
MODES = {
    "技术转让": "technology assignment",
    "技术许可": "technology licence",
    "技术开发": "technology development",
    "技术咨询": "technical consulting",
    "技术服务": "technical service",
    "作价入股": "equity for technology",
    "共建平台": "joint platform",
    "联合研发": "joint research and development",
    "委托开发": "commissioned development",
    "人才引进": "talent introduction",
    "先用后付": "use first, pay later",
    "可先用后付": "use first, pay later is possible",
}
INSTITUTIONS = {"高校": "university", "科研院所": "research institute", "企业": "company"}
TIERS = {
    "链主企业": "leading company of an industrial chain",
    "专精特新“小巨人”企业": "“little giant” specialised SME",
    "专精特新企业": "specialised and innovative SME",
    "单项冠军企业": "single-product champion",
    "瞪羚企业": "gazelle company",
    "独角兽企业": "unicorn company",
    "上市公司": "listed company",
    "高新技术企业": "high-tech enterprise",
    "科技型中小企业": "technology-based SME",
    "规上企业": "company above designated size",
    "初创企业": "start-up",
}
STAGES = {
    "产业化": "industrial scale",
    "中试": "pilot scale",
    "小试": "bench scale",
    "样机": "prototype",
    "实验室": "laboratory",
}
SECRECY = {"不公开企业名称": "company name not to be disclosed", "保密": "confidential"}
STATUSES = {
    "在用": "in force",
    "探索": "being explored, not available",
    "规划": "planned, not available",
    "历史": "past, for information only",
}
VERDICTS = {
    "covered": "✓ covered",
    "partial": "△ partly related",
    "none": "– nothing found",
    "met": "✓ met",
    "not_met": "✕ not met",
    "not_stated": "– not stated",
}
RIGHTS = {
    "发明专利": "invention patent",
    "实用新型": "utility model",
    "外观设计": "design patent",
    "软件著作权": "software copyright",
    "技术秘密": "trade secret",
    "授权": "granted",
    "申请中": "pending",
    "失效": "lapsed",
    "已登记": "registered",
    "示例": "example",
}
PATHS = {
    "先用后付": "Use first, pay later",
    "技术许可或转让": "Licence or assignment",
    "订单式研发": "Research and development to order",
    "揭榜挂帅": "Open bid on a published problem",
    "赛马制": "Parallel competition of teams",
    "创新联合体": "Innovation consortium",
    "产学研联合实验室": "Joint university–industry laboratory",
    "作价入股": "Equity for technology",
    "先投后股": "Public funding first, equity later",
    "科技副总": "Scientist seconded as deputy general manager",
    "双导师制": "Joint supervision by university and company",
}
MISSING = {
    "对象": "object",
    "问题": "problem",
    "量化指标": "quantified indicators",
    "预算": "budget",
    "期限": "deadline",
    "合作方式": "mode of cooperation",
    "对接人": "contact person",
}
RECORD_FIELDS = {
    "title": "title",
    "summary": "summary",
    "problem": "problem solved",
    "approach": "approach",
    "applications": "applications",
    "parameters": "parameters",
    "trl": "maturity",
    "ip": "intellectual property",
    "ownership": "ownership",
    "transfer_modes": "transfer modes",
    "pay_later": "use first, pay later",
    "price": "price",
    "institution": "institution",
    "department": "department",
    "team": "team",
    "region": "region",
    "evidence": "evidence",
    "directions": "directions",
    "roles": "roles",
    "availability": "availability",
    "clauses": "clauses",
    "status": "status",
    "kind": "kind",
}
QUANTITIES = {
    "良率": "yield",
    "一次良率": "first-pass yield",
    "合格率": "pass rate",
    "精度": "accuracy",
    "准确率": "accuracy rate",
    "效率": "efficiency",
    "寿命": "service life",
    "使用寿命": "service life",
    "循环寿命": "cycle life",
    "成本": "cost",
    "产能": "capacity",
    "温度": "temperature",
    "密度": "density",
    "强度": "strength",
    "抗拉强度": "tensile strength",
    "硬度": "hardness",
    "纯度": "purity",
    "功率": "power",
    "能耗": "energy consumption",
    "能量密度": "energy density",
    "灵敏度": "sensitivity",
    "响应时间": "response time",
    "去除率": "removal rate",
    "回收率": "recovery rate",
    "误报率": "false alarm rate",
    "漏检率": "miss rate",
    "分辨率": "resolution",
    "厚度": "thickness",
    "重量": "weight",
    "导热系数": "thermal conductivity",
}
UNITS = {
    "个月": "months",
    "月": "months",
    "年": "years",
    "天": "days",
    "小时": "h",
    "分钟": "min",
    "秒": "s",
    "次": "cycles",
    "元": "CNY",
    "万元": "×10,000 CNY",
    "亿元": "×100 million CNY",
    "吨": "t",
    "公斤": "kg",
    "台": "units",
    "个": "pcs",
    "件": "pcs",
    "倍": "times",
    "度": "°",
    "百分点": "percentage points",
    "个百分点": "percentage points",
}
PLACES = {
    "四川": "Sichuan",
    "成都": "Chengdu",
    "重庆": "Chongqing",
    "北京": "Beijing",
    "上海": "Shanghai",
    "天津": "Tianjin",
    "江苏": "Jiangsu",
    "浙江": "Zhejiang",
    "广东": "Guangdong",
    "湖北": "Hubei",
    "湖南": "Hunan",
    "陕西": "Shaanxi",
    "山东": "Shandong",
    "辽宁": "Liaoning",
    "安徽": "Anhui",
    "福建": "Fujian",
    "绵阳": "Mianyang",
    "德阳": "Deyang",
    "宜宾": "Yibin",
    "泸州": "Luzhou",
    "乐山": "Leshan",
    "南充": "Nanchong",
    "西安": "Xi’an",
    "武汉": "Wuhan",
    "南京": "Nanjing",
    "无锡": "Wuxi",
    "苏州": "Suzhou",
    "杭州": "Hangzhou",
    "广州": "Guangzhou",
    "深圳": "Shenzhen",
    "长沙": "Changsha",
    "合肥": "Hefei",
    "青岛": "Qingdao",
    "大连": "Dalian",
    "沈阳": "Shenyang",
    "全国": "nationwide",
    "省内": "within the province",
    "市内": "within the city",
    "国内": "within China",
    "国外": "outside China",
    "省外": "outside the province",
}
_PLACE = re.compile("|".join(sorted(PLACES, key=len, reverse=True)))


def word(text: str, table: dict[str, str]) -> str:
    """The English of a fixed term; a term that the table lacks stays as it is, marked (zh)."""
    return table.get(text, f"{text} (zh)" if has_han(text) else text)


def words(texts: list[str], table: dict[str, str]) -> str:
    """Several fixed terms, comma-separated."""
    return ", ".join(word(text, table) for text in texts)


def place(text: str) -> str:
    """A region in English, smallest part first; one that is not wholly known stays Chinese, marked (zh)."""
    found = _PLACE.findall(text)
    if not found or _PLACE.sub("", text).strip("省市、，· "):
        return word(text, PLACES)
    return ", ".join(PLACES[one] for one in reversed(found))


def unit(text: str) -> str:
    """A unit in English; symbols stay."""
    return word(text, UNITS)


def right(text: str) -> str:
    """An intellectual property right as stored (kind, number, status) with its kind and status in English."""
    return " ".join(RIGHTS.get(part, part) for part in text.split(" "))

"""Is a quantity a target, a present value, or neither (background, company facts, conditions, deliverables)?"""

from __future__ import annotations

import re
from typing import Literal

from agent.understand.indicators_layout import Layout
from agent.understand.quantities import Quantity

Role = Literal["target", "baseline", "neither"]

_PEOPLE = frozenset("人 名 项 篇 家 户 栋 座 部 份 本 元 万元 张 页 项目 单位 架 艘 周龄 日龄 月龄 代 C".split())
_COUNT = frozenset(
    "台 套 条 种 个 类 件 组 只 支 批 批次 层 级 辆 道 点 位 维 孔 轴 路 对 头 株 片 块 根 圈 枚 回 方 成 里 包 盒 袋 瓶 棵 羽 尾 粒 颗 通道 节点 自由度".split()
)
_TIME = frozenset("年 个月 月 天 日 周 星期 小时 h d 分钟 分 min 秒 s".split())
_DELIVERABLE = re.compile(
    r"样机|专利|论文|标准|报告|著作|软著|系统软件|生产线|示范|基地|实验室|平台|产品系列|规范|人才|工程师|博士|硕士|学位|奖|证书|方面|问题|难题|部分|阶段|步骤|课题|厂房|车间|项目|单位|企业|城市"
)
_MARKET = re.compile(
    r"我国|国内(?!领先|先进|外先进)|全国|全球|世界|国际上|市场|行业|据[^，]{0,8}统计|统计(?!数据)|预测|年均|增长率|增速|份额|占比|占据|约占|售价|价格|产值|销售|利润|税|收入|人口|近[几\d一二两三]+年|普遍|一般(?!情)"
)
_COMPANY = re.compile(
    r"(?:公司|我司|企业|本单位|我们|厂)[^。；]{0,14}(?:拥有|现有|占地|具有|建有|已|成立|注册|位于|年产|设计|现存|目前有|配备|下设|获|是|总部|配有)|占地|建筑面积|注册资[金本]|员工|职工|职称|学历|人员|存栏|出栏|建成|拥有|荣获|获得.{0,6}奖|授权|申请"
)
_WANT = re.compile(
    r"要求|需(?!求[^，。]{0,6}(?:增加|旺盛|日益|不断))|应(?![用力急变])|必须|须|希望|期望|预期|目标|力争|争取|拟|想|达到|实现|满足|控制|保证|确保|提高|提升|降低|降至|降到|减少|缩短|延长|增加|寻求|寻找|适用|不得|不能|至少|使|可|能|解决|开发|研发|研制|技术指标"
)
_NOW = re.compile(
    r"目前|现在|现有|现为|现状|现阶段|当前|原来|原有|原先|原为|以往|以前|过去|只有|仅有|仅为|仅能|只能|普通|传统|常规|已有|已达|已能|由于|问题|缺点|较低|较差|偏大|偏低|过高|过低|不足|同行业|最多|偏差大|存在|现"
)
_FROM = re.compile(r"(?:由|从)(?:原来的?|目前的?|现在的?|现有的?|之前的?)?[^，。；\d由从]{0,8}$")
_TO_AFTER = re.compile(r"[^。；\d]{0,10}(?:降|提|升|增|减|缩|延|改|到|至)")
_CONDITION_UNIT = re.compile(
    r"^(?:℃|°C|摄氏度|度|C|V|h|小时|天|d|min|分钟|MPa|kPa|Pa|rpm|r/min|Hz|kHz|MHz|GHz|%RH|N|kN|kg|A|mA|周|次|nm|mol/L|M|mm|年)$",
    re.I,
)
_CONDITION_AFTER = re.compile(
    r"^[^，。；]{0,6}(?:存储|储存|放置|搁置|循环|充|放电|老化|浸泡|保温|煅烧|烧结|条件|环境|工况|载荷|负载|负荷|时(?!间)|下(?!降)|后(?!端|方)|处理|加热|测试|试验|水浴)"
)
_CYCLE = re.compile(r"循环|寿命|次数|疲劳|弯折|插拔|使用")
_PROBLEM = re.compile(
    r"只有|仅有?|较低|较差|偏低|偏大|偏高|过高|过低|问题|缺点|存在|不足|无法|难以|最多|容易|会产生|差"
)


def role_of(layout: Layout, quantity: Quantity, following: Quantity | None) -> Role:
    """Role of ``quantity``; ``following`` is the next quantity of the text, if any.

    ``baseline`` here means a present value; whether it is set against a target is decided when all targets are known.
    """
    text = layout.text
    sentence = text[layout.sentence(quantity.start) : quantity.start]
    after = text[quantity.end : layout.clause_end(quantity.tail)]
    if _never(layout, quantity, sentence, after) or _is_condition(layout, quantity, following):
        return "neither"
    if _FROM.search(text[layout.clause(quantity.start) : quantity.start]) and _TO_AFTER.match(
        text[quantity.end : layout.sentence_end(quantity.tail)]
    ):
        return "baseline"
    section = layout.section(quantity.start)
    stance = _stance(sentence, quantity)
    if section == "existing":
        return "baseline"
    score = _score(quantity, section, sentence, after)
    if stance == "now" and score < 6:
        return "baseline"
    return "target" if score >= 2 else "neither"


def is_problem(layout: Layout, quantity: Quantity) -> bool:
    """Whether the sentence complains about this value, so that it is a baseline even without a stated target."""
    start = layout.sentence(quantity.start)
    return bool(_PROBLEM.search(layout.text[max(start, quantity.start - 24) : quantity.start]))


def _never(layout: Layout, quantity: Quantity, sentence: str, after: str) -> bool:
    text, unit = layout.text, quantity.unit
    explicit = quantity.op is not None
    if unit in _PEOPLE or after.startswith(("元", "美元", "人民币")):
        return True
    if not unit and not (explicit and (quantity.symbolic or quantity.op in (">=", "<=", "range")) and not quantity.han):
        return True
    if (
        not unit
        and quantity.op == "range"
        and not re.search(r"(?i)ph值?[^，。；]{0,6}$|[率比值数度]$|[:=]$", sentence.rstrip(" 为是在("))
    ):
        return True
    if unit in ("年", "月", "日") and (
        1900 <= quantity.value <= 2100 or re.search(r"[年月]\s*$|\d[年月]", text[max(0, quantity.at - 3) : quantity.at])
    ):
        return True
    if unit == "年" and text[quantity.tail : quantity.tail + 1].isdigit():
        return True
    if unit in _COUNT and not _count_counts(quantity, sentence, after):
        return True
    return bool(re.match(r"[^，。；]{0,4}(?:产值|销售|利税|利润)", after)) or bool(
        re.search(r"(?:产值|销售|利税|利润|收入|售价|价格)[^，。；]{0,10}$", sentence)
    )


def _count_counts(quantity: Quantity, sentence: str, after: str) -> bool:
    if _DELIVERABLE.search(after[:10]) or _DELIVERABLE.search(sentence[-10:]):
        return False
    if quantity.han and quantity.op is None:
        return False
    return (
        quantity.op not in (None,)
        or quantity.cue != ""
        or quantity.unit in ("批", "通道", "节点")
        or bool(re.search(r"年产|产能|日产|数(?:量)?[^，。；]{0,3}$", sentence))
    )


def _is_condition(layout: Layout, quantity: Quantity, following: Quantity | None) -> bool:
    if quantity.op is not None or quantity.cue or not _CONDITION_UNIT.match(quantity.unit):
        return False
    text = layout.text
    if following is None or following.at >= layout.sentence_end(quantity.at):
        return False
    before = text[layout.clause(quantity.at) : quantity.at]
    if quantity.unit in ("次", "周") and _CYCLE.search(before[-8:]):
        return False
    return (
        bool(_CONDITION_AFTER.match(text[quantity.end : following.start]))
        or (
            following.op is not None
            and layout.clause(following.at) == layout.clause(quantity.at)
            and following.unit != quantity.unit
        )
        or bool(re.search(r"(?:存储|储存|放置|搁置|保温)\s*$", before))
    )


def _stance(sentence: str, quantity: Quantity) -> str:
    if quantity.cue in ("down", "up", "reach"):
        return "want"
    now = max((m.end() for m in _NOW.finditer(sentence)), default=-1)
    want = max((m.end() for m in _WANT.finditer(sentence)), default=-1)
    return "now" if now > want else "want" if want >= 0 else ""


def _score(quantity: Quantity, section: str, sentence: str, after: str) -> float:
    score = {"goal": 2.5, "need": 1.0, "none": 0.0}.get(section, -4.0)
    score += 2.0 if quantity.symbolic or quantity.signed else 1.2 if quantity.op else 0.0
    score += 1.5 if quantity.cue else 0.0
    score += 1.2 if _WANT.search(sentence) else 0.4 if _WANT.search(after) else 0.0
    score += 0.0 if quantity.unit in _TIME or quantity.unit in _COUNT else 0.5 if quantity.unit in "%‰倍" else 1.0
    score -= 2.5 if _MARKET.search(sentence) and section != "goal" else 1.0 if _MARKET.search(sentence) else 0.0
    score -= 3.0 if _COMPANY.search(sentence) else 0.0
    return score

"""Object (the product, material or process) and problem (the symptom or task) of a requirement."""

from __future__ import annotations

import re

from agent.understand.sections import Clause

_MAKES = re.compile(
    r"(?:我们|我|本|咱们?)?(?:这(?:个|家))?(?:厂|公司|企业|司|单位|工厂|车间|合作社)?(?:里)?(?:现在|目前|主要|一直|专门|专业|主营)*(?:是)?"
    r"(?:做|生产|制造|加工|从事|经营|研发|种植|养殖|种|养|销售)(?:的)?(?:是)?([^，。；,;！？\s]{2,30})"
)
_SELF = re.compile(r"^(?:我们?|本|咱|公司|企业|工厂)")
_SYMPTOM = re.compile(
    r"总有|总是|经常|容易|易(?!于)|频繁|老是|出现|产生|发生|存在|不足|不够|偏[低高大小]|过[高低大小快慢]|太[高低大小慢快]|较[差低大]|不(?:稳定|均匀|良|高|好|理想|达标|合格|牢|准)"
    r"|难以|无法|不能|困难|难度|缺陷|开裂|变形|磨损|腐蚀|脱落|断裂|泄漏|堵塞|失效|下降|损失|瓶颈|问题|难题|差$|低$|短$|缺少|缺乏|浪费|污染|波动|噪[音声]|发热|银纹|气泡|气孔|裂纹"
)
_TASK = re.compile(
    r"研发|研制|开发|研究|实现|提高|提升|降低|减少|解决|攻克|突破|改进|改善|优化|改造|替代|设计|建立|构建|建设|延长|去除|回收|利用|检测|控制|加工|制备"
    r"|处理|选育|寻[求找]|抑制|防止|避免|消除|筛选|培育|升级|建成"
)
_TASK_TAIL = re.compile(
    r"(?:的)?(?:[，、]?(?:关键|核心|共性|成套|新型|高效)?(?:技术|工艺|装备|设备)*(?:的)?(?:创新|联合|合作|综合|应用|自主|推广)*"
    r"(?:研究|研发|研制|开发|产业化|工业化|设计|改造|优化|攻关|示范|推广|应用|建设|制备|升级|需求|项目|课题|突破|解决)(?:方案|方法|问题)?"
    r"(?:[及与和、]?(?:其)?)?)+(?:的)?(?:项目|课题|技术|问题)?$"
)
_LEAD = re.compile(
    r"^(?:一种|一款|新型|关于|基于|针对|面向|我们?想?要?|需要|寻求|研发|研制|开发|研究|实现|解决|提高|提升|降低|求|找|想|年产[\d.]+万?[吨支台套件]?)+(?:的)?"
)
_GENERIC = re.compile(
    r"^(?:技术|项目|专家|产品|设备|工艺|系统|平台|智能化?|数字化?|转型|升级|转型升级|合作|创新|研发|成果|科技成果|方案|问题|难题|技术难题|技术需求|需求|企业|公司|高校"
    r"|新产品|新技术|新材料|新工艺|人才|资金|自动化|信息化|改造|好|的|一些|相关|各种|这个|什么|生产|质量|效率|成本|降本增效)*$"
)
_PLACE = re.compile(
    r"^(?:在|对|由于|因为?|但是?|目前|现在|现有|当前|而且|并且|同时|现|就是|主要是|主要|特别是|导致|造成|最近|一直)+"
)
_FILLER = re.compile(
    r"总是有|总是|总有|老是有?|经常(?:会)?(?:出现)?|容易(?:出现|产生)|时常(?:出现)?|会出现|出现了?|存在着?"
)
_WISH = re.compile(r"预算|万元|个月|年内|高校|省内|合作|投入|资金|专利|保密")


def _clean(phrase: str) -> str:
    phrase = (
        re.split(r"[（(。；;，,：:？?！\n]|\\n", phrase.strip())[0] if not phrase.startswith(("（", "(")) else phrase
    )
    phrase = re.sub(
        r"(?:等(?:产品|业务)?|的(?:企业|公司|厂家?|工厂|生产|加工)|企业|公司|的)$", "", phrase.strip("“”\"' 　")
    )
    return phrase[:30]


def is_generic(phrase: str) -> bool:
    """Whether ``phrase`` names nothing in particular (技术, 项目, 智能化改造 …)."""
    return len(phrase) < 2 or bool(_GENERIC.match(phrase))


def _from_title(title: str) -> str:
    head = re.split(r"[。；;，,：:？?！\n]|\\n|\d、", MARK.sub("", title.strip()))[0]
    head = _TASK_TAIL.sub("", _LEAD.sub("", head))
    head = re.sub(r"(?:中|过程中)?(?:如何|怎样|怎么).*$", "", head)
    return head.strip("的及与和、 ")[:30]


MARK = re.compile(r"^\s*(?:\d{1,2}[.、．]|[一二三四五六七八九十][、.])\s*")


def find_object(clauses: list[Clause], title: str) -> str:
    """The object: from the title when it names one, else what the enterprise says that it makes, else a task's object."""
    if title and not is_generic(candidate := _from_title(title)):
        return candidate
    for clause in clauses[:8]:
        match = _MAKES.match(clause.text)
        if (
            match
            and not is_generic(found := _clean(match.group(1)))
            and (_SELF.match(clause.text) or match.start() == 0)
        ):
            return _TASK_TAIL.sub("", found) or found
    for clause in clauses[:12]:
        match = re.search(rf"(?:{_TASK.pattern})(?:出)?(?:一种|一款|一套|新型)?([^，。；：]{{2,30}})", clause.text)
        if match and not is_generic(found := _from_title(_clean(match.group(1)))):
            return found
    for clause in clauses[:3]:
        if (
            not _WISH.search(clause.text)
            and not is_generic(found := _from_title(_clean(clause.text)))
            and len(found) <= 14
        ):
            return found
    return ""


def _phrase(clause: Clause) -> str:
    return _FILLER.sub("", _PLACE.sub("", clause.text)).strip("的了，、 ")[:40]


def find_problem(clauses: list[Clause], asked: list[str]) -> str:
    """The problem: a clause that names a symptom, else the first thing asked for, else a clause that names a task."""
    live = [c for c in clauses if c.section not in {"existing", "budget", "cooperation", "result"}]
    short = [c for c in live if 3 <= len(c.text) <= 40 and not _WISH.search(c.text)]
    symptoms = [c for c in short if _SYMPTOM.search(c.text) and not re.search(r"\d", c.text)]
    if symptoms and len(live) <= 12 and (phrase := _phrase(symptoms[0])):
        return phrase
    for text in asked:
        if _SYMPTOM.search(text) or _TASK.search(text):
            return text[:60]
    tasks = [c for c in short if _TASK.search(c.text) and not is_generic(_TASK.sub("", c.text).strip("的和与及"))]
    return tasks[0].text[:60] if tasks else (_phrase(symptoms[0]) if symptoms else "")

"""Object (the product, material or process) and problem (the symptom or task) of a requirement."""

from __future__ import annotations

import re

from agent.read.sections import MARKER, Clause
from knowledge.text import clauses as plain_clauses

_SELF = (
    r"(?:我们?(?:公司|厂|企业|司|单位|工厂|合作社|医院|农场)?|本(?:公司|厂|企业|单位)|咱们?(?:公司|厂)?|(?:这"
    r"|一)家(?:公司|企业|厂)?|公司|企业|工厂)"
)
_MAKES = re.compile(
    rf"(?:{_SELF}(?:里|这边|这里)?(?:现在|目前|主要|一直|专门|专业|主营|是一家|是)*|主要|主营|专业|专门)"
    r"(?:做|生产|制造|加工|从事|经营|种植|养殖|种|养|销售)(?:的)?(?:是)?([^，。；,;！？\s]{2,30})"
)
_WHO = re.compile(
    r"(?:做|搞|从事|研究|懂|擅长|熟悉)([^，。；]{2,20}?)(?:方面)?的(?:老师|专家|教授|团队|课题组|高校|学者|单位|人)"
)
_SYMPTOM = re.compile(
    r"总是?(?:会)?有|总是|老是|经常|时常|频繁|容易|易(?=[变开脱磨腐氧堵断裂损])|出现|产生|发生|存在|不足|不够|偏[低高大小薄厚]|[过太][高低大小快慢长短多少]"
    r"|较[差低大高]|不(?:太|够)?(?:稳定|均匀|良|高|好|理想|达标|合格|牢|准|强|齐|一致|上去|下来)|难以|很难|无法|不能|做不到|开裂|变形|磨损|腐蚀|脱落|断裂|泄漏|漏水|堵塞|失效"
    r"|超标|损耗|瓶颈|缺少|缺乏|浪费|污染|波动|噪[音声]|发热|银纹|气泡|气孔|裂纹|结垢|老化|(?:问题|难题|困难|严重|缺陷)$|(?<=[率度性量力命本果])(?:很|比较|较)?[差低短高大]$|(?<!越)大$"
)
_HOW = re.compile(r"怎么|怎样|如何")
_TASK = re.compile(
    r"研发|研制|开发|研究|实现|提高|提升|降低|减少|解决|攻克|突破|改进|改善|优化|改造|替代|设计|建立|构建|建设|延长|缩短|去除|脱除|回收|利用|检测|监测|控制|加工|制备"
    r"|处理|选育|寻求|寻找|抑制|防止|避免|消除|筛选|培育|升级|建成|提取|净化|识别|做成|制成|引进|增强|研磨|焊接"
)
_CHANGE = re.compile(
    r"^(?:把|将)?(?:提高|提升|降低|减少|改进|改善|优化|改造|解决|攻克|突破|延长|缩短|增强|实现|防止|避免|消除|去除|抑制|升级)"
)
_TASK_TAIL = re.compile(
    r"(?:(?:的)?[，、]?(?:关键|核心|共性|成套|新型|高效)?(?:技术|工艺|装备|设备)*(?:的)?(?:创新|联合|合作|综合|应用|自主|推广)*"
    r"(?:研究|研发|研制|开发|产业化|工业化|设计|改造|优化|攻关|示范|推广|应用|建设|制备|升级|需求|项目|课题|突破|解决)(?:方案|方法|问题)?"
    r"(?:[及与和、]?(?:其)?))+(?:的)?(?:项目|课题|技术|问题)?$"
)
_LEAD = re.compile(
    r"^(?:您好|你好|请问|请|我们?(?:公司|厂|单位|司)?|本公司|公司|企业|想要|想|要|需要|需求|希望|寻求|寻找|求购|求|找|做|搞|帮忙|帮我|有没有|有什么|有哪些|能不能|可不可以|能够|能|通过"
    r"|目前|现在|现有|现|最近|一直|还|也|对于|关于|基于|针对|面向|在|对|由于|因为|但是?|而且|并且|同时|就是|主要是|主要|一种|一款|一套|一个|一家|一台|个|新型"
    r"|研发|研制|开发|研究|实现|年产[\d.]+万?[吨支台套件]?)+(?:的)?"
)
_TAIL = re.compile(
    r"(?:的)?(?:怎么办|怎么解决|如何解决|怎么处理|如何处理|求解决|求助|吗|呢|吧|啊|了|方面的?|相关的?|这方面的?|这块|合作|老师|专家|教授|团队|高校|单位|厂家|公司|企业|技术团队|等)+$"
)
_GENERIC = re.compile(
    r"^(?:技术|项目|专家|产品|设备|工艺|系统|平台|智能化?|数字化?|信息化|自动化|转型|升级|合作|创新|研发|成果|科技|方案|问题|难题|需求|企业|公司|高校|厂|工厂|新|好|的|一些|相关|各种|各类|这个|那个"
    r"|什么|生产|质量|效率|成本|良率|合格率|降本|增效|材料|人才|资金|改造|可以|转化|你们?|您|我们?|它|找|到|想|做|要|有|没有|介绍|推荐|一下|看看|帮忙|解决|提高|降低|提升|改善|优化|实现|老师|团队|发展|管理|能力|水平"
    r"|你好|您好|在吗|谢谢|嗨|哈喽|hello|hi|怎么样|如何|吗|呢|和|与|、)*$",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"预算|经费|万元|\d万|(?:年|月|周|天)(?:之|以)?内|年底|尽快|高校|大学|院所|专家|教授|老师|省内|市内|川内|本地|省外|合作|投入|资金|专利|保密|公开|匿名|专精特新|高新技术企业|高企|规上|链主"
    r"|先用后付|联系人|电话|微信|中试以上|入股|转让|许可"
)
_ANAPHORA = re.compile(
    r"^(?:想|要|希望|需要|求|请)?(?:能)?(?:帮忙|尽快|彻底)?解决(?:这个|这些|该|上述|此|一下)?(?:问题|难题)?$|^怎么办$|^求解决$"
)
_FILLER = re.compile(
    r"总是有|总是|总有|老是有?|经常(?:会)?(?:出现)?|容易(?:出现|产生)|时常(?:出现)?|会出现|出现了?|存在着?"
)


def is_generic(phrase: str) -> bool:
    """Whether ``phrase`` names nothing in particular (技术, 项目, 智能化改造 …)."""
    return len(phrase) < 2 or bool(_GENERIC.match(phrase))


def _strip(phrase: str) -> str:
    """The phrase without politeness, wish words and task words around it."""
    phrase = next(iter(plain_clauses(phrase, colons=True)), "")
    phrase = _TAIL.sub("", _LEAD.sub("", phrase.strip("“”\"' 　")))
    phrase = re.sub(r"(?:等(?:产品|业务)?|的(?:企业|公司|厂家?|工厂|生产|加工|人)|的)$", "", phrase)
    return phrase.strip("的及与和、 ")[:30]


def _from_title(title: str) -> str:
    head = re.split(r"\d、", next(iter(plain_clauses(MARKER.sub("", title.strip(), count=1))), ""))[0]
    short = _TASK_TAIL.sub("", _LEAD.sub("", head))
    short = re.sub(r"(?:中|过程中)?(?:如何|怎样|怎么).*$", "", short).strip("的及与和、 ")
    return (short if not is_generic(short) else head.strip())[:30]


def _subject(text: str) -> str:
    """What stands before the symptom or the question word: 齿轮热处理 of 齿轮热处理变形大."""
    cut = [m.start() for pattern in (_SYMPTOM, _HOW) if (m := pattern.search(text))]
    return _strip(text[: min(cut)]) if cut else ""


def _of_task(text: str) -> str:
    """What a task is about: the phrase itself, without 提高, 降低 … before it."""
    phrase = _strip(text)
    phrase = _CHANGE.sub("", re.sub(r"^(?:把|将)", "", phrase))
    return re.split(r"(?:从|由|提高|降低|降|减少|控制|做)?到?(?=[\d≥≤＞＜])", phrase)[0].strip("的了 ")


def find_object(clauses: list[Clause], title: str) -> str:
    """The object: what the title names, what the enterprise says that it makes, or what a symptom or task is about."""
    if title and not is_generic(found := _from_title(title)):
        return found
    for clause in clauses[:8]:
        if (match := _MAKES.match(clause.text)) and not is_generic(found := _strip(match.group(1))):
            return _TASK_TAIL.sub("", found) or found
    live = [c.text for c in clauses[:12] if c.section not in {"existing", "budget", "cooperation"}]
    for text in live[:3] if not title else ():
        if (match := _WHO.search(text)) and not is_generic(found := _strip(match.group(1))):
            return found
    plain = [text for text in live if not _CONDITION.search(text)]
    for reader, texts in (
        (_subject, plain),
        (_of_task, [t for t in plain if _TASK.search(t)]),
        (_of_task, plain),
        (_of_task, live),
    ):
        for text in texts:
            if not is_generic(found := reader(text)) and not re.match(r"[\d.%≥≤]", found) and len(found) >= 2:
                return _TASK_TAIL.sub("", found) or found
    return ""


def _phrase(text: str) -> str:
    return _FILLER.sub("", _LEAD.sub("", text)).strip("的了，、 ")[:40] or text[:40]


def find_problem(clauses: list[Clause], asked: list[str], title: str) -> str:
    """The problem: a clause that names a symptom, else the first thing asked for, else a clause that names a task."""
    live = [c.text for c in clauses if c.section not in {"existing", "budget", "cooperation", "result"}]
    short = [text for text in live if 3 <= len(text) <= 40 and not _CONDITION.search(text) and not _MAKES.match(text)]
    symptoms = [
        t
        for t in short
        if (_SYMPTOM.search(t) or _HOW.search(t)) and not re.search(r"\d", t) and not _ANAPHORA.match(t)
    ]
    if symptoms and len(live) <= 12:
        return _phrase(symptoms[0])
    asked = [text for text in asked if text != title]
    for text in asked:
        if _SYMPTOM.search(text) or _TASK.search(text):
            return text[:60]
    tasks = [t for t in short if _TASK.search(t) and not is_generic(_of_task(t))]
    if tasks or symptoms:
        return (tasks or [_phrase(symptoms[0])])[0][:60]
    return asked[0][:60] if asked and title and sum(map(len, live)) >= 10 else ""

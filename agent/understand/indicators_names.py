"""The name of an indicator: the noun phrase that its number belongs to, with the test condition as a qualifier."""

from __future__ import annotations

import re

from agent.understand.indicators_layout import Layout
from agent.understand.quantities import Quantity

LONGEST = 16
"""Names are compact: a longer noun phrase keeps its end; a stated condition may add to it."""

_CHANGE = "提高|提升|增加|增长|增大|降低|减少|减低|下降|缩短|节约|节省|延长|减小|减轻|压缩|降|减"
_HEAD = re.compile(
    r"^(?:[\s\"“”'、)\]】>.?;]+|[(（]?(?:\d{1,2}|[一二三四五六七八九十])[)）、.](?!\d)\s*|[①-⑳]|(?:要求|需要?(?!求)|(?<![响反适效对供相])应该?(?![用力变急])|必须|须|并(?![联发行列网])且?|且|同时|其中|其(?!他)|使(?!用)得?|将|把"
    r"|对于?(?!照)|保证|确保|实现|满足|能够?(?![源量耗力效])|可以?(?![靠见燃降])|达到|从而|以及|及|和|与|约|主要(?!成)|最终|以|在|为|而|的|该|所用?|希望|预期|预计|力争|特别是|不仅|目前|现在|现有|由原来的?|由|从"
    r"|原来的?|具有|具备|进行|生产的|开发出?|研发出?|研制出?|获得|得到|制备出?|目标是?|整体|已|后(?![端方处])|降至|降到|提高到|提升到|形成|完成|建设|建成|因此|但是?|则|使其|令|让|所需|寻求|做到|拟|产品质量(?=.)|通过))"
)
_TAIL = re.compile(
    r"(?:[\s:;；=\"“、(（.,]+|(?:要求|要|(?<![响反适效对供相])应该?|需要?|须|必须|可以?|(?<![产性功节智技])能够?|均|都|达到?|控制|保持|维持|为|是|在|至|到|约|于|可达|最大|最小|将|得|严格|大幅|了|的|仅|只|还|较|可调|不超|总体|以|每隔|至少|满足|实现"
    r"|通过|采用|设计|提升|下降|由(?:原来|目前|现在|现有)?的?|从(?:原来|目前|现在|现有)?的?|目前|原来|能产生|产生|具有|有|例如|如|即|按|一个|每(?:秒|分钟|小时|天|日|年|台|套|罐)?|其|最长|最短|最低|最高))$"
)
_TRAIL = re.compile(rf"^(?P<rest>.{{2,}}?)(?P<verb>{_CHANGE})(?:了|至|到)?$")
_VERB_ONLY = re.compile(
    rf"^(?:{_CHANGE}|产出|产量|形成|完成|建设|处理|生产|存储|储存|报警|采用|设计|输出|承受|提供|工作|小于|大于|最大|努力|满足|新建|年产|日产|建设年产|通过|达到|使用)$"
)
_SPLIT = re.compile(
    r"(?:[，,；;。、\n]|保证|确保|实现|要求|使得|采用|具有|具备|能够|可以|以及|并(?![联发行列网])|对于|特别是|需要|其中|从而|但|将|把|对(?![位称应比流焊数照])|使(?!用)|(?<![响反适效对供相])应(?![力用变急])|完成|形成|产出|产生|和(?!谐))"
)
_REACH = re.compile(r"满足|达到")
_AFTER = re.compile(
    r"^[ )）]*的?(?:(?P<adjective>[长宽高厚深重])(?=[的，。；、]|$))?(?:的)?(?P<noun>[\u4e00-\u9fffA-Za-z]{2,14}?)(?=[的和与及、，。；;,\s\d(（)）]|$)"
)
_AFTER_VERB = re.compile(
    r"^(?:提|降|升|增|减|缩|到|至|情况|可|能|无|不|才|需|要|内|下|时|后|就|更|报警|发送|完成|运行|循环|存储|保存|以|左右|范围|区间|之间|且|并|或|或者|等|级|水平|是|为|用)"
)
_SIZED = re.compile(r"^(?P<adjective>[长宽高厚深重])的(?P<noun>[\u4e00-\u9fff]{2,8}?)(?=[的和与及、，。；;,\s\d(]|$)")
_ADJECTIVE = {"长": "长度", "宽": "宽度", "高": "高度", "厚": "厚度", "深": "深度", "重": "重量"}
_KIND = (
    (re.compile(r"(?i)^[kmg]?pa$|帕$|^bar$"), "压力"),
    (re.compile(r"^(?:℃|°C|摄氏度)$"), "温度"),
    (re.compile(r"(?i)^[kmg]?hz$|赫兹?$"), "频率"),
    (re.compile(r"(?i)^k?v$|伏$"), "电压"),
    (re.compile(r"(?i)^[km]?w$|瓦$"), "功率"),
    (re.compile(r"像素$"), "像素"),
    (re.compile(r"/(?:年|h|d|小时|天|a)$"), "处理量"),
    (re.compile(r"^吨级$"), "规模"),
)
_RATE = re.compile(r"(?P<rate>[年日月](?:产|处理))(?:量|能)?(?:约|达到?)?$")
_CONDITION = re.compile(r"\d")
_ONCE = re.compile(r"^[^，。；]{0,4}?(?P<verb>更换|维护|检修|报警|清洗|清理|校准|保养)一?次")
_GENERIC = re.compile(
    r"^(?:精度|直径|长度|硬度|温度|时间|厚度|高度|宽度|重量|速度|压力|功率|效率|产量|含量|成本|误差|容量|寿命|密度|强度|面积|体积|频率|电压|范围|误差|噪音|噪声)$"
)
_TEST = re.compile(
    r"\d ?(?:℃|C|h|天|次|周|小时|年|d|min)(?![a-z])[^，]{0,4}(?:存|储|循环|放电|充|放置|老化|浸泡|搁置|测试|条件|下$|后$|$)|循环\d+"
)
_TIME = re.compile(r"^(?:天|日|小时|h|min|分钟|秒|s|年|个月|月|周)$")
_MODIFIER = re.compile(rf"^(?P<verb>{_CHANGE})?[^\d的]+的(?P<head>[^的]{{4,}})$")
_ACTION = re.compile(r"(?:完成|形成|产出|建设|建成|开发|研制|研发|采用|具有|实现|满足)\s*$")
_WITHIN = re.compile(r"(?:可以?|能够?|需要?|要|应|必须|即|全部|完全|实现|完成)+(?P<act>[\u4e00-\u9fff]{2,8})")
_TITLE_TAIL = re.compile(
    r"(?:的|及其|及|与|和|、|研发|研制|开发|研究|应用|技术|项目|产业化|设计|改造|系统|工艺|关键|生产|制造)+$"
)
_TITLE_VERB = re.compile(r"提高|降低|解决|研发|开发|问题|技术|[，。、;；:]")
_WARM_UNIT = re.compile(r"^(?:℃|°C|°c|摄氏度|K|度)$")
_SERVED = re.compile(r"[^，。；]{0,3}下[^，。；]{0,4}?(?P<act>使用|工作|运行|保存|储存|服役|存放)")
_LIST_MARK = re.compile(r"[\s\"“”、]*(?:[(]?(?:\d{1,2}|[一二三四五六七八九十])[)、.](?!\d)[\s.]*)?")


def with_object(name: str, title: str) -> str:
    """``name`` with the object that a short title names, when it is only a generic property such as 精度."""
    thing = _TITLE_TAIL.sub("", title.strip())
    if _GENERIC.match(name) and 2 <= len(thing) <= 8 and not _TITLE_VERB.search(thing):
        return thing + name
    return name


def strip_name(phrase: str) -> str:
    """``phrase`` without leading and trailing function words and list marks."""
    previous = None
    while phrase and phrase != previous:
        previous = phrase
        phrase = _TAIL.sub("", _HEAD.sub("", phrase))
    return phrase


def _compact(phrase: str) -> str:
    phrase = phrase.replace(" ", "")
    parts = [p for p in _SPLIT.split(strip_name(phrase)) if len(strip_name(p)) > 1]
    phrase = strip_name(parts[-1]) if parts else strip_name(phrase)
    if len(phrase) > 10 and (match := _MODIFIER.match(phrase)):
        phrase = (match["verb"] or "") + match["head"]
    while len(phrase) > LONGEST:
        cut = phrase.find("的")
        if 0 <= cut < len(phrase) - 2:
            phrase = strip_name(phrase[cut + 1 :])
        else:
            phrase = phrase[-LONGEST:]
            break
    return phrase


def _before_reach(phrase: str) -> tuple[str, str]:
    """``保持率满足常温3个月`` names 保持率 under the condition 常温3个月."""
    match = _REACH.search(phrase)
    if match and len(strip_name(phrase[: match.start()])) > 1:
        rest = strip_name(phrase[match.end() :])
        return phrase[: match.start()], rest if _CONDITION.search(rest) else ""
    return phrase, ""


def _with_verb(phrase: str) -> str:
    """The verb of change stands first: ``透光率提高`` becomes ``提高透光率``."""
    if match := _TRAIL.match(phrase):
        rest = strip_name(match["rest"])
        if rest and len(match["verb"]) > 1:
            return match["verb"] + rest
    return phrase


def _open_bracket(phrase: str) -> str:
    phrase = phrase.rstrip()
    if phrase.endswith("("):
        return phrase[:-1]
    if phrase.count("(") > phrase.count(")"):
        inside = phrase.rpartition("(")[2]
        return inside if len(strip_name(inside)) > 1 else phrase.rpartition("(")[0]
    return phrase


def _after_colon(phrase: str) -> str:
    head, colon, rest = phrase.rpartition(":")
    return (rest if len(strip_name(rest)) > 1 else head) if colon else phrase


def _from_after(layout: Layout, quantity: Quantity) -> str:
    match = _AFTER.match(layout.text[quantity.end : layout.clause_end(quantity.tail)])
    if not match or _AFTER_VERB.match(match["noun"]):
        return ""
    noun = strip_name(match["noun"])[-LONGEST:]
    if len(noun) < 2:
        return ""
    if match["adjective"]:
        return noun + _ADJECTIVE[match["adjective"]]
    for pattern, kind in _KIND:
        if pattern.search(quantity.unit) and not noun.endswith(kind):
            return noun + kind
    return noun


def name_of(layout: Layout, quantity: Quantity, kept: list[Quantity], previous_name: str) -> tuple[str, int]:
    """Name of ``quantity`` and the index where its quote begins.

    The noun phrase before the number in its clause; without one, the phrase after the number or the subject that the
    previous clauses of the sentence carry over. ``kept`` are the quantities before it that have a role, and
    ``previous_name`` is the name of the last of them.
    """
    previous = kept[-1] if kept else None
    clause = layout.clause(quantity.at)
    same = previous is not None and layout.clause(previous.at) == clause
    start = max(clause, previous.end) if same and previous else clause
    phrase = layout.text[start : quantity.start]
    quote = _skip(layout.text, start, quantity.start)
    if special := _special(layout, quantity, phrase):
        return special, quote
    base, condition = _before_reach(_after_colon(_open_bracket(phrase)))
    if (
        not quantity.prefixed
        and not quantity.cue
        and _ACTION.search(base)
        and (behind := _from_after(layout, quantity))
    ):
        return behind, quote
    name = _with_verb(_compact(base))
    if _VERB_ONLY.match(name) and _TIME.match(quantity.unit):
        name = _act(base, name)
    if len(name) > 1 and not _VERB_ONLY.match(name):
        name = _complete(layout, quantity, name)
        if condition and len(condition) < LONGEST:
            return f"{name}({condition})", quote
        return _lead(layout, quantity, kept) + name, quote
    verb = name if re.fullmatch(_CHANGE, name or "-") else ""
    behind = "" if verb else _from_after(layout, quantity)
    if behind and not quantity.symbolic:
        return behind, quote
    if (
        not verb
        and _TIME.match(quantity.unit)
        and (match := _WITHIN.match(layout.text[quantity.end : quantity.end + 24]))
    ):
        return match["act"] + "时间", quote
    carried, begin = _carry(layout, quantity, start, previous, previous_name, same)
    if verb and carried.startswith(verb):
        verb = ""
    return (verb + carried) or previous_name or name or "指标", _skip(layout.text, begin, quantity.start)


def _act(base: str, verb: str) -> str:
    """``日志可以存储`` before a time names 日志存储时间."""
    parts = [strip_name(p) for p in _SPLIT.split(base.replace(" ", ""))]
    subject = next((p for p in reversed(parts) if len(p) > 1 and p != verb), "")
    return f"{subject[-10:]}{verb}时间"


def _lead(layout: Layout, quantity: Quantity, kept: list[Quantity]) -> str:
    """The test condition that the clauses before state: ``85℃老化500小时，`` belongs to 粘接强度.

    A clause that states an indicator of its own is none, unless it counts cycles.
    """
    start, end = layout.sentence(quantity.at), layout.clause(quantity.at)
    own = {layout.clause(q.at) for q in kept[-6:] if q.at >= start and (q.unit not in ("次", "周") or q.prefixed)}
    parts: list[str] = []
    while start < end:
        finish = layout.clause_end(start)
        clause = strip_name(_after_colon(layout.text[start:finish].rstrip("，, "))).replace(" ", "")
        if start not in own and _TEST.search(clause):
            parts.append(clause)
        start = finish
    joined = "".join(parts)
    return joined if len(joined) <= 20 else ""


def _special(layout: Layout, quantity: Quantity, phrase: str) -> str:
    """Names that a fixed turn gives: yearly output, an interval between two acts, cycles and what is left after them."""
    after = layout.text[quantity.end : quantity.end + 24]
    if match := _SIZED.match(after):
        return strip_name(match["noun"])[-LONGEST:] + _ADJECTIVE[match["adjective"]]
    if _WARM_UNIT.match(quantity.unit) and (match := _SERVED.match(after)):
        return match["act"] + "温度"
    if match := _RATE.search(phrase.rstrip()):
        noun = strip_name(_noun_after(after)) or _compact(phrase[: match.start()])
        return f"{noun}{match['rate']}量"
    if match := _ONCE.match(after):
        return _compact(phrase) + match["verb"] + ("间隔" if match["verb"] == "报警" else "周期")
    if quantity.unit in ("次", "周") and (match := re.search(r"循环$", phrase.rstrip())):
        condition = re.search(r"-?\d+ ?℃", phrase)
        return (condition[0] if condition else "") + "循环寿命"
    if _TIME.match(quantity.unit) and re.search(r"[下时]$", phrase) and (noun := _noun_after(after)):
        return noun + "时间"
    if quantity.unit in ("批", "批次") and (noun := _noun_after(after)):
        return f"{noun}{quantity.unit}数"
    if quantity.unit == "度" and (match := re.search(r"每[天日年月台]$|每小时$", phrase)):
        return match[0] + "耗电量"
    if (
        quantity.symbolic
        and not strip_name(phrase)
        and (match := re.search(r"(\d+)(次|周) ?$", layout.text[: quantity.start][-8:]))
    ):
        return f"{match[1]}{match[2]}循环后容量保持率" if "循环" in layout.text else ""
    return ""


def _noun_after(after: str) -> str:
    match = re.match(r"的?(?:大型|高端|新型)?([\u4e00-\u9fffA-Za-z]{1,10}?)(?=[的和与及、，。；;,\s\d(（]|$)", after)
    return match[1] if match else ""


def _complete(layout: Layout, quantity: Quantity, name: str) -> str:
    """A generic head takes the object that follows the number; counted things are named as a number of them."""
    after = layout.text[quantity.end : layout.clause_end(quantity.tail)]
    if _GENERIC.match(name) and (
        match := re.match(r"的(?:大型|小型|新型)?([\u4e00-\u9fff]{2,8})$", after.rstrip("，。；;、\n "))
    ):
        return match[1] + name
    if quantity.unit in ("个", "只", "台", "套", "条") and not name.endswith(("数", "量", "数量")):
        return name + "数量"
    if match := re.match(r"的([\u4e00-\u9fff]{2,4})[，。；;\n]", after):
        return name + match[1] if not name.endswith(match[1]) else name
    return name


def _carry(
    layout: Layout, quantity: Quantity, start: int, previous: Quantity | None, previous_name: str, same: bool
) -> tuple[str, int]:
    """The subject carried over from the clauses before, and where its quote begins."""
    if same:
        return previous_name, start
    sentence = layout.sentence(quantity.start)
    before = start
    while before > sentence:
        end = before - 1
        before = layout.clause(end)
        if previous is not None and previous.at >= before:
            return previous_name, start
        phrase = _with_verb(_compact(_after_colon(layout.text[before:end])))
        if len(phrase) > 1 and not _VERB_ONLY.match(phrase):
            return phrase, before
    # An OCR break or a stray mark may part a name from its number.
    gap = layout.text[max(0, start - 2) : start]
    if sentence and not gap.endswith("。"):
        previous_start = layout.clause(max(0, sentence - 2))
        phrase = _compact(_after_colon(layout.text[previous_start : sentence - 1]))
        if len(phrase) > 1:
            return phrase, previous_start if quantity.symbolic else start
    return "", start


def _skip(text: str, start: int, end: int) -> int:
    match = _LIST_MARK.match(text, start, end)
    return match.end() if match else start

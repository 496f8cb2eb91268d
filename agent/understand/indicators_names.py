"""The name of an indicator: the noun phrase that its number belongs to."""

from __future__ import annotations

import re

from agent.understand.indicators_layout import Layout
from agent.understand.quantities import Quantity

LONGEST = 16
"""Names are compact; a longer noun phrase keeps its end."""

_CHANGE = "提高|提升|增加|增长|增大|降低|减少|减低|下降|缩短|节约|节省|延长|减小|压缩|降|高|低"
_HEAD = re.compile(
    r"^(?:[\s\"“”'、)）\]】>]+|[(（]?(?:\d{1,2}|[一二三四五六七八九十])[)）、.](?!\d)\s*|[①-⑳]|(?:要求|需要?|应该?|必须|须|并且?|且|同时|其中|其|使得?|将|把|对于?|保证|确保|实现"
    r"|满足|能够?|可以?|达到|从而|以及|及|和|与|约|主要|最终|以|在|为|而|的|该|所用?|希望|预期|预计|力争|特别是|不仅|目前|现在|现有|由原来的?|由|从|使其|原来的?|具有|具备|要|进行|生产的?|开发出?|研发出?|研制出?|获得|得到|制备出?|目标是|整体|已|有))"
)
_TAIL = re.compile(
    r"(?:[\s:;；=\"“”、(（]+|(?:要|应该?|需要?|须|必须|可以?|能够?|均|都|达到?|控制|保持|维持|为|是|在|至|到|约|于|可达|最大|最小|将|有|得|严格|大幅|了|的|仅|只|还|较|可调|不超|总体|平均|以|每隔|至少|满足|实现|通过|采用))$"
)
_LEAD = re.compile(rf"(?:^|[的对将把使])(?P<verb>{_CHANGE})(?P<rest>.*)$")
_TRAIL = re.compile(rf"^(?P<rest>.+?)(?P<verb>{_CHANGE})(?:了|至|到)?$")
_SPLIT = re.compile(
    r"(?:[，,；;。、]|保证|确保|实现|要求|使得|满足|达到|通过|采用|具有|能够|可以|以及|并且?|对于|特别是|需要|产出|其中|从而|但|将|把|使(?!用)|且|需(?!求)|应(?![力用变急]))"
)
_AFTER = re.compile(r"^[ )）]*(?:的)?(?P<adjective>[长宽高厚深重])?(?:的)?(?P<noun>[\u4e00-\u9fffA-Za-z0-9]{2,14})")
_ADJECTIVE = {"长": "长度", "宽": "宽度", "高": "高度", "厚": "厚度", "深": "深度", "重": "重量"}
_KIND = (
    (re.compile(r"(?i)^[kmg]?pa$|帕$|^bar$"), "压力"),
    (re.compile(r"^(?:℃|°C|摄氏度)$"), "温度"),
    (re.compile(r"(?i)^[kmg]?hz$|赫兹?$"), "频率"),
    (re.compile(r"(?i)^k?v$|伏$"), "电压"),
    (re.compile(r"(?i)^[km]?w$|瓦$"), "功率"),
    (re.compile(r"^(?:像素|层|级|通道)$"), ""),
    (re.compile(r"/(?:年|h|d|小时|天|a)$"), "产能"),
)


def _strip(phrase: str) -> str:
    previous = None
    while phrase and phrase != previous:
        previous = phrase
        phrase = _TAIL.sub("", _HEAD.sub("", phrase))
    return phrase


def _compact(phrase: str) -> str:
    parts = [p for p in _SPLIT.split(phrase) if p and p.strip()]
    if parts and len(phrase) > LONGEST // 2:
        phrase = parts[-1] if len(parts[-1]) > 1 else phrase
    phrase = _strip(phrase)
    while len(phrase) > LONGEST:
        cut = phrase.find("的")
        if 0 <= cut < len(phrase) - 2:
            phrase = _strip(phrase[cut + 1 :])
        else:
            phrase = _strip(phrase[-LONGEST:])
            break
    return phrase


def _with_verb(phrase: str) -> str:
    """提高 stands first in a name: ``掘进效率提高`` becomes ``提高掘进效率``."""
    if match := _TRAIL.match(phrase):
        rest = _strip(match["rest"])
        if rest and len(match["verb"]) > 1:
            return match["verb"] + rest
    return phrase


def _left(layout: Layout, quantity: Quantity, floor: int) -> tuple[str, int]:
    start = max(layout.clause(quantity.start), floor)
    return layout.text[start : quantity.start], start


def _open_bracket(phrase: str) -> str:
    """A number in brackets belongs to what stands before them: ``敲击率(`` becomes ``敲击率``."""
    phrase = phrase.rstrip()
    if phrase.endswith("("):
        return phrase[:-1]
    return phrase


def _after_colon(phrase: str) -> str:
    head, colon, rest = phrase.rpartition(":")
    return (rest if len(_strip(rest)) > 1 else head) if colon else phrase


def _from_after(layout: Layout, quantity: Quantity) -> str:
    end = layout.clause_end(quantity.tail)
    match = _AFTER.match(layout.text[quantity.end : end])
    if not match:
        return ""
    noun = _strip(match["noun"])
    if match["adjective"]:
        return noun[:LONGEST] + _ADJECTIVE[match["adjective"]]
    for pattern, kind in _KIND:
        if pattern.search(quantity.unit):
            return (quantity.unit if quantity.unit == "像素" else "") + noun[:LONGEST] + kind
    return noun[:LONGEST]


def name_of(layout: Layout, quantity: Quantity, previous: Quantity | None, previous_name: str) -> tuple[str, int]:
    """Name of ``quantity`` and the index where its quote begins.

    The noun phrase before the number in its clause; without one, the phrase after the number or the subject that the
    previous clauses of the sentence carry over.
    """
    same = previous is not None and layout.clause(previous.at) == layout.clause(quantity.at)
    floor = previous.end if same and previous else 0
    phrase, start = _left(layout, quantity, floor)
    name = _with_verb(_compact(_after_colon(_open_bracket(phrase))))
    if len(name) > 1 and not re.fullmatch(_CHANGE, name):
        return name, _skip(layout.text, start, quantity.start)
    verb = name if re.fullmatch(_CHANGE, name or "-") else ""
    carried, begin = _carry(layout, quantity, start, previous, previous_name, same)
    behind = "" if verb else _from_after(layout, quantity)
    if behind and (not carried or not quantity.cue and quantity.op is None or not same and not quantity.symbolic):
        return behind, _skip(layout.text, start, quantity.start)
    return (verb + carried) or previous_name or behind or "指标", _skip(layout.text, begin, quantity.start)


def _carry(
    layout: Layout, quantity: Quantity, start: int, previous: Quantity | None, previous_name: str, same: bool
) -> tuple[str, int]:
    if same:
        return previous_name, start
    sentence = layout.sentence(quantity.start)
    before = start
    while before > sentence:
        before = layout.clause(before - 1)
        if previous is not None and previous.at >= before:
            return previous_name, start
        phrase = _with_verb(_compact(_after_colon(layout.text[before : start - 1])))
        if len(phrase) > 1:
            return phrase, before
    # An OCR break or a stray mark may part a name from its number.
    phrase = layout.text[layout.clause(max(0, sentence - 2)) : max(0, sentence - 1)] if sentence else ""
    return _compact(_after_colon(phrase)), start


def _skip(text: str, start: int, end: int) -> int:
    match = re.compile(r"[\s\"“”、]*(?:[(]?(?:\d{1,2}|[一二三四五六七八九十])[)、.](?!\d)[\s.]*)?").match(
        text, start, end
    )
    return match.end() if match else start

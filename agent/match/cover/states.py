"""The state in which a quantity is meant: 高温, 1200℃下, 28d, 1000次循环后. Another state, another quantity."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.quantities import Quantity, convert, direction_of, find_quantities, same_kind, show_number

_WORDS = re.compile("高温|低温|常温|室温|高压|低压|满载|空载|高湿|夜间|雨雾|极寒|全工况|海水|酸性|碱性|强光|弱光|湿热")
_UNDER = re.compile(r"(?:循环)?(?=下|时(?!间)|后|条件|工况|环境)")
_JOINT = re.compile(r"\s*(?:条件下|环境下|工况下|下|时(?!间)|后|条件|环境|工况)?的?\s*")
_WITHIN = re.compile(r"\s*(?:之|以)?内|以上|以下|\s*[~～–至到]")
USUAL = "常温"
"""Room temperature: what is meant where no state is named."""
_ROOM = (18.0, 28.0)
_GAP = 1


def in_name(name: str) -> tuple[str, frozenset[str]]:
    """``name`` without the states that stand in it, and these states; every quantity in a name is one."""
    spans = [(word.start(), word.end(), _word(word[0])) for word in _WORDS.finditer(name)]
    spans += [(one.at, _end(name, one), _text(one)) for one in find_quantities(name) if one.unit and not _first(one)]
    for start, end, _ in sorted(spans, reverse=True):
        joint = _JOINT.match(name, end)
        name = name[:start] + name[joint.end() if joint else end :]
    return name, frozenset(state for _, _, state in spans)


def in_condition(text: str) -> frozenset[str]:
    """The states in a record's condition: its words, temperatures, counts and durations."""
    counted = (one for one in find_quantities(text) if one.unit)
    return frozenset([*(_word(word) for word in _WORDS.findall(text)), *map(_text, counted)])


def in_quote(quote: str, name: str, own: str = "") -> frozenset[str]:
    """The states in a user's words: a quantity said to be a condition (60℃下), or one right before the name.

    ``own`` is the unit of the value that is asked for; a quantity of that kind is no condition.
    """
    return frozenset(_asked(quote, name, own))


def _asked(quote: str, name: str, own: str) -> Iterator[str]:
    yield from map(_word, _WORDS.findall(quote))
    for one in find_quantities(quote):
        if not one.unit or (own and same_kind(one.unit, own)):
            continue
        if _UNDER.match(quote, one.tail) or _before(quote, name, one):
            yield _text(one)


def _before(quote: str, name: str, one: Quantity) -> bool:
    """Whether the quantity stands right before the name, or before a part of it: 28天抗压强度, 循环800次保持率."""
    if _WITHIN.match(quote, one.tail) or direction_of(one.op) or not name:
        return False
    rest = re.sub(r"\s+", "", quote[one.tail : one.tail + len(name) + _GAP + 2])
    head = name[:2]
    tail = name[len(name) // 2 :]
    return any(part and 0 <= rest.find(part) <= _GAP for part in (head, tail)) or name in rest


def _first(one: Quantity) -> bool:
    """Whether it is the 一次 of a first pass, an order and no count."""
    return one.value == 1 and one.unit == "次"


def _end(text: str, one: Quantity) -> int:
    under = _UNDER.match(text, one.tail)
    return under.end() if under else one.tail


def _word(word: str) -> str:
    return USUAL if word == "室温" else word


def _text(one: Quantity) -> str:
    top = "" if one.value_max is None else f"~{show_number(one.value_max)}"
    if one.unit == "度" or same_kind(one.unit, "℃"):
        low, high = one.value, one.value if one.value_max is None else one.value_max
        return USUAL if _ROOM[0] <= low and high <= _ROOM[1] else f"{show_number(one.value)}{top}℃"
    hours = convert(one.value, one.unit, "h")
    if hours is not None and one.value_max is None:
        return f"{show_number(round(hours, 6))}h"
    return f"{show_number(one.value)}{top}{one.unit.lower()}"

"""The grammar of quantities: operator, sign, number or range, unit, closing word.

Reads folded text and returns every quantity with spans; whether it is a target, a present value or neither is decided
elsewhere (``baselines``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from agent.read.old.numbers import Number, find_numbers, match_number, parse_han
from agent.read.old.operators import operator_after, operator_before
from agent.read.old.units import convert
from agent.read.old.units_grammar import HARDNESS, match_unit
from knowledge.records import Operator

Cue = Literal["", "reach", "up", "down"]

_RANGE = re.compile(r" ?(?:[-~]+|到|至) ?")
_TOLERANCE = re.compile(r"(?:±|\+/-|\+-) ?")
_SIGN = re.compile(r"(?:±|\+/-|\+-) ?$")
_PREFIX = re.compile(r"(?<![A-Za-z])(?:HRC|HRA|HRB|HBW|HBS|HB|HV|HS|HLD|HL|R[az]|[pP]H) ?[:(]?$|φ ?$")
_PERCENT_WORD = re.compile(r"(百万|[百千万])分之 ?$")
_PERCENT = {"百": "%", "千": "‰", "万": "‱", "百万": "ppm"}
_LOWER = re.compile(r" ?[A-Za-zμ℃%]{0,6} ?(?:<=|[<≤]) ?(?P<name>[^\s，。;；<>≤≥\d]{1,10}?) ?(?:<=|[<≤]) ?")
_UNKNOWN = re.compile(r" ?(?![DGK](?![A-Za-z/]))[A-Za-zμΩ°][A-Za-z0-9μΩ·/%²³]{0,9}")
_SCALE_BEFORE = re.compile(rf"(?<![A-Za-z])({'|'.join(sorted(HARDNESS, key=len, reverse=True))}) ?[:(]?$")
_TENTH = re.compile(r"[一二三四五六七八九]")
_AFTER_LATIN = re.compile(r"[A-Z]{2,}[a-z]?$")
_CURRENT = re.compile(r"(?<![A-Za-z])[DA]C$")
_TIME_OR_COUNT = re.compile(r"天|小时|个月|年|分钟|秒|次|周|倍|%")


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity of a folded text.

    ``start``/``end`` span operator to closing word; ``at`` is where the number (with sign or unit prefix) begins and
    ``tail`` where the unit ends. ``op`` is None when only the context can tell. ``signed`` marks ±, ``symbolic`` an
    operator written as a sign, ``bracketed`` a unit outside the brackets of its range, ``han`` a Chinese numeral,
    ``better`` the word 优于, whose direction depends on the property.
    """

    start: int
    at: int
    tail: int
    end: int
    op: Operator | None
    value: float
    value_max: float | None
    unit: str
    signed: bool = False
    cue: Cue = ""
    symbolic: bool = False
    han: bool = False
    better: bool = False

    @property
    def prefixed(self) -> bool:
        """Whether an operator stands before the number."""
        return self.op is not None and self.start < self.at


@dataclass(frozen=True, slots=True)
class _Head:
    at: int
    unit: str = ""
    sign: float = 1.0
    signed: bool = False


@dataclass(frozen=True, slots=True)
class _Body:
    low: float
    high: float | None
    unit: str
    end: int


def find_quantities(text: str) -> list[Quantity]:
    """Every quantity of folded ``text`` from left to right; numbers inside model or standard names are left out."""
    found: list[Quantity] = []
    floor = 0
    for number in find_numbers(text):
        if number.start < floor:
            continue
        head = _head(text, number, floor)
        if head is None:
            continue
        quantity = _sandwich(text, number, head) or _complete(text, number, head, floor)
        found.append(quantity)
        floor = quantity.end
    return found


def _head(text: str, number: Number, floor: int) -> _Head | None:
    """What stands directly before the number: unit prefix, sign, or nothing; None inside a model number."""
    window = text[max(floor, number.start - 8) : number.start]
    offset = number.start - len(window)
    if match := _PERCENT_WORD.search(window):
        return _Head(offset + match.start(), _PERCENT[match[1]])
    if match := _PREFIX.search(window):
        name = match[0].strip(" :(")
        if name in HARDNESS:
            return _Head(offset + match.start(), name)
        return _Head(offset + match.start() if name in ("φ", "Ra", "Rz") else number.start)
    if match := _SIGN.search(window):
        return _Head(offset + match.start(), signed=True)
    if window.endswith("-") and _negative(window):
        return _Head(number.start - 1, sign=-1.0)
    if _inside_word(text, number):
        return None
    return _Head(number.start)


def _inside_word(text: str, number: Number) -> bool:
    before = text[number.start - 1 : number.start]
    if before.isascii() and (before.isalnum() or before in ("_", "/", "#")) and before:
        unit, _ = match_unit(text, number.end, False)
        if _CURRENT.search(text[: number.start][-3:]) and unit in ("V", "A", "kV", "mA"):
            return False
        return not (_AFTER_LATIN.search(text[: number.start][-6:]) and _TIME_OR_COUNT.match(unit))
    return before in (".", "-") and text[number.start - 2 : number.start - 1].isascii()


def _negative(window: str) -> bool:
    before = window[-2:-1]
    return before not in ("℃", "°") and not (before and before.isascii() and (before.isalnum() or before in "-%)"))


def _complete(text: str, number: Number, head: _Head, floor: int) -> Quantity:
    at = head.at
    body = _body(text, number, head)
    listed = number.value == int(number.value) and body.high is None
    if not body.unit and not listed and text[at - 1 : at] == "(" and text[body.end : body.end + 1] == ")":
        unit, end = match_unit(text, body.end + 1, False)
        if unit:
            at, body = at - 1, _Body(body.low, body.high, unit, end)
    before = operator_before(text, at, floor)
    if not body.unit and (before.op or before.cue) and (match := _UNKNOWN.match(text, body.end)):
        body = _Body(body.low, body.high, match[0].strip(), match.end())
    if not body.unit and (match := _SCALE_BEFORE.search(text[max(0, before.start - 4) : before.start])):
        body = _Body(body.low, body.high, match[1], body.end)
    op, finish = operator_after(text, body.end, before.op)
    low, high = body.low, body.high
    if high is not None:
        op = "range"
        low, high = min(low, high), max(low, high)
    better = text.startswith("优于", before.start) and high is None
    return Quantity(
        before.start,
        at,
        body.end,
        finish,
        op,
        low,
        high,
        body.unit,
        head.signed,
        before.cue,
        before.symbolic,
        number.han,
        better,
    )


def _body(text: str, number: Number, head: _Head) -> _Body:
    """Number or range with its unit; in ``30-40%`` and ``2~5亿`` the first number shares what follows the second."""
    low = head.sign * number.value
    unit, end = ("", number.end) if head.unit else match_unit(text, number.end, number.han)
    if second := _second(text, end, number, unit):
        high, last_unit, scale, end = second
        if not unit and number.scale == 1 and scale > 1 and low < high / scale:
            low *= scale
        if unit and last_unit and unit != last_unit and (converted := convert(low, unit, last_unit)) is not None:
            low = converted
        return _Body(low, high, head.unit or last_unit or unit, end)
    if (match := _TOLERANCE.match(text, end)) and (delta := match_number(text, match.end())):
        last_unit, end = match_unit(text, delta.end, False)
        width = delta.value
        if last_unit == "%" and unit not in ("", "%"):
            width, last_unit = low * delta.value / 100, unit
        return _Body(round(low - width, 9), round(low + width, 9), head.unit or last_unit or unit, end)
    if unit == "成" and (tenth := _TENTH.match(text, end)):
        return _Body(low + (parse_han(tenth[0]) or 0) / 10, None, unit, tenth.end())
    return _Body(low, None, head.unit or unit, end)


def _second(text: str, pos: int, first: Number, first_unit: str) -> tuple[float, str, float, int] | None:
    separator = _RANGE.match(text, pos)
    if not separator:
        return None
    after = separator.end()
    while after < len(text) and text[after] in "±φ+":
        after += 1
    negative = text[after : after + 1] == "-"
    number = match_number(text, after + negative)
    if number is None or number.han != first.han:
        return None
    unit, end = match_unit(text, number.end, number.han)
    if separator[0].strip() in ("到", "至") and not unit and not first_unit:
        return None
    return (-number.value if negative else number.value), unit, number.scale, end


def _sandwich(text: str, number: Number, head: _Head) -> Quantity | None:
    """``200≤HB<250`` and ``0.5mm<d≤3mm``: one range with the bounds on both sides of the name."""
    match = _LOWER.match(text, number.end)
    upper = match_number(text, match.end()) if match else None
    if match is None or upper is None or upper.value <= number.value:
        return None
    unit, end = match_unit(text, upper.end, False)
    if not unit:
        unit = match["name"] if match["name"] in HARDNESS else match_unit(text, number.end, False)[0]
    return Quantity(head.at, head.at, end, end, "range", number.value, upper.value, unit, symbolic=True)

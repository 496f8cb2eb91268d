"""The grammar of quantities: operator, sign, number or range, unit, closing word.

Whether a quantity is a target, a present value or neither is decided elsewhere. Every step looks at a bounded number of
characters around a number, so reading is linear in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from .money import currency_before, letter_factor, money_meant
from .numbers import match_number, scan
from .numerals import Hedge, Number
from .operators import Before, Cue, Operator, operator_after, operator_before, rate_before
from .shapes import Body, Head, lost_power, read_body
from .tables import fold
from .units import HARDNESS, match_unit

_NAMES = "|".join(sorted(HARDNESS, key=len, reverse=True))
_LOADED = r"(?:\d{1,3}(?:\.\d{1,3})?(?:/\d{2,5}(?:\.\d)?)?)"
_SIGN = re.compile(r"(?:±|\+/-|\+-|正负) ?\Z")
_PREFIX = re.compile(rf"(?<![A-Za-z])(?:(?P<scale>(?:{_NAMES})(?:{_LOADED}(?= ))?)|R[azqy]|[pP]H) ?[:(]?\Z|φ ?\Z")
_SCALE_BEFORE = re.compile(rf"(?<![A-Za-z])((?:{_NAMES}){_LOADED}?) ?[:(]?\Z")
_LOAD_BEFORE = re.compile(r"(?<![A-Za-z])(?:HV|HBW|HBS|HB) ?\Z")
_LOAD_AFTER = re.compile(r"(?:/\d{2,5}(?:\.\d)?)?(?: ?(?:[≥≤<>=:]|不[小低少大高]|[大小高低]于|达到?|为) ?| (?=\d))")
_PERCENT_WORD = re.compile(r"(百万|[百千万])分之 ?\Z")
_PERCENT = {"百": "%", "千": "‰", "万": "‱", "百万": "ppm"}
_MINUS = re.compile(r"(?:零下|(?<!正)负) ?\Z")
_LOWER = re.compile(
    r" ?[A-Za-zμ℃%]{0,6} ?(?P<sign><=|>=|[<≤>≥]) ?(?P<name>[^\s，。;；<>≤≥\d]{1,10}?) ?(?:<=|>=|[<≤>≥]) ?"
)
_UNKNOWN = re.compile(r" ?(?![DGK](?![A-Za-z/]))[A-Za-zμΩ°][A-Za-z0-9μΩ·/%²³]{0,9}")
_AFTER_LATIN = re.compile(r"[A-Z]{2,}[a-z]?\Z")
_CURRENT = re.compile(r"(?<![A-Za-z])[DA]C\Z")
_TIME_OR_COUNT = re.compile(r"天|小时|个月|年|分钟|秒|次|周|倍|%")
_NEAR = 12
_HEDGED: dict[Hedge, Operator | None] = {"": None, "more": ">", "about": "approx", "least": ">="}


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity of a folded text.

    ``start``/``end`` span operator to closing word; ``at`` is where the number (with sign or unit prefix) begins and
    ``tail`` where the unit ends. ``op`` is None when only the context can tell. ``signed`` marks ±, ``symbolic`` an
    operator written as a sign, ``han`` a Chinese numeral, ``better`` the word 优于, whose direction depends on the
    property. ``hedge`` tells when ``op`` comes from a vague numeral (30多, 20来). ``nominal`` is the A of A±B,
    ``parts`` what a compound adds up. ``unit_known`` is False and ``note`` says so where a unit is kept as written.
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
    unit_known: bool = True
    hedge: Hedge = ""
    nominal: float | None = None
    parts: tuple[tuple[float, str], ...] = ()
    note: str = ""

    @property
    def prefixed(self) -> bool:
        """Whether an operator stands before the number."""
        return self.op is not None and self.start < self.at


def find_quantities(text: str) -> list[Quantity]:
    """Every quantity of ``text`` from left to right; ordinals and numbers inside model or standard names are left out.

    The spans hold for the folded and for the original text alike.
    """
    text = fold(text)
    found: list[Quantity] = []
    floor = 0
    for number in scan(text):
        if number.start < floor:
            continue
        head = _head(text, number, floor)
        if head is None:
            continue
        quantity = _sandwich(text, number, head) or _complete(text, number, head, floor)
        found.append(quantity)
        floor = quantity.end
    return found


def _head(text: str, number: Number, floor: int) -> Head | None:
    """What stands directly before the number: unit prefix, sign, or nothing; None inside a name or behind 第."""
    begin = max(floor, number.start - _NEAR)
    window = text[begin : number.start]
    if match := _PERCENT_WORD.search(window):
        return Head(begin + match.start(), _PERCENT[match[1]])
    if match := _PREFIX.search(window):
        return None if _is_load(text, number, window) else _prefixed(match, begin, number)
    if match := _SIGN.search(window):
        return Head(begin + match.start(), signed=True)
    if currency := currency_before(text, number.start):
        return Head(max(floor, currency[1]), _money_unit(text, number, currency[0]))
    if match := _MINUS.search(window):
        return Head(begin + match.start(), sign=-1.0)
    if window.endswith("-") and _negative(window):
        return Head(number.start - 1, sign=-1.0)
    if window.endswith("第") or _inside_word(text, number):
        return None
    plus = window.endswith("+") and not window[-2:-1].isalnum()
    return Head(number.start - plus, plus=plus)


def _is_load(text: str, number: Number, window: str) -> bool:
    """Whether the number is the load of a hardness scale: HV0.3≥750, HBW10/3000 200."""
    match = _LOAD_AFTER.match(text, number.end) if _LOAD_BEFORE.search(window) else None
    return match is not None and bool(match[0].strip() or match_number(text, match.end()))


def _prefixed(match: re.Match[str], begin: int, number: Number) -> Head:
    name = match[0].strip(" :(")
    if match["scale"]:
        return Head(begin + match.start(), match["scale"])
    return Head(begin + match.start() if name == "φ" or name[0] == "R" else number.start)


def _money_unit(text: str, number: Number, currency: str) -> str:
    """The currency, unless its name stands behind the number as well (人民币50万元)."""
    return "" if match_unit(text, number.end)[0] else currency


def _inside_word(text: str, number: Number) -> bool:
    start = number.start
    before = text[start - 1 : start] if start else ""
    if before and before.isascii() and (before.isalnum() or before in ("_", "/", "#")):
        unit, _ = match_unit(text, number.end, False)
        if _CURRENT.search(text[max(0, start - 3) : start]) and unit in ("V", "A", "kV", "mA"):
            return False
        return not (_AFTER_LATIN.search(text[max(0, start - 6) : start]) and _TIME_OR_COUNT.match(unit))
    return before in (".", "-") and text[max(0, start - 2) : start - 1].isascii()


def _negative(window: str) -> bool:
    before = window[-2:-1]
    return before not in ("℃", "°") and not (before and before.isascii() and (before.isalnum() or before in "-%)"))


def _complete(text: str, number: Number, head: Head, floor: int) -> Quantity:
    at = head.at
    body = _money_letter(text, number, read_body(text, number, head), floor)
    at, body = _bracketed(text, at, number, body)
    direct = rate_before(text, at, floor, body.unit)
    at = direct.start if direct and direct.direct else at
    before = operator_before(text, at, floor)
    if before.op and (lost := lost_power(text, number)):
        body = lost
    outer = direct or rate_before(text, before.start, floor, body.unit)
    body = _with_unit(text, body, before, outer.unit if outer else "")
    start = outer.start if outer and outer.direct else before.start
    op, finish = operator_after(text, body.end, before.op)
    op = "range" if body.high is not None else op or _HEDGED[body.hedge]
    cue: Cue = "up" if not before.cue and text[number.start] == "翻" and text[number.start + 1] != "了" else before.cue
    return Quantity(
        start=start,
        at=at,
        tail=body.end,
        end=finish,
        op=op,
        value=body.low,
        value_max=body.high,
        unit=body.unit,
        signed=head.signed,
        cue=cue,
        symbolic=before.symbolic,
        han=number.han,
        better=before.word == "优于" and body.high is None,
        unit_known=body.known,
        hedge=body.hedge,
        nominal=body.nominal,
        parts=body.parts,
        note=body.note,
    )


def _bracketed(text: str, at: int, number: Number, body: Body) -> tuple[int, Body]:
    """``(0.5~0.8)Ω``: the unit outside the brackets; a whole number in brackets is an item of a list."""
    listed = number.value == int(number.value) and body.high is None
    if body.unit or listed or text[at - 1 : at] != "(" or text[body.end : body.end + 1] != ")":
        return at, body
    unit, end = match_unit(text, body.end + 1, False)
    return (at - 1, replace(body, unit=unit, end=end)) if unit else (at, body)


def _with_unit(text: str, body: Body, before: Before, rate: str) -> Body:
    """The body with a unit that stands elsewhere: a rate or a scale before it, or an unknown word behind it."""
    if not body.unit and (before.op or before.cue) and (match := _UNKNOWN.match(text, body.end)):
        unit = match[0].strip()
        return replace(body, unit=unit, end=match.end(), known=False, note=f"单位“{unit}”未收录，照原样保留")
    if not body.unit and (scale := _SCALE_BEFORE.search(text, max(0, before.start - _NEAR), before.start)):
        return replace(body, unit=scale[1])
    if body.unit and rate and "/" not in body.unit:
        return replace(body, unit=f"{body.unit}/{rate}")
    if not body.known and not body.note:
        return replace(body, note=f"单位“{body.unit}”未收录，照原样保留")
    return body


def _money_letter(text: str, number: Number, body: Body, floor: int) -> Body:
    """``预算50w``: w is 万 where the words before speak of money, and a watt elsewhere."""
    if body.unit not in ("w", "W", "k", "K") or not (factor := letter_factor(text, body.end - 1)):
        return body
    if not money_meant(text, number.start, floor):
        return body
    high = None if body.high is None else body.high * factor
    end = body.end + (text[body.end : body.end + 1] == "元")
    return replace(body, low=body.low * factor, high=high, unit="元", end=end, note=f"“{body.unit}”读作钱数")


def _sandwich(text: str, number: Number, head: Head) -> Quantity | None:
    """``200≤HB<250``, ``0.5mm<d≤3mm``, ``3≥d≥1mm``: one range with the bounds on both sides of the name."""
    match = _LOWER.match(text, number.end)
    other = match_number(text, match.end()) if match else None
    if match is None or other is None or other.value == number.value:
        return None
    if (other.value > number.value) != (match["sign"] in ("<", "<=", "≤")):
        return None
    unit, end = match_unit(text, other.end, False)
    if not unit:
        unit = match["name"] if match["name"] in HARDNESS else match_unit(text, number.end, False)[0]
    low, high = sorted((number.value, other.value))
    return Quantity(head.at, head.at, end, end, "range", low, high, unit, symbolic=True)

"""The grammar of quantities: operator, sign, number or range, unit, closing word.

Reads folded text and returns every quantity with spans; whether it is a target, a present value or neither is decided
elsewhere (``baselines``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from agent.understand.numbers import Number, find_numbers, match_number
from agent.understand.units_grammar import HARDNESS, match_unit
from knowledge.records import Operator

_NOT = r"不(?:得|应|能|可|会|宜|要)?"
_TAIL = r" ?(?:在|为|到|至|约|于)? ?[:(]? ?$"
_BEFORE: tuple[tuple[Operator, re.Pattern[str]], ...] = tuple(
    (op, re.compile(pattern))  # type: ignore[misc]
    for op, pattern in (
        (
            ">=",
            rf"(?:≥|>=|>/?=|=>|≮|(?:大|高|多)于(?:或|且)?等于|{_NOT}(?:低|小|少|短|差|弱|窄|薄|轻|慢|劣|亚)(?:于|过)?){_TAIL}",
        ),
        (
            "<=",
            rf"(?:≤|<=|</?=|=<|≯|(?:小|低|少)于(?:或|且)?等于|{_NOT}(?:高|大|多|超|长|厚|重|宽|逾|快|迟)(?:于|过|出)?){_TAIL}",
        ),
        (">=", rf"(?:至少|最少|最低|最小|起码|下限)(?:可|能|应|要|需)?(?:达到?|达)?{_TAIL}"),
        ("<=", rf"(?:至多|最多|最大|最高|最长|上限|限制|限定|极限)(?:允许)?(?:不超过|为|在)?{_TAIL}"),
        (">", rf"(?:>|(?:大|高|多|长|厚|宽|深|重|快|优)于|超过|超出|超|突破|逾|以上超){_TAIL}"),
        ("<", rf"(?:<|(?:小|低|少|短|薄|窄|轻|慢)于|不足|不到|未达){_TAIL}"),
        ("approx", rf"(?:≈|约为?|大约|大概|接近|近|将近|大致|~){_TAIL}"),
    )
)
_DOWN_TO = re.compile(
    r"(?:降|减|缩|压|控制|限制|缩短|降低|减少|减小|下降|压缩|减)(?:低|少|小|短)?(?:到|至|为|在|于)(?:了)? ?$"
)
_UP_TO = re.compile(r"(?:提|升|增|延|扩)(?:高|升|加|长|大|强)?(?:到|至|为)了? ?$")
_REACH = re.compile(r"(?:达到?(?:了)?|达至|实现|满足|可达到?|高达|能达到?) ?(?:约|为)? ?$")
_EQUAL = re.compile(r"(?:=|等于|恰好为) ?$")
_AFTER: tuple[tuple[Operator, re.Pattern[str]], ...] = tuple(
    (op, re.compile(pattern))  # type: ignore[misc]
    for op, pattern in (
        (">=", r" ?[)）]?(?:(?:及|或|和)?(?:其)?以上|之上|起步|以外|往上|(?:及|或)更[高多长大])"),
        ("<=", r" ?[)）]?(?:(?:及|或|和)?以下|以内|之内|之下|内|(?:及|或)更[低少短小])"),
        ("approx", r" ?(?:左右|上下|前后|附近)"),
    )
)
_RANGE = re.compile(r" ?(?:[-~]+|到|至|—|――) ?")
_TOLERANCE = re.compile(r" ?(?:±|\+/-|\+-) ?")
_SYMBOLIC = re.compile(r" ?(?P<name>[A-Za-zφδρ]{0,4}) ?(?P<op><=|>=|[<>≤≥]) ?")
_SIGN = re.compile(r"(?:±|\+/-|\+-) ?$")
_PREFIX = re.compile(r"(?:HRC|HRA|HRB|HBW|HBS|HB|HV|HS|HLD|HL|φ|R[az]|PH|[pP]H|Dk|DN|PN) ?[:(]?$")
_PERCENT_WORD = re.compile(r"百分之 ?$|千分之 ?$|万分之 ?$")
_FLIP: dict[str, Operator] = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "≤": ">=", "≥": "<="}
_PLAIN: dict[str, Operator] = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "≤": "<=", "≥": ">="}


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity of a folded text.

    ``start``/``end`` span operator to closing word; ``at`` is where the number (or its unit prefix) begins and
    ``tail`` where the unit ends. ``op`` is None when only the context can tell. ``signed`` marks ±. ``cue`` is one of
    ``""``, ``reach``, ``up``, ``down``.
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
    cue: str = ""
    symbolic: bool = False
    han: bool = False


def find_quantities(text: str) -> list[Quantity]:
    """Every quantity of folded ``text`` from left to right, model numbers, dates and list numbers left out."""
    found: list[Quantity] = []
    floor = 0
    for number in find_numbers(text):
        if number.start < floor:
            continue
        quantity = _read(text, number, floor)
        if quantity is not None:
            found.append(quantity)
            floor = quantity.end
    return found


def _starts_inside_word(text: str, at: int) -> bool:
    """Whether the digit at ``at`` continues a model number, a standard number or a decimal."""
    if at == 0:
        return False
    before = text[at - 1]
    if before.isascii() and (before.isalnum() or before in "_/#"):
        return True
    return before in ".-" and at > 1 and text[at - 2].isascii() and text[at - 2].isalnum()


def _read(text: str, number: Number, floor: int) -> Quantity | None:
    window = text[max(floor, number.start - 14) : number.start]
    offset = number.start - len(window)
    at, unit, sign, signed = number.start, "", 1.0, False
    prefix = _PREFIX.search(window)
    if prefix and (
        prefix.start() == 0 or not (window[prefix.start() - 1].isascii() and window[prefix.start() - 1].isalpha())
    ):
        at = offset + prefix.start()
        if (name := prefix[0].strip(" :(")) in HARDNESS:
            unit = name
        else:
            prefix_name = name
            at = number.start if prefix_name not in ("φ",) else at
    elif prefix is None or True:
        if match := _SIGN.search(window):
            at, signed = offset + match.start(), True
        elif window.endswith("-") and _negative(window):
            at, sign = number.start - 1, -1.0
        elif _starts_inside_word(text, number.start):
            return None
    percent = _PERCENT_WORD.search(window)
    if percent:
        at, unit = offset + percent.start(), {"百": "%", "千": "‰", "万": "‱"}[percent[0][0]]
    return _complete(text, number, floor, at, unit, sign, signed)


def _negative(window: str) -> bool:
    before = window[-2:-1]
    return not before or not (before.isascii() and (before.isalnum() or before in "-%)")) and before not in "℃°"


def _complete(text: str, number: Number, floor: int, at: int, unit: str, sign: float, signed: bool) -> Quantity | None:
    low, high, end = sign * number.value, None, number.end
    first_unit, end = match_unit(text, end, number.han) if not unit else ("", end)
    second = _second(text, end, number, first_unit)
    last_unit = first_unit
    tolerance = None
    if second is not None:
        high, end, second_unit, second_scale, negative = second
        last_unit = second_unit or first_unit
        if not first_unit and number.scale == 1 and second_scale > 1 and low < high / second_scale:
            low *= second_scale
    elif (match := _TOLERANCE.match(text, end)) and (delta := match_number(text, match.end())):
        last, end = match_unit(text, delta.end, False)
        last_unit, tolerance = last or first_unit, delta.value
    if tolerance is not None:
        low, high = low - tolerance, low + tolerance
    unit = unit or last_unit
    if not unit and text[at - 1 : at] == "(" and text[end : end + 1] == ")":
        unit, after = match_unit(text, end + 1, False)
        at, end = (at - 1, after) if unit else (at, end)
    op, start, cue, symbolic = _operator_before(text, at, floor)
    sandwich = _sandwich(text, end, op, low) if second is None and symbolic is False else None
    if sandwich:
        high, end, middle, second_unit = sandwich
        return Quantity(at, at, end, end, "range", low, high, unit or second_unit or middle, symbolic=True)
    op, finish = _operator_after(text, end, op)
    if high is not None:
        op = "range"
        if high < low:
            low, high = high, low
    return Quantity(start, at, end, finish, op, low, high, unit, signed, cue, symbolic, number.han)


def _second(text: str, pos: int, first: Number, first_unit: str) -> tuple[float, int, str, float, bool] | None:
    separator = _RANGE.match(text, pos)
    if not separator:
        return None
    after = separator.end()
    while after < len(text) and text[after] in "±φ(":
        after += 1
    negative = after < len(text) and text[after] == "-" and separator[0].strip() not in ("-",)
    number = match_number(text, after + negative)
    if number is None or number.han != first.han:
        return None
    unit, end = match_unit(text, number.end, number.han)
    value = -number.value if negative else number.value
    if separator[0].strip() in ("到", "至") and not unit and not first_unit:
        return None
    return value, end, unit, number.scale, negative


def _operator_before(text: str, at: int, floor: int) -> tuple[Operator | None, int, str, bool]:
    window = text[max(floor, at - 14) : at]
    offset = at - len(window)
    for op, pattern in _BEFORE:
        if match := pattern.search(window):
            return op, offset + match.start(), "", match[0][0] in "≥≤<>≮≯="
    for cue, pattern in (("down", _DOWN_TO), ("up", _UP_TO), ("reach", _REACH)):
        if match := pattern.search(window):
            return None, offset + match.start(), cue, False
    if match := _EQUAL.search(window):
        return "=", offset + match.start(), "", True
    return None, at, "", False


def _operator_after(text: str, end: int, op: Operator | None) -> tuple[Operator | None, int]:
    for after, pattern in _AFTER:
        if match := pattern.match(text, end):
            return (op or after), match.end()
    return op, end


def _sandwich(text: str, end: int, op: Operator | None, low: float) -> tuple[float, int, str, str] | None:
    """The upper half of ``180≤HB<240``: (upper bound, end, middle name, unit)."""
    first = _SYMBOLIC.match(text, end)
    if not first or op is not None:
        return None
    middle = re.compile(r" ?([^\s，。;；<>≤≥\d]{1,8}) ?").match(text, first.end() - len(first[0].rstrip()) * 0)
    if not middle:
        return None
    second = re.compile(r"(<=|[<≤]) ?").match(text, middle.end())
    if not second or first["op"] not in ("<", "≤", "<="):
        return None
    number = match_number(text, second.end())
    if number is None or number.value <= low:
        return None
    unit, finish = match_unit(text, number.end, False)
    name = middle[1] if middle[1] in HARDNESS else ""
    return number.value, finish, name, unit

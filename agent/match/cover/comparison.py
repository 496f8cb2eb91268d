"""Unit-aware comparison of the card's indicators with a record's stated parameters.

A verdict is given only when it follows from what is stated: the stated value is read as an interval, and it must lie
wholly inside the wanted interval (met) or wholly outside (not met). Everything else is not stated.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Literal

from agent.match.cover.names import Property, as_duration, is_capability, polarity, proves_more, quantity, same_quantity
from agent.schema import Comparison, Indicator, RequirementCard
from agent.verify.citing import cite
from knowledge.quantities import Operator, clean_unit, convert, direction_of, normalise_unit, show_amount
from knowledge.records import Achievement, Parameter

Verdict = Literal["met", "not_met", "not_stated"]
_APPROX = 0.1
_EQUAL = 1e-9
_KINDS_OF_PERCENT = re.compile(r"^(?:wt|vol|mol|at|v/v|w/w|v|w)%$|^%(?:rh|fs|vol|wt)$", re.I)
_POINTS = frozenset({"百分点", "个百分点"})
_DIFFERENCE = re.compile("差|精度|波动|升高|温升|均匀|误差|偏移|稳定|幅")


@dataclass(frozen=True)
class Interval:
    """A closed or open interval of values in one unit."""

    low: float
    high: float
    low_open: bool = False
    high_open: bool = False

    def inside(self, other: Interval) -> bool:
        """Whether every value of this interval lies in ``other``."""
        low_ok = _above(self.low, other.low, strict=other.low_open and not self.low_open)
        high_ok = _above(other.high, self.high, strict=other.high_open and not self.high_open)
        return low_ok and high_ok

    def apart(self, other: Interval) -> bool:
        """Whether no value lies in both."""
        return self._below(other) or other._below(self)

    def _below(self, other: Interval) -> bool:
        if _close(self.high, other.low):
            return self.high_open or other.low_open
        return self.high < other.low


def _close(left: float, right: float) -> bool:
    return left == right or math.isclose(left, right, rel_tol=_EQUAL)


def _above(value: float, bound: float, *, strict: bool) -> bool:
    return not strict if _close(value, bound) else value > bound


def interval(op: Operator, value: float, value_max: float | None = None) -> Interval:
    """The values that a statement allows; 约 means within a tenth."""
    if op == "range" or (op == "=" and value_max is not None):
        low, high = sorted((value, value if value_max is None else value_max))
        return Interval(low, high)
    if direction_of(op) > 0:
        return Interval(value, math.inf, low_open=op == ">")
    if direction_of(op) < 0:
        return Interval(-math.inf, value, high_open=op == "<")
    margin = abs(value) * _APPROX if op == "approx" else 0.0
    return Interval(value - margin, value + margin)


def to_unit(value: float, unit: str, target: str, *, name: str = "") -> float | None:
    """``value`` in ``unit`` expressed in ``target``; None when the two must not be compared.

    On top of the dimensions: 百分点 compares only with 百分点, a mass share only with a mass share, an angle only with
    an angle, and a difference of temperatures converts without the offset.
    """
    left, right = clean_unit(unit), clean_unit(target)
    if left == right:
        return value
    if (left in _POINTS) != (right in _POINTS):
        return None
    if _KINDS_OF_PERCENT.match(left) or _KINDS_OF_PERCENT.match(right):
        return value if left.lower() == right.lower() else None
    kinds = {normalise_unit(unit, name), normalise_unit(target, name)}
    if kinds == {"radian", ""}:
        return None
    if (left == "倍") != (right == "倍"):
        return None
    if kinds == {"kelvin"} and _DIFFERENCE.search(name):
        zero, one = convert(0.0, unit, target, context=name), convert(value, unit, target, context=name)
        return None if zero is None or one is None else one - zero
    return convert(value, unit, target, context=name)


def is_duration(unit: str) -> bool:
    """Whether the unit measures time."""
    return bool(unit) and to_unit(1.0, unit, "s") is not None


def compare_all(card: RequirementCard, record: Achievement) -> list[Comparison]:
    """One comparison for each indicator of the card, in the card's order."""
    return [compare_one(card, index, record) for index in range(len(card.indicators))]


def compare_one(card: RequirementCard, index: int, record: Achievement) -> Comparison:
    """Compare indicator ``index`` of the card with the record's parameters.

    When several parameters bear the same name (other conditions, other objects), they must agree, or nothing is said.
    """
    indicator = card.indicators[index]
    about_card = f"{card.object} {card.title} {card.problem}"
    about_record = f"{record.title} {'；'.join(record.applications)}"
    found = [
        (parameter, judged)
        for parameter in matching(indicator, record.parameters, about_card, about_record)
        if (judged := judge(indicator, parameter)) is not None
    ] or _proved(indicator, record.parameters)
    if not found:
        return Comparison(indicator=index, verdict="not_stated", text="未说明")
    verdicts = {verdict for _, verdict in found}
    verdict = verdicts.pop() if len(verdicts) == 1 else "not_stated"
    parameter = _nearest(indicator, [parameter for parameter, _ in found])
    citation = cite(record, "parameters", parameter.text())
    text = wording(indicator, parameter, verdict)
    if proves_more(stated := quantity(parameter.name)) != stated:
        text += f"（记录写的是{parameter.name}）"
    return Comparison(indicator=index, verdict=verdict, text=text, citation=citation)


def _proved(indicator: Indicator, parameters: list[Parameter]) -> list[tuple[Parameter, Verdict]]:
    """Stricter quantities that meet a floor; one that misses it says nothing about the quantity that was asked for."""
    wanted = quantity(indicator.name, indicator.quote)
    if direction_of(indicator.op) <= 0:
        return []
    return [
        (parameter, "met")
        for parameter in parameters
        if (stated := quantity(parameter.name, parameter.condition, stated=True)) != proves_more(stated)
        and proves_more(stated).base == wanted.base
        and wanted.change == stated.change
        and wanted.states <= stated.states
        and judge(indicator, parameter) == "met"
    ]


def matching(
    indicator: Indicator, parameters: list[Parameter], about_card: str = "", about_record: str = ""
) -> list[Parameter]:
    """The parameters that mean the indicator's quantity; exact names win over names that differ in the object."""
    lasting = is_duration(indicator.unit)
    wanted = quantity(indicator.name, indicator.quote)
    wanted = as_duration(wanted) if lasting else wanted
    exact: list[Parameter] = []
    near: list[Parameter] = []
    for parameter in parameters:
        stated = quantity(parameter.name, parameter.condition, stated=True)
        if not quantity(parameter.name).states <= wanted.states:
            continue
        if lasting and is_duration(parameter.unit):
            stated = as_duration(stated)
        if same_quantity(wanted, stated, about_card, f"{about_record} {parameter.condition}"):
            (exact if _same_name(wanted, stated) else near).append(parameter)
    return exact or near


def _same_name(wanted: Property, stated: Property) -> bool:
    return wanted.base == stated.base


def judge(indicator: Indicator, parameter: Parameter) -> Verdict | None:
    """The verdict on one pair of the same quantity; None when the units do not compare."""
    low = to_unit(parameter.value, parameter.unit, indicator.unit, name=indicator.name)
    high = parameter.value_max
    if high is not None:
        high = to_unit(high, parameter.unit, indicator.unit, name=indicator.name)
        if high is None:
            return None
    if low is None:
        return None
    stated = interval(parameter.op, low, high)
    wanted = interval(indicator.op, indicator.value, indicator.value_max)
    if _is_range(parameter.op, parameter.value_max) and (
        is_capability(indicator.name) or is_capability(parameter.name)
    ):
        return _judge_capability(indicator, stated, wanted)
    if stated.inside(wanted):
        return "met"
    if not stated.apart(wanted):
        return "not_stated"
    return _judge_exact(indicator, stated, wanted)


def _is_range(op: Operator, value_max: float | None) -> bool:
    return op == "range" or value_max is not None


def _judge_capability(indicator: Indicator, stated: Interval, wanted: Interval) -> Verdict:
    if not _is_range(indicator.op, indicator.value_max):
        return "not_stated"
    return "met" if wanted.inside(stated) else "not_met"


def _judge_exact(indicator: Indicator, stated: Interval, wanted: Interval) -> Verdict:
    if indicator.op not in {"=", "approx"} or indicator.value_max is not None:
        return "not_met"
    better = polarity(indicator.name)
    worse = (better > 0 and stated.high < wanted.low) or (better < 0 and stated.low > wanted.high)
    return "not_met" if worse else "not_stated"


def _nearest(indicator: Indicator, parameters: list[Parameter]) -> Parameter:
    """The least favourable of several agreeing parameters, so that the text never flatters."""

    def distance(parameter: Parameter) -> float:
        value = to_unit(parameter.value, parameter.unit, indicator.unit, name=indicator.name)
        return value if value is not None else parameter.value

    return max(parameters, key=distance) if direction_of(indicator.op) < 0 else min(parameters, key=distance)


def amount(op: Operator, value: float, value_max: float | None, unit: str) -> str:
    """A statement as shown, for example ``≥ 98%`` or ``1–3 min``."""
    return show_amount(op, value, value_max, unit, style="tight")


def wording(indicator: Indicator, parameter: Parameter, verdict: Verdict) -> str:
    """The comparison in words: ``98.4% ≥ 98%，达到`` or ``1.6 g/cm³，低于要求的 1.8 g/cm³，差 0.2 g/cm³``."""
    wanted = amount(indicator.op, indicator.value, indicator.value_max, indicator.unit)
    condition = f"（记录条件：{parameter.condition}）" if parameter.condition else ""
    if verdict == "not_stated":
        return f"未说明是否达到 {wanted}：记录为{parameter.text()}"
    stated = _stated(indicator, parameter)
    if verdict == "met":
        joined = f"{stated} {wanted}" if direction_of(indicator.op) else f"{stated}，要求 {wanted}"
        return f"{joined}，达到{condition}"
    return f"{stated}，{_shortfall(indicator, parameter)}{condition}"


def _stated(indicator: Indicator, parameter: Parameter) -> str:
    same_way = direction_of(parameter.op) == (direction_of(indicator.op) or -1)
    op: Operator = "=" if parameter.op in ("=", "range") or same_way else parameter.op
    shown = amount(op, parameter.value, parameter.value_max, parameter.unit)
    if clean_unit(parameter.unit) == clean_unit(indicator.unit):
        return shown
    low = to_unit(parameter.value, parameter.unit, indicator.unit, name=indicator.name)
    if low is None:
        return shown
    high = None
    if parameter.value_max is not None:
        high = to_unit(parameter.value_max, parameter.unit, indicator.unit, name=indicator.name)
    short, top = _three_figures(low), None if high is None else _three_figures(high)
    exact = math.isclose(short, low) and (high is None or top is None or math.isclose(top, high))
    return f"{shown}（{'合' if exact else '约合'} {amount('=', short, top, indicator.unit)}）"


def _three_figures(value: float) -> float:
    """A converted number as a reader wants it; four figures and more only where the whole part has them."""
    return _figures(value, 3) if abs(value) < 1000 else float(round(value))


def _figures(value: float, count: int) -> float:
    """``value`` rounded to ``count`` significant figures."""
    return value and round(value, count - 1 - math.floor(math.log10(abs(value))))


def _shortfall(indicator: Indicator, parameter: Parameter) -> str:
    low = to_unit(parameter.value, parameter.unit, indicator.unit, name=indicator.name)
    high = low
    if parameter.value_max is not None:
        high = to_unit(parameter.value_max, parameter.unit, indicator.unit, name=indicator.name)
    if low is None or high is None:
        return "不符合要求"
    stated = interval(parameter.op, low, high if parameter.value_max is not None else None)
    wanted = interval(indicator.op, indicator.value, indicator.value_max)
    target = amount("=", indicator.value, indicator.value_max, indicator.unit)
    below, above = wanted.low - stated.high, stated.low - wanted.high
    word, gap = ("低于", below) if below >= above else ("高于", above)
    if not math.isfinite(gap) or gap < 0:
        return f"不能覆盖要求的 {target}"
    difference = f"，差 {amount('=', _figures(gap, 4), None, indicator.unit)}" if gap > 0 else ""
    return f"{word}要求的 {target}{difference}"

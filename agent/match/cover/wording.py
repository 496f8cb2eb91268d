"""A comparison in words: the margin of what is met, the shortfall of what is not."""

from __future__ import annotations

import math

from agent.match.cover.interval import interval, to_unit
from agent.match.cover.judge import Verdict
from agent.match.cover.names import quantity
from agent.schema import Indicator
from knowledge.quantities import Operator, clean_unit, direction_of, show_amount
from knowledge.records import Parameter


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
        plain = direction_of(indicator.op) and direction_of(indicator.op) * direction_of(parameter.op) >= 0
        joined = f"{stated} {wanted}" if plain and parameter.value_max is None else f"{stated}，要求 {wanted}"
        return f"{joined}，达到{condition}"
    return f"{stated}，{_shortfall(indicator, parameter)}{condition}"


def _in_unit(indicator: Indicator, parameter: Parameter, value: float) -> float | None:
    change = quantity(indicator.name, indicator.quote, unit=indicator.unit).change != 0
    return to_unit(value, parameter.unit, indicator.unit, name=indicator.name, change=change)


def _stated(indicator: Indicator, parameter: Parameter) -> str:
    same_way = direction_of(parameter.op) == (direction_of(indicator.op) or -1)
    op: Operator = "=" if parameter.op in ("=", "range") or same_way else parameter.op
    shown = amount(op, parameter.value, parameter.value_max, parameter.unit)
    if clean_unit(parameter.unit) == clean_unit(indicator.unit):
        return shown
    low = _in_unit(indicator, parameter, parameter.value)
    if low is None:
        return shown
    high = None if parameter.value_max is None else _in_unit(indicator, parameter, parameter.value_max)
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
    low = _in_unit(indicator, parameter, parameter.value)
    high = low if parameter.value_max is None else _in_unit(indicator, parameter, parameter.value_max)
    if low is None or high is None:
        return "不符合要求"
    target = amount("=", indicator.value, indicator.value_max, indicator.unit)
    wanted = interval(indicator.op, indicator.value, indicator.value_max)
    below, above = wanted.low - high, low - wanted.high
    word, gap = ("低于", below) if below >= above else ("高于", above)
    if not math.isfinite(gap) or gap < 0:
        return f"不能覆盖要求的 {target}"
    difference = f"，差 {amount('=', _figures(gap, 4), None, indicator.unit)}" if gap > 0 else ""
    return f"{word}要求的 {target}{difference}"

"""The verdict on one indicator and one parameter of the same quantity.

A record vouches for its bound: ≥ 92.5 % misses ≥ 95 % by 2.5. What a thing can do is reached rather than kept: a speed
of ≤ 40 m/min reaches 30 m/min. Where neither follows, nothing is said.
"""

from __future__ import annotations

from typing import Literal

from agent.match.cover.interval import Interval, close, interval, to_unit
from agent.match.cover.names import is_capability, polarity
from agent.schema import Indicator
from knowledge.quantities import Operator, direction_of
from knowledge.records import Parameter

Verdict = Literal["met", "not_met", "not_stated"]


def judge(indicator: Indicator, parameter: Parameter, *, change: bool = False) -> Verdict | None:
    """The verdict on one pair of the same quantity; None when the units do not compare."""
    stated = stated_interval(indicator, parameter, change=change)
    if stated is None:
        return None
    wanted = interval(indicator.op, indicator.value, indicator.value_max)
    if _can(indicator, parameter):
        return _reached(indicator, stated, wanted)
    if stated.inside(wanted):
        return "met"
    if stated.apart(wanted):
        return _exact(indicator, stated, wanted)
    return "not_met" if _falls_short(indicator, parameter, stated, wanted) else "not_stated"


def stated_interval(indicator: Indicator, parameter: Parameter, *, change: bool = False) -> Interval | None:
    """What the parameter allows, in the indicator's unit; None when the units do not compare."""
    low = to_unit(parameter.value, parameter.unit, indicator.unit, name=indicator.name, change=change)
    high = parameter.value_max
    if high is not None:
        high = to_unit(high, parameter.unit, indicator.unit, name=indicator.name, change=change)
        if high is None:
            return None
    return None if low is None else interval(parameter.op, low, high)


def _falls_short(indicator: Indicator, parameter: Parameter, stated: Interval, wanted: Interval) -> bool:
    """Whether a bound that runs the wished way stops before it."""
    way = direction_of(indicator.op)
    if way == 0 or direction_of(parameter.op) != way:
        return False
    short, bound = (stated.low, wanted.low) if way > 0 else (wanted.high, stated.high)
    return short < bound and not close(short, bound)


def _can(indicator: Indicator, parameter: Parameter) -> bool:
    """Whether the parameter tells what the thing can do: a range, or a bound against the wished direction."""
    named = is_capability(indicator.name) or is_capability(parameter.name)
    opposed = direction_of(indicator.op) * direction_of(parameter.op) < 0
    return named and (_is_range(parameter.op, parameter.value_max) or opposed)


def _is_range(op: Operator, value_max: float | None) -> bool:
    return op == "range" or value_max is not None


def _reached(indicator: Indicator, stated: Interval, wanted: Interval) -> Verdict:
    """Whether the wished range is covered, or the wished end reached."""
    way = direction_of(indicator.op)
    if way > 0:
        return "met" if stated.high >= wanted.low or close(stated.high, wanted.low) else "not_met"
    if way < 0:
        return "met" if stated.low <= wanted.high or close(stated.low, wanted.high) else "not_met"
    return "met" if wanted.inside(stated) else "not_met"


def _exact(indicator: Indicator, stated: Interval, wanted: Interval) -> Verdict:
    if indicator.op not in {"=", "approx"} or indicator.value_max is not None:
        return "not_met"
    better = polarity(indicator.name)
    worse = (better > 0 and stated.high < wanted.low) or (better < 0 and stated.low > wanted.high)
    return "not_met" if worse else "not_stated"

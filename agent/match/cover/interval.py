"""Intervals of values, and units: what two stated amounts allow, in one unit."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from knowledge.quantities import Operator, clean_unit, convert, direction_of, normalise_unit

_APPROX = 0.05
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
        if close(self.high, other.low):
            return self.high_open or other.low_open
        return self.high < other.low


def close(left: float, right: float) -> bool:
    """Equal as far as floating point goes."""
    return left == right or math.isclose(left, right, rel_tol=_EQUAL)


def _above(value: float, bound: float, *, strict: bool) -> bool:
    return not strict if close(value, bound) else value > bound


def interval(op: Operator, value: float, value_max: float | None = None) -> Interval:
    """The values that a statement allows; 约 means within a twentieth."""
    if op == "range" or (op == "=" and value_max is not None):
        low, high = sorted((value, value if value_max is None else value_max))
        return Interval(low, high)
    if direction_of(op) > 0:
        return Interval(value, math.inf, low_open=op == ">")
    if direction_of(op) < 0:
        return Interval(-math.inf, value, high_open=op == "<")
    margin = abs(value) * _APPROX if op == "approx" else 0.0
    return Interval(value - margin, value + margin)


def to_unit(value: float, unit: str, target: str, *, name: str = "", change: bool = False) -> float | None:
    """``value`` in ``unit`` expressed in ``target``; None when the two must not be compared.

    On top of the dimensions: 百分点 compares only with 百分点, a mass share only with a mass share, an angle only with
    an angle, 倍 with % only of a ``change``, and a difference of temperatures converts without the offset.
    """
    left, right = clean_unit(unit), clean_unit(target)
    if left == right:
        return value
    if (left in _POINTS) != (right in _POINTS):
        return None
    if _KINDS_OF_PERCENT.match(left) or _KINDS_OF_PERCENT.match(right):
        return value if left.lower() == right.lower() else None
    if {left, right} == {"倍", "%"} and change:
        return value * 100 if left == "倍" else value / 100
    kinds = {normalise_unit(unit, name), normalise_unit(target, name)}
    if kinds == {"radian", ""} or (left == "倍") != (right == "倍"):
        return None
    if kinds == {"kelvin"} and _DIFFERENCE.search(name):
        zero, one = convert(0.0, unit, target, context=name), convert(value, unit, target, context=name)
        return None if zero is None or one is None else one - zero
    return convert(value, unit, target, context=name)


def is_duration(unit: str) -> bool:
    """Whether the unit measures time."""
    return bool(unit) and to_unit(1.0, unit, "s") is not None

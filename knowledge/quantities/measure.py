"""Units compared: normalisation with pint, conversion, comparison across spellings and magnitudes.

What pint cannot express keeps its text and compares only with the same text. The pint registry is built on first use;
conversions are cached as affine maps.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from .numerals import scale_of
from .spellings import counters, exact_spellings, loose_spellings
from .tables import text_of
from .units import HARDNESS, clean_unit

_EXPONENT = re.compile(r"(?<=[A-Za-zΩμ℃)])\^?\(?([-+]?\d)\)?$")
_NUMBER = re.compile(r"\d{1,5}(?:\.\d{1,3})?(?=\D)")
_SCALE = re.compile(r"[百千]?万|亿|[十百千]")
_ENERGY = re.compile(r"电|能耗|耗能|能源")
_WARM = re.compile(r"温|热|冷|冻|℃|熔|凝固")
_EACH = re.compile(r"^每(小时|分钟|分|秒|天|日|年|月)(.+)$")
_PARTS = re.compile(r"([/·.*×]|(?<=[A-Za-z])\?(?=[A-Za-z]))")
_LONGEST = 40


@lru_cache(maxsize=1)
def _registry() -> Any:  # noqa: ANN401 - pint has no types
    import pint

    registry: Any = pint.UnitRegistry(autoconvert_offset_to_baseunit=True, cache_folder=None)
    registry.load_definitions(text_of("units.txt").splitlines())
    for index in range(counters()):
        registry.define(f"count_{index} = [count_{index}]")
    return registry


def _degree(context: str) -> str:
    if _ENERGY.search(context):
        return "kilowatt_hour"
    return "degC" if _WARM.search(context) else "degree"


def _known(token: str) -> str:
    spelling = exact_spellings().get(token) or loose_spellings().get(token.lower())
    return spelling.expression if spelling else ""


def _factor(token: str, context: str) -> str | None:
    """Pint expression of one factor such as ``m3``, ``立方厘米``, ``万吨``, ``300mm`` or ``次``; None when unknown."""
    if token in ("度", "°"):
        return _degree(context)
    if known := _known(token):
        return f"({known})"
    power = _EXPONENT.search(token)
    if power and (base := _known(token[: power.start()])):
        return f"(({base})**({power[1]}))"
    if hardness := next((name for name in sorted(HARDNESS, key=len, reverse=True) if token.startswith(name)), ""):
        return f"({_known(hardness)})"
    for pattern in (_NUMBER, _SCALE):
        match = pattern.match(token)
        if match and match.end() < len(token) and (rest := _factor(token[match.end() :], context)):
            return f"{float(match[0]) if pattern is _NUMBER else scale_of(match[0])}*{rest}"
    return None


def _expression(unit: str, context: str) -> str | None:
    """The unit for pint. What follows a stroke stays under it: W/m·K is W/(m·K), 元/吨/年 is 元/(吨·年)."""
    if whole := _factor(unit, context):
        return whole
    unit = _EACH.sub(r"\2/\1", unit).replace("每", "/")
    out, under = "", False
    parts = _PARTS.split(unit)
    for index, part in enumerate(parts):
        if index % 2:
            under = under or part == "/"
            out += "/" if under else "*"
            continue
        factor = _factor(part, context) or _factor(part.strip("()"), context)
        if factor is None:
            return None
        out += f"({factor})"
    return out


@lru_cache(maxsize=2048)
def _quantity(unit: str, context: str) -> Any:  # noqa: ANN401 - pint has no types
    """Pint quantity of one cleaned unit, or None."""
    if not unit:
        return _registry().Quantity(1)
    expression = _expression(unit, context) if len(unit) <= _LONGEST else None
    if expression is None:
        return None
    try:
        return _registry().parse_expression(expression.replace("(", " ("))
    except Exception:  # noqa: BLE001 - pint raises many kinds for text that is no unit
        return None


def _context_key(context: str) -> str:
    return "电" if _ENERGY.search(context) else "温" if _WARM.search(context) else ""


@lru_cache(maxsize=2048)
def _affine(source: str, target: str, source_context: str, target_context: str) -> tuple[float, float] | None:
    """``(a, b)`` such that ``a * x + b`` in ``target`` is ``x`` in ``source``; None when they do not compare."""
    left, right = _quantity(source, source_context), _quantity(target, target_context)
    if left is None or right is None or left.dimensionality != right.dimensionality:
        return None
    registry = _registry()
    zero, one = (
        (registry.Quantity(x * left.magnitude, left.units).to(right.units).magnitude / right.magnitude)
        for x in (0.0, 1.0)
    )
    return float(one - zero), float(zero)


@lru_cache(maxsize=2048)
def normalise_unit(text: str, context: str = "") -> str | None:
    """Canonical form in base units, for example ``kilogram / meter ** 3``; ``""`` for a pure number.

    ``context`` is the indicator's name: it decides whether 度 means kilowatt-hours, ℃ or an angle. None when the unit
    cannot be normalised. A factor (``万吨``, ``%``) is not part of the form; ``convert`` applies it.
    """
    found = _quantity(clean_unit(text), _context_key(context))
    if found is None:
        return None
    base = found.to_base_units().units
    return "" if base == _registry().dimensionless else str(base)


def convert(value: float, unit: str, target: str, *, context: str = "", target_context: str = "") -> float | None:
    """``value`` in ``unit`` expressed in ``target``; None when the two units do not compare.

    Identical texts always compare, also when they are no known unit.
    """
    source_unit, target_unit = clean_unit(unit), clean_unit(target)
    key, target_key = _context_key(context), _context_key(target_context or context)
    if source_unit == target_unit and key == target_key:
        return value
    affine = _affine(source_unit, target_unit, key, target_key)
    if affine is None:
        return value if source_unit == target_unit else None
    return affine[0] * value + affine[1]


def compare(
    value: float, unit: str, other_value: float, other_unit: str, *, context: str = "", other_context: str = ""
) -> int | None:
    """-1, 0 or 1 as the first quantity is below, equal to (relative 1e-9) or above the second; None when they differ.

    Units differ when neither pint nor their identical text relates them.
    """
    converted = convert(value, unit, other_unit, context=context, target_context=other_context)
    if converted is None:
        return None
    if abs(converted - other_value) <= 1e-9 * max(abs(converted), abs(other_value), 1e-300):
        return 0
    return -1 if converted < other_value else 1

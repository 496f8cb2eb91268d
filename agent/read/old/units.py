"""Units as written in Chinese technical prose: recognition, normalisation with pint, comparison across units.

What pint cannot express keeps its text and compares only with the same text. The pint registry is built on first use;
conversions are cached as affine maps.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from agent.read.old.fold import fold
from agent.read.old.units_lexicon import COUNTER_NAMES, COUNTERS, HAN_UNITS, LATIN_UNITS, SCALES

_SUPER = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_SPECIAL = {"㎡": "m2", "㎥": "m3", "㎜": "mm", "㎝": "cm", "㎞": "km", "㎏": "kg", "㎎": "mg", "㎍": "μg", "㏄": "cc"}
_EXPONENT = re.compile(r"(?<=[A-Za-zΩμ℃)])\^?\(?([-+]?\d)\)?$")
_ENERGY = re.compile(r"电|能耗|耗能|能源")
_WARM = re.compile(r"温|热|冷|冻|℃|熔|凝固")
_HAN_POWER = {"平方": 2, "立方": 3}


@lru_cache(maxsize=1)
def _registry() -> Any:  # noqa: ANN401 - pint has no types
    import pint

    registry: Any = pint.UnitRegistry(autoconvert_offset_to_baseunit=True, cache_folder=None)
    registry.define("permille = 1e-3")
    registry.define("permyriad = 1e-4")
    for index in range(len(COUNTERS)):
        registry.define(f"counter_{index} = [counter_{index}]")
    return registry


def clean_unit(text: str) -> str:
    """``text`` folded, without spaces, superscripts as digits (``m²`` becomes ``m2``)."""
    unit = fold(text).translate(_SUPER)
    for sign, plain in _SPECIAL.items():
        unit = unit.replace(sign, plain)
    return re.sub(r"\s+", "", unit)


def _degree(context: str) -> str:
    if _ENERGY.search(context):
        return "kilowatt_hour"
    return "degC" if _WARM.search(context) else "degree"


def _latin(token: str) -> str | None:
    if token in LATIN_UNITS:
        return LATIN_UNITS[token]
    lowered = token.lower()
    return LATIN_UNITS.get(lowered)


def _factor(token: str, context: str) -> str | None:
    """Pint expression of one factor such as ``m3``, ``立方厘米``, ``万吨`` or ``次``; None when unknown."""
    if token in ("度", "°"):
        return _degree(context)
    known = HAN_UNITS.get(token) or COUNTER_NAMES.get(token) or _latin(token)
    if known:
        return f"({known})"
    power = _EXPONENT.search(token)
    if power and (base := _latin(token[: power.start()])):
        return f"({base})**({power[1]})"
    for word, exponent in _HAN_POWER.items():
        if token.startswith(word) and (base := HAN_UNITS.get(token[2:])):
            return f"({base})**{exponent}"
    for word, scale in SCALES.items():
        if token.startswith(word) and len(token) > len(word) and (rest := _factor(token[len(word) :], context)):
            return f"{scale}*{rest}"
    return None


def _expression(unit: str, context: str) -> str | None:
    unit = re.sub(r"^每(小时|分钟|分|秒|天|日|年|月)(.+)$", r"\2/\1", unit)
    parts = re.split(r"([/·.*×]|(?<=[A-Za-z])\?(?=[A-Za-z]))", unit.replace("每", "/"))
    out = ""
    for index, part in enumerate(parts):
        if index % 2:
            out += "/" if part == "/" else "*"
            continue
        factor = _factor(part, context) or _factor(part.strip("()"), context)
        if factor is None:
            return None
        out += factor
    return out


@lru_cache(maxsize=2048)
def _quantity(unit: str, context: str) -> Any:  # noqa: ANN401 - pint has no types
    """Pint unit (with factor) of a cleaned unit text, or None."""
    registry = _registry()
    if not unit:
        return registry.Quantity(1)
    expression = _expression(unit, context)
    if expression is None:
        return None
    try:
        return registry.parse_expression(expression.replace("(", " ("))
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

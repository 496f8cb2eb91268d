"""The one place where the reading of indicators takes its quantities from."""

from __future__ import annotations

from dataclasses import replace

from knowledge.quantities import Quantity, convert, find_quantities, fold, match_unit, same_kind

__all__ = ["LIMIT", "Quantity", "convert", "fold", "match_unit", "quantities", "same_kind"]

LIMIT = 256
"""Quantities read from one text at most; real requirements hold fewer than a hundred."""

_SHARES = {"千分之": 0.1, "万分之": 0.01, "百万分之": 1e-4, "十万分之": 1e-3}


def quantities(folded: str) -> list[Quantity]:
    """The quantities of ``folded`` text from left to right, shares said in words (三成, 千分之五) in per cent."""
    return [_in_per_cent(folded, one) for one in find_quantities(folded)[:LIMIT]]


def _in_per_cent(text: str, one: Quantity) -> Quantity:
    if one.unit == "成":
        return _scaled(one, 10.0)
    if one.unit in ("‰", "‱", "ppm"):
        factor = next((f for word, f in _SHARES.items() if text.startswith(word, one.at)), 0.0)
        return _scaled(one, factor) if factor else one
    return one


def _scaled(one: Quantity, factor: float) -> Quantity:
    high = None if one.value_max is None else round(one.value_max * factor, 9)
    return replace(one, value=round(one.value * factor, 9), value_max=high, unit="%")

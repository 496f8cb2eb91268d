"""Targets and present values that a model proposes: the number must stand in the quote, code reads it from there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from agent.model.text.quotes import find_quote
from agent.read.by_model.units import SCALES, unit_of
from agent.read.by_model.wording import value_name
from agent.read.indicators.view.grammar import quantities
from agent.schema import Indicator
from knowledge.quantities import (
    Operator,
    Quantity,
    clean_unit,
    direction_of,
    find_numbers,
    find_quantities,
    fold,
)

OPERATORS: tuple[Operator, ...] = get_args(Operator)
NO_QUOTE, NO_NUMBER, OTHER_WAY, NO_OPERATOR = "原文没有这句", "引文里没有这个数", "方向与原文相反", "没有可用的比较号"
MONEY = "这是预算，不是指标"
UNNAMED = "指标"
_SCALES = (1.0, 1e3, 1e4, 1e8)
_CLOSE = 1e-6
_LARGEST = 1e15


@dataclass(frozen=True, slots=True)
class Checked:
    """A value that holds, with the id of the one on the card that it replaces; or why it does not hold."""

    value: Indicator | None = None
    replaces: str = ""
    problem: str = ""
    quote: str = ""


def checked(
    row: Mapping[str, Any], message: str, *, target: bool, budget: float | None = None, known: str = ""
) -> Checked:
    """A proposed value against the message: its quote stands there, its number in the quote, its direction agrees.

    Number, unit and any stated operator are read from the quote by code; the model gives the name and, where nothing is
    stated, the operator. ``budget`` is the sum in yuan that is no value of the product, ``known`` the names and
    units of the card, which a change may use without saying them again.
    """
    quote = find_quote(row.get("quote"), message)
    if not quote:
        return Checked(problem=NO_QUOTE)
    value, most, op = _number(row.get("value")), _number(row.get("max")), row.get("op")
    if value is None or (most is None and row.get("max") is not None):
        return Checked(problem=NO_NUMBER)
    if op not in OPERATORS:
        return Checked(problem=NO_OPERATOR)
    said = _said(quote, value, most, str(row.get("unit") or ""))
    if said is None:
        return _bare(row, quote, f"{message}\n{known}", target=target)
    if target and _turned(said, op):
        return Checked(problem=OTHER_WAY)
    if budget is not None and _near(budget, said.value):
        return Checked(problem=MONEY)
    return _made(row, quote, f"{message}\n{known}", said, op, target=target)


def _made(row: Mapping[str, Any], quote: str, message: str, said: Quantity, op: Operator, *, target: bool) -> Checked:
    ranged = said.value_max is not None
    chosen = "range" if ranged else _operator(said, op, target=target)
    value = Indicator(
        name=value_name(row.get("name"), message) or UNNAMED,
        op=chosen,
        value=said.value,
        value_max=said.value_max,
        unit=unit_of(row.get("unit"), said.unit, message, scaled=said.value != row["value"]),
        quote=quote,
        origin="model",
    )
    return Checked(value, str(row.get("replaces") or ""), quote=quote)


def _operator(said: Quantity, op: Operator, *, target: bool) -> Operator:
    """What is stated counts; a present value holds as it is said."""
    stated = said.stated
    if not target:
        return stated if stated in (">=", "<=", ">", "<", "approx") else "approx" if op == "approx" else "="
    if op == "range":
        return stated or "="
    return stated if stated and stated != "approx" and direction_of(stated) == direction_of(op) else op


def _turned(said: Quantity, op: Operator) -> bool:
    """Whether the text states one direction and the model the other."""
    stated = direction_of(said.stated) if said.stated and not said.better else 0
    return bool(stated and direction_of(op) and stated != direction_of(op))


def _said(quote: str, value: float, most: float | None, unit: str) -> Quantity | None:
    """The quantity of the quote that has this value, best with this unit; None where there is none."""
    found = [one for one in quantities(fold(quote)) if _is_value(one, value, most)]
    same = [one for one in found if clean_unit(one.unit) == clean_unit(unit)]
    return next(iter(same or found), None)


def _is_value(one: Quantity, value: float, most: float | None) -> bool:
    if most is not None and one.value_max is not None:
        return _near(one.value, value) and _near(one.value_max, most)
    if one.value_max is not None and one.nominal is None:
        return False
    centre = one.value if one.nominal is None else one.nominal
    return most is None and any(_near(centre, value * scale) for scale in _SCALES[: 4 if one.unit != "%" else 1])


def _bare(row: Mapping[str, Any], quote: str, message: str, *, target: bool) -> Checked:
    """A value whose number stands in the quote as a number only."""
    ranges = [(one.start, one.end) for one in find_quantities(quote) if one.value_max is not None]
    stated = [one.value for one in find_numbers(quote) if not any(low <= one.start < high for low, high in ranges)]
    wanted = [float(one) for one in (row["value"], row.get("max")) if one is not None]
    scales = [1.0, *(scale for sign, scale in SCALES.items() if sign in quote)]
    scale = next((one for one in scales if all(_stands(value / one, stated) for value in wanted)), None)
    if scale is None:
        return Checked(problem=NO_NUMBER)
    op: Operator = row["op"] if target or row["op"] == "approx" or len(wanted) > 1 else "="
    value = Indicator(
        name=value_name(row.get("name"), message) or UNNAMED,
        op="range" if len(wanted) > 1 else "=" if op == "range" else op,
        value=wanted[0],
        value_max=wanted[1] if len(wanted) > 1 else None,
        unit=unit_of(row.get("unit"), "", message, scaled=scale != 1),
        quote=quote,
        origin="model",
    )
    return Checked(value, str(row.get("replaces") or ""), quote=quote)


def _stands(value: float, stated: Sequence[float]) -> bool:
    return any(_near(value, one) for one in stated)


def _number(value: object) -> float | None:
    fits = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _LARGEST
    return float(value) if fits and isinstance(value, int | float) else None


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= _CLOSE * max(1.0, abs(one), abs(other))

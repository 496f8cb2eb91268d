"""The only renderer of numbers, amounts and money, and the one table of operator signs.

What is shown can be read again: ``find_quantities`` and ``find_money`` give back the value that was shown.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Literal

from .operators import Operator, direction_of
from .tables import load

Style = Literal["card", "tight", "words", "english"]

_DIGITS = 12
_BIG, _SMALL = 1e9, 1e-4
_MONEY = ((1e8, "亿元"), (1e4, "万元"))


@lru_cache(maxsize=8)
def _table(key: str) -> dict[Operator, str]:
    return {row["op"]: row[key] for row in load("operators.toml")["show"]}


def sign(op: Operator, style: Style = "card") -> str:
    """The sign or word of an operator without spaces; empty for = and range."""
    return _table({"card": "sign", "tight": "sign", "words": "words", "english": "english"}[style])[op]


def cell_sign(op: Operator) -> str:
    """The sign of an operator as a table cell shows it, where none may be empty: ≥, ＝, 区间."""
    return _table("cell")[op]


def read_sign(text: str) -> Operator | None:
    """The operator that a cell or a word alone states: ≥, >=, 不低于, 区间, ~; None when it is none."""
    plain = text.strip()
    shown = {word: op for key in ("cell", "sign", "words") for op, word in _table(key).items() if word}
    if plain in shown:
        return shown[plain]
    return _typed().get(plain)


@lru_cache(maxsize=1)
def _typed() -> dict[str, Operator]:
    """What people type for an operator, every word of the table among it."""
    data = load("operators.toml")
    found: dict[str, Operator] = {}
    for row in (*data["before"], *data["after"]):
        found |= dict.fromkeys(row.get("write", "").split("|" if row.get("english") else None), row["op"])
    found |= dict.fromkeys(("range", "到", "至", "-", "–", "~", "～", "区间", "范围"), "range")
    return found | {op: op for op in _table("sign")} | {"==": "=", "为": "="}


def show_number(value: float) -> str:
    """A number in plain figures, or as mantissa ×10^n where it is very great or very small: 1234567, 1×10^-9."""
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else str(value)
    if _SMALL <= abs(value) < _BIG:
        return f"{value:.{_DIGITS}g}"
    if abs(value) < 1e15 and value == int(value) and abs(value) % 1e4:
        return str(int(value))
    mantissa, exponent = f"{value:.{_DIGITS - 1}e}".split("e")
    return f"{float(mantissa):.{_DIGITS}g}×10^{int(exponent)}"


def show_amount(
    op: Operator, value: float, value_max: float | None = None, unit: str = "", *, style: Style = "card"
) -> str:
    """An operator, a value or range and a unit: ``≥ 98 %`` (card), ``≥ 98%`` (tight), ``不低于 98 %``, ``about 5 mm``.

    In the tight style percent signs stick to the number; other units stand apart in every style.
    """
    top = "" if value_max is None else f"{'~' if value_max < 0 else '–'}{show_number(value_max)}"
    number = f"{show_number(value)}{top}"
    lead = sign(op, style)
    return f"{lead}{' ' if lead else ''}{with_unit(number, unit, style=style)}"


def with_unit(number: str, unit: str, *, style: Style = "card") -> str:
    """A shown number and its unit."""
    sticks = style == "tight" and unit[:1] in ("%", "‰", "‱")
    return f"{number}{'' if sticks or not unit else ' '}{unit}"


def show_money(yuan: float, *, style: Style = "card") -> str:
    """Yuan as 元, 万元 or 亿元 with every figure that was stated; in English as ``CNY 500,000``."""
    if style == "english":
        return f"CNY {int(yuan):,}" if yuan == int(yuan) else f"CNY {yuan:,.2f}"
    for size, unit in _MONEY:
        if abs(yuan) >= size:
            return f"{_plain(yuan / size)} {unit}"
    return f"{_plain(yuan)} 元"


def _plain(value: float) -> str:
    """A number without an exponent."""
    return f"{value:.{_DIGITS}g}" if abs(value) < 1e12 else f"{value:.0f}"


def browser_tables() -> dict[str, Any]:
    """The tables that a page needs to show amounts and money as this module does, ready for JSON."""
    ops = list(_table("sign"))
    return {
        "signs": {op: sign(op) for op in ops},
        "cells": {op: cell_sign(op) for op in ops},
        "words": {op: sign(op, "words") for op in ops},
        "english": {op: sign(op, "english") for op in ops},
        "directions": {op: direction_of(op) for op in ops},
        "number": {"digits": _DIGITS, "from": _SMALL, "below": _BIG},
        "range": "–",
        "money": [{"from": size, "unit": unit} for size, unit in (*_MONEY, (0.0, "元"))],
    }


class _Signs(Mapping[Operator, str]):
    """Each operator and its sign with the space behind it, read from the table on first use."""

    def __getitem__(self, op: Operator) -> str:
        return f"{shown} " if (shown := sign(op)) else ""

    def __iter__(self) -> Iterator[Operator]:
        return iter(_table("sign"))

    def __len__(self) -> int:
        return len(_table("sign"))


SIGNS: Mapping[Operator, str] = _Signs()
"""Operator to what stands before a number on a card: ``≥ ``, ``约 ``, nothing for = and range."""

"""How cases write what is read: ``>= 98 %``, ``range 2..5 mm``, ``up 2 倍``; several with `` ; ``."""

from __future__ import annotations

from knowledge.quantities import Quantity, find_money, find_quantities


def one(quantity: Quantity) -> str:
    """A quantity as a case writes it."""
    top = "" if quantity.value_max is None else f"..{quantity.value_max:.12g}"
    amount = f"{quantity.value:.12g}{top}"
    return " ".join(filter(None, (quantity.cue, quantity.op, amount, quantity.unit)))


def quantities(text: str) -> str:
    """Every quantity of ``text``."""
    return " ; ".join(one(quantity) for quantity in find_quantities(text))


def money(text: str) -> str:
    """Every sum of ``text``, in yuan."""
    return " ; ".join(f"{found.yuan:.12g}" for found in find_money(text))

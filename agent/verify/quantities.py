"""Quantities of a model's sentence against its quotes: value, unit, what is measured, and direction must agree.

Amounts are read by :mod:`knowledge.quantities`; what stands here is which name an amount belongs to, and what to say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.quantities import (
    Number,
    Quantity,
    compare,
    direction_of,
    find_numbers,
    find_quantities,
    fold,
    operator_before,
    read_unit,
    same_kind,
)
from knowledge.text import han_bigrams

LINK = re.compile(r"可达|达到|达|为|是|至|到|从|提高|提升|降低|下降|有|的|在|了|已|可|仅|只")
ONE_COUNTS = frozenset("年月天日周倍成折元吨克米升度家")
"""Units with which a bare 一 is an amount; elsewhere it is a word (一个, 一次, 一种)."""
LEAN = {"up": 1, "down": -1}
BEFORE = 14


@dataclass(frozen=True)
class Claim:
    """One value of a quantity, the bigrams of its name, and how it is written."""

    quantity: Quantity
    value: float
    name: frozenset[str]
    literal: str

    @property
    def direction(self) -> int:
        """+1 where at least this much is stated, -1 where at most, 0 where neither."""
        return direction_of(self.quantity.op)


def plain(text: str) -> str:
    """Text in the one form in which quantities are compared."""
    return fold(unicodedata.normalize("NFKC", text)).replace("℃", "°C").replace("µ", "μ")


def claims(text: str) -> Iterator[Claim]:
    """Every value that plain ``text`` states, both ends of a range and the middle of a tolerance too."""
    found = _everything(text)
    named = _blank(text, found)
    for quantity in found:
        if text[quantity.at : quantity.at + 1] == "一" and quantity.value == 1 and quantity.unit not in ONE_COUNTS:
            continue
        stop = max(quantity.tail, quantity.at + 2) if quantity.han else quantity.tail
        for value in (quantity.value, quantity.value_max, quantity.nominal):
            if value is not None:
                yield Claim(quantity, value, _name(named, quantity.at), text[quantity.at : stop].strip())


def without_operators(text: str) -> str:
    """Plain ``text`` with the words and signs blanked that state an amount's operator (不超过 says no denial)."""
    return _blank(text, find_quantities(text))


def quantity_problem(text: str, support: str) -> str:
    """Say in Chinese which quantity of plain ``text`` the plain ``support`` does not carry; empty when all stand."""
    known = list(claims(support))
    for claim in claims(text):
        same = [other for other in known if _equal(claim.value, other.value)]
        if not same:
            if claim.literal in support and not claim.literal[0].isdigit():
                continue
            return f"数字“{claim.literal}”在引文中找不到"
        of_unit = [other for other in same if _same_unit(other.quantity.unit, claim.quantity.unit)]
        if not of_unit:
            return f"数字“{claim.literal}”的单位与引文不同"
        if _is_turned(claim, of_unit):
            return f"数字“{claim.literal}”的方向与引文不同"
        if claim.name and all(other.name and not (other.name & claim.name) for other in of_unit):
            return f"数字“{claim.literal}”说的不是同一件事"
    return ""


def _equal(a: float, b: float) -> bool:
    return compare(a, "", b, "") == 0


def _same_unit(left: str, right: str) -> bool:
    """Whether two units are one; a point of a percentage is a difference and no percentage."""
    return same_kind(left, right) and left.endswith("百分点") == right.endswith("百分点")


def _is_turned(claim: Claim, others: Sequence[Claim]) -> bool:
    """Whether no other states the claim's direction, or all state the one against which 降至 or 提高到 speaks."""
    if claim.direction:
        return all(other.direction != claim.direction for other in others)
    lean = LEAN.get(claim.quantity.cue, 0)
    return bool(lean) and all(other.direction == -lean for other in others)


def _everything(text: str) -> list[Quantity]:
    """Quantities, and the numbers that the grammar of quantities leaves out: ordinals, and those inside names."""
    found = find_quantities(text)
    rest = [n for n in find_numbers(text) if not any(q.start <= n.start and n.end <= q.end for q in found)]
    return sorted([*found, *(_bare(text, number) for number in rest)], key=lambda quantity: quantity.at)


def _bare(text: str, number: Number) -> Quantity:
    unit = read_unit(text, number.end, number.han)
    start, end = number.start, unit.end
    return Quantity(start, start, end, end, None, number.value, number.high, unit.text or number.unit, han=number.han)


def _blank(text: str, found: Sequence[Quantity]) -> str:
    for quantity in found:
        word = operator_before(text, quantity.at, 0).word if quantity.prefixed else ""
        for start, end in ((quantity.start, quantity.start + len(word)), (quantity.tail, quantity.end)):
            text = text[:start] + " " * (end - start) + text[end:]
    return text


def _name(text: str, at: int) -> frozenset[str]:
    """Bigrams of the Chinese words right before an amount, in its own sentence."""
    before = re.split(r"[；;。！!？?\n]", text[max(0, at - BEFORE) : at])[-1]
    words = LINK.sub(" ", re.sub(r"[\d.%‰]+", " ", before))
    return han_bigrams(words)

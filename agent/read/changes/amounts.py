"""Changes to targets and present values: which of the card a clause speaks of, and what it becomes.

The value that a clause replaces is found by its old value (80改成75), by its name (良率改成99%), by its unit and by the
words of now and of the goal; each speaks for a place of the card, and the place with most counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from agent.read.changes.pieces import Piece
from agent.schema import Indicator, RequirementCard
from knowledge.quantities import Quantity, convert, find_quantities, show_number, with_unit
from knowledge.quantities import same_kind as alike

Changes = dict[str, Any]
LISTS = ("indicators", "baselines")
UNNAMED = "指标"
"""What a value is called that its text gives no name."""
TELLING = 2
"""Characters of a name that a clause must share to speak of it."""
_OLD, _NAME, _UNIT, _KIND, _NOW, _GOAL, _TARGET, _ONLY = 8.0, 2.0, 3.0, 2.0, 4.0, 1.0, 0.5, 1.5
ENOUGH = 3.0
_PLACED = ("set", "mistaken", "only")


@dataclass(frozen=True, slots=True)
class Place:
    """One value of the card, and how much speaks for it."""

    name: str
    index: int
    score: float
    said: Quantity | None = None
    shared: int = 0


def shared(name: str, text: str) -> int:
    """The length of the longest stretch of ``name`` that stands in ``text``."""
    sizes = range(len(name), 0, -1)
    return next((n for n in sizes if any(name[i : i + n] in text for i in range(len(name) - n + 1))), 0)


def held(card: RequirementCard) -> list[tuple[str, int, Indicator]]:
    """Every target and present value of the card with its place."""
    return [(name, at, one) for name in LISTS for at, one in enumerate(getattr(card, name)) if not one.suggestion]


def replaced(piece: Piece, card: RequirementCard) -> Changes | None:
    """The list with the value that the piece puts right; None where it speaks of none of the card."""
    stated = find_quantities(piece.text)
    place = _best(piece, card, stated) if stated else None
    if place is None or place.said is None:
        return None
    items: list[Indicator] = list(getattr(card, place.name))
    items[place.index] = _renewed(items[place.index], place.said, piece, _conditions(place.said, stated))
    return {place.name: items}


def dropped(piece: Piece, card: RequirementCard) -> Changes | None:
    """The targets without the one that the piece names, by its name, by a value or as the only one."""
    words = {one.value for one in find_quantities(piece.text)}
    marks = [
        (shared(one.name, piece.text) + (_OLD if one.value in words else 0), at)
        for at, one in enumerate(card.indicators)
    ]
    best, at = max(marks, default=(0, 0))
    if best < TELLING and not (piece.names("indicators") and len(marks) == 1):
        return None
    return {"indicators": [one for place, one in enumerate(card.indicators) if place != at]}


def merged(card: RequirementCard, targets: Sequence[Indicator], present: Sequence[Indicator]) -> Changes:
    """The lists of the card with further values; one of the same name and kind takes the place of the old one."""
    changes: Changes = {}
    for name, more in zip(LISTS, (targets, present), strict=True):
        items: list[Indicator] = list(getattr(card, name))
        for new in (_called(one, card) for one in more):
            at = next((at for at, old in enumerate(items) if _same_property(old, new)), -1)
            items = [*items[:at], new, *items[at + 1 :]] if at >= 0 else [*items, new]
        changes[name] = items
    return changes


def _called(new: Indicator, card: RequirementCard) -> Indicator:
    """A value without a name under that of the only value of its unit on the card: 现在12%."""
    if new.name not in ("", UNNAMED):
        return new
    names = {one.name for _, _, one in held(card) if one.name not in ("", UNNAMED) and alike(one.unit, new.unit)}
    return new.model_copy(update={"name": names.pop()}) if len(names) == 1 else new


def _same_property(old: Indicator, new: Indicator) -> bool:
    named = bool(old.name and new.name) and (old.name in new.name or new.name in old.name)
    return named and min(len(old.name), len(new.name)) >= TELLING and _fits(old.unit, new.unit)


def _fits(old: str, new: str) -> bool:
    return not old or not new or alike(old, new) or convert(1.0, old, new) is not None


def _best(piece: Piece, card: RequirementCard, stated: Sequence[Quantity]) -> Place | None:
    """The place and the value that fit each other best, where enough speaks for them."""
    old = {one.value for one in find_quantities(piece.wrong)} | {one.value for one in stated[:-1]}
    said = [one for one in stated if len(stated) == 1 or one.value not in old] or list(stated[-1:])
    places = [_place(piece, name, at, item, one, old) for name, at, item in held(card) for one in said]
    if len(card.indicators) == 1 and "mistaken" in piece.does:
        places = [
            replace(one, score=one.score + (_ONLY if one.score and one.name == "indicators" else 0)) for one in places
        ]
    best = max((one for one in places if one.score), key=lambda one: one.score, default=None)
    if best is None or best.score < ENOUGH:
        return None
    told = bool(piece.does & set(_PLACED)) or best.score >= _OLD
    return best if told or best.shared >= TELLING else None


def _place(piece: Piece, name: str, at: int, item: Indicator, said: Quantity, old: set[float]) -> Place:
    """How much speaks for a value of the card as the one that ``said`` replaces."""
    if not (_fits(item.unit, said.unit) if said.unit else piece.ends(said.end)) or not _may_be(piece, name, said):
        return Place(name, at, 0.0)
    common = shared(item.name, piece.text)
    replaced_value = bool(old & {item.value, item.value_max}) and (bool(piece.wrong) or "set" in piece.does)
    score = _OLD if replaced_value else 0.0
    score += _NAME * common if common >= TELLING else 0.0
    score += (_UNIT if said.unit == item.unit else _KIND) if said.unit else 1.0
    if name == "baselines":
        score += _NOW if piece.names("now") else 0.0
        score -= _GOAL if piece.names("goal") and not piece.names("now") else 0.0
    else:
        score += _TARGET + (_GOAL if piece.names("goal") else 0.0)
    return Place(name, at, score, said, common)


def _may_be(piece: Piece, name: str, said: Quantity) -> bool:
    """Whether the value may be of this list: a bound is no present value; without a word of change now is now."""
    if name == "baselines" and said.op not in (None, "=", "approx"):
        return False
    return bool(piece.does & set(_PLACED)) or (name == "baselines") == piece.names("now")


def _renewed(old: Indicator, said: Quantity, piece: Piece, conditions: Sequence[Quantity]) -> Indicator:
    """The value as it is now; operator and unit stay where none is said, a condition goes into the name."""
    op = said.op or old.op
    if op == "range" and said.value_max is None:
        op = "="
    unit = said.unit or old.unit
    return old.model_copy(
        update={
            "op": op,
            "value": said.value,
            "value_max": said.value_max,
            "unit": unit,
            "name": _with_condition(old.name, conditions),
            "quote": piece.text,
            "origin": "user",
        }
    )


def _conditions(said: Quantity, stated: Sequence[Quantity]) -> list[Quantity]:
    """What is said before the value in another unit: the −30 ℃ of -30℃保持率75%."""
    return [one for one in stated if one.unit == "℃" and one.end <= said.start and said.unit != "℃"]


def _with_condition(name: str, conditions: Sequence[Quantity]) -> str:
    """The name under the last condition, in the place of an old one of its unit."""
    if not conditions:
        return name
    last = conditions[-1]
    text = with_unit(show_number(last.value), last.unit).replace(" ", "")
    old = next((one for one in find_quantities(name) if one.unit == last.unit), None)
    return name[: old.at] + text + name[old.tail :] if old else f"{text}{name}"

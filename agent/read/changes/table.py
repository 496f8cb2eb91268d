"""Every field of the card that a conversation can change: its name, its cue, who reads it, how it is said back.

The rows are tried in order on each piece of a message. A row that reads alone ends the reading of the piece. The words
of every cue and of every operation stand in ``lexicon/changes.toml`` under the cue's name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from agent.read.changes import amounts, readers, wording
from agent.read.changes.pieces import Piece
from agent.schema import RequirementCard
from knowledge.quantities import show_money

Changes = dict[str, Any]
Reader = Callable[[Piece, RequirementCard, date], Changes | None]
Show = Callable[[RequirementCard], list[str]]
KEPT = object()
"""Stands for a field that no word takes off."""


@dataclass(frozen=True, slots=True)
class Row:
    """One field: ``cue`` is the term that names it, ``empty`` and ``opened`` what 去掉 and 不限 leave.

    ``alone`` ends the reading of the piece; ``last`` reads only what no other row has read.
    """

    field: str
    label: str
    read: Reader
    cue: str = ""
    empty: Any = KEPT
    opened: Any = KEPT
    alone: bool = True
    last: bool = False
    show: Show | None = None

    def shown(self, card: RequirementCard) -> list[str]:
        """What the field says, item by item."""
        return (self.show or _words(self.field))(card)


def _words(name: str) -> Show:
    """The words of a list, or the one text, of the card."""

    def show(card: RequirementCard) -> list[str]:
        value = getattr(card, name)
        return [value] if isinstance(value, str) and value else list(value or ())

    return show


def _amounts(name: str) -> Show:
    return lambda card: [one.text() for one in getattr(card, name) if not one.suggestion]


def _points(card: RequirementCard) -> list[str]:
    return [one.text for one in card.sub_requirements if not one.suggestion]


def _money(card: RequirementCard) -> list[str]:
    return [show_money(card.budget_cny)] if card.budget_cny else []


def _modes(card: RequirementCard) -> list[str]:
    return [word for word in card.cooperation if word != "未说明"]


def _field(card: RequirementCard) -> list[str]:
    return [card.field.value] if card.field else []


def _excluded(card: RequirementCard) -> list[str]:
    return [word for word in card.exclude if word not in card.exclude_regions]


def _said(term: str) -> Reader:
    """The reader of a field that is named: 对象是注塑机."""

    def read(piece: Piece, card: RequirementCard, today: date) -> Changes | None:
        value = wording.named(piece, term)
        return {term: value} if len(value) >= amounts.TELLING else None

    return read


def _values(piece: Piece, card: RequirementCard, today: date) -> Changes | None:
    return amounts.dropped(piece, card) if "drop" in piece.does else amounts.replaced(piece, card)


def _items(piece: Piece, card: RequirementCard, today: date) -> Changes | None:
    return wording.dropped_point(piece, card) if "drop" in piece.does else wording.added_point(piece, card)


def _right(piece: Piece, card: RequirementCard, today: date) -> Changes | None:
    return wording.put_right(piece, card)


TABLE: tuple[Row, ...] = (
    Row("budget_cny", "预算", readers.money, "budget", None, None, show=_money),
    Row("object", "对象", _right),
    Row("object", "对象", _said("object"), "object"),
    Row("problem", "问题", _said("problem"), "problem"),
    Row("enterprise", "企业名称", _said("enterprise"), "enterprise", ""),
    Row("title", "标题", _said("title"), "title", ""),
    Row("deadline", "期限", readers.time, "deadline", "", ""),
    Row("indicators", "指标", _values, show=_amounts("indicators")),
    Row("baselines", "现状", _values, show=_amounts("baselines")),
    Row("sub_requirements", "技术点", _items, show=_points),
    Row("field", "领域", readers.technical_field, "field", show=_field),
    Row("exclude_regions", "不要的地域", readers.no_places, alone=False),
    Row("regions", "地域", readers.places, "regions", [], ["不限"], alone=False),
    Row("exclude_institutions", "不要的单位", readers.no_partners, alone=False),
    Row("institution_types", "合作对象", readers.partners, "institution_types", [], [], alone=False),
    Row("cooperation", "合作方式", readers.modes, "cooperation", ["未说明"], ["未说明"], alone=False, show=_modes),
    Row("stage", "成熟度要求", readers.maturity, "stage", "", "", alone=False),
    Row("secrecy", "保密要求", readers.discretion, alone=False),
    Row("tier", "企业类型", readers.own, alone=False),
    Row("exclude", "排除", readers.unwanted, "exclude", [], [], last=True, show=_excluded),
    Row("exclusions", "不要的", readers.unwanted, last=True),
    Row("constraints", "不能动的", readers.unwanted, last=True),
)


def taken_off(row: Row, piece: Piece) -> Changes | None:
    """The field emptied where the piece names it and takes it off, leaves it open or does not know it."""
    if row.empty is KEPT or not row.cue or not piece.names(row.cue):
        return None
    if "open" in piece.does:
        return None if row.opened is KEPT else {row.field: row.opened}
    return {row.field: row.empty} if piece.does & {"drop", "unknown"} else None


def told(before: RequirementCard, now: RequirementCard) -> list[str]:
    """What differs between two cards, a line a field, in the table's order."""
    lines: dict[str, str] = {}
    for row in TABLE:
        old, new = row.shown(before), row.shown(now)
        if old != new and row.field not in lines:
            lines[row.field] = _line(row.label, old, new)
    if {"exclude", "exclusions"} <= lines.keys():
        lines.pop("exclusions")
    return list(lines.values())


def _line(label: str, old: list[str], new: list[str]) -> str:
    """One field's change in words: set, added to, taken from, or taken off."""
    gone, more = ([one for one in a if one not in b] for a, b in ((old, new), (new, old)))
    if new and old and not gone:
        return f"{label}：加上 {'、'.join(more)}"
    if old and not more:
        return f"{label}：去掉 {'、'.join(gone)}"
    return f"{label}：{'、'.join(new)}" + (f"（原来是 {'、'.join(old)}）" if old else "")

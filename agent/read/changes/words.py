"""A message read as changes to a card: each piece by the rows of the table, the rest as what it adds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from agent.read.changes.fields import CardError, apply_changes
from agent.read.changes.pieces import Piece, pieces
from agent.read.changes.table import KEPT, TABLE, Changes, taken_off, told
from agent.schema import RequirementCard

_SHORT = 4


@dataclass(frozen=True, slots=True)
class Applied:
    """The card after a message, what was changed, and the words that no row of the table could use."""

    card: RequirementCard
    changes: list[str]
    rest: str = ""
    undone: bool = False


def apply_words(
    card: RequirementCard, message: str, *, before: RequirementCard | None = None, today: date | None = None
) -> Applied:
    """``card`` changed by what ``message`` says; ``before`` is the version that 撤销 goes back to.

    Several changes in one message count as one new version. Without a change the card is the one given.
    """
    today = today or date.today()
    current, used = card, list[Piece]()
    undone, last = False, ""
    for piece in pieces(message):
        if _undoes(piece):
            current, undone = before or current, True
            used += [piece] if before else []
            continue
        found = None if "question" in piece.does else _changed(current, piece, today)
        if found is None and used and _says_nothing(piece):
            found = _emptied(current, last, today), last
        if found is not None:
            current, last = found
            used.append(piece)
    if not used:
        return Applied(card, [], message, undone)
    current = current.model_copy(update={"version": card.version + 1, "need": card.need})
    return Applied(current, told(card, current), _without(message, used), undone)


def _says_nothing(piece: Piece) -> bool:
    """Whether the piece only says that something goes: 预算去掉 先不限; 预算20万，算了先不写."""
    return len(piece.text) <= _SHORT and bool(piece.does & {"drop", "open"})


def _emptied(card: RequirementCard, field: str, today: date) -> RequirementCard:
    """The card without what the piece before was about, where that can be taken off."""
    row = next((row for row in TABLE if row.field == field and row.empty is not KEPT), None)
    return apply_changes(card, {field: row.empty}, today=today) if row else card


def _undoes(piece: Piece) -> bool:
    """Whether the piece takes the last change back; one with a value says itself what it should be."""
    return "undo" in piece.does and not any(char.isdigit() for char in piece.text)


def _changed(card: RequirementCard, piece: Piece, today: date) -> tuple[RequirementCard, str] | None:
    """The card after one piece and the field it was about; None where no row reads it."""
    current, last = card, ""
    for row in TABLE:
        if row.last and current is not card:
            break
        changes = taken_off(row, piece) or row.read(piece, current, today)
        found = _with(current, changes, today) if changes else None
        if found is None:
            continue
        current, last = found, row.field
        if row.alone:
            break
    return (current, last) if current is not card else None


def _with(card: RequirementCard, changes: Changes, today: date) -> RequirementCard | None:
    """The card with the changes; None where they change nothing or do not fit."""
    try:
        found = apply_changes(card, changes, today=today)
    except CardError:
        return None
    same = {"version"}
    return None if found.model_dump(exclude=same) == card.model_dump(exclude=same) else found


def _without(message: str, used: list[Piece]) -> str:
    """The message without the pieces that were used."""
    kept, start = [], 0
    for piece in used:
        kept.append(message[start : piece.start])
        start = piece.end
    return "，".join(part for part in (one.strip("，,。；; \n") for one in [*kept, message[start:]]) if part)

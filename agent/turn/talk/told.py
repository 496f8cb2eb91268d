"""What an answer of this room hands on: its kind, statements, the records that it may cite, and buttons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent.schema import Act, ReplyKind, Statement
from agent.turn.state import Turn
from knowledge.records import AnyRecord


def told(
    kind: ReplyKind,
    statements: Sequence[Statement],
    records: Mapping[str, AnyRecord] | None = None,
    suggestions: Sequence[str] = (),
    act: Act | None = None,
) -> Turn:
    """The part of a turn that an answer fills."""
    turn = Turn(kind=kind, statements=list(statements), records=dict(records or {}), suggestions=list(suggestions))
    return turn | Turn(act=act) if act else turn


def note(text: str) -> Statement:
    """A sentence of our own; its numbers are ours."""
    return Statement(section="note", text=text, computed=[text])


def said(*lines: str, suggestions: Sequence[str] = (), act: Act | None = None) -> Turn:
    """An answer in our own sentences."""
    return told("answer", [note(line) for line in lines], suggestions=suggestions, act=act)


def asked(*lines: str, suggestions: Sequence[str] = (), act: Act | None = None) -> Turn:
    """A question back; the act stays that of the message unless another is given."""
    return told("clarify", [note(line) for line in lines], suggestions=suggestions, act=act)

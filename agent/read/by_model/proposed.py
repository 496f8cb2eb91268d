"""What a model proposes as the reading of a message, in any shape it may come; and the notes of what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from agent.read.by_model.schema import ACTS, MOST_NEEDS
from agent.schema import Act

Row = Mapping[str, Any]
Taken = Literal["model", "both", "ours", "refused"]
VALUE_MAX = 120
"""Characters of a value in a note."""


@dataclass(frozen=True, slots=True)
class Note:
    """One field of the reading: what the model said, what ours said, whose stands, and why where it is not plain."""

    field: str
    model: str
    ours: str
    taken: Taken
    why: str = ""


@dataclass(frozen=True)
class Proposal:
    """The model's reading: rows as the model wrote them, unchecked. ``leads``: it may overrule ours, else it fills.

    ``message`` is what it read; quotes are looked for there alone. ``notes`` grows as fields are checked.
    """

    message: str
    act: Act | None = None
    same: bool = False
    refs: Sequence[str] = ()
    rejects: Sequence[str] = ()
    needs: Sequence[Row] = ()
    aside: Sequence[str] = ()
    unread: Sequence[str] = ()
    questions: Sequence[Row] = ()
    leads: bool = True
    notes: list[Note] = field(default_factory=list)

    @classmethod
    def of(cls, answer: Row, message: str, *, leads: bool = True) -> Proposal:
        """The proposal in a model's answer; whatever has another shape than asked for is left out."""
        act = answer.get("act")
        return cls(
            message=message,
            act=act if act in ACTS else None,
            same=answer.get("need") == "same",
            refs=texts(answer.get("refs")),
            rejects=texts(answer.get("rejects")),
            needs=rows(answer.get("needs"))[:MOST_NEEDS],
            aside=texts(answer.get("aside")),
            unread=texts(answer.get("unread")),
            questions=rows(answer.get("questions")),
            leads=leads,
        )

    def note(self, name: str, model: object, ours: object, taken: Taken, why: str = "") -> None:
        """Keep what became of a field; nothing where neither said anything."""
        said, own = shown(model), shown(ours)
        if said or own:
            self.notes.append(Note(name, said, own, taken, why))


def rows(value: object) -> list[Row]:
    """The objects of a list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def texts(value: object) -> list[str]:
    """The texts of a list, without empty ones."""
    return [one for one in value if isinstance(one, str) and one.strip()] if isinstance(value, list) else []


def shown(value: object) -> str:
    """A value as a note shows it."""
    if value is None:
        return ""
    text = "；".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return text[:VALUE_MAX]

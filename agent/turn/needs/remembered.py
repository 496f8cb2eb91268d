"""The stored memory of a conversation: a small row beside it, written with every turn.

It says which turn recommended last for each need, what was asked back, which records were shown, and which versions of
the card may be gone back to. So a turn reads one earlier reply and two cards, however long the conversation is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import model_validator

from agent.read.acts.spoken import button_act
from agent.read.terms.secrecy import KEPT, extract_secrecy, lifts_secrecy
from agent.schema import Act, Model, NeedAnswer, Question, Reply, RequirementCard

TALKING: frozenset[Act] = frozenset({"detail", "compare", "why"})
"""Acts whose answers are about single records, which the next message may mean by 它 or 那个."""
TRAIL = 20
"""Versions of a card that may be gone back to one by one."""
NEEDS = 12
"""Needs of one conversation that can be gone back to."""
_OF_NEED = ("recommended", "asked", "shown")


class RememberedNeed(Model):
    """One need: the number of the turn that recommended last (0: none), its questions, all records shown.

    ``listed`` is the last turn whose list held records, ``trail`` the versions of its card, the present one last.
    """

    number: int = 1
    subject: str = ""
    recommended: int = 0
    listed: int = 0
    asked: list[Question] = []
    shown: list[str] = []
    trail: list[int] = []


class Remembered(Model):
    """The memory: every need and which is talked about.

    ``last`` is the act of the last answer, ``talked`` the records that it was about, ``doubted`` the message whose act
    it asked for, ``turns`` how many there were,
    ``confidential`` whether it is to be kept from others (None: its cards tell).
    """

    needs: list[RememberedNeed] = []
    current: int = 1
    last: Act | None = None
    talked: list[str] = []
    doubted: str = ""
    turns: int = 0
    confidential: bool | None = None

    @model_validator(mode="before")
    @classmethod
    def _of_one_need(cls, stored: Any) -> Any:
        """A memory that was stored when a conversation held one need."""
        if not isinstance(stored, dict) or not set(_OF_NEED) & stored.keys():
            return stored
        need = {name: stored[name] for name in _OF_NEED if name in stored}
        rest = {name: value for name, value in stored.items() if name not in _OF_NEED}
        return rest | {"needs": [need | {"listed": need.get("recommended", 0)}]}

    def need(self, number: int = 0) -> RememberedNeed:
        """The need of that number, or the one talked about; an empty one where there is none yet."""
        wanted = number or self.current
        return next((one for one in self.needs if one.number == wanted), RememberedNeed(number=wanted))

    def after(self, number: int, message: str, reply: Reply, versions: Mapping[int, Kept]) -> Remembered:
        """The memory after turn ``number``, in which ``message`` was answered with ``reply``.

        ``versions`` says for each need whose card was kept which version it is.
        """
        doubted = message if any(button_act(text) for text in reply.suggestions) else ""
        kept = False if lifts_secrecy(message) else extract_secrecy(message) == KEPT or self.confidential
        now = self.model_copy(update={"last": reply.act, "doubted": doubted, "turns": number, "confidential": kept})
        for part in reply.parts():
            now = now.having(_after(now.need(part.card.need), number, part, versions.get(part.card.need), reply.act))
        if reply.card is not None and reply.card.need in versions:
            now = now.model_copy(update={"current": reply.card.need})
        if reply.recommendation is not None:
            return now.model_copy(update={"talked": []})
        told = _told(reply)
        if reply.act not in TALKING or not told:
            return now
        need = now.need()
        now = now.having(need.model_copy(update={"shown": _joined(need.shown, told)}))
        return now.model_copy(update={"talked": told})

    def having(self, need: RememberedNeed) -> Remembered:
        """The memory with a need in the place of the one of its number."""
        others = [one for one in self.needs if one.number != need.number]
        return self.model_copy(update={"needs": sorted([*others, need], key=lambda one: one.number)[-NEEDS:]})


@dataclass(frozen=True, slots=True)
class Kept:
    """The version under which a card was kept; ``undone``: the one before its last come back, ``held``: its last."""

    version: int
    undone: bool = False
    held: bool = False


def _after(need: RememberedNeed, number: int, part: NeedAnswer, kept: Kept | None, act: Act | None) -> RememberedNeed:
    """One need after a turn that told of it."""
    update: dict[str, Any] = {"subject": subject(part.card) or need.subject}
    if kept is not None:
        update["trail"] = _trail(need.trail, kept)
    found = part.recommendation
    if found is None:
        return need.model_copy(update=update)
    held = bool(found.achievements or found.experts)
    if held or act != "more":
        update |= {"recommended": number, "asked": part.card.questions}
    if held:
        update |= {
            "listed": number,
            "shown": _joined(need.shown, (one.record_id for one in (*found.achievements, *found.experts))),
        }
    return need.model_copy(update=update)


def _trail(trail: list[int], kept: Kept) -> list[int]:
    """The versions that may be gone back to; after going back the one that was left is no longer among them."""
    rest = trail[:-2] if kept.undone else trail[:-1] if kept.held else trail
    return [*(one for one in rest if one != kept.version), kept.version][-TRAIL:]


def subject(card: RequirementCard) -> str:
    """What a need is about, in few words."""
    return " ".join(filter(None, (card.object, card.problem))) or card.title


def _told(reply: Reply) -> list[str]:
    """The records that a reply is about, in its order."""
    ids = (one for item in reply.statements for one in (item.record_id, *(cited.record_id for cited in item.citations)))
    return list(dict.fromkeys(filter(None, ids)))


def _joined(before: Iterable[str], more: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([*before, *more]))

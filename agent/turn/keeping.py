"""What a conversation remembers from turn to turn, and how a finished turn is kept in the casebook.

The memory is a small row beside the conversation, written with every turn: which turn recommended last, what was asked
back and which records were shown. So a turn reads one earlier reply, however long the conversation is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import JsonValue

from agent.read.acts.spoken import button_act
from agent.read.memory import Memory
from agent.schema import Act, Model, Question, Recommendation, Reply, RequirementCard
from knowledge import Casebook

TALKING: frozenset[Act] = frozenset({"detail", "compare", "why"})
"""Acts whose answers are about single records, which the next message may mean by 它 or 那个."""


class Remembered(Model):
    """The stored memory: the number of the turn that recommended last (0: none), its questions, all records shown.

    ``last`` is the act of the last answer, ``talked`` the records that it was about, ``doubted`` the message whose act
    it asked for, ``turns`` how many there were.
    """

    recommended: int = 0
    asked: list[Question] = []
    shown: list[str] = []
    last: Act | None = None
    talked: list[str] = []
    doubted: str = ""
    turns: int = 0

    def after(self, number: int, message: str, reply: Reply) -> Remembered:
        """The memory after turn ``number``, in which ``message`` was answered with ``reply``."""
        doubted = message if any(button_act(text) for text in reply.suggestions) else ""
        now: dict[str, Any] = {"last": reply.act, "doubted": doubted, "turns": number}
        found = reply.recommendation
        if found is not None:
            shown = _joined(self.shown, (one.record_id for one in found.achievements))
            asked = reply.card.questions if reply.card else []
            return Remembered(**now, recommended=number, asked=asked, shown=shown)
        told = _told(reply)
        if reply.act in TALKING and told:
            now |= {"talked": told, "shown": _joined(self.shown, told)}
        return self.model_copy(update=now)


def recall(casebook: Casebook, conversation_id: str) -> Memory:
    """What the agent remembers of a conversation; empty at its start."""
    latest_turn = casebook.conversations.latest(conversation_id)
    stored = casebook.conversations.memory(conversation_id)
    remembered = Remembered.model_validate(stored) if stored else _rebuilt(casebook, conversation_id)
    latest = casebook.cards.latest(conversation_id)
    card = RequirementCard.model_validate(latest.card) if latest else None
    found = _recommendation(casebook, conversation_id, remembered.recommended)
    return Memory(
        card=card,
        recommendation=found,
        asked=list(remembered.asked),
        shown=list(remembered.shown),
        last=remembered.last,
        talked=list(remembered.talked),
        doubted=remembered.doubted,
        turns=remembered.turns,
        latest=latest_turn,
    )


def keep(
    casebook: Casebook, conversation_id: str, number: int, message: str, reply: Reply, author: str, after: int
) -> None:
    """Keep a finished turn with the conversation's memory, its card version and its need: all or nothing.

    Raises ConflictError when another turn than ``after`` is the latest finished one now.
    """

    def remember(stored: dict[str, JsonValue] | None, number: int) -> dict[str, JsonValue]:
        before = Remembered.model_validate(stored or {})
        return before.after(number, message, reply).model_dump(mode="json")

    plain = reply.model_dump(mode="json", exclude={"trace"})
    with casebook.action():
        casebook.conversations.finish(conversation_id, number, reply.kind, plain, reply.trace, remember, after)
        _keep_card(casebook, conversation_id, message, reply, author)


def _keep_card(casebook: Casebook, conversation_id: str, message: str, reply: Reply, author: str) -> None:
    if reply.card is None or (reply.recommendation is None and reply.act != "confirm"):
        return
    casebook.cards.save(conversation_id, reply.card.model_dump(mode="json"), author)
    if reply.recommendation is None:
        return
    quality = reply.card.quality
    best = reply.recommendation.achievements[0].level if reply.recommendation.achievements else "无"
    share = sum(quality.values()) / len(quality) if quality else 0.0
    title = reply.card.title or " ".join(filter(None, (reply.card.object, reply.card.problem))) or message[:40]
    casebook.needs.record(conversation_id, title, share, best)


def _told(reply: Reply) -> list[str]:
    """The records that a reply is about, in its order."""
    ids = (one for item in reply.statements for one in (item.record_id, *(cited.record_id for cited in item.citations)))
    return list(dict.fromkeys(filter(None, ids)))


def _joined(before: Iterable[str], more: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([*before, *more]))


def _recommendation(casebook: Casebook, conversation_id: str, number: int) -> Recommendation | None:
    turn = casebook.conversations.turn(conversation_id, number) if number else None
    stored = turn.reply.get("recommendation") if turn else None
    return Recommendation.model_validate(stored) if stored else None


def _rebuilt(casebook: Casebook, conversation_id: str) -> Remembered:
    """The memory of a conversation begun before memories were stored, read once from its turns and stored."""
    remembered = Remembered()
    for turn in casebook.conversations.turns(conversation_id):
        remembered = remembered.after(turn.number, turn.message, Reply.model_validate(turn.reply))
    if remembered != Remembered():
        casebook.conversations.remember(conversation_id, remembered.model_dump(mode="json"))
    return remembered

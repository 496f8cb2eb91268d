"""What a conversation remembers from turn to turn, and how a finished turn is kept in the casebook.

The memory is a small row beside the conversation, written with every turn: which turn recommended last, what was asked
back and which records were shown. So a turn reads one earlier reply, however long the conversation is.
"""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import JsonValue

from agent.read.memory import Memory
from agent.schema import Model, Question, Recommendation, Reply, RequirementCard
from knowledge import Casebook


class Remembered(Model):
    """The stored memory: the number of the turn that recommended last (0: none), its questions, all records shown."""

    recommended: int = 0
    asked: list[Question] = []
    shown: list[str] = []

    def after(self, number: int, reply: Reply) -> Remembered:
        """The memory after turn ``number`` was answered with ``reply``."""
        found = reply.recommendation
        if found is not None:
            asked = reply.card.questions if reply.card else []
            return Remembered(
                recommended=number,
                asked=asked,
                shown=_joined(self.shown, (one.record_id for one in found.achievements)),
            )
        if reply.kind != "answer":
            return self
        told = (statement.record_id for statement in reply.statements if statement.record_id)
        return self.model_copy(update={"shown": _joined(self.shown, told)})


def recall(casebook: Casebook, conversation_id: str) -> Memory:
    """What the agent remembers of a conversation; empty at its start."""
    stored = casebook.conversations.memory(conversation_id)
    remembered = Remembered.model_validate(stored) if stored else _rebuilt(casebook, conversation_id)
    latest = casebook.cards.latest(conversation_id)
    card = RequirementCard.model_validate(latest.card) if latest else None
    found = _recommendation(casebook, conversation_id, remembered.recommended)
    return Memory(card, found, list(remembered.asked), list(remembered.shown))


def keep(casebook: Casebook, conversation_id: str, message: str, reply: Reply, author: str) -> None:
    """Keep a finished turn with the conversation's memory, its card version and its need."""

    def remember(stored: dict[str, JsonValue] | None, number: int) -> dict[str, JsonValue]:
        before = Remembered.model_validate(stored or {})
        return before.after(number, reply).model_dump(mode="json")

    plain = reply.model_dump(mode="json", exclude={"trace"})
    casebook.conversations.add_turn(conversation_id, message, reply.kind, plain, reply.trace, remember)
    if reply.recommendation is None or reply.card is None:
        return
    casebook.cards.save(conversation_id, reply.card.model_dump(mode="json"), author)
    quality = reply.card.quality
    best = reply.recommendation.achievements[0].level if reply.recommendation.achievements else "无"
    share = sum(quality.values()) / len(quality) if quality else 0.0
    title = reply.card.title or " ".join(filter(None, (reply.card.object, reply.card.problem))) or message[:40]
    casebook.needs.record(conversation_id, title, share, best)


def _joined(before: list[str], more: Iterable[str]) -> list[str]:
    return list(dict.fromkeys([*before, *more]))


def _recommendation(casebook: Casebook, conversation_id: str, number: int) -> Recommendation | None:
    turn = casebook.conversations.turn(conversation_id, number) if number else None
    stored = turn.reply.get("recommendation") if turn else None
    return Recommendation.model_validate(stored) if stored else None


def _rebuilt(casebook: Casebook, conversation_id: str) -> Remembered:
    """The memory of a conversation begun before memories were stored, read once from its turns and stored."""
    remembered = Remembered()
    for turn in casebook.conversations.turns(conversation_id):
        remembered = remembered.after(turn.number, Reply.model_validate(turn.reply))
    if remembered != Remembered():
        casebook.conversations.remember(conversation_id, remembered.model_dump(mode="json"))
    return remembered

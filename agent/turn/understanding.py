"""From the reading of a message to the card: a new need, more about the one at hand, an answer or a change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from agent.draft.answer import NOTHING_NAMED
from agent.read import apply_words, extend, merge_answer, told, understand
from agent.read.acts.script import is_foreign
from agent.read.acts.turning import turned
from agent.read.memory import Memory
from agent.read.questions import choose_questions
from agent.read.reading import Reading
from agent.schema import RequirementCard, Statement
from agent.turn.state import Turn

OPENED = "这是一个新的需求，单独来找；上一个（{before}）的内容留在上面的对话里。"


@dataclass(frozen=True)
class Understood:
    """The card after a message; ``changes`` say what was changed, ``stays`` that there is nothing new to search for."""

    card: RequirementCard
    changes: list[str] = field(default_factory=list)
    stays: bool = False


def understood(reading: Reading, memory: Memory, title: str = "") -> Understood:
    """What the message makes of the card."""
    card, message = memory.card, reading.message
    if reading.act == "more" and card is not None:
        return Understood(card)
    if card is None or reading.fresh:
        return _opened(reading, memory, title)
    if memory.asked and card.vague:
        return Understood(_answered(card, reading, memory))
    if _repeats(card, message):
        return Understood(card)
    return _changed(card, message, memory)


def is_wish(reading: Reading, found: Understood) -> bool:
    """Whether the message tells of a wish only, too little to search with."""
    return reading.act == "ask" and found.card.vague and not found.stays


def preface(turn: Turn) -> list[Statement]:
    """What was changed, or that a new need was opened, said before the answer."""
    if turn.get("changes"):
        text = f"已按您的话修改：{'；'.join(turn['changes'])}。"
        return [Statement(section="note", text=text, computed=turn["changes"])]
    before = turn["memory"].card
    subject = " ".join(filter(None, (before.object, before.problem))) if before else ""
    if not turn["reading"].fresh or not subject:
        return []
    text = OPENED.format(before=subject)
    return [Statement(section="note", text=text, computed=[text])]


def is_question(statements: Sequence[Statement]) -> bool:
    """Whether an answer does nothing but ask: its verdict is that too little is known."""
    return any(one.section == "verdict" and one.text == NOTHING_NAMED for one in statements)


def _opened(reading: Reading, memory: Memory, title: str) -> Understood:
    """A card of its own; one that only tells of a wish is vague, and gets questions instead of a search."""
    card = understand(turned(reading.message), title=title, today=date.today())
    version = memory.card.version + 1 if memory.card else 1
    card = card.model_copy(update={"version": version, "vague": card.vague or reading.act == "ask"})
    return Understood(card.model_copy(update={"questions": choose_questions(card)}))


def _answered(card: RequirementCard, reading: Reading, memory: Memory) -> RequirementCard:
    """The answer to what was asked; a problem that it names takes the place of the vague one. A wish is asked on."""
    message = reading.message
    if reading.act == "ask":
        vague = card.model_copy(update={"version": card.version + 1, "text": f"{card.text}\n{message}".strip()})
        return vague.model_copy(update={"questions": choose_questions(vague)})
    applied = apply_words(card, message, before=memory.before)
    if applied.changes and not applied.rest:
        return applied.card
    own = understand(applied.rest or message)
    named = [slot for slot in ("object", "problem") if getattr(own, slot)]
    slots = list(dict.fromkeys([*(one.slot for one in memory.asked), *named]))
    answered = merge_answer(applied.card, applied.rest or message, slots)
    return answered.model_copy(update={"version": card.version + 1})


def _changed(card: RequirementCard, message: str, memory: Memory) -> Understood:
    """A change where the words name one, else what the message adds; words that touch nothing stay with the text."""
    applied = apply_words(card, message, before=memory.before)
    if applied.undone and not applied.changes:
        return Understood(card, stays=True)
    if not applied.rest:
        return Understood(applied.card, applied.changes)
    longer = extend(applied.card, applied.rest)
    if applied.changes:
        longer = longer.model_copy(update={"version": card.version + 1})
    same = {"version", "text", "questions", "missing", "quality", "keywords"}
    stays = longer.model_dump(exclude=same) == card.model_dump(exclude=same)
    return Understood(longer, told(card, longer), stays)


def _repeats(card: RequirementCard, message: str) -> bool:
    """Whether the message says again, word for word, what the card was read from."""
    said = {line.strip() for line in card.text.splitlines()} | {card.text.strip()}
    return message.strip() in said and not is_foreign(message)

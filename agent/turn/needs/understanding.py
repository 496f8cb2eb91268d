"""From the reading of a message to the card: a new need, more about the one at hand, an answer or a change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from agent.draft.answer import NOTHING_NAMED
from agent.read import apply_words, extend, merge_answer, told, understand
from agent.read.acts.needs import button
from agent.read.acts.script import is_foreign
from agent.read.acts.turning import turned
from agent.read.asks.generic import is_generic
from agent.read.memory import Memory
from agent.read.questions import choose_questions
from agent.read.reading import Reading
from agent.read.several import needs_of
from agent.read.unread import newly_cut, said_cut
from agent.schema import RequirementCard, Statement
from agent.turn.needs.remembered import subject
from agent.turn.state import Turn

OPENED = "这是第 {number} 个需求，单独来找；上一个（{before}）还在，说“{back}”可以接着谈。"
RETURNED = "回到第 {number} 个需求：{subject}。"
REJECTED = "这个需求不再推荐{names}，说“撤销”可以恢复"
WAYS = 3
SEVERAL = "读出 {count} 个需求，各建了一张需求卡，逐个回答。接着谈的是第一个，要换点下面的“回到”。"


@dataclass(frozen=True)
class Understood:
    """The card after a message; ``changes`` say what was changed, ``stays`` that there is nothing new to search for.

    ``further`` are the texts of more needs in the message.
    """

    card: RequirementCard
    changes: list[str] = field(default_factory=list)
    stays: bool = False
    further: list[str] = field(default_factory=list)


def understood(reading: Reading, memory: Memory, title: str = "") -> Understood:
    """What the message makes of the card."""
    card, message = memory.card, reading.message
    if reading.rejects and card is not None:
        return _rejected(card, reading, memory)
    if card is not None and (reading.act == "more" or (reading.need and reading.act == "recommend")):
        return Understood(card)
    if card is None or reading.fresh:
        return _opened(reading, memory, title)
    if memory.asked and card.vague:
        return Understood(_answered(card, reading, memory))
    if _repeats(card, message):
        return Understood(card)
    return _changed(card, message, memory)


def _rejected(card: RequirementCard, reading: Reading, memory: Memory) -> Understood:
    """Records taken out of the list stay out of this need: they stand among what the card excludes."""
    exclude = list(dict.fromkeys([*card.exclude, *reading.rejects]))
    found = memory.listed
    groups = (found.achievements, found.experts, found.resources) if found else ()
    titles = {one.record_id: one.title for group in groups for one in group}
    names = "、".join(f"《{titles[one]}》〔{one}〕" if one in titles else f"〔{one}〕" for one in reading.rejects)
    said = REJECTED.format(names=names)
    return Understood(card.model_copy(update={"exclude": exclude, "version": card.version + 1}), [said])


def is_wish(reading: Reading, found: Understood) -> bool:
    """Whether the message tells of a wish only, too little to search with."""
    return reading.act == "ask" and found.card.vague and not found.stays


def preface(turn: Turn) -> list[Statement]:
    """What was changed, that a need was opened or gone back to, or that there are several, said before the answer."""
    lines = [*_placing(turn)]
    if turn.get("changes"):
        lines.append(f"已按您的话修改：{'；'.join(turn['changes'])}。")
    if newly_cut(turn["card"], turn["memory"].card):
        lines.append(said_cut(turn["card"].language))
    return [Statement(section="note", text=text, computed=[text]) for text in lines]


def _placing(turn: Turn) -> Iterator[str]:
    """Which need is answered, where that is not the one of the turn before."""
    reading, memory, card = turn["reading"], turn["memory"], turn["card"]
    if turn.get("further"):
        yield SEVERAL.format(count=len(turn["further"]) + 1)
    if reading.need:
        yield RETURNED.format(number=card.need, subject=subject(card))
    before = subject(memory.card) if memory.card else ""
    if reading.fresh and before:
        yield OPENED.format(number=card.need, before=before, back=button(before))


def ways_back(turn: Turn) -> list[str]:
    """The buttons that lead to the other needs, where this turn opened one or went back."""
    reading, card = turn["reading"], turn["card"]
    told = [subject(one.card) for one in turn.get("others", [])]
    if reading.fresh or reading.need:
        told = [one.subject for one in turn["memory"].needs if one.number != card.need] + told
    return [button(one) for one in dict.fromkeys(told) if one][:WAYS]


def is_question(statements: Sequence[Statement]) -> bool:
    """Whether an answer does nothing but ask: its verdict is that too little is known."""
    return any(one.section == "verdict" and one.text == NOTHING_NAMED for one in statements)


def _opened(reading: Reading, memory: Memory, title: str) -> Understood:
    """A card of its own; one that only tells of a wish is vague, and gets questions instead of a search."""
    whole = turned(reading.message)
    first, *further = [whole] if title else reading.parts or needs_of(whole)
    card = understand(first, title=title, today=date.today())
    place = {"version": memory.version + 1, "need": memory.next_need}
    card = card.model_copy(update={**place, "vague": card.vague or reading.act == "ask"})
    return Understood(card.model_copy(update={"questions": choose_questions(card)}), further=further)


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
    tells = {"object": own.object, "problem": own.problem or own.sub_requirements}
    named = [slot for slot, told_ in tells.items() if told_ and _is_open(slot, applied.card)]
    slots = list(dict.fromkeys([*(one.slot for one in memory.asked), *named]))
    slots = [slot for slot in slots if getattr(applied.card, slot) == getattr(card, slot)]
    answered = merge_answer(applied.card, applied.rest or message, slots)
    return answered.model_copy(update={"version": card.version + 1})


def _is_open(slot: str, card: RequirementCard) -> bool:
    """Whether an answer fills a slot that was not asked for: the problem of a vague card, an object not known yet."""
    return slot == "problem" or not card.object or is_generic(card.object)


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

"""What a conversation remembers from turn to turn, and how a finished turn is kept in the casebook.

Every version of every card is kept; the latest is that of the need talked about. A turn that changed a card which was
changed meanwhile is not kept but read again on the new one, so that no edit is lost.
"""

from __future__ import annotations

from pydantic import JsonValue

from agent.read.memory import Memory, Need
from agent.schema import Recommendation, Reply, RequirementCard
from agent.turn.needs.remembered import Kept, Remembered, RememberedNeed
from knowledge import Casebook
from knowledge.casebook import CardVersion

RECENT, RECENT_CHARS = 3, 100
"""Turns that a model is told of, and characters of each message."""
TITLE = 120
"""Characters of the title of an inbox line."""


def recall(casebook: Casebook, conversation_id: str, need: int = 0) -> Memory:
    """What the agent remembers of a conversation; empty at its start. ``need`` asks for another than the present."""
    latest_turn = casebook.conversations.latest(conversation_id)
    stored = casebook.conversations.memory(conversation_id)
    remembered = Remembered.model_validate(stored) if stored else _rebuilt(casebook, conversation_id)
    wanted = remembered.need(need)
    latest = casebook.cards.latest(conversation_id)
    card, before = _cards(casebook, conversation_id, wanted, latest if wanted.number == remembered.current else None)
    return Memory(
        version=latest.version if latest else 0,
        card=card,
        before=before,
        recommendation=_recommendation(casebook, conversation_id, wanted.recommended, wanted.number),
        listed=_recommendation(casebook, conversation_id, wanted.listed, wanted.number),
        asked=list(wanted.asked),
        shown=list(wanted.shown),
        last=remembered.last,
        talked=list(remembered.talked) if wanted.number == remembered.current else [],
        doubted=remembered.doubted,
        turns=remembered.turns,
        confidential=remembered.confidential,
        latest=latest_turn,
        needs=tuple(Need(one.number, one.subject, one.number == wanted.number) for one in remembered.needs),
        elsewhere=lambda number: recall(casebook, conversation_id, number),
        recent=lambda: _recent(casebook, conversation_id, latest_turn),
    )


def keep(
    casebook: Casebook, conversation_id: str, number: int, message: str, author: str, memory: Memory, reply: Reply
) -> None:
    """Keep a finished turn with the conversation's memory, its card versions and its need: all or nothing.

    Raises ConflictError when a turn was finished or the card changed since ``memory`` was recalled.
    """
    with casebook.action():
        _keep(casebook, conversation_id, number, message, author, memory, reply)


def switch(casebook: Casebook, conversation_id: str, confidential: bool) -> None:
    """Mark a conversation as to be kept from others, or take the mark off."""
    with casebook.action():
        stored = casebook.conversations.memory(conversation_id)
        remembered = Remembered.model_validate(stored or {})
        changed = remembered.model_copy(update={"confidential": confidential})
        casebook.conversations.remember(conversation_id, changed.model_dump(mode="json"))


def _keep(
    casebook: Casebook, conversation_id: str, number: int, message: str, author: str, memory: Memory, reply: Reply
) -> None:
    versions = _keep_cards(casebook, conversation_id, reply, author, memory)

    def remember(stored: dict[str, JsonValue] | None, number: int) -> dict[str, JsonValue]:
        before = Remembered.model_validate(stored or {})
        return before.after(number, message, reply, versions).model_dump(mode="json")

    plain = reply.model_dump(mode="json", exclude={"trace"})
    casebook.conversations.finish(conversation_id, number, reply.kind, plain, reply.trace, remember, memory.latest)
    if versions and reply.recommendation is not None and reply.card is not None:
        _keep_need(casebook, conversation_id, reply.card, reply.recommendation, message, memory)


def _keep_cards(casebook: Casebook, conversation_id: str, reply: Reply, author: str, memory: Memory) -> dict[int, Kept]:
    """Every card of the reply as a version, that of the need talked about last; the versions by need."""
    if reply.card is None:
        return {}
    switched = memory.card is not None and memory.card.need != reply.card.need
    if reply.recommendation is None and reply.act != "confirm" and not switched:
        return {}
    based_on: int | None = memory.version
    found: dict[int, Kept] = {}
    for part in reversed(reply.parts()):
        saved = casebook.cards.save(conversation_id, part.card.model_dump(mode="json"), author, based_on=based_on)
        found[part.card.need] = Kept(saved.version, _same(part.card, memory.before), _is_held(part.card, memory))
        based_on = None
    return found


def _same(card: RequirementCard, other: RequirementCard | None) -> bool:
    """Whether two cards differ in their version only."""
    return other is not None and card.model_dump(exclude={"version"}) == other.model_dump(exclude={"version"})


def _is_held(card: RequirementCard, memory: Memory) -> bool:
    """Whether it is the unchanged card of another need that was gone back to."""
    known = any(one.number == card.need and not one.current for one in memory.needs)
    return known and memory.elsewhere is not None and _same(card, memory.elsewhere(card.need).card)


def _keep_need(
    casebook: Casebook,
    conversation_id: str,
    card: RequirementCard,
    found: Recommendation,
    message: str,
    memory: Memory,
) -> None:
    """The conversation's line in the officers' inbox; its title names every need."""
    best = found.achievements[0].level if found.achievements else "无"
    share = sum(card.quality.values()) / len(card.quality) if card.quality else 0.0
    own = card.title or " ".join(filter(None, (card.object, card.problem))) or message[:40]
    others = [one.subject for one in memory.needs if one.number != card.need and one.subject]
    casebook.needs.record(conversation_id, "；".join([own, *others])[:TITLE], share, best)


def _cards(
    casebook: Casebook, conversation_id: str, need: RememberedNeed, now: CardVersion | None
) -> tuple[RequirementCard | None, RequirementCard | None]:
    """The present card of a need (``now``, or the last of its trail) and the version that 撤销 goes back to."""
    if now is None and need.trail:
        now = casebook.cards.version(conversation_id, need.trail[-1])
    earlier = [one for one in need.trail if now is not None and one < now.version]
    before = casebook.cards.version(conversation_id, earlier[-1]) if earlier else None
    read = [RequirementCard.model_validate(one.card) if one else None for one in (now, before)]
    return read[0], read[1]


def _recommendation(casebook: Casebook, conversation_id: str, number: int, need: int) -> Recommendation | None:
    turn = casebook.conversations.turn(conversation_id, number) if number else None
    if turn is None:
        return None
    if not turn.reply.get("others"):
        stored = turn.reply.get("recommendation")
        return Recommendation.model_validate(stored) if stored else None
    parts = Reply.model_validate(turn.reply | {"trace": {}}).parts()
    return next((part.recommendation for part in parts if part.card.need == need), None)


def _recent(casebook: Casebook, conversation_id: str, latest: int) -> list[tuple[str, str]]:
    """The last turns, oldest first: the message on one line, and the act of its answer."""
    numbers = range(max(1, latest - RECENT + 1), latest + 1)
    found = [casebook.conversations.turn(conversation_id, number) for number in numbers]
    done = [turn for turn in found if turn is not None and turn.reply]
    return [(" ".join(turn.message.split())[:RECENT_CHARS], str(turn.reply.get("act") or "")) for turn in done]


def _rebuilt(casebook: Casebook, conversation_id: str) -> Remembered:
    """The memory of a conversation begun before memories were stored, read once from its turns and stored."""
    remembered = Remembered()
    for turn in casebook.conversations.turns(conversation_id):
        remembered = remembered.after(turn.number, turn.message, Reply.model_validate(turn.reply), {})
    if remembered != Remembered():
        casebook.conversations.remember(conversation_id, remembered.model_dump(mode="json"))
    return remembered

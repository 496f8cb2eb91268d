"""Where the model reads: it leads the reading of a message and of its card; where it fails, ours stands and is said."""

from __future__ import annotations

from dataclasses import replace

from agent.model import ChatModel, ModelUnavailable
from agent.read import understand
from agent.read.acts.state import Scene
from agent.read.by_model.call import propose
from agent.read.by_model.merge import merged
from agent.read.by_model.routing import routed
from agent.read.changes.table import told
from agent.read.lexicon import says
from agent.read.memory import Memory
from agent.read.reading import NEED, Reading
from agent.schema import RequirementCard
from agent.turn.needs.understanding import Understood
from agent.turn.state import Turn

DERIVED = {"version", "text", "questions", "missing", "quality", "keywords"}
"""Fields of a card that may change without there being anything new to search for."""


def led(turn: Turn, ours: Reading, scene: Scene) -> tuple[Reading, Turn]:
    """The reading led by the model, and what the turn keeps of it; ours for buttons and where the model fails."""
    model = turn.get("model")
    if model is None or not ours.chances:
        return ours, {}
    try:
        proposal = propose(model, turn["message"], scene.memory, title=turn.get("title", ""))
    except ModelUnavailable as fault:
        return ours, {"degraded": fault.notice, "model": None}
    turn["trace"].reading = proposal.notes
    return routed(ours, proposal, scene), {"proposed": proposal}


def card_of(model: ChatModel | None, text: str, title: str = "") -> RequirementCard:
    """The card of one text outside any conversation, led by the model where there is one and it answers."""
    ours = understand(text, title=title)
    if model is None or ours.language != "zh":
        return ours
    try:
        return merged(ours, propose(model, text, Memory(), title=title))
    except ModelUnavailable:
        return ours


def with_proposed(found: Understood, turn: Turn) -> Understood:
    """What was understood, with the card as the model's reading makes it."""
    proposal, reading, memory = turn.get("proposed"), turn["reading"], turn["memory"]
    tells = reading.act in NEED or (reading.act == "more" and proposal is not None and proposal.needs)
    if proposal is None or not tells or reading.rejects or found.card.language != "zh":
        return found
    before = None if memory.card is None or reading.fresh else memory.card
    if before is not None and says(turn["message"], "changes", "undo"):
        return found
    if len(reading.parts) > 1:
        proposal = replace(proposal, message=reading.parts[0])
    card = merged(found.card, proposal, before=before)
    vague = card.vague or (reading.act == "ask" and before is None)
    card = card.model_copy(update={"vague": vague})
    if before is None:
        return replace(found, card=card)
    stays = card.model_dump(exclude=DERIVED) == before.model_dump(exclude=DERIVED)
    card = card if stays else card.model_copy(update={"version": before.version + 1})
    changes = [] if before.vague else told(before, card)
    told_already = found.card.text == before.text or reading.act == "more"
    return replace(found, card=card, changes=changes, stays=stays and not told_already)


def with_proposed_part(card: RequirementCard, turn: Turn, which: int) -> RequirementCard:
    """The card of a further need of the message, with what the model read of it."""
    proposal = turn.get("proposed")
    if proposal is None or len(turn["reading"].parts) < 2:
        return card
    part = replace(proposal, message=card.text)
    return merged(card, part, which)

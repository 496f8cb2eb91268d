"""Whether what was said in a conversation may leave this machine."""

from __future__ import annotations

from agent.read.memory import Memory
from agent.read.terms.secrecy import KEPT, extract_secrecy, lifts_secrecy
from agent.schema import RequirementCard
from agent.turn.state import Turn

KEPT_HOME = "这次会话要求保密，没有把内容发给外部模型，以下为规则结果。"


def is_secret(turn: Turn) -> bool:
    """Whether the message, the switch of its conversation or a card says that it is to be kept from others.

    A conversation stays so until the wish is lifted: what was said before would go along with what is said now.
    """
    memory, message, corrected = turn["memory"], turn["message"], turn.get("card")
    if lifts_secrecy(message):
        return False
    if extract_secrecy(message) == KEPT or (corrected is not None and corrected.secrecy == KEPT):
        return True
    return is_kept(memory)


def is_kept(memory: Memory) -> bool:
    """Whether what a conversation holds is to be kept from others: by its switch, else by its card."""
    if memory.confidential is not None:
        return memory.confidential
    return memory.card is not None and memory.card.secrecy == KEPT


def said_so_far(turn: Turn) -> str:
    """What the user said that a model may be told in this turn."""
    memory = turn["memory"]
    cards = [card for card in (turn.get("card"), memory.card) if card is not None]
    told = [text for card in cards for text in (card.stated(), card.enterprise, card.title)]
    return "\n".join([turn["message"], turn.get("title", ""), *told, *(said for said, _ in memory.recent())])


def marked(card: RequirementCard, turn: Turn) -> RequirementCard:
    """The card with the mark of its conversation, or without it once it was taken off."""
    if turn.get("secret") and not card.secrecy:
        return card.model_copy(update={"secrecy": KEPT})
    lifted = turn["memory"].confidential is False and card.secrecy == KEPT and not turn.get("secret")
    return card.model_copy(update={"secrecy": ""}) if lifted else card

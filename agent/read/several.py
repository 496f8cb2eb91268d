"""Several needs in one message: where it is parted. The one place that decides it."""

from __future__ import annotations

from agent.read.asks.needs import split_needs
from agent.read.card import understand
from agent.schema import RequirementCard

MOST = 4
LEAST = 8
"""Characters of a need; a shorter stretch is a part of one."""
_EDGE = " 　，,。；;、\n"


def needs_of(text: str) -> list[str]:
    """The stretches of ``text`` that are needs of their own, in order, at most MOST; a single one is the whole text.

    The learned borders count when each stretch tells of an object and of something wanted of it. What stands before the
    first goes with it, what follows the last with the last.
    """
    parts = [text[part.start : part.end].strip(_EDGE) for part in split_needs(text)]
    if not 2 <= len(parts) <= MOST:
        return [text]
    return parts if all(len(part) >= LEAST and _whole(understand(part)) for part in parts) else [text]


def _whole(card: RequirementCard) -> bool:
    return bool(card.object and (card.problem or card.sub_requirements))

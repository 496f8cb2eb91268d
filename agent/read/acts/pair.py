"""A message beside the card at hand, as numbers: does it speak of the same thing?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from agent.schema import RequirementCard
from knowledge.text import han_bigrams

Array = NDArray[np.float32]
SHORT, LONG = 8, 80
COLUMNS = 10


def pairs(text: str) -> set[str]:
    """The pairs of neighbouring Han characters of a text."""
    return set(han_bigrams(text))


def beside(message: str, read: RequirementCard, card: RequirementCard, closeness: float) -> Array:
    """Shared words, the object that ``read`` (the message as its own need) names, size, vector ``closeness``."""
    said = pairs("\n".join([card.text, card.object, card.problem]))
    own, thing = pairs(message), pairs(read.object)
    shared = len(own & said) / max(len(own), 1)
    return np.array(
        [
            shared,
            shared > 0,
            closeness,
            bool(read.object),
            bool(read.object) and not thing & said,
            bool(thing & said),
            bool(read.problem),
            min(len(message), LONG) / LONG,
            len(message) <= SHORT,
            bool(read.indicators),
        ],
        np.float32,
    )

"""Several needs in one message: where it is parted. The one place that decides it."""

from __future__ import annotations

import re

from agent.read.card import understand
from agent.schema import RequirementCard

MOST = 4
LEAST = 8
"""Characters of a need; a shorter stretch is a part of one."""
_ITEM = re.compile(
    r"(?:^|[\n。；;：:，, ])\s*"
    r"(?:[①-⑨]|[1-9一二三四五六][、.．)）](?!\d)|第[一二三四五六]个?(?:是|[，,：:])|[一二三四]是)"
)


def needs_of(text: str) -> list[str]:
    """The stretches of ``text`` that are needs of their own, in order; a single one is the whole text.

    Numbered stretches count when each names an object and a problem of its own; what stands before the first goes with
    it. Requirements of one thing (1、气孔 2、裂纹) name no second object and stay together.
    """
    starts = [match.end() for match in _ITEM.finditer(text)]
    if not 2 <= len(starts) <= MOST:
        return [text]
    edges = [*starts, len(text)]
    parts = [text[a:b].strip("，,。；; \n①②③④⑤⑥⑦⑧⑨") for a, b in zip(edges, edges[1:], strict=False)]
    cards = [understand(part) for part in parts]
    return parts if all(map(_whole, cards, parts)) and _apart(cards) else [text]


def _whole(card: RequirementCard, text: str) -> bool:
    return len(text) >= LEAST and bool(card.object and card.problem)


def _apart(cards: list[RequirementCard]) -> bool:
    """Whether no object is part of another."""
    names = [card.object for card in cards]
    return all(a not in b and b not in a for at, a in enumerate(names) for b in names[at + 1 :])

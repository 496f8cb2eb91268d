"""Whether what was found meets a label: overlap of names and quotes, and pairs of one with the other."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from typing import Any

QUOTE_OVERLAP = 0.5
NAME_OVERLAP = 0.6


def plain(value: str) -> str:
    """NFKC without spaces."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", value))


def overlap(a: str, b: str) -> float:
    """Dice coefficient of the characters of two names or quotes, as multisets, 0–1."""
    first, second = Counter(plain(a)), Counter(plain(b))
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 1.0


def pair(found: list[Any], gold: list[Any], same: Callable[[Any, Any], bool]) -> list[tuple[Any, Any]]:
    """Greedy one-to-one pairs (found, gold) for which ``same`` holds."""
    left, pairs = list(gold), []
    for item in found:
        match = next((other for other in left if same(item, other)), None)
        if match is not None:
            left.remove(match)
            pairs.append((item, match))
    return pairs

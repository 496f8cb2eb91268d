"""The two measures that training itself watches: nDCG of a judged list, and the level Score."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray


def gain(level: int) -> int:
    """The gain 2^(level-1)-1 of a level from 1 to 4."""
    return int(2 ** (level - 1) - 1)


def order(scores: Mapping[str, float]) -> list[str]:
    """Record ids, best first; ties by id, so that no file order helps."""
    return sorted(scores, key=lambda record: (-scores[record], record))


def ndcg(levels: Mapping[str, int], scores: Mapping[str, float], k: int = 10) -> float:
    """nDCG@k (Järvelin and Kekäläinen 2002) of one list; 0 when no record has any gain."""
    discount = [1 / np.log2(place + 2) for place in range(k)]
    found = [gain(levels[record]) for record in order(scores)[:k]]
    best = sorted((gain(level) for level in levels.values()), reverse=True)[:k]
    ideal = sum(g * d for g, d in zip(best, discount, strict=False))
    return float(sum(g * d for g, d in zip(found, discount, strict=False)) / ideal) if ideal else 0.0


def level_score(absolute_errors: NDArray[np.float64]) -> float:
    """The competition's 1 / (1 + mean absolute error)."""
    return float(1 / (1 + absolute_errors.mean()))

"""Judged pairs of needs and titles, and predictions for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from evals.errors import EvalError

Array = NDArray[np.float32]
Levels = NDArray[np.int64]


class JudgedError(EvalError):
    """Judged pairs that cannot be read or learned from; the message says which file and line, in Chinese."""


@dataclass(frozen=True)
class Pair:
    """One judged pair; ``level`` is 1 to 4, or 0 when it is not given."""

    rid: str
    aid: str
    level: int


@dataclass(frozen=True)
class Judged:
    """Needs ``rid -> (title, text)``, titles ``aid -> title``, and pairs, sorted by (rid, aid).

    ``features`` holds what the matcher saw of a pair, where that was kept.
    """

    needs: dict[str, tuple[str, str]]
    titles: dict[str, str]
    pairs: list[Pair]
    features: dict[tuple[str, str], dict[str, float]] = field(default_factory=dict)

    def lists(self) -> Iterator[tuple[str, list[Pair]]]:
        """Each need's judged list."""
        by_need: dict[str, list[Pair]] = {}
        for pair in self.pairs:
            by_need.setdefault(pair.rid, []).append(pair)
        yield from by_need.items()

    def qrels(self) -> dict[str, dict[str, int]]:
        """Levels by need and record, as ``evals.metrics`` reads them."""
        return {rid: {pair.aid: pair.level for pair in pairs} for rid, pairs in self.lists()}

    def run(self, scores: Array) -> dict[str, dict[str, float]]:
        """Scores, given in the order of ``pairs``, by need and record."""
        found: dict[str, dict[str, float]] = {}
        for pair, score in zip(self.pairs, scores.tolist(), strict=True):
            found.setdefault(pair.rid, {})[pair.aid] = score
        return found

    def levels(self) -> Levels:
        """Level of each pair, in the order of ``pairs``."""
        return np.array([pair.level for pair in self.pairs], dtype=np.int64)

    def labelled(self) -> Judged:
        """Only the pairs that have a level."""
        return Judged(self.needs, self.titles, [pair for pair in self.pairs if pair.level])

    def groups(self) -> NDArray[np.str_]:
        """The rid of each pair."""
        return np.array([pair.rid for pair in self.pairs])

    def asked(self) -> list[tuple[str, str]]:
        """Title and text of the needs that have pairs, by rid."""
        return [self.needs[rid] for rid in sorted({pair.rid for pair in self.pairs})]


@dataclass(frozen=True)
class Judgement:
    """Predictions for judged pairs, in their order: ``score`` (n,), ``level`` (n,) and ``probabilities`` (n, 4)."""

    score: Array
    level: Levels
    probabilities: Array


def in_order(pairs: Iterator[Pair] | Sequence[Pair]) -> list[Pair]:
    """The pairs by need and record."""
    return sorted(pairs, key=lambda pair: (pair.rid, pair.aid))


def merge(one: Judged, other: Judged) -> Judged:
    """Both together; a pair judged twice keeps the level of ``other``."""
    pairs = {(pair.rid, pair.aid): pair for pair in (*one.pairs, *other.pairs)}
    return Judged(one.needs | other.needs, one.titles | other.titles, in_order(list(pairs.values())))

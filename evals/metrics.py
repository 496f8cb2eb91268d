"""Ranking, level and preference measures with bootstrap intervals and paired tests.

Lists are given as ``{need: {record: level}}`` (qrels) and ``{need: {record: score}}`` (run).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Qrels = Mapping[str, Mapping[str, int]]
Run = Mapping[str, Mapping[str, float]]

SEED, RESAMPLES, PERMUTATIONS = 0, 1_000, 10_000
RELEVANT = 3
"""The least level that counts as relevant in MRR and recall."""


@dataclass(frozen=True)
class Interval:
    """A mean with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float

    def text(self) -> str:
        """Such as ``0.712 [0.690, 0.735]``."""
        return f"{self.value:.4f} [{self.low:.4f}, {self.high:.4f}]"


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


def level_score(absolute_errors: Values) -> float:
    """The competition's 1 / (1 + mean absolute error)."""
    return float(1 / (1 + absolute_errors.mean()))


def reciprocal_rank(levels: Mapping[str, int], scores: Mapping[str, float]) -> float:
    """One over the place of the first relevant record; 0 without one."""
    places = (place for place, record in enumerate(order(scores), 1) if levels[record] >= RELEVANT)
    return 1 / next(places, np.inf)


def recall(levels: Mapping[str, int], scores: Mapping[str, float], k: int = 10) -> float:
    """Share of the relevant records among the first k; 0 when none is relevant."""
    relevant = sum(level >= RELEVANT for level in levels.values())
    hit = sum(levels[record] >= RELEVANT for record in order(scores)[:k])
    return hit / relevant if relevant else 0.0


def per_need(measure: Callable[[Mapping[str, int], Mapping[str, float]], float], qrels: Qrels, run: Run) -> Values:
    """One value per need that has a relevant record, in the order of sorted need ids."""
    judged = (need for need in sorted(qrels) if max(qrels[need].values(), default=0) >= RELEVANT)
    return np.array([measure(qrels[need], run[need]) for need in judged], dtype=np.float64)


def spearman(one: Values, other: Values) -> float:
    """Spearman's rank correlation, ties by mean rank; 0 when either is constant."""
    from scipy.stats import spearmanr

    if len(one) < 2 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return 0.0
    return float(spearmanr(one, other).statistic)


def bootstrap(size: int, statistic: Callable[[NDArray[np.int64]], float]) -> Interval:
    """Percentile interval of ``statistic(indices)`` over resampled indices (Efron 1979)."""
    random = np.random.default_rng(SEED)
    values = [statistic(random.integers(0, size, size)) for _ in range(RESAMPLES)]
    low, high = np.percentile(values, [2.5, 97.5])
    return Interval(statistic(np.arange(size)), float(low), float(high))


def mean_interval(values: Values) -> Interval:
    """The mean of per-need values with its interval; zeros when there are none."""
    if not len(values):
        return Interval(0.0, 0.0, 0.0)
    return bootstrap(len(values), lambda chosen: float(values[chosen].mean()))


def grouped_interval(
    groups: Sequence[str] | NDArray[np.str_], statistic: Callable[[NDArray[np.int64]], float]
) -> Interval:
    """As ``bootstrap``, but whole groups (needs) are drawn: pairs of one need are not independent."""
    _, number = np.unique(np.asarray(groups), return_inverse=True)
    members = [np.flatnonzero(number == i) for i in range(int(number.max()) + 1)]
    every = np.arange(len(number))

    def drawn(chosen: NDArray[np.int64]) -> float:
        return statistic(np.concatenate([members[i] for i in chosen]))

    found = bootstrap(len(members), drawn)
    return Interval(statistic(every), found.low, found.high)


def paired_permutation(one: Values, other: Values) -> float:
    """Two-sided p-value that the mean difference is zero, by random signs (Fisher 1935)."""
    difference = np.asarray(one) - np.asarray(other)
    signs = np.random.default_rng(SEED).choice([-1.0, 1.0], size=(PERMUTATIONS, len(difference)))
    extreme = np.abs(signs @ difference) >= abs(difference.sum()) - 1e-12
    return float((extreme.sum() + 1) / (PERMUTATIONS + 1))


def weighted_pairwise_loss(
    ratings: Mapping[str, Mapping[str, float]], scores: Mapping[str, Mapping[str, float]]
) -> float:
    """Share of misordered pairs of needs per expert, each weighted by the difference of ratings.

    The loss of Stelmakh et al. 2023 (arXiv:2303.16750): a tie of scores counts half. 0 is perfect, .5 is chance.
    """
    wrong = total = 0.0
    for expert, rated in ratings.items():
        needs = sorted(rated)
        value = np.array([rated[need] for need in needs])
        score = np.array([scores[expert][need] for need in needs])
        gap = np.subtract.outer(value, value)
        order_gap = np.subtract.outer(score, score)
        better = gap > 0
        wrong += float(
            (gap[better] * np.where(order_gap[better] < 0, 1.0, np.where(order_gap[better] == 0, 0.5, 0))).sum()
        )
        total += float(gap[better].sum())
    return wrong / total if total else 0.0

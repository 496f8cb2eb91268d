"""Fitting the weights of a full record's evidence, and their quality on questions held out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from agent.match.rank.blend import OF_LEVEL, PARTS, Blend
from agent.match.rank.criteria import CRITERIA
from evals.metrics import RELEVANT, ndcg
from evals.train.records.asked import NAMES, Array, Asked

FOLDS, RIDGE, PART_RIDGE, TOLERANCE = 5, 0.5, 0.005, 0.005
_LEVEL_COLUMNS = np.array([name in PARTS or name in OF_LEVEL for name in NAMES])


def fit(asked: Sequence[Asked]) -> Blend:
    """Proportional odds on the judged questions, a pairwise logistic loss on the contrasts, no negative weights."""
    judged = [one for one in asked if one.levels is not None]
    rows = np.vstack([one.rows for one in judged])
    levels = np.concatenate([one.levels for one in judged if one.levels is not None])
    gaps = [one.rows[one.pair[0]] - one.rows[one.pair[1]] for one in asked if one.pair]
    contrasts = np.array(gaps).reshape(len(gaps), len(NAMES))
    start = np.concatenate([np.ones(len(NAMES)), [4.0, 1.0, 1.0]])
    bounds = [(0.0, None)] * len(NAMES) + [(None, None), (0.01, None), (0.01, None)]
    found = minimize(_loss, start, args=(rows, levels, contrasts), method="L-BFGS-B", bounds=bounds).x
    weights = {name: round(float(value), 3) for name, value in zip(NAMES, found, strict=False)}
    first, second, third = (round(float(cut), 3) for cut in np.cumsum(found[len(NAMES) :]))
    return Blend({n: weights[n] for n in PARTS}, {n: weights[n] for n in CRITERIA}, (first, second, third))


def _loss(values: Array, rows: Array, levels: NDArray[np.int64], contrasts: Array) -> float:
    weights, cuts = values[: len(NAMES)], np.cumsum(values[len(NAMES) :])
    logits = rows @ np.where(_LEVEL_COLUMNS, weights, 0.0)
    above = expit(logits[:, None] - cuts[None, :])
    padded = np.hstack([np.ones((len(rows), 1)), above, np.zeros((len(rows), 1))])
    chance = padded[np.arange(len(rows)), levels - 1] - padded[np.arange(len(rows)), levels]
    own, criteria = weights[: len(PARTS)], weights[len(PARTS) :]
    return float(
        -np.log(np.maximum(chance, 1e-12)).sum()
        + np.logaddexp(0, -(contrasts @ weights)).sum()
        + (RIDGE * criteria @ criteria + PART_RIDGE * own @ own) / 2
    )


@dataclass(frozen=True)
class Quality:
    """nDCG@10 over the judged questions, the share of contrasts in order, and the mean log loss of 较强 or better."""

    ndcg: float
    contrasts: float
    loss: float

    def worse_than(self, other: Quality) -> bool:
        """Whether any of the three is worse by more than TOLERANCE."""
        return (
            self.ndcg < other.ndcg - TOLERANCE
            or self.contrasts < other.contrasts - TOLERANCE
            or self.loss > other.loss + TOLERANCE
        )

    def text(self) -> str:
        """For the person at the console."""
        return f"nDCG@10 {self.ndcg:.4f}，条件对照 {self.contrasts:.3f}，对数损失 {self.loss:.4f}"


def quality(asked: Sequence[Asked], blend_of: Callable[[Asked], Blend]) -> Quality:
    """The quality of the blend that ``blend_of`` names for each question."""
    ranks, order, losses = [], [], []
    for one in asked:
        scores, chances = _judge(blend_of(one), one.rows)
        if one.pair:
            order.append(float(scores[one.pair[0]] > scores[one.pair[1]]))
        if one.levels is not None:
            good = one.levels >= RELEVANT
            losses += (-np.log(np.clip(np.where(good, chances, 1 - chances), 1e-9, 1))).tolist()
            if good.any():
                levels = dict(zip(one.ids, one.levels.tolist(), strict=True))
                ranks.append(ndcg(levels, dict(zip(one.ids, scores, strict=True)), 10))
    return Quality(*(float(np.mean(values)) if values else 0.0 for values in (ranks, order, losses)))


def _judge(blend: Blend, rows: Array) -> tuple[list[float], Array]:
    scores, chances = [], []
    for row in rows:
        features = dict(zip(NAMES, row.tolist(), strict=True))
        fit_ = blend.technical(features)
        scores.append(blend.gain(fit_ + blend.wishes(features)))
        chances.append(blend.chances(fit_ + blend.wishes(features, OF_LEVEL))[1])
    return scores, np.array(chances)


def cross_validate(asked: Sequence[Asked], added: Sequence[Asked] = ()) -> Quality:
    """Quality of blends that did not learn from the question; all of them learn from ``added``."""
    folds = np.random.default_rng(0).permutation(len(asked)) % FOLDS
    parted = [[one for one, own in zip(asked, folds, strict=True) if own != fold] for fold in range(FOLDS)]
    blends = [fit([*own, *added]) for own in parted]
    place = {id(one): blends[fold] for one, fold in zip(asked, folds, strict=True)}
    return quality(asked, lambda one: place[id(one)])

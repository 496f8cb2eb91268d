"""Fitting how evidence adds up, and how good the weights are on needs held out whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.metrics import average_precision_score
from sklearn.model_selection import GroupKFold

from agent.match.rank.blend import EVIDENCE, Blend, Legs, evidence_names
from agent.match.rank.criteria import CRITERIA
from evals.metrics import ndcg
from evals.train.records.rows import Contrast, Row

Array = NDArray[np.float64]
FOLDS, RIDGE, WISH_RIDGE, TOLERANCE = 8, 5.0, 0.5, 0.01
GOOD, FEW = 2, 8
RELATED = 0.1
"""The chance of any relation from which a record is shown as 弱."""


@dataclass(frozen=True)
class Odds:
    """Fitted weights over standardised evidence: ``weights``, ``middle`` and ``spread`` (f,), ``cuts`` (3,)."""

    names: tuple[str, ...]
    weights: Array
    middle: Array
    spread: Array
    cuts: Array

    def logit(self, rows: Sequence[Row]) -> Array:
        """The weighted sum of each row's evidence; what is missing counts as usual."""
        return _filled(rows, self.names, self.middle, self.spread) @ self.weights

    def blend(self, accept: tuple[float, float, float]) -> Blend:
        """The same for serving, on raw evidence."""
        weights = dict(zip(self.names, (self.weights / self.spread).round(4).tolist(), strict=True))
        usual = dict(zip(self.names, self.middle.round(4).tolist(), strict=True))
        first, second, third = self.cuts.round(3).tolist()
        return Blend(weights, usual, (first, second, third), accept)


def _filled(rows: Sequence[Row], names: Sequence[str], middle: Array, spread: Array) -> Array:
    raw = np.array([[row.features.get(name, np.nan) for name in names] for row in rows]).reshape(len(rows), len(names))
    return np.nan_to_num((raw - middle) / spread, nan=0.0)


def fit(kind: str, rows: Sequence[Row], legs: Legs = "hybrid") -> Odds:
    """Proportional odds (McCullagh 1980) with a ridge and no negative weight."""
    names = evidence_names(kind, legs)
    raw = np.array([[row.features.get(name, np.nan) for name in names] for row in rows])
    middle, spread = np.nan_to_num(np.nanmean(raw, 0)), np.nan_to_num(np.nanstd(raw, 0)) + 1e-6
    x = np.nan_to_num((raw - middle) / spread, nan=0.0)
    grades = np.array([row.grade for row in rows])
    share = np.array([row.weight for row in rows])
    start = np.concatenate([np.full(len(names), 0.1), [3.0, 1.0, 1.0]])
    bounds = [(0.0, None)] * len(names) + [(None, None), (0.01, None), (0.01, None)]
    found = minimize(_loss, start, args=(x, grades, share), jac=True, method="L-BFGS-B", bounds=bounds).x
    return Odds(names, found[: len(names)], middle, spread, np.cumsum(found[len(names) :]))


def _loss(values: Array, x: Array, grades: NDArray[np.int64], share: Array) -> tuple[float, Array]:
    """Negative log likelihood with its gradient; the cuts are given as the first and the steps between them."""
    count = x.shape[1]
    weights, cuts = values[:count], np.cumsum(values[count:])
    above = expit((x @ weights)[:, None] - cuts)
    slope = above * (1 - above)
    none, place = np.zeros((len(x), 1)), np.arange(len(x))
    padded, sloped = np.hstack([none + 1, above, none]), np.hstack([none, slope, none])
    chance = np.maximum(padded[place, grades] - padded[place, grades + 1], 1e-12)
    by_logit = -share * (sloped[place, grades] - sloped[place, grades + 1]) / chance
    by_cut = [
        (share * (slope[:, k] * (grades == k + 1) - slope[:, k] * (grades == k)) / chance).sum() for k in range(3)
    ]
    gradient = np.concatenate([x.T @ by_logit + RIDGE * weights, np.cumsum(by_cut[::-1])[::-1]])
    return float(-(share * np.log(chance)).sum() + RIDGE * weights @ weights / 2), gradient


def held_out(kind: str, rows: Sequence[Row], legs: Legs = "hybrid") -> tuple[Array, Array]:
    """Each row's logit and chance of grade 2 or 3, by weights that saw nothing of its need."""
    logits, chances = np.zeros(len(rows)), np.zeros(len(rows))
    for known, asked in GroupKFold(FOLDS).split(rows, groups=[row.need for row in rows]):
        odds = fit(kind, [rows[one] for one in known], legs)
        logits[asked] = odds.logit([rows[one] for one in asked])
        chances[asked] = expit(logits[asked] - odds.cuts[1])
    return logits, chances


def wishes(contrasts: Sequence[Contrast], blend: Blend) -> dict[str, float]:
    """How much stage, region and mode add to the order: a pairwise logistic loss over the contrasts, never negative."""
    gaps = np.array([[one.first.get(n, 0.0) - one.over.get(n, 0.0) for n in CRITERIA] for one in contrasts])
    given = np.array([blend.logit(one.first) - blend.logit(one.over) for one in contrasts])
    if not len(contrasts):
        return dict.fromkeys(CRITERIA, 0.0)

    def loss(weights: Array) -> float:
        return float(np.logaddexp(0, -(given + gaps @ weights)).sum() + WISH_RIDGE * weights @ weights / 2)

    found = minimize(loss, np.ones(len(CRITERIA)), method="L-BFGS-B", bounds=[(0.0, None)] * len(CRITERIA)).x
    return dict(zip(CRITERIA, found.round(3).tolist(), strict=True))


def accept(rows: Sequence[Row], chances: Array, good: float, strong: float) -> tuple[float, float, float]:
    """The chances from which a record is 弱, 较强 (``good``) and 强.

    That of 强 is the least from which, over needs held out, the share of grade 2 or 3 is ``strong`` among everything
    above; 1, which nothing reaches, where fewer than ``FEW`` records bear it out.
    """
    order = np.argsort(-chances)
    right = np.array([rows[one].grade >= GOOD for one in order])
    share = np.cumsum(right) / np.arange(1, len(rows) + 1)
    enough = np.flatnonzero(share >= strong)
    least = float(chances[order[enough[-1]]]) if len(enough) and enough[-1] + 1 >= FEW else 1.0
    return RELATED, good, max(good, round(least, 4))


@dataclass(frozen=True)
class Quality:
    """By kind of record the average precision of grade 2 or 3 and nDCG@10; the share of contrasts in order."""

    precision: Mapping[str, float]
    ndcg: Mapping[str, float]
    contrasts: float

    def worse_than(self, other: Quality) -> bool:
        """Whether any figure is worse by more than TOLERANCE."""
        mine = [*self.precision.values(), *self.ndcg.values(), self.contrasts]
        theirs = [*other.precision.values(), *other.ndcg.values(), other.contrasts]
        return any(ours < their - TOLERANCE for ours, their in zip(mine, theirs, strict=True))

    def text(self) -> str:
        """For the person at the console."""
        names = {"achievement": "成果", "expert": "专家", "resource": "资源"}
        parts = [f"{names[k]} 平均查准 {self.precision[k]:.3f}、nDCG@10 {self.ndcg[k]:.3f}" for k in EVIDENCE]
        return f"{'；'.join(parts)}；条件对照 {self.contrasts:.3f}"


def figures(rows: Sequence[Row], logits: Array) -> tuple[float, float]:
    """Average precision of grade 2 or 3, and nDCG@10 over the needs that have one."""
    right = np.array([row.grade >= GOOD for row in rows])
    by_need: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        by_need.setdefault(row.need, []).append(place)
    ranks = [
        ndcg({rows[i].record: rows[i].grade + 1 for i in own}, {rows[i].record: float(logits[i]) for i in own})
        for own in by_need.values()
        if right[own].any()
    ]
    return float(average_precision_score(right, logits)), float(np.mean(ranks))

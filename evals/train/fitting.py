"""Fitting the ranker's weights from feature rows and levels (scikit-learn; used at training time only)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from agent.match.rank.ranker import Weights
from agent.trees import Forest
from evals.train.judged import JudgedError

Array = NDArray[np.float32]
Levels = NDArray[np.int64]
SEEDS = 2
ABSENT = -8.0


def fit_weights(rows: Array, levels: Levels, sample: Array | None = None, seeds: int = SEEDS) -> Weights:
    """Boosted trees and multinomial logistic regression over the same rows, their logits averaged; uncalibrated.

    A level without examples gets a very low logit. Raises JudgedError when fewer than three levels occur.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression

    classes = np.unique(levels)
    if len(classes) < 3:
        raise JudgedError("训练数据里至少要有三种 level。")
    known = np.where(np.isnan(rows).all(axis=0), 0, rows)
    boosters = [
        HistGradientBoostingClassifier(
            max_iter=60,
            learning_rate=0.06,
            max_leaf_nodes=8,
            min_samples_leaf=30,
            l2_regularization=5.0,
            max_features=0.3,
            early_stopping=False,
            random_state=seed,
        ).fit(known, levels, sample_weight=sample)
        for seed in range(seeds)
    ]
    mean, scale = np.nanmean(known, axis=0), np.nanstd(known, axis=0) + 1e-6
    standard = np.nan_to_num((known - mean) / scale, nan=0.0).clip(-5, 5)
    linear = LogisticRegression(C=0.003, max_iter=300).fit(standard, levels, sample_weight=sample)
    start = np.mean([model._baseline_prediction for model in boosters], axis=0).ravel()
    coefficients = np.zeros((rows.shape[1], 4))
    coefficients[:, classes - 1] = 0.5 * linear.coef_.T
    intercept = np.full(4, ABSENT)
    intercept[classes - 1] = 0.5 * (linear.intercept_ + start)
    return Weights(
        Forest.from_boosters(boosters, 0.5),
        mean.astype(np.float32),
        scale.astype(np.float32),
        coefficients.astype(np.float32),
        intercept.astype(np.float32),
        np.ones(1, dtype=np.float32),
        np.zeros(4, dtype=np.float32),
    )


def calibrate(logits: Array, levels: Levels, sample: Array | None = None) -> tuple[Array, Array]:
    """Temperature (1,) and bias (4,) that make held-out logits likeliest (Guo et al. 2017, with a bias)."""
    weight = np.ones(len(levels)) if sample is None else sample
    number = np.arange(len(levels))

    def loss(values: NDArray[np.float64]) -> float:
        z = logits * np.exp(values[0]) + values[1:]
        z = z - z.max(axis=1, keepdims=True)
        nll = np.log(np.exp(z).sum(axis=1)) - z[number, levels - 1]
        return float((weight * nll).sum() / weight.sum() + 1e-4 * (values**2).sum())

    found = minimize(loss, np.zeros(5), method="L-BFGS-B").x
    return np.exp(found[:1]).astype(np.float32), found[1:].astype(np.float32)

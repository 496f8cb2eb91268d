"""Fitting the ranker's weights from feature rows and levels (scikit-learn; used at training time only)."""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from agent.match.ranker import Weights
from agent.match.trees import Forest

Array = NDArray[np.float32]
Levels = NDArray[np.int64]
SEEDS = 2


def fit_weights(rows: Array, levels: Levels, sample: Array | None = None, seeds: int = SEEDS) -> Weights:
    """Boosted trees and multinomial logistic regression over the same rows, their logits averaged; uncalibrated."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression

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
        ).fit(rows, levels, sample_weight=sample)
        for seed in range(seeds)
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        mean = np.nan_to_num(np.nanmean(rows, axis=0))
        scale = np.nan_to_num(np.nanstd(rows, axis=0)) + 1e-6
    standard = np.nan_to_num((rows - mean) / scale, nan=0.0).clip(-5, 5)
    linear = LogisticRegression(C=0.003, max_iter=300).fit(standard, levels, sample_weight=sample)
    start = np.mean([model._baseline_prediction for model in boosters], axis=0).ravel()
    return Weights(
        Forest.from_boosters(boosters, 0.5),
        mean.astype(np.float32),
        scale.astype(np.float32),
        (0.5 * linear.coef_.T).astype(np.float32),
        (0.5 * (linear.intercept_ + start)).astype(np.float32),
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

"""Fit, cross-validate by dialogue, calibrate, and pack one linear model over rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from evals.train.acts.matrix import Array, Rows, frequencies, stacked
from evals.train.acts.turns import Turn

FOLDS = 5
PENALTY = 30.0
Logits = NDArray[np.float64]
MakeRows = Callable[[Sequence[Turn]], Rows]
Enrich = Callable[[Sequence[Turn]], Sequence[Turn]]


@dataclass
class Fitted:
    """A logistic regression with what its columns need: frequencies and the mean vector (empty: no vectors)."""

    model: LogisticRegression
    idf: Array
    centre: Array

    def logits(self, rows: Rows) -> Logits:
        """Scores by class; one column for a yes-or-no model."""
        found: Logits = np.atleast_2d(self.model.decision_function(stacked(rows, self.idf, self.centre)))
        return found.T if found.shape[0] == 1 else found

    def packed(self, name: str) -> dict[str, NDArray[Any]]:
        """The arrays of the weights file: signed bytes with one scale a class."""
        scale = np.abs(self.model.coef_).max(axis=1) / 127
        raw = np.round(self.model.coef_ / scale[:, None]).astype(np.int8).T
        return {
            f"{name}.weights": np.ascontiguousarray(raw),
            f"{name}.scale": scale.astype(np.float32),
            f"{name}.intercept": self.model.intercept_.astype(np.float32),
            f"{name}.idf": self.idf.astype(np.float16),
            f"{name}.centre": self.centre.astype(np.float32),
        }


def fit(rows: Rows, *, vectors: bool) -> Fitted:
    """A multinomial (or yes-or-no) logistic regression on weighted rows."""
    idf = frequencies(rows)
    centre = rows.vectors.mean(axis=0) if vectors else np.zeros(0, np.float32)
    model = LogisticRegression(C=PENALTY, max_iter=500)
    return Fitted(model.fit(stacked(rows, idf, centre), rows.labels, sample_weight=rows.weights), idf, centre)


def folds(turns: Sequence[Turn], seed: int = 0) -> list[tuple[list[int], list[int]]]:
    """Splits that keep a dialogue together."""
    groups = [turn.group for turn in turns]
    split = GroupKFold(FOLDS, shuffle=True, random_state=seed).split(groups, groups=groups)
    return [(train.tolist(), test.tolist()) for train, test in split]


def cross_validate(turns: Sequence[Turn], enrich: Enrich, make: MakeRows, *, vectors: bool, seed: int = 0) -> Logits:
    """Scores of every turn by a model that did not see its dialogue; ``enrich`` adds turns to what is learned from."""
    found: list[tuple[list[int], Logits]] = []
    for train, test in folds(turns, seed):
        learnt = fit(make(enrich([turns[place] for place in train])), vectors=vectors)
        found.append((test, learnt.logits(make([turns[place] for place in test]))))
    width = found[0][1].shape[1]
    logits = np.zeros((len(turns), width))
    for test, part in found:
        logits[test] = part
    return logits


def chances(logits: Logits, temperature: float = 1.0) -> Logits:
    """Probabilities by class; of a single column the probability of yes."""
    scaled = logits / temperature
    if scaled.shape[1] == 1:
        return 1 / (1 + np.exp(-scaled))
    odds = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    found: Logits = odds / odds.sum(axis=1, keepdims=True)
    return found


def log_loss(logits: Logits, labels: NDArray[np.int64], temperature: float = 1.0) -> float:
    """Mean negative log likelihood."""
    given = chances(logits, temperature)
    right = np.where(labels, given[:, 0], 1 - given[:, 0]) if given.shape[1] == 1 else given[range(len(labels)), labels]
    return float(-np.log(np.clip(right, 1e-9, 1)).mean())


def temperature(logits: Logits, labels: NDArray[np.int64]) -> float:
    """The temperature that makes held-out scores likeliest (Guo et al. 2017)."""
    found = minimize_scalar(lambda one: log_loss(logits, labels, float(one)), bounds=(0.3, 5), method="bounded")
    return round(float(found.x), 3)

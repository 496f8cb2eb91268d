"""Fit and cross-validate the small classifiers that read the terms of a need (scikit-learn; training time only)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from agent.read.terms.basis.linear import BUCKETS, Linear, places

Chances = list[dict[str, float]]
Counts = tuple[int, int, int]


@dataclass(frozen=True)
class Case:
    """One text: the features and label of each of its candidates, who wrote it, and how its reading is counted.

    ``count`` turns the candidates' chances into (hits, predicted, expected). ``weak`` cases are only learned from.
    """

    rid: str
    writer: str
    features: list[set[str]]
    labels: list[str]
    count: Callable[[Chances], Counts]
    weak: bool = False
    weight: float = 1.0


def matrix(features: Sequence[set[str]]) -> csr_matrix:
    """One row of hashed features a candidate."""
    rows = [places(one) for one in features]
    starts = np.cumsum([0, *(len(row) for row in rows)])
    columns = np.array([place for row in rows for place in row], dtype=np.int32)
    return csr_matrix((np.ones(len(columns)), columns, starts), shape=(len(rows), BUCKETS))


def fit(cases: Sequence[Case], labels: Sequence[str], penalty: float) -> Linear:
    """A multinomial logistic regression over every candidate of ``cases``."""
    features = [one for case in cases for one in case.features]
    numbers = [labels.index(label) for case in cases for label in case.labels]
    weights = [case.weight for case in cases for _ in case.labels]
    solver = "liblinear" if len(labels) == 2 else "lbfgs"
    model = LogisticRegression(C=penalty, max_iter=200, solver=solver, tol=1e-3).fit(
        matrix(features), numbers, sample_weight=weights
    )
    full = np.zeros((BUCKETS, len(labels)), dtype=np.float32)
    bias = np.full(len(labels), -8.0, dtype=np.float32)
    seen = list(model.classes_)
    if len(seen) == 2:
        full[:, seen[1]], bias[seen] = model.coef_[0], (0.0, float(model.intercept_[0]))
    else:
        full[:, seen], bias[seen] = model.coef_.T, model.intercept_
    return Linear(tuple(labels), full, bias)


def _score(cases: Sequence[Case], model: Linear, total: list[int]) -> None:
    for case in cases:
        counted = case.count([model.chances(one) for one in case.features])
        for at in range(3):
            total[at] += counted[at]


def f1(total: Sequence[int]) -> float:
    """F1 of (hits, predicted, expected)."""
    return 2 * total[0] / (total[1] + total[2]) if total[1] + total[2] else 1.0


def cross_validate(cases: Sequence[Case], labels: Sequence[str], penalty: float, folds: int = 8) -> list[int]:
    """(hits, predicted, expected) over texts that the model did not see."""
    strong = [case for case in cases if not case.weak]
    weak = [case for case in cases if case.weak]
    total = [0, 0, 0]
    groups = np.arange(len(strong))
    for train, test in GroupKFold(folds, shuffle=True, random_state=0).split(strong, groups=groups):
        model = fit([*(strong[i] for i in train), *weak], labels, penalty)
        _score([strong[i] for i in test], model, total)
    return total


def leave_out(cases: Sequence[Case], labels: Sequence[str], penalty: float) -> dict[str, list[int]]:
    """(hits, predicted, expected) over the texts of each writer, by a model that saw none of them."""
    found = {}
    writers = sorted({case.writer for case in cases if not case.weak})
    for writer in writers if len(writers) > 1 else ():
        total = [0, 0, 0]
        model = fit([case for case in cases if case.writer != writer], labels, penalty)
        _score([case for case in cases if case.writer == writer and not case.weak], model, total)
        found[writer] = total
    return found

"""Fitting the reading of quantities: role in two looks, direction and names, from labelled texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from agent.read.indicators.direction import OPERATORS, operator_rows
from agent.read.indicators.model import Linear, Model, softmax
from agent.read.indicators.network import Network
from agent.read.indicators.roles import OTHERS, rows, second_rows
from agent.read.indicators.view.hashing import BUCKETS, Ids
from evals.train.reading.labelled import SIDED, UNKNOWN, Labelled
from evals.train.reading.names import choices, fit_names, hashed
from evals.train.reading.recurrent import fit_network

Floats = NDArray[np.float32]
FOLDS = 5
_PENALTY = 0.2
_ITERATIONS = 150


@dataclass
class Prepared:
    """A labelled text with the buckets of its first look and the chances that models which never saw it gave."""

    text: Labelled
    first: list[Ids]
    chances: Floats


def prepare(texts: Sequence[Labelled]) -> list[Prepared]:
    """The texts that hold a number, with the buckets of the first look."""
    return [Prepared(t, rows(t.scene), np.zeros((len(t.labels), 3), np.float32)) for t in texts if t.labels]


def fold_of(text: Labelled) -> int:
    """The fold of a text, by its id."""
    return crc32(text.rid.encode()) % FOLDS


def linear(rows_: Sequence[Ids], labels: Sequence[int], classes: int, width: int) -> Linear:
    """A logistic regression over buckets as a ``Linear``; a class without examples gets a very low intercept."""
    fitted = LogisticRegression(C=_PENALTY, max_iter=_ITERATIONS).fit(hashed(rows_, width), labels)
    weights = np.zeros((width, classes), np.float32)
    intercept = np.full(classes, -30.0, np.float32)
    both = fitted.coef_ if len(fitted.classes_) > 2 else np.concatenate([-fitted.coef_, fitted.coef_]) / 2
    bias = fitted.intercept_ if len(fitted.classes_) > 2 else np.array([-1, 1]) * fitted.intercept_[0] / 2
    weights[:, fitted.classes_] = both.T
    intercept[fitted.classes_] = bias
    return Linear(weights, intercept)


def _side(role: str) -> int:
    return SIDED.index(role) if role in SIDED else len(SIDED)


def _known(some: Sequence[Prepared], give: Callable[[Prepared], list[Ids]]) -> tuple[list[Ids], list[int]]:
    """Buckets and sides of all numbers whose role is known."""
    pairs = [
        (row, _side(label.role))
        for one in some
        for row, label in zip(give(one), one.text.labels, strict=True)
        if label.role != UNKNOWN
    ]
    return [row for row, _ in pairs], [side for _, side in pairs]


def _first(some: Sequence[Prepared]) -> Linear:
    return linear(*_known(some, lambda one: one.first), 3, BUCKETS)


def fit(some: Sequence[Prepared], networks: int = 0) -> Model:
    """Every part of the model; the second look learns from first looks of models that did not see the text.

    ``networks`` recurrent networks are trained beside it, from as many seeds.
    """
    for fold in range(FOLDS):
        seen = [one for one in some if fold_of(one.text) != fold]
        model = _first(seen)
        for one in some:
            if fold_of(one.text) == fold:
                one.chances = softmax(model(one.first))
    second = linear(*_known(some, lambda one: second_rows(one.text.scene, one.first, one.chances)), 3, 2 * BUCKETS)
    names = fit_names(choices([one.text for one in some])).astype(np.float32)
    nets = tuple(Network(fit_network([one.text for one in some], seed)) for seed in range(networks))
    return Model(_first(some), second, _others(some), _operator(some), names, nets)


def _others(some: Sequence[Prepared]) -> Linear:
    """Which of the other roles, from the texts whose numbers are all labelled."""
    pairs = [
        (row, OTHERS.index(label.role))
        for one in some
        if one.text.full
        for row, label in zip(one.first, one.text.labels, strict=True)
        if label.role in OTHERS
    ]
    return linear([row for row, _ in pairs], [other for _, other in pairs], len(OTHERS), BUCKETS)


def _operator(some: Sequence[Prepared]) -> Linear:
    """The direction, from labelled targets and present values with their labelled names."""
    found, labels = [], []
    for one in some:
        scene, given = one.text.scene, one.text.labels
        sides = np.eye(3, dtype=np.float32)[[_side(label.role) for label in given]]
        names = [label.row.get("name", "") for label in given]
        for row, label, quantity in zip(operator_rows(scene, one.first, sides, names), given, scene.found, strict=True):
            if label.role in SIDED and quantity.value_max is None:
                found.append(row)
                labels.append(OPERATORS.index(label.row["op"]))
    return linear(found, labels, len(OPERATORS), 2 * BUCKETS)

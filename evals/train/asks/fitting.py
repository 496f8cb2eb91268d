"""The models of the reader of asks and how each is fitted (scikit-learn; used at training time only)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, vstack

from agent.read.asks.sight.features import BUCKETS, plain
from agent.read.asks.sight.prepared import Seen
from agent.read.asks.sight.relations import ROLES
from agent.read.asks.vague import figures, marks
from agent.trees import Forest
from evals.train.asks.texts import Text, fold_of, matrix, object_of, span_goodness
from evals.train.trees import forest_of_regressors

Array = NDArray[np.float64]
_C_ROLES, _C_STRETCHES, _C_OBJECTS, _C_VAGUE, _RARE = 0.05, 0.05, 0.3, 0.1, 10.0


@dataclass
class First:
    """The linear models of the first pass: weights (buckets, roles), bias, weights (buckets,), bias."""

    roles: Array
    role_bias: Array
    stretches: Array
    bias: float

    def of(self, text: Text) -> tuple[Array, Array]:
        """First scores of the stretches and roles of the units, log odds."""
        scores = np.asarray(text.stretch_rows @ self.stretches + self.bias)
        return scores, np.asarray(text.unit_rows @ self.roles + self.role_bias)


def fit_first(texts: Sequence[Text]) -> First:
    """Logistic regressions; a stretch counts as hit and as miss, weighted by its goodness."""
    from sklearn.linear_model import LogisticRegression

    asked = [t for t in texts if t.labelled and len(t.goodness)]
    good = np.concatenate([t.goodness for t in asked])
    share = np.concatenate([np.full(len(t.goodness), t.weight) for t in asked])
    rows = vstack([t.stretch_rows for t in asked]).tocsr()
    weight = np.concatenate([good * share, (1 - good) * share])
    keep, labels = weight > 0, np.concatenate([np.ones(len(good)), np.zeros(len(good))])
    model = LogisticRegression(C=_C_STRETCHES, max_iter=200, tol=1e-3)
    model.fit(vstack([rows, rows]).tocsr()[keep], labels[keep], sample_weight=weight[keep])
    weights, bias = np.zeros((BUCKETS, len(ROLES))), np.full(len(ROLES), -6.0)
    for column, role in enumerate(ROLES):
        known = [t for t in asked if role in t.labelled]
        is_role = np.concatenate([t.roles[:, column] for t in known])
        if is_role.sum() >= 5:
            one = LogisticRegression(C=_C_ROLES, max_iter=80, tol=1e-3)
            one.fit(vstack([t.unit_rows for t in known]).tocsr(), is_role)
            weights[:, column], bias[column] = one.coef_[0], one.intercept_[0]
    return First(weights, bias, model.coef_[0], float(model.intercept_[0]))


def apart(texts: Sequence[Text], count: int, salt: str) -> list[tuple[Array, Array]]:
    """First scores of each text by models that did not see its group."""
    found: list[Any] = [None] * len(texts)
    for fold in range(count):
        model = fit_first([t for t in texts if fold_of(t, count, salt) != fold])
        for number, text in enumerate(texts):
            if fold_of(text, count, salt) == fold:
                found[number] = model.of(text)
    return found


def fit_second(texts: Sequence[Text], first: Sequence[tuple[Array, Array]], seeds: int = 1) -> tuple[Forest, float]:
    """Boosted trees from the columns of the second pass to the goodness of a stretch; the forest and its base."""
    from sklearn.ensemble import GradientBoostingRegressor

    tables, good, share = [], [], []
    for text, (scores, roles) in zip(texts, first, strict=True):
        if text.labelled and len(scores):
            kept, table = text.prepared.second_pass(scores, roles)
            tables.append(table)
            good.append(text.goodness[kept])
            share.append(np.full(len(kept), text.weight))
    x, y, w = np.vstack(tables), np.concatenate(good), np.concatenate(share)
    models = [
        GradientBoostingRegressor(
            n_estimators=220,
            learning_rate=0.06,
            max_depth=None,
            max_leaf_nodes=12,
            min_samples_leaf=20,
            max_features=0.2,
            subsample=0.7,
            random_state=seed,
        ).fit(x, y, sample_weight=w)
        for seed in range(seeds)
    ]
    return forest_of_regressors(models), float(np.mean([one.init_.constant_.ravel()[0] for one in models]))


def chances(text: Text, first: tuple[Array, Array], forest: Forest, base: float) -> list[float]:
    """The chance of each stretch by the second pass."""
    found = [0.0] * len(text.prepared.stretches)
    if found:
        kept, table = text.prepared.second_pass(*first)
        for index, value in zip(kept, forest(table)[:, 0] + base, strict=True):
            found[index] = float(np.clip(value, 0, 1))
    return found


@dataclass
class Spans:
    """The spans of a text that may be its object: plain words, features, goodness."""

    words: list[str]
    rows: csr_matrix
    good: Array


def spans_of(text: Text, held: Sequence[float]) -> Spans:
    """The spans of a text, given the chances of its stretches."""
    spans, rows = text.prepared.spans(text.prepared.asked(held))
    words = [plain(span.text) for span in spans]
    return Spans(words, matrix(rows), np.array([span_goodness(word, object_of(text)) for word in words]))


def fit_objects(spans: Sequence[Spans]) -> Array:
    """Weights of a softmax over the spans of each text that has a labelled object among them."""
    known = [one for one in spans if one.good.max(initial=0) > 0]
    rows = vstack([one.rows for one in known]).tocsr()
    columns = rows.T.tocsr()
    starts = np.cumsum([0, *(len(one.words) for one in known)])
    of = np.repeat(np.arange(len(known)), np.diff(starts))
    wanted = np.concatenate([one.good / one.good.sum() for one in known])

    def loss(weights: Array) -> tuple[float, Array]:
        scores = rows @ weights
        scores = scores - np.maximum.reduceat(scores, starts[:-1])[of]
        total = np.add.reduceat(np.exp(scores), starts[:-1])
        value = -(wanted * (scores - np.log(total)[of])).sum() + 0.5 / _C_OBJECTS * weights @ weights
        return float(value), columns @ (np.exp(scores) / total[of] - wanted) + weights / _C_OBJECTS

    found: Array = minimize(loss, np.zeros(BUCKETS), jac=True, method="L-BFGS-B", options={"maxiter": 60}).x
    return found


@dataclass
class Vague:
    """The two views of vagueness: weights and bias over marks, trees and their base over figures."""

    weights: Array
    bias: float
    few: Forest
    base: float

    def of(self, seen: Seen) -> float:
        """Log odds that a text is too vague."""
        words = float(self.weights[marks(seen)].sum()) + self.bias
        return (words + float(self.few(figures(seen)[None])[0, 0]) + self.base) / 2


def fit_vague(texts: Sequence[Text], seen: Sequence[Seen]) -> Vague:
    """Learn from what models that had not seen a text say of it."""
    from sklearn.ensemble import GradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression

    both = zip(texts, seen, strict=True)
    known = [(one, bool(text.row["vague"])) for text, one in both if "vague" in text.row]
    labels = np.array([vague for _, vague in known])
    words = LogisticRegression(C=_C_VAGUE, max_iter=300, class_weight={False: 1.0, True: _RARE})
    words.fit(matrix([marks(one) for one, _ in known]), labels)
    few = [
        GradientBoostingClassifier(
            n_estimators=80,
            max_depth=2,
            learning_rate=0.08,
            subsample=0.7,
            min_samples_leaf=8,
            max_features=0.5,
            random_state=seed,
        ).fit(np.array([figures(one) for one, _ in known]), labels, sample_weight=np.where(labels, 3.0, 1.0))
        for seed in range(3)
    ]
    priors = [one.init_.class_prior_[1] for one in few]
    base = float(np.mean([np.log(prior / (1 - prior)) for prior in priors]))
    return Vague(words.coef_[0], float(words.intercept_[0]), forest_of_regressors(few), base)

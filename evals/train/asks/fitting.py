"""Fitting both passes of the scorer of sub-requirements, and their chances on texts held out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array, vstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from agent.read.asks.relations import relations
from evals.train.asks.texts import Array, Text, groups, hashed

_FOLDS = 8
_INNER = 5
_PENALTY = 0.06


def fit_passes(texts: Sequence[Text], group: Sequence[int], seed: int) -> tuple[LogisticRegression, LogisticRegression]:
    """Both passes; the second learns from first scores of models that did not see the text's group."""
    scores: list[Array] = [np.zeros(0)] * len(texts)
    for train, test in _folds(_INNER, group, seed):
        model = fit([texts[i] for i in train], [texts[i].rows for i in train])
        for i in test:
            scores[i] = _first_scores(model, texts[i])
    second = fit(texts, [_related(t, s) for t, s in zip(texts, scores, strict=True)])
    return fit(texts, [t.rows for t in texts]), second


def cross_validate(texts: Sequence[Text], seed: int) -> list[list[float]]:
    """The probabilities of each text's candidates by models that did not see its group."""
    chances: list[list[float]] = [[] for _ in texts]
    group = fold_groups(texts)
    for train, test in _folds(_FOLDS, group, seed):
        first, second = fit_passes([texts[i] for i in train], [group[i] for i in train], seed + 1)
        for i in (i for i in test if texts[i].found):
            rows = _related(texts[i], _first_scores(first, texts[i]))
            chances[i] = second.predict_proba(rows)[:, 1].tolist()
    return chances


def fold_groups(texts: Sequence[Text]) -> list[int]:
    """Near-duplicate texts stand in the same fold."""
    return groups([text.title + text.content for text in texts])


def fit(texts: Sequence[Text], rows: Sequence[csr_array]) -> LogisticRegression:
    """A logistic regression on soft labels: every candidate counts as hit and as miss, weighted by its goodness."""
    kept = [(text, own) for text, own in zip(texts, rows, strict=True) if text.found]
    good = np.concatenate([text.goodness for text, _ in kept])
    share = np.concatenate([np.full(len(text.found), text.weight) for text, _ in kept])
    weights = np.concatenate([good * share, (1 - good) * share])
    labels = np.concatenate([np.ones(len(good)), np.zeros(len(good))])
    stacked = vstack([own for _, own in kept])
    counted = weights > 0
    both = vstack([stacked, stacked]).tocsr()[counted]
    return LogisticRegression(C=_PENALTY, max_iter=400).fit(both, labels[counted], sample_weight=weights[counted])


def _related(text: Text, scores: Array) -> csr_array:
    """The rows of the second pass: those of the first and the relations among its ``scores``."""
    return (text.rows + hashed(relations(text.found, text.cut, scores))).tocsr()


def _first_scores(model: LogisticRegression, text: Text) -> Array:
    """Log odds of the first pass for the candidates of a text."""
    scores: Array = model.decision_function(text.rows) if text.found else np.zeros(0)
    return scores


def _folds(count: int, group: Sequence[int], seed: int) -> list[tuple[list[int], list[int]]]:
    split = GroupKFold(count, shuffle=True, random_state=seed).split(group, groups=group)
    return [(train.tolist(), test.tolist()) for train, test in split]

"""Fitting the scores of names: a log-linear choice among the runs of words near a number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from agent.read.indicators.view.hashing import BUCKETS, Ids
from agent.read.indicators.view.spans import Words, edges, runs
from evals.train.reading.labelled import SIDED, Labelled, plain

Floats = NDArray[np.float64]
OVERLAP = 0.6
_SHARP = 6.0
_PENALTY = 0.3
_ITERATIONS = 60


@dataclass(frozen=True)
class Choices:
    """All runs of all labelled numbers: rows of buckets and, for each run, which rows make its score."""

    first: csr_matrix
    last: csr_matrix
    inside: csr_matrix
    begin: csr_matrix
    near: csr_matrix
    at: NDArray[np.int64]
    shape: Ids
    starts: Ids
    overlap: Floats


def hashed(rows: Sequence[Ids], width: int = BUCKETS) -> csr_matrix:
    """Rows of features at given buckets."""
    ends = np.cumsum([0, *(len(row) for row in rows)])
    flat = np.concatenate(rows) if len(rows) else np.zeros(0, dtype=np.int64)
    return csr_matrix((np.ones(ends[-1], dtype=np.float32), flat, ends), shape=(len(rows), width))


def choices(texts: Sequence[Labelled]) -> Choices:
    """The runs near every labelled target and present value, and how well each overlaps the labelled name."""
    parts: dict[str, list[Ids]] = {name: [] for name in ("first", "last", "inside", "begin", "near")}
    columns: list[list[Ids]] = [[], [], [], []]
    shapes, starts, overlaps, words_before = [], [0], [], 0
    for text in texts:
        words = Words.of(text.scene)
        known = edges(words)
        for name, rows in (("first", known.first), ("last", known.last), ("inside", known.inside)):
            parts[name].extend(rows)
        for index, label in enumerate(text.labels):
            found = runs(text.scene, words, index) if label.role in SIDED else None
            if found is None or not len(found.firsts):
                continue
            before = len(parts["begin"])
            ranks = (np.searchsorted(found.order, ends) + before for ends in (found.firsts, found.lasts))
            for column, values in zip(
                columns, (found.firsts + words_before, found.lasts + words_before, *ranks), strict=True
            ):
                column.append(values)
            parts["begin"].extend(found.begin)
            parts["near"].extend(found.near)
            shapes.append(found.shape)
            starts.append(starts[-1] + len(found.shape))
            overlaps.append(_overlaps(text, words, found.firsts, found.lasts, label.row["name"]))
        words_before += len(known.first)
    first, last, inside, begin, near = (hashed(rows) for rows in parts.values())
    at = np.stack([np.concatenate(column) for column in columns])
    return Choices(
        first, last, inside, begin, near, at, np.concatenate(shapes), np.array(starts[:-1]), np.concatenate(overlaps)
    )


def _overlaps(text: Labelled, words: Words, firsts: Ids, lasts: Ids, name: str) -> Floats:
    wanted = Counter(plain(name))
    size = wanted.total()
    source = [plain(sign) for sign in text.scene.original]
    found = []
    for first, last in zip(firsts, lasts, strict=True):
        own = Counter("".join(source[words.starts[first] : words.ends[last]]))
        found.append(2 * (own & wanted).total() / max(size + own.total(), 1))
    return np.array(found)


def fit_names(given: Choices, penalty: float = _PENALTY) -> Floats:
    """Weights that make the runs which overlap the labelled name likeliest (marginal likelihood, L-BFGS)."""
    segment = np.repeat(np.arange(len(given.starts)), np.diff([*given.starts, len(given.overlap)]))
    best = np.maximum.reduceat(given.overlap, given.starts)
    good = np.where(given.overlap >= OVERLAP, np.exp(_SHARP * (given.overlap - best[segment])), 0.0)
    has = np.add.reduceat(good, given.starts) > 0

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = scores_of(given, weights)
        power = np.exp(scores - np.maximum.reduceat(scores, given.starts)[segment])
        whole, right = np.add.reduceat(power, given.starts), np.add.reduceat(power * good, given.starts)
        right = np.where(has, right, 1.0)
        value = float((np.log(whole[has]) - np.log(right[has])).sum() + penalty / 2 * (weights @ weights))
        slope = (power / whole[segment] - power * good / right[segment]) * has[segment]
        return value, _back(given, slope) + penalty * weights

    found = minimize(loss, np.zeros(BUCKETS), jac=True, method="L-BFGS-B", options={"maxiter": _ITERATIONS})
    return np.asarray(found.x)


def scores_of(given: Choices, weights: Floats) -> Floats:
    """The score of every run."""
    first, last, begin, near = given.at
    total = np.concatenate([[0.0], np.cumsum(given.inside @ weights)])
    out = (given.first @ weights)[first] + (given.last @ weights)[last] + total[last + 1] - total[first]
    return np.asarray(out + (given.begin @ weights)[begin] + (given.near @ weights)[near] + weights[given.shape])


def _back(given: Choices, slope: Floats) -> Floats:
    """The gradient of the weights from that of the runs."""
    first, last, begin, near = given.at
    count = given.first.shape[0]
    inner = np.cumsum(np.bincount(first, slope, count + 1) - np.bincount(last + 1, slope, count + 1))[:count]
    out = given.first.T @ np.bincount(first, slope, count) + given.last.T @ np.bincount(last, slope, count)
    out = out + given.inside.T @ inner + np.bincount(given.shape, slope, BUCKETS)
    out = out + given.begin.T @ np.bincount(begin, slope, given.begin.shape[0])
    return np.asarray(out + given.near.T @ np.bincount(near, slope, given.near.shape[0]))


def best_spans(text: Labelled) -> list[tuple[int, int]]:
    """Per number the first and last place of the run that overlaps its labelled name best; −1 where none does well."""
    words = Words.of(text.scene)
    found = []
    for index, label in enumerate(text.labels):
        near = runs(text.scene, words, index) if label.role in SIDED else None
        span = (-1, -1)
        if near is not None and len(near.firsts):
            overlaps = _overlaps(text, words, near.firsts, near.lasts, label.row["name"])
            best = int(overlaps.argmax())
            if overlaps[best] >= OVERLAP:
                span = words.starts[near.firsts[best]], words.ends[near.lasts[best]] - 1
        found.append(span)
    return found

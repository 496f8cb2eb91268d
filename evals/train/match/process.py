"""A Gaussian process over judged pairs: similar titles, judged for similar needs, get similar levels.

Regression with a sum of products of kernels (Rasmussen and Williams 2006, ch. 4–5): over the pair's features, and over
(title, need) with a part for the very same need. Held-out predictions for stacking follow in closed form.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_array

from agent.match.rank.features import FeatureSpace
from evals.train.pairs.embedded import Embedded
from evals.train.pairs.judged import Judged
from evals.train.pairs.space import gram_weights

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Kernel:
    """Weights and length scales, chosen by leave-one-need-out error on judged pairs."""

    features: float = 1.2
    feature_scale: float = 0.6
    dense_share: float = 0.75
    dense_scale: float = 4.0
    lexical_scale: float = 6.0
    same_need: float = 0.4
    similar_need: float = 0.7
    need_scale: float = 2.0
    any_need: float = 0.25
    need_level: float = 0.3
    noise: float = 1.0


@dataclass(frozen=True)
class Inputs:
    """What the kernel compares, one row per pair.

    ``rows`` (n, f) standardised features; ``docs`` (n, d) and ``needs`` (n, 2d) unit vectors; ``grams`` (n, BUCKETS)
    unit rows; ``need`` (n,) a number per need.
    """

    rows: Array
    docs: Array
    needs: Array
    grams: csr_array
    need: NDArray[np.int64]

    def take(self, chosen: NDArray[np.int64]) -> Inputs:
        """The rows at ``chosen``."""
        return Inputs(self.rows[chosen], self.docs[chosen], self.needs[chosen], self.grams[chosen], self.need[chosen])


def _unit(rows: Array) -> Array:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def cosines(one: csr_array, other: csr_array) -> Array:
    """Cosines of unit rows: shape (n, m)."""
    from sklearn.metrics.pairwise import linear_kernel

    return np.asarray(linear_kernel(one, other, dense_output=True), dtype=np.float32)


def inputs(space: FeatureSpace, judged: Judged, embedded: Embedded, rows: Array) -> Inputs:
    """What the kernel compares for every pair of ``judged``; ``rows`` are its feature rows."""
    titles = [judged.titles[pair.aid] for pair in judged.pairs]
    rids, number = np.unique(judged.groups(), return_inverse=True)
    needs = [judged.needs[str(rid)] for rid in rids]
    heads = _unit(np.stack([embedded.title(need) for need in needs]) - space.centres.title)
    texts = _unit(np.stack([embedded.text(need) for need in needs]) - space.centres.text)
    standard = np.nan_to_num((rows - np.nanmean(rows, axis=0)) / (np.nanstd(rows, axis=0) + 1e-6)).clip(-4, 4)
    return Inputs(
        np.asarray(standard, dtype=np.float32),
        _unit(embedded.docs(titles) - space.centres.doc),
        (np.hstack([heads, texts]) / np.sqrt(2)).astype(np.float32)[number],
        gram_weights(space.lexicon.idf, titles),
        number.astype(np.int64),
    )


def covariance(one: Inputs, other: Inputs, kernel: Kernel) -> Array:
    """Covariance of the pairs of ``one`` with those of ``other``: shape (n, m)."""
    doc = kernel.dense_share * np.exp(kernel.dense_scale * (one.docs @ other.docs.T - 1))
    lexical = cosines(one.grams, other.grams)
    doc += (1 - kernel.dense_share) * np.exp(kernel.lexical_scale * (lexical - 1))
    del lexical
    same = (one.need[:, None] == other.need[None]).astype(np.float32)
    need = kernel.similar_need * np.exp(kernel.need_scale * (one.needs @ other.needs.T - 1))
    need += kernel.same_need * same + kernel.any_need
    doc *= need
    doc += kernel.need_level * same
    del need, same
    squares = (one.rows**2).sum(axis=1)[:, None] + (other.rows**2).sum(axis=1)[None]
    distance = (squares - 2 * one.rows @ other.rows.T).clip(0) / one.rows.shape[1]
    doc += kernel.features * np.exp(-kernel.feature_scale * distance)
    return np.asarray(doc, dtype=np.float32)


@dataclass(frozen=True)
class Process:
    """A fitted process: training inputs, inverse covariance (n, n), dual weights (n,) and the mean level."""

    known: Inputs
    inverse: Array
    dual: Array
    mean: float
    kernel: Kernel

    @classmethod
    def fit(cls, known: Inputs, levels: NDArray[np.int64], kernel: Kernel | None = None) -> Process:
        """Condition on judged pairs; n up to about 12,000 fits in memory (4 n² bytes a matrix)."""
        kernel = kernel or Kernel()
        matrix = covariance(known, known, kernel)
        matrix[np.diag_indices(len(matrix))] += kernel.noise
        inverse = np.asarray(
            cho_solve(cho_factor(matrix, overwrite_a=True), np.eye(len(matrix), dtype=np.float32)), dtype=np.float32
        )
        mean = float(levels.mean())
        return cls(known, inverse, inverse @ (levels - mean).astype(np.float32), mean, kernel)

    def predict(self, asked: Inputs) -> Array:
        """Mean level and variance of new pairs: shape (m, 2)."""
        cross = covariance(asked, self.known, self.kernel)
        prior = self.kernel.features + self.kernel.need_level + self.kernel.noise
        prior += self.kernel.same_need + self.kernel.similar_need + self.kernel.any_need
        explained = np.einsum("ij,ij->i", cross @ self.inverse, cross)
        return np.stack([cross @ self.dual + self.mean, prior - explained], axis=1).astype(np.float32)

    def held_out(self, levels: NDArray[np.int64], by_need: bool) -> Array:
        """What would be predicted for each training pair without it, or without its whole need: shape (n, 2)."""
        target = (levels - self.mean).astype(np.float32)
        out = np.zeros((len(target), 2), dtype=np.float32)
        if not by_need:
            diagonal = np.diag(self.inverse)
            out[:] = np.stack([target - self.dual / diagonal + self.mean, 1 / diagonal], axis=1)
            return out
        for number in np.unique(self.known.need):
            own = np.flatnonzero(self.known.need == number)
            block = np.linalg.inv(self.inverse[np.ix_(own, own)])
            out[own, 0] = target[own] - block @ self.dual[own] + self.mean
            out[own, 1] = np.diag(block)
        return out

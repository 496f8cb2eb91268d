"""Features of a judged or retrieved list: cosines, and where each candidate stands within its list."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

DENSE_FEATURES: tuple[str, ...] = (
    "e5_title",
    "e5_text",
    "contrast",
    "density",
    "centroid",
    "feedback",
    "same_title",
)
"""Names of the columns that ``dense_features`` returns."""


def _feedback(sims: Array, between: Array, top: int = 5) -> Array:
    """Mean cosine to the ``top`` candidates nearest to the need, the candidate itself left out (Rocchio 1971)."""
    n = len(sims)
    best = np.argsort(-sims, kind="stable")[: top + 1]
    out = np.zeros(n, dtype=np.float32)
    for i in range(n):
        others = [j for j in best if j != i][:top]
        out[i] = between[i, others].mean() if others else 1.0
    return out


@dataclass(frozen=True)
class Vectors:
    """Unit vectors of one need and its candidates: ``title`` and ``text`` have shape (d,), ``docs`` (n, d).

    ``text`` is the need's title and text embedded together; without it the title's vector stands in.
    """

    title: Array
    docs: Array
    text: Array | None = None


@dataclass(frozen=True)
class Centres:
    """Mean vectors, shape (d,), of need titles, of need texts and of record titles."""

    title: Array
    text: Array
    doc: Array


def _centred(vectors: Array, centre: Array) -> Array:
    moved = vectors - centre
    return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=-1, keepdims=True), 1e-9), dtype=np.float32)


def dense_features(vectors: Vectors, centres: Centres) -> Array:
    """Cosine features, shape (n, len(DENSE_FEATURES)).

    Vectors are centred first (Mu and Viswanath 2018): raw e5 cosines bunch at .8 to .9.
    """
    docs = _centred(vectors.docs, centres.doc)
    title = _centred(vectors.title, centres.title)
    text = title if vectors.text is None else _centred(vectors.text, centres.text)
    between = docs @ docs.T
    sims = docs @ title
    both = sims + docs @ text
    near = between.copy()
    np.fill_diagonal(near, -1)
    top = np.sort(near, axis=1)[:, ::-1][:, : min(5, max(1, len(docs) - 1))]
    columns = [
        sims,
        docs @ text,
        both / 2 - between.mean(axis=1),
        top.mean(axis=1),
        docs @ docs.mean(axis=0),
        _feedback(both, between),
        (near > 0.999).sum(axis=1),
    ]
    return np.column_stack(columns).astype(np.float32)


def within(values: Array) -> tuple[Array, Array]:
    """Per column: the z-score and the rank (0 best, 1 worst, ties shared) of each row; NaN columns stay NaN."""
    deviation = values.std(axis=0)
    z = (values - values.mean(axis=0)) / np.where(deviation < 1e-6, 1, deviation)
    better = (values[None] > values[:, None]).sum(axis=1)
    equal = (values[None] == values[:, None]).sum(axis=1)
    place = np.where(np.isnan(values), np.nan, better + (equal - 1) / 2)
    return z.astype(np.float32), (place / max(1, len(values) - 1)).astype(np.float32)

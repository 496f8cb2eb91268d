"""How well an expert's papers answer a need: term and vector similarity, in Chinese and English.

Reviewer assignment's standard recipe (TPMS, Charlin and Zemel 2013; ACL matching, Neubig et al. 2020): compare the
need with every paper, take the mean of the nearest few, fuse terms and vectors. Nothing is learned. The choices stand
with their numbers in docs/experiments-match.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evals.labelled.stems import tokens
from knowledge import Embedder

Array = NDArray[np.float64]
Progress = Callable[[str], None]
PIECE = 120
PIECES = 3
"""A text's vector is the mean of its title's and of the first PIECES pieces of PIECE characters of its abstract."""

NEAREST_TERMS, NEAREST_VECTORS = 3, 5
WEIGHTS = {"vectors": 2.0, "terms": 1.0, "contrast": 0.5}


@dataclass(frozen=True)
class Work:
    """One paper, achievement or project of an expert, or one need."""

    title: str
    abstract: str = ""

    def text(self) -> str:
        """Title (twice: it is the densest summary) and abstract."""
        return f"{self.title}. {self.title}. {self.abstract}"


def nearest_mean(similarity: Array, count: int) -> Array:
    """Mean of the ``count`` greatest similarities per column: papers × needs -> needs."""
    top: Array = np.sort(similarity, axis=0)[::-1][: min(count, len(similarity))]
    return np.asarray(top.mean(axis=0))


def pieces(work: Work) -> list[str]:
    """The title and the first pieces of the abstract, each at most PIECE characters."""
    starts = range(0, min(len(work.abstract), PIECE * PIECES), PIECE)
    found = [work.abstract[start : start + PIECE] for start in starts]
    return [work.title[:PIECE] or " ", *(piece for piece in found if len(piece) > PIECE // 4)]


def _vectors(embedder: Embedder, works: Sequence[Work], progress: Progress | None) -> Array:
    """Centred unit vectors, shape (n, d): what all texts share is no evidence (Mu and Viswanath 2018)."""
    parts = [pieces(work) for work in works]
    unique = list(dict.fromkeys(piece for part in parts for piece in part))
    known: dict[str, NDArray[np.float32]] = {}
    for start in range(0, len(unique), 16):
        batch = unique[start : start + 16]
        known.update(zip(batch, embedder.passages(batch), strict=True))
        if progress and start % 512 == 0:
            progress(f"向量 {start}/{len(unique)}")
    found = np.stack([np.mean([known[piece] for piece in part], axis=0) for part in parts]).astype(np.float64)
    found -= found.mean(axis=0)
    return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9))


def _z(values: Array) -> Array:
    spread = values.std()
    return (values - values.mean()) / spread if spread > 1e-12 else np.zeros_like(values)


@dataclass(frozen=True)
class Affinity:
    """Similarity of each expert (row) with each need (column), by kind; every array has shape (experts, needs).

    ``vectors`` is None without an embedder. ``contrast`` is an expert's term similarity less the mean over all
    experts: a need that resembles everybody says little about anybody.
    """

    experts: dict[str, int]
    needs: dict[str, int]
    terms: Array
    contrast: Array
    vectors: Array | None

    def score(self, expert: str, needs: Sequence[str]) -> dict[str, float]:
        """Affinity of one expert with each of these needs; higher is better, comparable within the expert only."""
        return self._fuse(self.experts[expert], [self.needs[need] for need in needs], needs)

    def rank(self, need: str, experts: Sequence[str]) -> dict[str, float]:
        """Affinity of each of these experts with one need; higher is better, comparable within the need only."""
        rows = [self.experts[expert] for expert in experts]
        return self._fuse(rows, self.needs[need], experts)

    def _fuse(self, rows: int | list[int], columns: int | list[int], names: Sequence[str]) -> dict[str, float]:
        kinds = {"terms": self.terms, "contrast": self.contrast, "vectors": self.vectors}
        total = np.zeros(len(names))
        for kind, weight in WEIGHTS.items():
            values = kinds[kind]
            if values is not None:
                total += weight * _z(np.asarray(values[rows, columns]))
        return {name: float(value) for name, value in zip(names, total, strict=True)}


def _by_expert(similarity: Array, papers: Sequence[Sequence[int]], count: int) -> Array:
    nothing = np.zeros(similarity.shape[1])
    return np.stack([nearest_mean(similarity[list(own)], count) if own else nothing for own in papers])


def _term_similarity(works: Sequence[Work], papers: int, pairs: bool) -> Array:
    """Cosine of sublinear TF-IDF (Salton and Buckley 1988), papers × needs."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.metrics.pairwise import linear_kernel

    found = [[token for token in tokens(work.text()) if pairs or "_" not in token] for work in works]
    if not any(found):
        return np.zeros((papers, len(works) - papers))
    weights = TfidfVectorizer(analyzer=list, sublinear_tf=True).fit_transform(found)
    return np.asarray(linear_kernel(weights[:papers], weights[papers:], dense_output=True))


def measure_affinity(
    experts: Mapping[str, Sequence[Work]],
    needs: Mapping[str, Work],
    embedder: Embedder | None = None,
    progress: Progress | None = None,
) -> Affinity:
    """Compare every paper of every expert with every need; idf counts all texts given. At least one of each.

    ``embedder`` None leaves the vectors out. With the packaged embedder about 0.1 s a text.
    """
    works = [work for own in experts.values() for work in own]
    ends = np.cumsum([0, *(len(own) for own in experts.values())]).tolist()
    papers = [range(start, end) for start, end in zip(ends, ends[1:], strict=False)]
    every = [*works, *needs.values()]
    terms = _by_expert(_term_similarity(every, len(works), True), papers, NEAREST_TERMS)
    single = _by_expert(_term_similarity(every, len(works), False), papers, NEAREST_VECTORS)
    vectors = None
    if embedder is not None:
        dense = _vectors(embedder, every, progress)
        vectors = _by_expert(dense[: len(works)] @ dense[len(works) :].T, papers, NEAREST_VECTORS)
    return Affinity(
        {expert: row for row, expert in enumerate(experts)},
        {need: column for column, need in enumerate(needs)},
        terms,
        single - single.mean(axis=0),
        vectors,
    )

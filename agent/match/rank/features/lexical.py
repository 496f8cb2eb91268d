"""Lexical evidence: idf-weighted gram and word overlap between a need and a title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from agent.match.rank.features.text import BUCKETS, Reading, bucket
from knowledge.text import bigrams

Array = NDArray[np.float32]
MEAN_LENGTH = 32.0
"""Mean number of grams of a title, for BM25."""


@lru_cache(maxsize=65536)
def _word_places(word: str) -> tuple[int, ...]:
    if word.isascii():
        return (bucket("#" + word),)
    return tuple(bucket(pair) for pair in bigrams(word) or [word])


@dataclass(frozen=True)
class Lexicon:
    """How rare each hashed gram is: ``idf`` has shape (BUCKETS,), 0 for one in every title, 1 for an unseen one.

    ``profile`` (same shape) is the mean weight of each gram over many needs: what any need would share with a title.
    """

    idf: Array
    profile: Array

    @cached_property
    def table(self) -> list[float]:
        """The idf as a plain list, which Python indexes faster than an array."""
        return [float(value) for value in self.idf]

    def weights(self, reading: Reading) -> Array:
        """Sublinear tf times idf of each gram of ``reading.keys``, scaled to unit length."""
        raw = reading.tf * self.idf[reading.keys]
        return np.asarray(raw / max(float(np.sqrt(raw @ raw)), 1e-9), dtype=np.float32)

    def dense(self, reading: Reading) -> Array:
        """The weights as a vector of shape (BUCKETS,)."""
        out = np.zeros(BUCKETS, dtype=np.float32)
        out[reading.keys] = self.weights(reading)
        return out

    def word(self, word: str) -> float:
        """The mean idf of a word's grams of two characters: how specific the word is."""
        table = self.table
        places = _word_places(word)
        return sum([table[place] for place in places]) / len(places)


@dataclass(frozen=True)
class Titles:
    """The grams of several titles side by side: ``keys`` and ``weights`` of all, ``starts`` of each (n,)."""

    keys: NDArray[np.int64]
    counts: Array
    weights: Array
    starts: NDArray[np.int64]
    lengths: Array

    @classmethod
    def of(cls, readings: Sequence[Reading], lexicon: Lexicon) -> Titles:
        """Line the titles up; at least one is needed."""
        sizes = np.array([len(reading.keys) for reading in readings])
        starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
        keys = np.concatenate([reading.keys for reading in readings])
        counts = np.concatenate([reading.counts for reading in readings])
        raw = np.concatenate([reading.tf for reading in readings]) * lexicon.idf[keys]
        norm = np.sqrt(np.maximum(np.add.reduceat(raw * raw, starts), 1e-18))
        weights = (raw / np.repeat(norm, sizes)).astype(np.float32)
        return cls(keys, counts, weights, starts, np.repeat(np.add.reduceat(counts, starts), sizes))

    def sums(self, values: Array) -> Array:
        """Sum of a value per gram, (m,) or (c, m), over each title: (n,) or (c, n)."""
        return np.asarray(np.add.reduceat(values, self.starts, axis=-1), dtype=np.float32)

    def cosine(self, need: Array) -> Array:
        """Cosine with a dense need (BUCKETS,) or several (c, BUCKETS)."""
        return self.sums(need[..., self.keys] * self.weights)

    def covered(self, need: Array) -> Array:
        """Share of each title's squared weight whose grams occur in the need."""
        return self.sums(np.square(self.weights) * (need[self.keys] > 0).astype(np.float32))

    def covering(self, need: Array) -> Array:
        """Share of the need's squared weight whose grams occur in each title."""
        return self.sums(np.square(need[self.keys]))

    def bm25(self, need: Array, lexicon: Lexicon) -> Array:
        """BM25 (Robertson and Zaragoza 2009, k1 1.2, b 0.75), idf scaled to [0, 1]."""
        length = 1.2 * (0.25 + 0.75 * self.lengths / MEAN_LENGTH)
        shared = (need[self.keys] > 0).astype(np.float32)
        weight = lexicon.idf[self.keys] * self.counts * 2.2 / (self.counts + length)
        return self.sums(np.asarray(weight * shared, dtype=np.float32))


def longest_common(one: str, other: str) -> int:
    """Length of the longest common substring without spaces, in characters."""
    best = 0
    for start in range(len(one)):
        while start + best < len(one) and one[start : start + best + 1] in other and one[start + best] != " ":
            best += 1
    return best


def word_overlap(needs: Sequence[Reading], doc: Reading, lexicon: Lexicon) -> list[float]:
    """For each text of a need: share of the doc's word weight found in it, the rarest found word, the head found."""
    weights = [lexicon.word(word) for word in doc.words]
    total = sum(weights) or 1.0
    row: list[float] = []
    for need in needs:
        hits = [weight for word, weight in zip(doc.words, weights, strict=True) if word in need.text]
        row += [sum(hits) / total, max(hits, default=0.0), float(bool(doc.head) and doc.head in need.text)]
    return row

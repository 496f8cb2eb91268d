"""Lexical evidence: idf-weighted gram and word overlap between a need and a title."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from agent.match.features.text import BUCKETS, Reading, bucket, grams, normalise


@dataclass(frozen=True)
class Lexicon:
    """How rare each hashed gram is: ``idf`` has shape (BUCKETS,), 0 for one in every title, 1 for an unseen one.

    ``profile`` (same shape) is the mean weight of each gram over many needs: what any need would share with a title.
    """

    idf: NDArray[np.float32]
    profile: NDArray[np.float32]

    @classmethod
    def fit(cls, titles: Iterable[str], needs: Iterable[str] = ()) -> Lexicon:
        """Count in how many titles each gram occurs, then average the weights of ``needs``."""
        count = np.zeros(BUCKETS, dtype=np.float64)
        size = 0
        for title in titles:
            size += 1
            plain = normalise(title)
            count[list(grams(plain))] += 1
        idf = (np.log((size + 1) / (count + 0.5)) / math.log(2 * size + 2)).clip(0, 1).astype(np.float32)
        return cls(idf, cls(idf, np.zeros(BUCKETS, np.float32))._mean(needs))

    def _mean(self, needs: Iterable[str]) -> NDArray[np.float32]:
        total = np.zeros(BUCKETS, dtype=np.float32)
        size = 0
        for need in needs:
            size += 1
            for key, value in self.weights(grams(normalise(need))).items():
                total[key] += value
        return total / max(1, size)

    def with_titles(self, titles: Iterable[str]) -> Lexicon:
        """The same profile with the idf of another catalogue's titles."""
        return Lexicon(Lexicon.fit(titles).idf, self.profile)

    @cached_property
    def table(self) -> list[float]:
        """The idf as a plain list, which Python indexes faster than an array."""
        return [float(value) for value in self.idf]

    @cached_property
    def _profile_table(self) -> list[float]:
        return [float(value) for value in self.profile]

    def generality(self, weights: Mapping[int, float]) -> float:
        """What a title shares with the average need."""
        table = self._profile_table
        return sum(value * table[key] for key, value in weights.items())

    def weights(self, counts: Mapping[int, int]) -> dict[int, float]:
        """Sublinear tf times idf of each gram, scaled to unit length."""
        table = self.table
        raw = {key: (1 + math.log(n)) * table[key] for key, n in counts.items()}
        norm = math.sqrt(sum(value * value for value in raw.values())) or 1.0
        return {key: value / norm for key, value in raw.items()}

    def word(self, word: str) -> float:
        """The mean idf of a word's grams of two characters: how specific the word is."""
        table = self.table
        parts = [word[i : i + 2] for i in range(max(1, len(word) - 1))] if not word.isascii() else ["#" + word]
        return sum(table[bucket(part)] for part in parts) / len(parts)


def cosine(one: Mapping[int, float], other: Mapping[int, float]) -> float:
    """Dot product of two sparse vectors of unit length."""
    if len(one) > len(other):
        one, other = other, one
    return sum(value * other.get(key, 0.0) for key, value in one.items())


def coverage(part: Mapping[int, float], whole: Mapping[int, float]) -> float:
    """Share of the squared weight of ``part`` whose grams occur in ``whole``."""
    return sum(value * value for key, value in part.items() if key in whole)


def longest_common(one: str, other: str) -> int:
    """Length of the longest common substring, in characters."""
    best = 0
    for start in range(len(one)):
        while start + best < len(one) and one[start : start + best + 1] in other and one[start + best] != " ":
            best += 1
    return best


def bm25(query: Counter[int], doc: Counter[int], table: list[float], mean_length: float = 32.0) -> float:
    """BM25 (Robertson and Zaragoza 2009, k1 1.2, b 0.75) over hashed grams, idf scaled to [0, 1]."""
    length = 1.2 * (0.25 + 0.75 * sum(doc.values()) / mean_length)
    return sum(table[key] * n * 2.2 / (n + length) for key, n in doc.items() if key in query)


def word_overlap(query: Reading, doc: Reading, lexicon: Lexicon) -> tuple[float, float, float]:
    """Share of the doc's word weight found in the query's text, the rarest found word, and whether its head is."""
    total = hit = rarest = 0.0
    for word in doc.words:
        weight = lexicon.word(word)
        total += weight
        if word in query.text:
            hit += weight
            rarest = max(rarest, weight)
    return hit / total if total else 0.0, rarest, float(bool(doc.head) and doc.head in query.text)

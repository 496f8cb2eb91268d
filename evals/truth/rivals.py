"""What anybody would build in an afternoon: BM25 over pairs of characters, and the same fused with sentence vectors."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from knowledge import AnyRecord, Embedder, ngrams

K1, B = 1.2, 0.75
FUSION = 60
"""Constant of reciprocal rank fusion (Cormack et al. 2009)."""


def text_of(record: AnyRecord) -> str:
    """All that a reader may cite of a record, as one text."""
    return " ".join(text for text in record.citable_fields().values() if text)


class Bm25:
    """BM25 (Robertson and Zaragoza 2009) over the bigrams of characters of whole records."""

    def __init__(self, records: Sequence[AnyRecord]) -> None:
        self.ids = [record.id for record in records]
        self._counts = [Counter(ngrams(text_of(record), 2)) for record in records]
        lengths = [sum(counts.values()) for counts in self._counts]
        mean = sum(lengths) / max(1, len(lengths))
        self._norms = [K1 * (1 - B + B * length / mean) for length in lengths]
        holding = Counter(gram for counts in self._counts for gram in counts)
        self._idf = {gram: math.log(1 + (len(records) - n + 0.5) / (n + 0.5)) for gram, n in holding.items()}

    def scores(self, query: str) -> dict[str, float]:
        """Record id -> score."""
        grams = Counter(ngrams(query, 2))
        return {
            record: sum(
                weight * self._idf[gram] * counts[gram] * (K1 + 1) / (counts[gram] + norm)
                for gram, weight in grams.items()
                if gram in counts
            )
            for record, counts, norm in zip(self.ids, self._counts, self._norms, strict=True)
        }


class Vectors:
    """Cosine of the packaged encoder's vectors of the query and of whole records."""

    def __init__(self, records: Sequence[AnyRecord], embedder: Embedder) -> None:
        self.ids = [record.id for record in records]
        self._embedder = embedder
        self._matrix = embedder.passages([text_of(record) for record in records])

    def scores(self, query: str) -> dict[str, float]:
        """Record id -> cosine."""
        near = self._matrix @ self._embedder.query(query)
        return dict(zip(self.ids, near.tolist(), strict=True))


def fused(*runs: Mapping[str, float]) -> dict[str, float]:
    """Reciprocal rank fusion of several runs over the same records."""
    total: dict[str, float] = defaultdict(float)
    for run in runs:
        for place, record in enumerate(sorted(run, key=lambda each: (-run[each], each)), 1):
            total[record] += 1 / (FUSION + place)
    return dict(total)

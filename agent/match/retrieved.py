"""What the retriever hands to the matcher: hits per query, and the records they point at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from agent.match.rank.terms import record_text
from agent.verify.absences import Census
from knowledge.records import Record

Array = NDArray[np.float32]


class HitLike(Protocol):
    """One hit of one query, as the hybrid retriever returns it."""

    @property
    def record_id(self) -> str:
        """Id of the record."""
        ...

    @property
    def dense_score(self) -> float | None:
        """Cosine on the dense leg; None when that did not return the record."""
        ...


@dataclass(frozen=True)
class NeedVectors:
    """Unit vectors of one turn: the need's ``title`` and full ``text``, shape (d,), and each record's by its id."""

    title: Array
    docs: Mapping[str, Array]
    text: Array | None = None


@dataclass(frozen=True)
class Retrieved:
    """The evidence of one turn.

    ``whole`` holds the hits of the whole card, ``by_sub`` those of each sub-requirement id; both may mix achievements,
    experts and resources. ``records`` maps every hit's id to its record and may hold more: the stage gap and the
    conversion paths look resources up by kind and name, so pass every resource of the tenant when they are few.
    ``vectors`` sharpens the ranking where an embedder is at hand. ``census`` asks the whole catalogue, to prove that
    something is not in it; without one nothing is said to be absent. ``message`` holds the hits of the message in its
    own words, ``holding`` in how many of the catalogue's ``size`` documents each of its terms stands.
    """

    whole: Sequence[HitLike]
    records: Mapping[str, Record]
    by_sub: Mapping[str, Sequence[HitLike]] = field(default_factory=dict)
    vectors: NeedVectors | None = None
    census: Census | None = None
    message: Sequence[HitLike] = ()
    holding: Mapping[str, int] = field(default_factory=dict)
    size: int = 0

    def hits_of(self, sub_id: str) -> Sequence[HitLike]:
        """The hits of one sub-requirement; those of the whole card when it was not searched alone."""
        return self.by_sub.get(sub_id, self.whole)

    def queries(self) -> Iterator[Sequence[HitLike]]:
        """Every hit list, the whole card's first."""
        yield self.whole
        yield from self.by_sub.values()
        if self.message:
            yield self.message

    @cached_property
    def texts(self) -> list[str]:
        """Normalised texts of the hits that have a record: the background against which a word is rare or common."""
        return [record_text(self.records[record_id]) for record_id in self.ids()]

    def ids(self) -> list[str]:
        """Ids of all hits that have a record, first seen first."""
        seen = {hit.record_id: None for hits in self.queries() for hit in hits}
        return [record_id for record_id in seen if record_id in self.records]

    def fused(self) -> dict[str, float]:
        """Reciprocal-rank fusion over all queries, the whole card counted twice, scaled so that the best is 1."""
        total: dict[str, float] = {}
        for place, hits in enumerate(self.queries()):
            weight = 1.0 if place else 2.0
            for rank, hit in enumerate(hits, 1):
                total[hit.record_id] = total.get(hit.record_id, 0.0) + weight / (20 + rank)
        best = max(total.values(), default=1.0)
        return {record_id: value / best for record_id, value in total.items()}


def dense_standing(hits: Sequence[HitLike]) -> dict[str, float]:
    """Each hit's place in its list by dense similarity, 1 for the nearest to 0 for the last (cosines only rank)."""
    ranked = sorted((hit for hit in hits if hit.dense_score is not None), key=lambda hit: -(hit.dense_score or 0.0))
    last = max(len(ranked) - 1, 1)
    return {hit.record_id: 1 - place / last for place, hit in enumerate(ranked)}

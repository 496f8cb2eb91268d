"""Hybrid retrieval: a lexical and a dense leg, fused, and filtered by what SQL says is live."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from knowledge.catalogue import Catalogue
from knowledge.documents import Scored
from knowledge.embedding import Embedder, EmbeddingError
from knowledge.lexical import TantivyIndex
from knowledge.records import RecordType
from knowledge.storage.filters import Filters
from knowledge.text import clean
from knowledge.vectors import VectorIndex, VectorIndexError

DEPTH = 200
DENSE_WEIGHT = 0.5
_FILTERED_SHARE = 0.8
_TYPES: tuple[RecordType, ...] = ("achievement", "expert", "resource", "figure", "vocabulary")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Hit:
    """One retrieved record. ``score`` is the fused one, comparable within one query only.

    ``dense_score`` is the cosine and ``lexical_score`` the sum of term weights; None when that leg did not return it.
    """

    record_id: str
    type: RecordType
    score: float
    dense_score: float | None = None
    lexical_score: float | None = None


class HybridRetriever:
    """Searches the live records of one tenant's catalogue."""

    def __init__(self, catalogue: Catalogue, lexical: TantivyIndex) -> None:
        self._catalogue = catalogue
        self._lexical = lexical
        self._vectors: VectorIndex | None = None
        self._embedder: Embedder | None = None
        self.reason = "向量索引尚未就绪，目前按关键词检索。"
        self._scope = lru_cache(maxsize=64)(self._read_scope)

    @property
    def mode(self) -> Literal["hybrid", "lexical"]:
        """Which legs a search uses now; ``reason`` says in Chinese why the dense leg is missing."""
        return "hybrid" if self._vectors is not None else "lexical"

    def attach(self, vectors: VectorIndex, embedder: Embedder) -> None:
        """Use the dense leg from the next search on."""
        self._embedder = embedder
        self._vectors = vectors
        self.reason = ""

    def detach(self, reason: str) -> None:
        """Search by the lexical leg alone from now on."""
        self._vectors = None
        self.reason = reason

    def search(
        self,
        query: str,
        *,
        k: int = 50,
        filters: Filters | None = None,
        types: Sequence[RecordType] | None = None,
        dense: bool = True,
    ) -> list[Hit]:
        """The best ``k`` live records for a short or long query, best first, ties by id.

        With ``dense`` False only the lexical leg is asked: a tenth of the time, for queries that come by the handful.
        The first line of a long query counts as its title. Only ids that SQL lets pass are returned.
        """
        text = clean(query).strip()
        if not text or k < 1:
            return []
        chosen = filters or Filters()
        if types is not None:
            wanted = [kind for kind in types if not chosen.types or kind in chosen.types]
            if not wanted:
                return []
            chosen = chosen.model_copy(update={"types": wanted})
        scope, limit = self._scope(self._catalogue.revision(), chosen.model_dump_json())
        depth = max(DEPTH, k)
        lexical = [hit for hit in self._lexical.search(text, depth, limit) if hit.id in scope]
        near = [hit for hit in self._dense(text, depth, limit) if hit.id in scope] if dense else []
        return _hits(lexical, near, scope)[:k]

    def holding(self, words: Sequence[str]) -> tuple[dict[str, int], int]:
        """In how many documents each index term stands, at least, and how many documents there are."""
        return self._lexical.holding(words), self._lexical.count()

    def _dense(self, text: str, depth: int, limit: frozenset[str] | None) -> list[Scored]:
        vectors, embedder = self._vectors, self._embedder
        if vectors is None or embedder is None:
            return []
        try:
            found = vectors.search(embedder.query(" ".join(text.split())), depth, limit)
        except (EmbeddingError, VectorIndexError) as error:
            self.reason = str(error)
            _log.warning("dense leg failed: %s", error)
            return []
        self.reason = ""
        return found

    def _read_scope(self, revision: int, filters: str) -> tuple[Mapping[str, RecordType], frozenset[str] | None]:
        """What may be returned (id -> type), and the ids to search among when they are a small enough part."""
        chosen = Filters.model_validate_json(filters)
        kinds = chosen.types or _TYPES
        scope: dict[str, RecordType] = {}
        for kind in kinds:
            scope |= dict.fromkeys(self._catalogue.ids(chosen.model_copy(update={"types": [kind]})), kind)
        whole = sum(self._catalogue.count().values())
        return scope, None if len(scope) > _FILTERED_SHARE * whole else frozenset(scope)


def fuse(lexical: Sequence[Scored], dense: Sequence[Scored]) -> dict[str, float]:
    """Sum of the legs' z-scores, by id, with DENSE_WEIGHT on the dense leg (Renda & Straccia 2003).

    Each leg is standardised over its own list; a record that a leg did not return gets that leg's lowest value.
    """
    total: dict[str, float] = {}
    legs = [(_standard(lexical), 1.0 - DENSE_WEIGHT), (_standard(dense), DENSE_WEIGHT)]
    every = {hit.id for hit in (*lexical, *dense)}
    for scores, weight in legs:
        floor = min(scores.values(), default=0.0)
        for id in every:
            total[id] = total.get(id, 0.0) + weight * scores.get(id, floor)
    return total


def _standard(hits: Sequence[Scored]) -> dict[str, float]:
    if not hits:
        return {}
    values = np.array([hit.score for hit in hits])
    spread = float(values.std()) or 1.0
    return {hit.id: (hit.score - float(values.mean())) / spread for hit in hits}


def _hits(lexical: Sequence[Scored], dense: Sequence[Scored], scope: Mapping[str, RecordType]) -> list[Hit]:
    cosines, weights = ({hit.id: hit.score for hit in leg} for leg in (dense, lexical))
    fused = fuse(lexical, dense)
    best = sorted(fused, key=lambda id: (-fused[id], id))
    return [Hit(id, scope[id], fused[id], cosines.get(id), weights.get(id)) for id in best]

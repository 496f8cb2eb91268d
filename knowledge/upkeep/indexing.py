"""Bringing an index to the catalogue's revision: by the changes since, or by comparing everything."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from knowledge.catalogue import Catalogue, batches
from knowledge.documents import Document, Index, document
from knowledge.embedding import CachedEmbedder
from knowledge.lexical import TantivyIndex
from knowledge.vectors import VectorIndex

Report = Callable[[str, int, int], None]
"""Progress: what is being done (Chinese), how many are done, how many there are."""

_BATCH = 500
_EMBED_BATCH = 64


class IndexState:
    """The revision that each index of one tenant has reached, in a small JSON file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def revision(self, index: str) -> int | None:
        """The revision reached, or None when unknown."""
        value = self._read().get(index)
        return value if isinstance(value, int) else None

    def record(self, index: str, revision: int | None) -> None:
        """Note the revision reached; None forgets it."""
        state = self._read() | {index: revision}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps(state), encoding="utf-8")
        fresh.replace(self._path)

    def _read(self) -> dict[str, object]:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}


def sync_lexical(catalogue: Catalogue, index: TantivyIndex, state: IndexState, report: Report | None = None) -> int:
    """Bring the lexical index to the catalogue's revision; returns how many documents were stored."""
    documents, gone, revision = _work(catalogue, index, state.revision("lexical"))
    index.delete(gone)
    done = 0
    for batch in batches(documents, _BATCH):
        index.upsert(batch)
        done += len(batch)
        _tell(report, "建立关键词索引", done, len(documents))
    state.record("lexical", revision)
    return done


def sync_vectors(
    catalogue: Catalogue,
    index: VectorIndex,
    embedder: CachedEmbedder,
    state: IndexState | None,
    report: Report | None = None,
) -> int:
    """Bring the vector index to the catalogue's revision; returns how many vectors were stored.

    ``state`` None means an index that keeps nothing on disk: everything is compared. Raises EmbeddingError.
    """
    key = f"vectors:{embedder.name}"
    documents, gone, revision = _work(catalogue, index, state.revision(key) if state else None)
    index.delete(gone)
    done = 0
    for batch in batches(documents, _EMBED_BATCH):
        vectors = embedder.passages([item.passage for item in batch])
        index.upsert([item.id for item in batch], vectors, [item.digest for item in batch])
        done += len(batch)
        _tell(report, "计算语义向量", done, len(documents))
    if state:
        state.record(key, revision)
    return done


def expected_digests(catalogue: Catalogue) -> dict[str, str]:
    """What the digests of a complete index are, from SQL."""
    return {record.id: document(record).digest for record in catalogue.iter()}


def _work(catalogue: Catalogue, index: Index, reached: int | None) -> tuple[list[Document], list[str], int]:
    """Documents to store, ids to drop, and the revision that is then reached."""
    revision = catalogue.revision()
    if reached is not None and reached <= revision:
        changes = catalogue.changes_since(reached)
        fresh = [document(record) for record in catalogue.get_many(changes.upserted).values()]
        if index.count() + _growth(index, fresh, changes.deleted) == sum(catalogue.count().values()):
            return fresh, changes.deleted, changes.revision
    stored = index.digests()
    every = [document(record) for record in catalogue.iter()]
    gone = sorted(stored.keys() - {item.id for item in every})
    return [item for item in every if stored.get(item.id) != item.digest], gone, revision


def _growth(index: Index, fresh: Sequence[Document], deleted: Sequence[str]) -> int:
    if not fresh and not deleted:
        return 0
    stored = index.digests()
    return sum(item.id not in stored for item in fresh) - sum(id in stored for id in deleted)


def _tell(report: Report | None, what: str, done: int, total: int) -> None:
    if report:
        report(what, done, total)

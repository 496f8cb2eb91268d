"""The dense index: nearest unit vectors by cosine, in Chroma (embedded or a server) or exactly in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any, Protocol

import numpy as np

from knowledge.documents import Index, Scored
from knowledge.embedding import Vectors

EXACT_LIMIT = 20_000
_BATCH = 2_000
_TIE_MARGIN = 32


class VectorIndexError(RuntimeError):
    """The vector index cannot be read or written; the message says why, in Chinese."""


class VectorIndex(Index, Protocol):
    """Nearest neighbours among unit vectors of one length."""

    def upsert(self, ids: Sequence[str], vectors: Vectors, digests: Sequence[str]) -> None:
        """Store vectors (n, d) by id with the digest of their record, replacing older ones."""

    def search(self, vector: Vectors, k: int, ids: Collection[str] | None = None) -> list[Scored]:
        """The ``k`` nearest (of ``ids``, when given) by cosine, best first, ties by id."""


class ExactIndex:
    """A matrix in memory, searched exactly: O(n·d); nothing is kept on disk."""

    def __init__(self, dimensions: int) -> None:
        self._matrix = np.zeros((0, dimensions), np.float32)
        self._ids: list[str] = []
        self._rows: dict[str, int] = {}
        self._digests: dict[str, str] = {}
        self._lock = RLock()

    def upsert(self, ids: Sequence[str], vectors: Vectors, digests: Sequence[str]) -> None:
        """Store vectors (n, d) by id, replacing older ones."""
        latest = dict(zip(ids, vectors, strict=True))
        with self._lock:
            fresh = [id for id in latest if id not in self._rows]
            for id in latest.keys() & self._rows.keys():
                self._matrix[self._rows[id]] = latest[id]
            if fresh:
                self._rows |= {id: len(self._ids) + at for at, id in enumerate(fresh)}
                self._ids += fresh
                self._matrix = np.vstack([self._matrix, np.stack([latest[id] for id in fresh])]).astype(np.float32)
            self._digests |= dict(zip(ids, digests, strict=True))

    def delete(self, ids: Collection[str]) -> None:
        """Drop vectors; unknown ids are ignored."""
        gone = set(ids) & self._rows.keys()
        if not gone:
            return
        with self._lock:
            keep = [row for row, id in enumerate(self._ids) if id not in gone]
            self._matrix = self._matrix[keep]
            self._ids = [self._ids[row] for row in keep]
            self._rows = {id: row for row, id in enumerate(self._ids)}
            self._digests = {id: self._digests[id] for id in self._ids}

    def search(self, vector: Vectors, k: int, ids: Collection[str] | None = None) -> list[Scored]:
        """The ``k`` nearest (of ``ids``, when given), exactly."""
        with self._lock:
            rows = None if ids is None else np.array([self._rows[id] for id in ids if id in self._rows], np.intp)
            total = len(self._ids) if rows is None else len(rows)
            if not total or k < 1:
                return []
            scores = self._matrix @ vector if rows is None or total * 4 > len(self._ids) else None
            scores = self._matrix[rows] @ vector if scores is None else scores if rows is None else scores[rows]
            top = np.argpartition(-scores, min(k + _TIE_MARGIN, total) - 1)[: k + _TIE_MARGIN]
            found = [Scored(self._ids[row if rows is None else int(rows[row])], float(scores[row])) for row in top]
        return best(found, k)

    def count(self) -> int:
        """How many vectors are stored."""
        return len(self._ids)

    def digests(self) -> dict[str, str]:
        """The digest of every stored vector's record, by id."""
        with self._lock:
            return dict(self._digests)

    def clear(self) -> None:
        """Drop everything."""
        self.delete(list(self._ids))


class ChromaIndex:
    """One collection of a Chroma client for one tenant and embedder, always given our own vectors.

    Up to EXACT_LIMIT vectors, a search among given ids is exact, on a copy in memory made on first use.
    """

    def __init__(self, client: Any, tenant: str, embedder: str, dimensions: int) -> None:
        self._client = client
        self._dimensions = dimensions
        self._name = "q-" + hashlib.sha256(f"{tenant}\x1f{embedder}\x1f{dimensions}".encode()).hexdigest()[:40]
        self._lock = RLock()
        self._mirror: ExactIndex | None = None
        self._collection = self._create()

    def upsert(self, ids: Sequence[str], vectors: Vectors, digests: Sequence[str]) -> None:
        """Store vectors (n, d) by id, replacing older ones."""
        latest = {id: at for at, id in enumerate(ids)}
        rows = list(latest.values())
        with self._lock:
            for start in range(0, len(rows), _BATCH):
                part = rows[start : start + _BATCH]
                self._call(
                    "upsert",
                    ids=[ids[row] for row in part],
                    embeddings=vectors[part],
                    metadatas=[{"digest": digests[row]} for row in part],
                )
            if self._mirror:
                self._mirror.upsert(ids, vectors, digests)

    def delete(self, ids: Collection[str]) -> None:
        """Drop vectors; unknown ids are ignored."""
        known = list(ids)
        with self._lock:
            for start in range(0, len(known), _BATCH):
                self._call("delete", ids=known[start : start + _BATCH])
            if self._mirror:
                self._mirror.delete(ids)

    def search(self, vector: Vectors, k: int, ids: Collection[str] | None = None) -> list[Scored]:
        """The ``k`` nearest by HNSW or, among given ids, exactly (up to EXACT_LIMIT stored vectors)."""
        total = self.count()
        if not total or k < 1 or (ids is not None and not ids):
            return []
        if ids is None:
            return self._nearest(vector, k, total)
        if total <= EXACT_LIMIT:
            return self._copy().search(vector, k, ids)
        if len(ids) <= _BATCH:
            return self._among(vector, k, list(ids))
        wanted = frozenset(ids)
        reach = min(total, int(1.3 * k * total / len(wanted)) + _TIE_MARGIN)
        return [hit for hit in self._nearest(vector, reach, total) if hit.id in wanted][:k]

    def count(self) -> int:
        """How many vectors are stored."""
        return int(self._call("count"))

    def digests(self) -> dict[str, str]:
        """The digest of every stored vector's record, by id."""
        found: dict[str, str] = {}
        for page in self._pages(["metadatas"]):
            pairs = zip(page["ids"], page["metadatas"], strict=True)
            found |= {id: str(metadata["digest"]) for id, metadata in pairs}
        return found

    def clear(self) -> None:
        """Drop the collection and make it anew."""
        with self._lock:
            with _failing_clearly():
                self._client.delete_collection(self._name)
            self._collection = self._create()
            self._mirror = None

    def _create(self) -> Any:
        hnsw = {"space": "cosine", "ef_construction": 128, "max_neighbors": 16, "ef_search": 256, "num_threads": 1}
        with _failing_clearly():
            return self._client.get_or_create_collection(
                self._name, embedding_function=None, configuration={"hnsw": hnsw}
            )

    def _call(self, method: str, **options: Any) -> Any:
        """Call the collection; whatever fails inside Chroma is a VectorIndexError."""
        with _failing_clearly():
            return getattr(self._collection, method)(**options)

    def _nearest(self, vector: Vectors, k: int, total: int) -> list[Scored]:
        answer = self._call(
            "query", query_embeddings=[vector], n_results=min(k + _TIE_MARGIN, total), include=["distances"]
        )
        pairs = zip(answer["ids"][0], answer["distances"][0], strict=True)
        return best([Scored(id, 1.0 - float(distance)) for id, distance in pairs], k)

    def _among(self, vector: Vectors, k: int, ids: list[str]) -> list[Scored]:
        page = self._call("get", ids=ids, include=["embeddings"])
        scores = np.asarray(page["embeddings"], np.float32).reshape(-1, self._dimensions) @ vector
        return best([Scored(id, float(score)) for id, score in zip(page["ids"], scores, strict=True)], k)

    def _copy(self) -> ExactIndex:
        with self._lock:
            if self._mirror is None:
                mirror = ExactIndex(self._dimensions)
                for page in self._pages(["embeddings", "metadatas"]):
                    digests = [str(metadata["digest"]) for metadata in page["metadatas"]]
                    mirror.upsert(page["ids"], np.asarray(page["embeddings"], np.float32), digests)
                self._mirror = mirror
            return self._mirror

    def _pages(self, include: list[str]) -> list[Any]:
        starts = range(0, self.count(), _BATCH)
        return [self._call("get", include=include, limit=_BATCH, offset=start) for start in starts]


def open_chroma(folder: Path | None = None, *, host: str = "", port: int = 8000) -> Any:
    """A Chroma client: a server's when ``host`` is given, else an embedded one in ``folder``.

    Embedded Chroma is not safe for several processes: the caller holds a FolderLock on the folder.
    Raises VectorIndexError when the store cannot be opened or the server does not answer.
    """
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False)
    try:
        if host:
            return chromadb.HttpClient(host=host, port=port, settings=settings)
        if folder is None:
            return chromadb.EphemeralClient(settings=settings)
        folder.mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(path=str(folder), settings=settings)
    except Exception as error:  # chromadb raises bare Rust panics, ValueError, OSError and httpx errors alike
        if folder is not None:  # chromadb remembers the half-opened store and would hand it out again
            SharedSystemClient.clear_system_cache()
        where = f"{host}:{port}" if host else "数据目录"
        raise VectorIndexError(f"向量库打不开（{where}）：{type(error).__name__}。可先用关键词检索。") from error


@contextmanager
def _failing_clearly() -> Iterator[None]:
    try:
        yield
    except Exception as error:  # chromadb lets Rust, SQLite, network and value errors through alike
        name = type(error).__name__
        raise VectorIndexError(f"向量库出错（{name}），目前按关键词检索。可运行 queqiao reindex 重建索引。") from error


def best(found: list[Scored], k: int) -> list[Scored]:
    """The ``k`` highest scores, ties by id."""
    return sorted(found, key=lambda hit: (-hit.score, hit.id))[:k]

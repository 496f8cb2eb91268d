"""What the tenants of one data folder share: the database, the embeddings, and the vector store with its owner."""

from __future__ import annotations

import logging
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import Any, Literal

from sqlalchemy import Engine

from knowledge.embedding import CachedEmbedder, EmbeddingStore
from knowledge.upkeep.folderlock import FolderLock
from knowledge.vectors import ChromaIndex, ExactIndex, VectorIndex, VectorIndexError, open_chroma

VectorKind = Literal["auto", "chroma", "exact"]
_log = logging.getLogger(__name__)


@dataclass
class Stores:
    """What the tenants of one data folder share."""

    data_dir: Path
    engine: Engine
    cache: EmbeddingStore
    embedder: CachedEmbedder | None
    vectors: VectorKind
    chroma_host: str
    chroma_port: int
    client: Any = None
    lock: RLock = field(default_factory=RLock)

    def __post_init__(self) -> None:
        self.owner = FolderLock(self.data_dir / "chroma.lock")

    def vector_index(self, tenant: str) -> VectorIndex:
        """Chroma where this process may own it (or a server is configured), else an exact index in memory.

        Raises VectorIndexError when Chroma is demanded and another process owns the folder.
        """
        assert self.embedder is not None
        with self.lock:
            if self.vectors != "exact" and (self.chroma_host or self.owner.acquire()):
                return self._chroma(tenant, self.embedder)
        if self.vectors == "chroma":
            raise VectorIndexError("向量库正由另一个鹊桥进程使用。请先停止它，或改用内存向量检索。")
        return ExactIndex(self.embedder.dimensions)

    def _chroma(self, tenant: str, embedder: CachedEmbedder) -> ChromaIndex:
        folder = self.data_dir / "chroma"
        try:
            self.client = self.client or open_chroma(folder, host=self.chroma_host, port=self.chroma_port)
            return ChromaIndex(self.client, tenant, embedder.name, embedder.dimensions)
        except VectorIndexError:
            if self.chroma_host:
                raise
            _log.warning("the embedded vector store cannot be opened; it is rebuilt from the embedding cache")
            shutil.rmtree(folder, ignore_errors=True)
            self.client = open_chroma(folder)
            return ChromaIndex(self.client, tenant, embedder.name, embedder.dimensions)

    def close(self) -> None:
        """Close the database, the cache and the lock."""
        self.engine.dispose()
        self.cache.close()
        if self.client is not None:
            self.client.close()
            self.client = None
        self.owner.release()

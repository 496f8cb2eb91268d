"""One tenant's knowledge: catalogue, casebook, retriever and their upkeep, opened from one data folder."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from threading import Event, RLock, Thread
from typing import Literal

from sqlalchemy import Engine

from knowledge.casebook import Casebook
from knowledge.catalogue import Catalogue
from knowledge.documents import document
from knowledge.embedding import (
    CachedEmbedder,
    Embedder,
    EmbedderKind,
    EmbeddingError,
    EmbeddingStore,
    Vectors,
    make_embedder,
    write_packaged,
)
from knowledge.lexical import IndexLocked, TantivyIndex
from knowledge.records import AnyRecord
from knowledge.retriever import HybridRetriever
from knowledge.storage.database import empty_log, migrate, open_engine
from knowledge.storage.folder import DATABASE, close_folder, must_be_there, telling_of, trouble_of
from knowledge.text import clean
from knowledge.upkeep.backup import forget_indexes, pack, unpack
from knowledge.upkeep.checks import Finding, examine
from knowledge.upkeep.halves import NAMES, mend_halves
from knowledge.upkeep.indexing import IndexState, Report, sync_lexical, sync_vectors
from knowledge.upkeep.purge import purge
from knowledge.upkeep.stores import Stores, VectorKind
from knowledge.vectors import ExactIndex, VectorIndex, VectorIndexError

_log = logging.getLogger(__name__)


class _Stopped(Exception):
    """The base is being closed; what is stored so far stays, the next sync goes on from there."""


class KnowledgeBase:
    """One tenant's catalogue, casebook and retriever.

    Search works on the lexical leg as soon as the lexical index is in step, and on both legs once
    :meth:`sync` has brought the vectors up to date; ``sync`` may run in a background thread.
    """

    def __init__(self, stores: Stores, tenant: str, *, shared: bool = False) -> None:
        self.tenant = tenant
        self._stores = stores
        self._shared = shared
        self._sync_lock = RLock()
        self._closing = Event()
        self._reached = -1
        key = hashlib.sha256(tenant.encode()).hexdigest()[:16]
        self._folder = stores.data_dir / "index" / key
        self._state = IndexState(self._folder / "state.json")
        self._lexical = TantivyIndex(self._folder / "lexical")
        if self._lexical.rebuilt:
            self._state.record("lexical", None)
        self._vectors: VectorIndex | None = None
        self._open_rooms()

    @property
    def engine(self) -> Engine:
        """The database."""
        return self._stores.engine

    @property
    def data_dir(self) -> Path:
        """The data folder."""
        return self._stores.data_dir

    @property
    def embedder(self) -> Embedder | None:
        """The embedder, cached; None when search is lexical only."""
        return self._stores.embedder

    @property
    def embeds_outside(self) -> bool:
        """Whether a query leaves this process to be embedded."""
        return self._stores.embedder is not None and self._stores.embedder.outside

    @property
    def mode(self) -> Literal["hybrid", "lexical"]:
        """Which legs a search uses now; ``retriever.reason`` says why the dense one is missing."""
        return self.retriever.mode

    def sync(self, progress: Report | None = None) -> None:
        """Bring both indexes to the catalogue's revision, lexical first; only what changed is computed.

        A dense leg that cannot be brought up to date is left out, with the reason in ``retriever.reason``.
        """
        report = self._until_closed(progress)
        with self._sync_lock, suppress(_Stopped):
            revision = self.catalogue.revision()
            try:
                sync_lexical(self.catalogue, self._lexical, self._state, report)
                self._reached = revision
            except IndexLocked:
                _log.info("another process is writing the lexical index; reading it as it is")
            if self._stores.embedder is None:
                self.retriever.detach("没有可用的向量模型，按关键词检索。")
                return
            try:
                self._sync_dense(self._stores.embedder, report)
            except (EmbeddingError, VectorIndexError) as error:
                _log.warning("dense leg left out: %s", error)
                self.retriever.detach(str(error))

    def behind(self) -> bool:
        """Whether the catalogue has changed since the last synchronisation, by this process or another."""
        return self._reached != self.catalogue.revision()

    def forget_queries(self) -> None:
        """Forget the vectors of queries, whose texts are the keys."""
        if self._stores.embedder is not None:
            self._stores.embedder.query.cache_clear()

    def embed_ahead(self, query: str) -> Callable[[], None]:
        """Start embedding a query beside other work; the returned call waits, and the next search finds it done."""
        embedder = self._stores.embedder
        if embedder is None or self.mode == "lexical":
            return lambda: None
        done = Thread(target=self._embed_quietly, args=(embedder, query), name="embed-ahead", daemon=True)
        done.start()
        return done.join

    def _embed_quietly(self, embedder: CachedEmbedder, query: str) -> None:
        with suppress(EmbeddingError):  # the search itself tells of the failure
            embedder.query(" ".join(clean(query).split()))

    def vectors(self, query: str, records: Iterable[AnyRecord]) -> tuple[Vectors, dict[str, Vectors]] | None:
        """Unit vectors of a searched query and of the records whose vectors are known; None without a dense leg."""
        embedder = self._stores.embedder
        if embedder is None or self.mode == "lexical":
            return None
        passages = {record.id: document(record).passage for record in records}
        known = embedder.stored(list(passages.values()))
        found = {record_id: known[passage] for record_id, passage in passages.items() if passage in known}
        return embedder.query(" ".join(query.split())), found

    def reindex(self, progress: Report | None = None) -> None:
        """Rebuild both indexes from SQL; embeddings that are cached are not computed again. Raises IndexLocked."""
        with self._sync_lock:
            self._lexical.clear()
            self._forget()
            if self._vectors is not None:
                self.retriever.detach("正在重建向量索引，目前按关键词检索。")
                self._vectors.clear()
            self.sync(progress)

    def trouble(self) -> str:
        """Why nothing can be kept now, in Chinese; "" when all is well. Quick: for a health check."""
        return trouble_of(self.data_dir)

    def doctor(self) -> list[Finding]:
        """Prove that folder, database, indexes and embedder are sound and agree; messages in Chinese."""
        return examine(
            self.data_dir,
            self.engine,
            self.catalogue,
            self._lexical,
            self._vectors,
            self.retriever,
            self._stores.embedder,
        )

    def mend(self) -> dict[str, int]:
        """Complete what older versions left half done; how many by what it is called in Chinese."""
        return {NAMES[kind]: count for kind, count in mend_halves(self.engine, self.tenant).items() if count}

    def backup(self, target: Path) -> dict[str, int]:
        """Write a consistent copy of the database and the embedding cache as one zip; safe while others write.

        Gives how many of what it holds, of all tenants, by their Chinese names.
        Raises BackupError for a database other than SQLite or a target that cannot be written.
        """
        return pack(self.engine, self.data_dir, target)

    def restore(self, source: Path) -> None:
        """Replace the database by a backup and rebuild the indexes. Raises BackupError; nothing is then changed."""
        with self._sync_lock:
            unpack(self.engine, self.data_dir, source)
            migrate(self.engine)
            forget_indexes(self.data_dir)
            self._open_rooms()
            self.sync()

    def erase_record(self, id: str) -> bool:
        """Erase a record with its history, vectors and index entries for good; False for an unknown id.

        What conversations have shown of it stands in them; contact data never does. Raises IndexLocked.
        """
        hashes = purge(self.engine, self.tenant, id)
        if hashes is None:
            return False
        self._stores.cache.forget(hashes)
        empty_log(self.engine)
        self.reindex()
        return True

    def package_embeddings(self, target: Path) -> int:
        """Write the vectors of every live record as a packaged cache file; returns their number.

        Raises EmbeddingError when there is no embedder.
        """
        if self._stores.embedder is None:
            raise EmbeddingError("没有可用的向量模型，无法生成向量文件。")
        passages = [document(record).passage for record in self.catalogue.iter()]
        return write_packaged(target, self._stores.embedder, passages)

    def for_tenant(self, tenant: str) -> KnowledgeBase:
        """The knowledge of another tenant of the same data folder; closing it leaves the shared stores open."""
        return self if tenant == self.tenant else KnowledgeBase(self._stores, tenant, shared=True)

    def closing(self) -> None:
        """Stop a running sync soon."""
        self._closing.set()

    def close(self) -> None:
        """Stop a running sync and close the stores, unless they are shared with the base this one was made from."""
        self.closing()
        with self._sync_lock:
            self.retriever.detach("知识库已关闭。")
            if not self._shared:
                self._stores.close()

    def _until_closed(self, progress: Report | None) -> Report:
        def report(what: str, done: int, total: int) -> None:
            if self._closing.is_set():
                raise _Stopped
            if progress:
                progress(what, done, total)

        return report

    def _open_rooms(self) -> None:
        self.catalogue = Catalogue(self.engine, self.tenant)
        self.casebook = Casebook(self.engine, self.tenant)
        self.retriever = HybridRetriever(self.catalogue, self._lexical)

    def _forget(self) -> None:
        self._state.record("lexical", None)
        if self._stores.embedder is not None:
            self._state.record(f"vectors:{self._stores.embedder.name}", None)

    def _sync_dense(self, embedder: CachedEmbedder, progress: Report | None) -> None:
        if self._vectors is None:
            self._vectors = self._stores.vector_index(self.tenant)
        kept = None if isinstance(self._vectors, ExactIndex) else self._state
        sync_vectors(self.catalogue, self._vectors, embedder, kept, progress)
        self.retriever.attach(self._vectors, embedder)


def open_knowledge(
    data_dir: Path | str,
    *,
    database_url: str = "",
    tenant: str = "default",
    embedder: EmbedderKind | Embedder = "auto",
    vectors: VectorKind = "auto",
    chroma_host: str = "",
    chroma_port: int = 8000,
) -> KnowledgeBase:
    """Open (and, the first time, make) the knowledge of ``tenant`` in ``data_dir``; nothing is indexed yet: ``sync``.

    ``vectors`` "exact" never opens Chroma and suits short commands beside a running server; "auto" takes Chroma
    when no other process owns it. Raises EmbeddingError for an embedder that is demanded but cannot be had, and
    DatabaseProblem for a folder or a database that cannot be used.
    """
    folder = Path(data_dir)
    chosen = make_embedder(embedder) if isinstance(embedder, str) else embedder
    with telling_of(folder):
        close_folder(folder)
        if not database_url:
            must_be_there(folder)
        engine = open_engine(database_url or f"sqlite:///{folder / DATABASE}")
        migrate(engine)
        cache = EmbeddingStore(folder / "embeddings.sqlite3")
        cached = CachedEmbedder(chosen, cache) if chosen else None
        return KnowledgeBase(Stores(folder, engine, cache, cached, vectors, chroma_host, chroma_port), tenant)

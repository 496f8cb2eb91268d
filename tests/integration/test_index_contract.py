"""One contract for every index backend, lexical and dense."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from knowledge.documents import Document
from knowledge.embedding import Vectors
from knowledge.lexical import IndexLocked, TantivyIndex
from knowledge.vectors import ChromaIndex, ExactIndex, VectorIndex, VectorIndexError, open_chroma

DIMENSIONS = 16


def entry(id: str, title: str, digest: str = "d") -> Document:
    return Document(id, title, "", "", title, digest)


def unit(seed: int, rows: int) -> Vectors:
    matrix = np.random.default_rng(seed).normal(size=(rows, DIMENSIONS)).astype(np.float32)
    return matrix / np.linalg.norm(matrix, axis=1, keepdims=True)


class Backend:
    """One index seen through what both kinds have in common: texts are looked up by a number."""

    def __init__(self, open_index: Callable[[], TantivyIndex | VectorIndex]) -> None:
        self._open = open_index
        self.index = open_index()
        self._axes = unit(7, 64)

    def put(self, ids: Sequence[str], subjects: Sequence[int], digest: str = "d") -> None:
        if isinstance(self.index, TantivyIndex):
            pairs = zip(ids, subjects, strict=True)
            self.index.upsert([entry(id, f"subject{subject}", digest) for id, subject in pairs])
        else:
            self.index.upsert(list(ids), self._axes[list(subjects)], [digest] * len(ids))

    def find(self, subject: int, k: int, ids: frozenset[str] | None = None) -> list[str]:
        if isinstance(self.index, TantivyIndex):
            return [hit.id for hit in self.index.search(f"subject{subject}", k, ids)]
        found = self.index.search(self._axes[subject], k, ids)
        return [hit.id for hit in found if hit.score > 0.99]

    def reopen(self) -> None:
        self.index = self._open()


@pytest.fixture(params=["tantivy", "exact", "chroma"])
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Backend]:
    if request.param == "tantivy":
        yield Backend(lambda: TantivyIndex(tmp_path / "lexical"))
    elif request.param == "exact":
        yield Backend(lambda: ExactIndex(DIMENSIONS))
    else:
        client = open_chroma(tmp_path / "chroma")
        yield Backend(lambda: ChromaIndex(client, "租户", "embedder", DIMENSIONS))


def test_upsert_is_idempotent_and_replaces(backend: Backend) -> None:
    for _ in range(2):
        backend.put(["a", "b"], [1, 2])
    assert backend.index.count() == 2
    backend.put(["a"], [3], digest="new")
    assert backend.find(1, 5) == []
    assert backend.find(3, 5) == ["a"]
    assert backend.index.digests() == {"a": "new", "b": "d"}


def test_the_last_of_two_entries_with_one_id_is_kept(backend: Backend) -> None:
    backend.put(["a", "a"], [1, 2])
    assert backend.index.count() == 1
    assert backend.find(2, 5) == ["a"]


def test_delete_is_visible_at_once_and_ignores_unknown_ids(backend: Backend) -> None:
    backend.put(["a", "b"], [1, 1])
    backend.index.delete(["a", "missing"])
    backend.index.delete([])
    assert backend.find(1, 5) == ["b"]
    assert backend.index.count() == 1


def test_unicode_ids(backend: Backend) -> None:
    ids = ["成果-0137", "Ä ö/ß", "id with space", "😀", "quote\"'"]
    backend.put(ids, [1] * len(ids))
    assert backend.find(1, 10) == sorted(ids)
    backend.index.delete(["😀"])
    assert backend.index.digests().keys() == set(ids) - {"😀"}


def test_k_beyond_the_content_and_an_empty_index(backend: Backend) -> None:
    assert backend.find(1, 10) == []
    assert backend.index.digests() == {}
    backend.put(["a", "b"], [1, 1])
    assert backend.find(1, 1_000) == ["a", "b"]
    assert backend.find(1, 0) == []


def test_ties_are_ordered_by_id_whatever_the_order_of_arrival(backend: Backend) -> None:
    ids = [f"n{number:02d}" for number in range(20)]
    backend.put(ids[::-1], [1] * 20)
    backend.put(ids[5:9], [1] * 4)
    assert backend.find(1, 10) == ids[:10]


def test_search_among_ids(backend: Backend) -> None:
    backend.put(["a", "b", "c"], [1, 1, 2])
    assert backend.find(1, 5, frozenset({"b", "c", "missing"})) == ["b"]
    backend.put(["d"], [1])
    assert backend.find(1, 5, frozenset({"b", "d"})) == ["b", "d"]
    backend.index.delete(["b"])
    assert backend.find(1, 5, frozenset({"b", "d"})) == ["d"]
    assert backend.find(1, 5, frozenset()) == []


def test_digests_tell_content_not_history(backend: Backend) -> None:
    backend.put(["a", "b"], [1, 2])
    before = backend.index.digests()
    backend.put(["c"], [3])
    assert backend.index.digests() != before
    backend.index.delete(["c"])
    backend.put(["b"], [2])
    assert backend.index.digests() == before


def test_clear_then_fill_again(backend: Backend) -> None:
    backend.put(["a"], [1])
    backend.index.clear()
    assert backend.index.count() == 0
    backend.put(["b"], [1])
    assert backend.find(1, 5) == ["b"]


def test_reopened_index_has_everything(backend: Backend) -> None:
    if isinstance(backend.index, ExactIndex):
        pytest.skip("keeps nothing on disk by design")
    backend.put(["a", "b"], [1, 2])
    backend.reopen()
    assert backend.find(1, 5) == ["a"]
    assert backend.index.count() == 2


def test_nearest_by_chroma_agree_with_exact(tmp_path: Path) -> None:
    vectors = unit(1, 3_000)
    ids = [f"n{number}" for number in range(3_000)]
    chroma = ChromaIndex(open_chroma(tmp_path / "chroma"), "t", "e", DIMENSIONS)
    exact = ExactIndex(DIMENSIONS)
    for index in (chroma, exact):
        index.upsert(ids, vectors, ids)
    overlap = [
        len({hit.id for hit in chroma.search(query, 10)} & {hit.id for hit in exact.search(query, 10)}) / 10
        for query in unit(2, 50)
    ]
    assert np.mean(overlap) >= 0.95


def test_tenants_and_embedders_never_share_vectors(tmp_path: Path) -> None:
    client = open_chroma(tmp_path / "chroma")
    ChromaIndex(client, "甲", "e", DIMENSIONS).upsert(["a"], unit(1, 1), ["d"])
    assert ChromaIndex(client, "乙", "e", DIMENSIONS).count() == 0
    assert ChromaIndex(client, "甲", "other", DIMENSIONS).count() == 0


WRITER = """
import sys
from pathlib import Path
import numpy as np
from knowledge.documents import Document
from knowledge.lexical import TantivyIndex
from knowledge.vectors import ChromaIndex, open_chroma
kind, folder = sys.argv[1], Path(sys.argv[2])
if kind == "tantivy":
    index = TantivyIndex(folder)
    put = lambda id: index.upsert([Document(id, "subject1", "", "", "", "d")])
else:
    index = ChromaIndex(open_chroma(folder), "t", "e", 4)
    put = lambda id: index.upsert([id], np.eye(4, dtype=np.float32)[:1], ["d"])
for number in range(100_000):
    put(f"n{number}")
    print(number, flush=True)
"""


ONE_ENTRY = """
import sys
from pathlib import Path
from knowledge.documents import Document
from knowledge.lexical import TantivyIndex
folder = Path(sys.argv[1])
TantivyIndex(folder).upsert([Document("a", "银纹", "", "", "", "d")])
assert not TantivyIndex(folder).rebuilt
"""


@pytest.mark.parametrize("kind", ["tantivy", "chroma"])
def test_what_was_acknowledged_survives_a_kill(kind: str, tmp_path: Path) -> None:
    folder = tmp_path / kind
    process = subprocess.Popen([sys.executable, "-c", WRITER, kind, str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    acknowledged = -1
    for line in process.stdout:
        acknowledged = int(line)
        if acknowledged >= 20:
            os.kill(process.pid, signal.SIGKILL)
            break
    process.wait()
    process.stdout.close()
    index = TantivyIndex(folder) if kind == "tantivy" else ChromaIndex(open_chroma(folder), "t", "e", 4)
    assert index.digests().keys() >= {f"n{number}" for number in range(acknowledged + 1)}


def test_a_corrupt_lexical_folder_is_rebuilt_empty(tmp_path: Path) -> None:
    folder = tmp_path / "lexical"
    # Cutting a file short under a live memory map is a bus error, so another process writes the index first.
    subprocess.run([sys.executable, "-c", ONE_ENTRY, str(folder)], timeout=60, check=True)
    for file in folder.iterdir():
        if file.name != "format":
            file.write_bytes(b"broken")
    index = TantivyIndex(folder)
    assert index.rebuilt
    assert index.count() == 0
    index.upsert([entry("b", "料花")])
    assert [hit.id for hit in index.search("银纹", 5)] == ["b"]


def test_a_second_writer_gets_a_clear_error_and_may_read(tmp_path: Path) -> None:
    import tantivy

    index = TantivyIndex(tmp_path)
    index.upsert([entry("a", "银纹")])
    other = tantivy.Index.open(str(tmp_path)).writer(15_000_000, 1)
    with pytest.raises(IndexLocked, match="另一个进程"):
        index.upsert([entry("b", "银纹")])
    assert [hit.id for hit in index.search("银纹", 5)] == ["a"]
    other.wait_merging_threads()
    index.upsert([entry("b", "银纹")])
    assert index.count() == 2


def test_a_server_that_does_not_answer_is_a_clear_error() -> None:
    with pytest.raises(VectorIndexError, match="打不开"), contextlib.suppress(ConnectionError):
        open_chroma(host="127.0.0.1", port=9)


def test_a_broken_store_opens_once_it_is_mended_and_harms_no_other(tmp_path: Path) -> None:
    other = ChromaIndex(open_chroma(tmp_path / "other"), "t", "e", 4)
    other.upsert(["a"], np.eye(4, dtype=np.float32)[:1], ["x"])
    broken = tmp_path / "broken" / "chroma.sqlite3"
    broken.parent.mkdir()
    broken.write_bytes(b"nonsense" * 1000)
    with pytest.raises(VectorIndexError, match="打不开"):
        open_chroma(broken.parent)
    broken.unlink()
    assert ChromaIndex(open_chroma(broken.parent), "t", "e", 4).count() == 0
    assert other.count() == 1

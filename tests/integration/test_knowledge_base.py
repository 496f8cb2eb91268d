import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from knowledge import Achievement, BackupError, Finding, KnowledgeBase, open_knowledge
from knowledge.documents import document
from knowledge.embedding import CachedEmbedder, EmbeddingError, EmbeddingStore, Vectors
from knowledge.lexical import TantivyIndex
from knowledge.records import Source

WORDS = ["注塑银纹", "水稻病虫害", "电池热失控", "污水脱氮", "轴承故障诊断"]


class BagEmbedder:
    """Character counts hashed into 64 axes: similar texts get similar vectors, without a model."""

    name = "bag"
    dimensions = 64

    def __init__(self) -> None:
        self.calls = 0
        self.broken = False
        self.gate: threading.Event | None = None

    def passages(self, texts: Sequence[str]) -> Vectors:
        if self.broken:
            raise EmbeddingError("向量接口调用失败（测试）")
        if self.gate:
            self.gate.wait(10)
        self.calls += len(texts)
        return np.stack([self.query(text) for text in texts])

    def query(self, text: str) -> Vectors:
        row = np.full(self.dimensions, 1e-3, np.float32)
        for character in text:
            row[ord(character) % self.dimensions] += 1
        return np.asarray(row / np.linalg.norm(row), np.float32)


def records(words: Sequence[str] = WORDS) -> list[Achievement]:
    return [
        Achievement(id=f"A-{at}", title=f"{word}技术", source=Source(title="测试")) for at, word in enumerate(words)
    ]


@pytest.fixture
def embedder() -> BagEmbedder:
    return BagEmbedder()


@pytest.fixture
def base(tmp_path: Path, embedder: BagEmbedder) -> Iterator[KnowledgeBase]:
    base = open_knowledge(tmp_path / "data", embedder=embedder)
    base.catalogue.upsert(records())
    base.sync()
    yield base
    base.close()


def found(base: KnowledgeBase, query: str) -> list[str]:
    return [hit.record_id for hit in base.retriever.search(query, k=3)]


def levels(findings: list[Finding]) -> set[str]:
    return {finding.level for finding in findings}


def test_sync_makes_both_legs_agree_with_sql(base: KnowledgeBase) -> None:
    assert base.mode == "hybrid"
    assert levels(base.doctor()) == {"ok"}
    assert found(base, "银纹")[0] == "A-0"


def test_sync_computes_only_what_changed(base: KnowledgeBase, embedder: BagEmbedder) -> None:
    before = embedder.calls
    base.catalogue.upsert(records([*WORDS[:4], "齿轮箱降噪", "光纤传感"]))
    base.catalogue.delete("A-1")
    base.sync()
    assert embedder.calls == before + 2
    assert found(base, "齿轮箱")[0] == "A-4"
    assert levels(base.doctor()) == {"ok"}


def test_doctor_finds_what_sync_has_not_seen_and_reindex_repairs(base: KnowledgeBase) -> None:
    base.catalogue.delete("A-2")
    broken = [finding for finding in base.doctor() if finding.level == "error"]
    assert len(broken) == 2
    assert all("多 1 条" in finding.message and "reindex" in finding.advice for finding in broken)
    base.reindex()
    assert levels(base.doctor()) == {"ok"}


def test_search_answers_while_vectors_are_computed(tmp_path: Path) -> None:
    embedder = BagEmbedder()
    embedder.gate = threading.Event()
    base = open_knowledge(tmp_path / "data", embedder=embedder, vectors="exact")
    base.catalogue.upsert(records())
    steps: list[tuple[str, int, int]] = []
    indexed = threading.Event()

    def report(what: str, done: int, total: int) -> None:
        steps.append((what, done, total))
        indexed.set()

    worker = threading.Thread(target=base.sync, args=(report,))
    worker.start()
    assert indexed.wait(10)
    assert found(base, "银纹") == ["A-0"]
    assert base.mode == "lexical"
    embedder.gate.set()
    worker.join(10)
    assert base.mode == "hybrid"
    assert [step[0] for step in steps] == ["建立关键词索引", "计算语义向量"]
    base.close()


def test_close_stops_a_running_sync_and_the_next_one_goes_on(tmp_path: Path) -> None:
    base = open_knowledge(tmp_path, embedder=(embedder := BagEmbedder()), vectors="exact")
    base.catalogue.upsert(records([f"第{number}种工艺" for number in range(300)]))
    embedder.gate = threading.Event()
    indexed = threading.Event()
    worker = threading.Thread(target=base.sync, args=(lambda *_: indexed.set(),))
    worker.start()
    assert indexed.wait(10)
    closer = threading.Thread(target=base.close)
    closer.start()
    while not base._closing.is_set():
        threading.Event().wait(0.01)
    embedder.gate.set()
    worker.join(10)
    closer.join(10)
    assert 0 < embedder.calls < 300
    again = open_knowledge(tmp_path, embedder=(fresh := BagEmbedder()), vectors="exact")
    again.sync()
    assert fresh.calls == 300 - embedder.calls
    assert levels(again.doctor()) == {"ok"}
    again.close()


def test_packaged_embeddings_spare_the_first_computation(base: KnowledgeBase, tmp_path: Path) -> None:
    target = tmp_path / "embeddings.npz"
    assert base.package_embeddings(target) == 5
    cached = CachedEmbedder(fresh := BagEmbedder(), EmbeddingStore(tmp_path / "new.sqlite3"), packaged=target)
    cached.passages([document(record).passage for record in base.catalogue.iter()])
    assert fresh.calls == 0


def test_a_broken_embedder_leaves_lexical_search_and_says_why(tmp_path: Path, embedder: BagEmbedder) -> None:
    embedder.broken = True
    base = open_knowledge(tmp_path / "data", embedder=embedder, vectors="exact")
    base.catalogue.upsert(records())
    base.sync()
    assert (base.mode, found(base, "银纹")) == ("lexical", ["A-0"])
    assert "向量接口" in base.retriever.reason
    embedder.broken = False
    base.sync()
    assert base.mode == "hybrid"
    base.close()


def test_no_embedder_is_lexical(tmp_path: Path) -> None:
    base = open_knowledge(tmp_path / "data", embedder="none")
    base.catalogue.upsert(records())
    base.sync()
    assert (base.mode, found(base, "银纹")) == ("lexical", ["A-0"])
    assert [finding.level for finding in base.doctor()].count("warn") == 1
    base.close()


def test_tenants_see_only_their_own(base: KnowledgeBase) -> None:
    other = base.for_tenant("乙")
    other.catalogue.upsert([Achievement(id="A-0", title="银纹秘密成果", source=Source(title="乙"))])
    other.sync()
    assert found(other, "银纹") == ["A-0"]
    assert found(other, "水稻病虫害") in ([], ["A-0"])
    assert "A-1" in found(base, "水稻病虫害")
    other.close()
    assert found(base, "银纹")


def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    first = open_knowledge(tmp_path, embedder=BagEmbedder())
    first.catalogue.upsert(records())
    first.sync()
    first.close()
    embedder = BagEmbedder()
    again = open_knowledge(tmp_path, embedder=embedder)
    again.sync()
    assert embedder.calls == 0
    assert levels(again.doctor()) == {"ok"}
    again.close()


OTHER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_knowledge_base import BagEmbedder
from knowledge import open_knowledge
base = open_knowledge(Path(sys.argv[1]), embedder=BagEmbedder())
base.sync()
print(base.mode, base.retriever.search("银纹")[0].record_id, base.embedder is not None)
base.close()
"""


def test_a_second_process_searches_both_legs_beside_the_owner(base: KnowledgeBase) -> None:
    command = [sys.executable, "-c", OTHER, str(base.data_dir), str(Path(__file__).parent)]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert answer.stdout.split() == ["hybrid", "A-0", "True"]
    assert levels(base.doctor()) == {"ok"}


@pytest.mark.parametrize("what", ["index", "chroma"])
def test_broken_index_files_are_rebuilt_from_sql(tmp_path: Path, what: str) -> None:
    child = (
        "import sys; sys.path.insert(0, sys.argv[2]);"
        "from test_knowledge_base import BagEmbedder, records; from knowledge import open_knowledge;"
        "base = open_knowledge(sys.argv[1], embedder=BagEmbedder());"
        "base.catalogue.upsert(records()); base.sync(); base.close()"
    )
    subprocess.run([sys.executable, "-c", child, str(tmp_path), str(Path(__file__).parent)], timeout=60, check=True)
    for file in (tmp_path / what).rglob("*"):
        if file.is_file() and file.name != "format":
            file.write_bytes(b"broken" * 100)
    base = open_knowledge(tmp_path, embedder=BagEmbedder())
    base.sync()
    assert base.mode == "hybrid"
    assert levels(base.doctor()) == {"ok"}
    base.close()


def test_backup_and_restore_bring_back_records_cases_and_search(base: KnowledgeBase, tmp_path: Path) -> None:
    target = tmp_path / "backup.zip"
    assert base.backup(target)["条记录（成果、专家、资源等，含联系方式）"] == sum(base.catalogue.count().values())
    base.catalogue.delete("A-0")
    base.catalogue.upsert([Achievement(id="A-9", title="后来的成果", source=Source(title="测试"))])
    base.sync()
    base.restore(target)
    assert set(base.catalogue.ids()) == {f"A-{number}" for number in range(5)}
    assert found(base, "银纹")[0] == "A-0"
    assert levels(base.doctor()) == {"ok"}


@pytest.mark.parametrize("damage", ["text", "empty", "truncated", "foreign", "changed"])
def test_a_bad_backup_changes_nothing(base: KnowledgeBase, tmp_path: Path, damage: str) -> None:
    base.backup(tmp_path / "good.zip")
    good = (tmp_path / "good.zip").read_bytes()
    bad = tmp_path / "bad.zip"
    bad.write_bytes({"text": b"hello", "empty": b"", "truncated": good[: len(good) // 2]}.get(damage, good))
    if damage in {"foreign", "changed"}:
        with zipfile.ZipFile(tmp_path / "good.zip") as source, zipfile.ZipFile(bad, "w") as copy:
            for name in source.namelist():
                data = b'{"format": "other"}' if damage == "foreign" and name == "manifest.json" else source.read(name)
                copy.writestr(name, data + b"x" if damage == "changed" and name.endswith("sqlite3") else data)
    with pytest.raises(BackupError, match="没有改动"):
        base.restore(bad)
    assert len(base.catalogue.ids()) == 5
    assert levels(base.doctor()) == {"ok"}


def test_a_locked_lexical_index_does_not_stop_sync(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    from knowledge.lexical import IndexLocked

    def locked(self: TantivyIndex, documents: object) -> None:
        raise IndexLocked("另一个进程")

    monkeypatch.setattr(TantivyIndex, "upsert", locked)
    base.catalogue.upsert(records([*WORDS, "光纤传感"]))
    base.sync()
    assert base.mode == "hybrid"
    monkeypatch.undo()
    base.sync()
    assert levels(base.doctor()) == {"ok"}

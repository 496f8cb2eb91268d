from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.catalogue import Catalogue
from knowledge.documents import Scored, document
from knowledge.embedding import EmbeddingError, Vectors
from knowledge.lexical import MAX_TERMS, TantivyIndex, lead_of, query_terms
from knowledge.records import Achievement, Expert, Source
from knowledge.retriever import HybridRetriever, fuse
from knowledge.storage.database import migrate, open_engine
from knowledge.storage.filters import Filters
from knowledge.vectors import ExactIndex

SOURCE = Source(title="测试")
RECORDS = [
    Achievement(id="A-1", title="注塑件银纹在线监测", source=SOURCE, keywords=["注塑"], contact="13800000000"),
    Achievement(id="A-2", title="水稻病虫害监测", source=SOURCE, keywords=["农业"], internal="内部秘密"),
    Achievement(id="A-3", title="锂离子电池热失控预警", source=SOURCE, region="四川"),
    Expert(id="E-1", title="张三 教授", name="张三", source=SOURCE, directions=["注塑成型"]),
]
AXES = {"A-1": 0, "A-2": 1, "A-3": 2, "E-1": 3}


class AxisEmbedder:
    """Answers every query with the axis of one record."""

    name = "axis"
    dimensions = 4

    def __init__(self, axis: int) -> None:
        self.axis = axis

    def passages(self, texts: Sequence[str]) -> Vectors:
        return np.eye(4, dtype=np.float32)[: len(texts)]

    def query(self, text: str) -> Vectors:
        if self.axis < 0:
            raise EmbeddingError("向量接口调用失败")
        return np.eye(4, dtype=np.float32)[self.axis]


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    engine = open_engine(f"sqlite:///{tmp_path / 'test.sqlite3'}")
    migrate(engine)
    catalogue = Catalogue(engine, "测试")
    catalogue.upsert(RECORDS)
    return catalogue


@pytest.fixture
def retriever(catalogue: Catalogue, tmp_path: Path) -> HybridRetriever:
    index = TantivyIndex(tmp_path / "lexical")
    index.upsert([document(record) for record in RECORDS])
    return HybridRetriever(catalogue, index)


def vectors() -> ExactIndex:
    index = ExactIndex(4)
    index.upsert(list(AXES), np.eye(4, dtype=np.float32), ["d"] * 4)
    return index


def ids(retriever: HybridRetriever, query: str, **options: object) -> list[str]:
    return [hit.record_id for hit in retriever.search(query, **options)]  # type: ignore[arg-type]


def test_lexical_alone_finds_by_synonym_and_says_its_mode(retriever: HybridRetriever) -> None:
    assert ids(retriever, "料花怎么消除") == ["A-1"]
    assert retriever.mode == "lexical"
    assert "关键词" in retriever.reason


def test_the_dense_leg_adds_what_words_do_not_find(retriever: HybridRetriever) -> None:
    retriever.attach(vectors(), AxisEmbedder(2))
    hits = retriever.search("电芯起火", k=1)
    assert (hits[0].record_id, hits[0].type, hits[0].dense_score) == ("A-3", "achievement", 1.0)
    assert retriever.mode == "hybrid"


def test_a_failing_dense_leg_leaves_the_lexical_answer(retriever: HybridRetriever) -> None:
    alone = ids(retriever, "注塑银纹")
    retriever.attach(vectors(), AxisEmbedder(-1))
    assert ids(retriever, "注塑银纹") == alone
    assert "向量接口" in retriever.reason


def test_types_and_filters_bind_both_legs(retriever: HybridRetriever) -> None:
    retriever.attach(vectors(), AxisEmbedder(0))
    assert ids(retriever, "注塑", types=["expert"]) == ["E-1"]
    assert ids(retriever, "监测", filters=Filters(regions=["四川"])) == ["A-3"]
    assert ids(retriever, "注塑", filters=Filters(types=["achievement"]), types=["expert"]) == []
    assert "A-1" not in ids(retriever, "注塑", filters=Filters(exclude_ids=["A-1"]))


def test_a_deleted_record_is_gone_before_the_indexes_know(catalogue: Catalogue, retriever: HybridRetriever) -> None:
    retriever.attach(vectors(), AxisEmbedder(0))
    assert "A-1" in ids(retriever, "注塑银纹")
    catalogue.delete("A-1")
    assert "A-1" not in ids(retriever, "注塑银纹")


@pytest.mark.parametrize(
    "query", ["", "  ", "\u200b", "。，！", "title:(", '"', "AND OR NOT", "*:*", "a" * 100_000, "😀"]
)
def test_no_query_text_breaks_the_search(retriever: HybridRetriever, query: str) -> None:
    assert ids(retriever, query) == []


def test_query_syntax_is_only_text(retriever: HybridRetriever) -> None:
    assert ids(retriever, 'title:"银纹" AND -id:A-1') == ["A-1"]
    assert ids(retriever, "id:A-2") == []


@pytest.mark.parametrize("secret", ["13800000000", "内部秘密"])
def test_protected_fields_cannot_be_searched(retriever: HybridRetriever, secret: str) -> None:
    assert ids(retriever, secret) == []
    assert secret not in "".join(document(record).body + document(record).passage for record in RECORDS)


def test_lead_is_the_first_line_or_the_first_clauses() -> None:
    assert lead_of("银纹消除\n背景很长") == "银纹消除"
    assert len(lead_of("银纹，" * 60)) <= 64
    assert lead_of("") == ""


def test_a_long_query_keeps_its_lead_and_a_bounded_number_of_terms() -> None:
    text = "银纹消除\n" + "".join(f"词{n}号x{n} " for n in range(600))
    kept = query_terms(text, lambda term: 1)
    assert len(kept) == MAX_TERMS
    assert "银纹" in kept
    assert query_terms(text, lambda term: 0) == {}


SCORES = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(-5, 5), max_size=8)


def leg(scores: dict[str, float], only: Collection[str] = "abcdefgh") -> list[Scored]:
    return sorted((Scored(id, score) for id, score in scores.items() if id in only), key=lambda h: (-h.score, h.id))


@given(SCORES, SCORES)
def test_fusion_ignores_the_order_of_its_input_and_keeps_every_id(one: dict[str, float], two: dict[str, float]) -> None:
    fused = fuse(leg(one), leg(two))
    assert fused.keys() == one.keys() | two.keys()
    assert fused == pytest.approx(fuse(leg(one)[::-1], leg(two)[::-1]))


@given(SCORES)
def test_an_empty_leg_changes_no_order(one: dict[str, float]) -> None:
    fused = fuse(leg(one), [])
    order = [hit.id for hit in leg(one)]
    assert all(fused[a] >= fused[b] - 1e-9 for a, b in zip(order, order[1:], strict=False))

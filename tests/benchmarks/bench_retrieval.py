"""Build and search times at 10,000 records, printed also as ratios to a fixed numpy loop; nothing fails on time."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from knowledge.documents import Document
from knowledge.lexical import TantivyIndex
from knowledge.text import terms
from knowledge.vectors import ChromaIndex, ExactIndex, VectorIndex, open_chroma

pytestmark = pytest.mark.benchmark

RECORDS, DIMENSIONS, QUERIES = 10_000, 384, 200
WORDS = [
    "注塑",
    "银纹",
    "电池",
    "热失控",
    "预警",
    "碳纤维",
    "复合材料",
    "轴承",
    "故障",
    "诊断",
    "激光",
    "焊接",
    "传感器",
    "芯片",
    "污水",
    "脱氮",
    "催化剂",
    "涂层",
    "防腐",
    "机器人",
    "视觉",
    "检测",
    "钛合金",
    "增材制造",
    "永磁",
    "电机",
    "逆变器",
    "光伏",
    "储能",
    "氢气",
    "水稻",
    "病虫害",
    "监测",
    "发酵",
    "抗菌",
    "支架",
    "混凝土",
    "桥梁",
    "隧道",
    "遥感",
]


def titles() -> list[str]:
    random = np.random.default_rng(3)
    return ["".join(random.choice(WORDS, 6)) + f"{number}号装置" for number in range(RECORDS)]


def calibration_s() -> float:
    """Seconds of a fixed matrix-vector loop: what this machine does now, the unit of every ratio."""
    matrix = np.random.default_rng(1).normal(size=(RECORDS, DIMENSIONS)).astype(np.float32)
    started = time.perf_counter()
    for row in matrix[:20]:
        matrix @ row
    return (time.perf_counter() - started) / 20


def show(name: str, unit_s: float, build_s: float, search: Callable[[int], object]) -> None:
    taken = []
    for number in range(QUERIES):
        started = time.perf_counter()
        search(number)
        taken.append(time.perf_counter() - started)
    p50, p95 = np.percentile(taken, [50, 95])
    print(
        f"\n{name}: build {build_s:.2f} s ({build_s / unit_s:.0f}x), "
        f"search p50 {p50 * 1e3:.2f} ms ({p50 / unit_s:.1f}x), "
        f"p95 {p95 * 1e3:.2f} ms ({p95 / unit_s:.1f}x); unit {unit_s * 1e3:.2f} ms"
    )


def test_lexical(tmp_path: Path) -> None:
    unit_s, texts = calibration_s(), titles()
    index = TantivyIndex(tmp_path)
    documents = [Document(str(number), text, "", "", text, "d") for number, text in enumerate(texts)]
    started = time.perf_counter()
    for start in range(0, RECORDS, 500):
        index.upsert(documents[start : start + 500])
    built = time.perf_counter() - started
    assert index.count() == RECORDS
    show("tantivy", unit_s, built, lambda number: index.search(texts[number], 200))


@pytest.mark.parametrize("kind", ["exact", "chroma"])
def test_dense(kind: str, tmp_path: Path) -> None:
    unit_s = calibration_s()
    vectors = np.random.default_rng(2).normal(size=(RECORDS, DIMENSIONS)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ids = [str(number) for number in range(RECORDS)]
    index: VectorIndex = ExactIndex(DIMENSIONS)
    if kind == "chroma":
        index = ChromaIndex(open_chroma(tmp_path), "t", "e", DIMENSIONS)
    started = time.perf_counter()
    index.upsert(ids, vectors, ids)
    built = time.perf_counter() - started
    show(kind, unit_s, built, lambda number: index.search(vectors[number], 200))
    some = frozenset(ids[::20])
    show(f"{kind}, among 5 %", unit_s, built, lambda number: index.search(vectors[number], 200, some))


def test_text() -> None:
    unit_s, texts = calibration_s(), titles()
    started = time.perf_counter()
    found: Sequence[list[str]] = [terms(text) for text in texts]
    built = time.perf_counter() - started
    assert all(found)
    show("terms", unit_s, built, lambda number: terms(texts[number]))

"""Training of what reads asks and fields: small labelled texts in, weights that the product reads out."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

from agent.read.asks import subrequirements
from agent.read.terms import field as reading
from evals.train import field
from evals.train.asks import __main__ as asks
from evals.train.asks.measures import figures
from evals.train.asks.texts import goodness, groups, hashed, labelled

PARTS = ["焊缝", "轴承", "涂层", "电池", "阀门", "齿轮", "模具", "叶片", "电缆", "管道"]


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Ten texts, none like another: what is asked for follows 需要, what is told comes before it."""
    texts, labels = [], []
    for number, part in enumerate(PARTS):
        quote = f"需要开发{part}检测技术"
        own = "".join(chr(0x4E00 + 101 * number + place) for place in range(60))
        content = f"我公司生产{part}，{own}。目前{part}寿命短，{quote}。"
        texts.append({"rid": str(number), "title": f"{part}技术", "content": content})
        labels.append({"rid": str(number), "sub_requirements": [{"quote": quote}]})
    for name, rows in (("texts", texts), ("gold", labels)):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return tmp_path


def test_asks_are_learned_and_written_as_the_product_reads_them(
    gold: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "weights.json"
    monkeypatch.setattr(sys, "argv", ["asks", "--gold", str(gold), "--seeds", "0", "-o", str(out)])
    asks.main()
    passes = json.loads(out.read_text("utf-8"))["passes"]
    shipped = json.loads(subrequirements.WEIGHTS.read_text("utf-8"))["passes"]
    assert [len(one["weights"]) for one in passes] == [len(one["weights"]) for one in shipped]
    assert {type(one["intercept"]) for one in passes} == {float}


def test_figures_count_what_meets_a_label(gold: Path) -> None:
    first, _ = labelled(gold, None)
    assert figures([text.quotes for text in first], first).startswith("F1 dice 1.000  substring 1.000  span 1.000")
    assert "(P 1.000 R 0.500)" in figures([first[0].quotes, []], first[:2])


def test_a_candidate_is_as_good_as_the_nearest_label(gold: Path) -> None:
    first, more = labelled(gold, None)
    assert more == [] and first[0].weight > 1
    best = max(first[0].found, key=lambda one: goodness(one, first[0].quotes, first[0].content))
    assert first[0].quotes[0] in best.quote
    assert goodness(best, ["毫不相干"], first[0].content) == 0


def test_two_features_in_one_bucket_count_twice() -> None:
    rows = hashed([["a", "b"], ["a"], []])
    assert rows.shape == (3, subrequirements.BUCKETS)
    assert rows.sum(axis=1).tolist() == [2, 1, 0]


def test_texts_that_share_most_words_stand_in_one_group() -> None:
    long = "需要解决高温合金叶片焊缝在冷热循环中的开裂问题"
    assert groups([long, "另一件完全不同的事情要做", long + "。"]) == [0, 1, 0]


def test_fields_are_learned_from_titles_and_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    terms = reading.field_terms()
    rows = [
        {"title": word, "content": f"关于{word}的需求", "labels": [str(name)]}
        for name, own in terms.items()
        for word in own[:3]
    ]
    labels, out = tmp_path / "labels.json", tmp_path / "weights.json"
    labels.write_text(json.dumps(rows), "utf-8")
    monkeypatch.setattr(sys, "argv", ["field", "--labels", str(labels), "-o", str(out)])
    field.main()
    stored = json.loads(out.read_text("utf-8"))
    assert len(stored["intercept"]) == len(reading.FIELDS) and np.isfinite(stored["scale"])

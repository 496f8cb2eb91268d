from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evals.labelled.decompose import evaluate, render, same_value
from evals.overlap import overlap, pair

INDICATOR = {"name": "硬度", "op": ">=", "value": 60.0, "value_max": None, "unit": "HRC", "quote": "硬度≥60HRC"}


def _gold(**changes: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "rid": "r1",
        "field": "新材料及其应用",
        "field_alt": ["先进制造"],
        "sub_requirements": [{"quote": "开发耐磨涂层", "summary": "耐磨涂层"}],
        "indicators": [INDICATOR],
        "baselines": [],
        "budget_cny": 200000,
        "deadline": "一年内",
        "cooperation": ["联合研发"],
        "vague": False,
        "questions": [],
    }
    return row | changes


def _folder(path: Path, *rows: dict[str, Any]) -> Path:
    texts = [{"rid": row["rid"], "title": "涂层", "content": "开发耐磨涂层，硬度≥60HRC"} for row in rows]
    for name, lines in (("texts.jsonl", texts), ("gold.jsonl", rows)):
        (path / name).write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "utf-8")
    return path


def test_a_perfect_answer_scores_one(tmp_path: Path) -> None:
    gold = _gold(vague=True)
    report = evaluate(_folder(tmp_path, gold), lambda *_: gold)
    assert all(part.scores()[2] == 1.0 and part.misses == [] for part in report.parts)
    assert report.texts == 1 and report.ms_median >= 0


def test_an_empty_answer_scores_zero_recall_and_lists_misses(tmp_path: Path) -> None:
    empty = _gold(
        indicators=[], sub_requirements=[], budget_cny=None, deadline=None, cooperation=["未说明"], field="农业"
    )
    report = evaluate(_folder(tmp_path, _gold()), lambda *_: empty)
    assert report.part("指标").scores() == (1.0, 0.0, 0.0)
    assert report.part("指标").misses == ["r1 漏 硬度 ≥ 60 HRC"]
    assert report.part("技术领域").scores()[2] == 0.0
    assert report.part("合作方式").scores()[2] == 0.0


def test_an_accepted_alternative_field_counts(tmp_path: Path) -> None:
    report = evaluate(_folder(tmp_path, _gold()), lambda *_: _gold(field="先进制造"))
    assert report.part("技术领域").scores()[2] == 1.0


def test_a_target_called_baseline_is_wrong_side_only(tmp_path: Path) -> None:
    swapped = _gold(indicators=[], baselines=[INDICATOR])
    report = evaluate(_folder(tmp_path, _gold()), lambda *_: swapped)
    assert report.part("现状与目标之分").scores()[2] == 0.0


def test_names_and_quotes_need_enough_overlap(tmp_path: Path) -> None:
    other = _gold(indicators=[INDICATOR | {"name": "寿命"}], sub_requirements=[{"text": "x", "quote": "降低孔隙率"}])
    report = evaluate(_folder(tmp_path, _gold()), lambda *_: other)
    assert report.part("指标").scores()[2] == 1.0
    assert report.part("指标（含名称）").scores()[2] == 0.0
    assert report.part("子需求").scores()[2] == 0.0


def test_the_interval_holds_the_score(tmp_path: Path) -> None:
    rows = [_gold(rid=f"r{i}") for i in range(6)]
    answers = {f"r{i}": _gold(indicators=[INDICATOR] if i % 2 else []) for i in range(6)}
    report = evaluate(_folder(tmp_path, *rows), lambda rid, *_: answers[rid])
    low, high = report.part("指标").interval()
    assert low <= report.part("指标").scores()[2] <= high and low < high


def test_a_label_without_text_is_an_error(tmp_path: Path) -> None:
    folder = _folder(tmp_path, _gold())
    (folder / "gold.jsonl").write_text(json.dumps(_gold(rid="r9")), "utf-8")
    with pytest.raises(ValueError, match="r9"):
        evaluate(folder)


def test_the_rules_read_the_example(tmp_path: Path) -> None:
    report = evaluate(_folder(tmp_path, _gold(budget_cny=None, deadline=None, cooperation=["未说明"])))
    assert report.part("指标").scores()[2] == 1.0
    assert report.part("子需求").scores()[1] == 1.0


def test_the_report_names_every_part_and_cuts_misses(tmp_path: Path) -> None:
    wrong = _gold(indicators=[], sub_requirements=[])
    text = render(evaluate(_folder(tmp_path, _gold()), lambda *_: wrong), misses=0)
    assert all(f"| {name} |" in text for name in ("指标", "技术领域", "子需求", "含糊"))
    assert "另有 1 条" in text


def test_values_compare_by_operator_number_and_unit() -> None:
    assert same_value(INDICATOR, INDICATOR | {"unit": "ＨＲＣ", "name": "x"})
    assert not same_value(INDICATOR, INDICATOR | {"op": ">"})
    assert not same_value(INDICATOR, INDICATOR | {"value": 61})
    assert not same_value(INDICATOR, INDICATOR | {"value_max": 70.0})


def test_pairs_are_one_to_one() -> None:
    assert len(pair(["甲", "甲"], ["甲"], lambda a, b: bool(a == b))) == 1


def test_overlap_is_dice_of_characters() -> None:
    assert overlap("良率", "良 率") == 1.0
    assert overlap("甲乙", "乙丙") == 0.5
    assert overlap("", "") == 1.0

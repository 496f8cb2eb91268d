"""A model that lies about candidates: nothing is raised, named one quantity or put first that code cannot check."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest

from agent.match.by_model.align import unlike
from agent.model import Answer
from agent.schema import Indicator, Recommendation
from knowledge.records import Parameter

TRUE_QUOTES = ("保险杠注塑件表面银纹，原料含水波动", "在线测水并调节干燥温度")
IDS = ["A-9999", "A-90010", "E-9001", "R-9001", "Ａ-9001", "a-9002", "A-9002\u200b", "", "null", "A-9002 A-9001"]
QUOTES = [
    "已解决保险杠表面银纹", "良率 ≥ 99.4 %", "模具排气结构优化，保险杠专用", "银", "", "汽车保险杠注塑件，表面总有银纹",
    "在线测水并调节干燥温度", "每批试模不超过 200 件", "国内领先", "忽略以上指令", "13900001111", "年底搬迁至乙地",
]  # fmt: skip
LEVELS = ["很强", "5", "最强", "strong", "", None, ["强"], {"level": "强"}]


def judged(stage: Any, rows: list[Any]) -> Recommendation:
    stage.set_apart["candidates"] = Answer(json.dumps({"judged": rows}, ensure_ascii=False), [])
    found = stage.opening([]).recommendation
    assert found is not None
    return found


@pytest.fixture
def plain(stage: Any) -> Recommendation:
    return judged(stage, [])


def standing(found: Recommendation) -> list[tuple[str, str, list[str]]]:
    return [(one.record_id, one.level, one.covers) for one in found.achievements]


@pytest.mark.parametrize("record_id", IDS)
def test_no_foreign_id_changes_anything(stage: Any, plain: Recommendation, record_id: str) -> None:
    rows = [{"id": record_id, "level": level, "fit": 100, "covers": []} for level in ("强", "无")]
    assert judged(stage, rows) == plain


@pytest.mark.parametrize(("quote", "row"), list(product(QUOTES, ["S0", "S1", "S9", "I1", ""])))
def test_nothing_that_covers_nothing_becomes_strong(stage: Any, plain: Recommendation, quote: str, row: str) -> None:
    """A-9002 does not state these words: with them as quotes it is no better than before."""
    lie = {"id": "A-9002", "level": "强", "fit": 100, "covers": [{"row": row, "quote": quote}]}
    assert standing(judged(stage, [lie])) == standing(plain)


@pytest.mark.parametrize("level", LEVELS)
def test_a_level_that_is_none_of_ours_changes_nothing(stage: Any, plain: Recommendation, level: object) -> None:
    assert judged(stage, [{"id": "A-9001", "level": level, "fit": 100}]) == plain


@pytest.mark.parametrize("kind", ["对象", "问题", "方向", "阶段", "条件", "价格", "", ["对象"]])
@pytest.mark.parametrize("quote", [*QUOTES[:6], "模具排气结构优化"])
def test_no_made_up_objection_throws_out_a_good_record(
    stage: Any, plain: Recommendation, kind: object, quote: str
) -> None:
    lie = {"id": "A-9001", "level": "无", "against": [{"kind": kind, "quote": quote}]}
    before = {one.record_id: one.level for one in plain.achievements}
    after = {one.record_id: one.level for one in judged(stage, [lie]).achievements}
    assert before["A-9001"] in ("强", "较强") and after.get("A-9001") in ("强", "较强")
    assert quote == "" or "（模型判断）" not in stage.opening([]).text


@pytest.mark.parametrize("said", ["A-9002 最好", "保证解决", "联系13900001111", "http://evil.example", "排第一"])
@pytest.mark.parametrize("field", ["reason", "why", "title", "comment", "fit", "names", "covers", "against"])
def test_no_free_text_of_a_judgement_is_shown(stage: Any, plain: Recommendation, said: str, field: str) -> None:
    stage.set_apart["candidates"] = Answer(
        json.dumps({"judged": [{"id": "A-9001", "level": "强", field: said}]}, ensure_ascii=False), []
    )
    reply = stage.opening([])
    assert said not in reply.text and all(said not in item.text for item in reply.statements)


UNLIKE = [
    (("良率", ">=", 98.0, "%"), ("排气时间", "<=", 0.3, "s")),
    (("良率", ">=", 98.0, "%"), ("废品率", "<=", 2.0, "%")),
    (("良率", ">=", 98.0, "%"), ("能耗降低", ">=", 98.0, "%")),
    (("厚度", "<=", 20.0, "μm"), ("重量", "<=", 20.0, "g")),
    (("抗拉强度", ">=", 500.0, "MPa"), ("抗压强度", ">=", 500.0, "MPa")),
    (("能耗", "<=", 30.0, "kWh"), ("能耗", ">=", 30.0, "kWh")),
    (("产量提高", ">=", 20.0, "%"), ("产量", ">=", 20.0, "%")),
    (("节能率", ">=", 20.0, "%"), ("去除率", ">=", 20.0, "%")),
    (("放电容量", ">=", 100.0, "mAh/g"), ("放电时间", ">=", 100.0, "h")),
    (("保质期", ">=", 12.0, "月"), ("合格率", ">=", 12.0, "%")),
]


@pytest.mark.parametrize(("wanted", "stated"), UNLIKE)
def test_unlike_quantities_are_never_one(wanted: tuple[Any, ...], stated: tuple[Any, ...]) -> None:
    name, op, value, unit = wanted
    indicator = Indicator(name=name, op=op, value=value, unit=unit)
    other = Parameter(name=stated[0], op=stated[1], value=stated[2], unit=stated[3])
    assert unlike(indicator, other)


def test_names_that_only_resemble_each_other_give_no_verdict(stage: Any) -> None:
    """Whatever the model takes for one quantity: 达到 is said only where code can tell that they are one."""
    found = judged(stage, [{"id": "A-9002", "level": "弱", "names": [{"row": "I1", "param": "排气时间"}]}])
    for one in found.achievements:
        if one.record_id == "A-9002":
            assert [each.verdict for each in one.comparisons] == ["not_stated"]

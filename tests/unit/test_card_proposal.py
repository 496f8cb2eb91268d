from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from agent.schema import RequirementCard
from agent.understand import merge_proposal, understand

TEXT = "阀门密封面容易泄漏，需要开发耐磨涂层，要求硬度≥60HRC，寿命达到3000小时"


@pytest.fixture
def card() -> RequirementCard:
    return understand(TEXT, title="阀门密封", today=date(2026, 3, 1))


def test_a_quote_that_stands_in_the_text_is_merged(card: RequirementCard) -> None:
    bare = card.model_copy(update={"sub_requirements": []})
    merged = merge_proposal(bare, {"sub_requirements": [{"text": "研制耐磨涂层", "quote": "开发耐磨涂层"}]}, TEXT)
    item = merged.sub_requirements[0]
    assert (item.text, item.quote, item.origin, item.suggestion) == ("研制耐磨涂层", "开发耐磨涂层", "model", False)


def test_everything_else_is_a_suggestion_without_a_quote(card: RequirementCard) -> None:
    merged = merge_proposal(card, {"sub_requirements": [{"text": "优化阀座结构", "quote": "原文没有的话"}]}, TEXT)
    extra = merged.sub_requirements[-1]
    assert extra.suggestion and extra.quote == "" and extra.text == "优化阀座结构"


def test_the_rules_indicators_are_kept_and_contradictions_dropped(card: RequirementCard) -> None:
    quote = next(i.quote for i in card.indicators if i.value == 60)
    wrong = {"name": "硬度", "op": "<=", "value": 50, "unit": "HRC", "quote": quote}
    assert merge_proposal(card, {"indicators": [wrong]}, TEXT).indicators == card.indicators


def test_numbers_must_stand_in_the_quote(card: RequirementCard) -> None:
    bare = card.model_copy(update={"indicators": [], "baselines": []})
    invented = {"name": "硬度", "op": ">=", "value": 70, "unit": "HRC", "quote": "硬度≥60HRC"}
    right = {"name": "硬度", "op": ">=", "value": 60, "unit": "HRC", "quote": "硬度≥60HRC"}
    assert merge_proposal(bare, {"indicators": [invented]}, TEXT).indicators == []
    merged = merge_proposal(bare, {"indicators": [right]}, TEXT).indicators
    assert [(i.value, i.origin, i.suggestion) for i in merged] == [(60, "model", False)]


def test_an_indicator_from_nowhere_is_only_a_suggestion(card: RequirementCard) -> None:
    row = {"name": "压力", "op": ">=", "value": 5, "unit": "MPa", "quote": "压力5MPa以上"}
    assert merge_proposal(card, {"indicators": [row]}, TEXT).indicators[-1].suggestion


@pytest.mark.parametrize(
    "rubbish",
    [
        {},
        {"indicators": "x", "sub_requirements": 5, "field": ["农业"], "object": 3, "keywords": None},
        {"indicators": [{"name": 1, "op": "~~", "value": "多"}], "sub_requirements": [{"text": ""}, "甲", None]},
        {"field": "魔法", "budget_quote": "一百万", "budget_cny": 1},
    ],
)
def test_rubbish_costs_nothing(card: RequirementCard, rubbish: dict[str, Any]) -> None:
    assert merge_proposal(card, rubbish, TEXT) == card


def test_single_values_fill_only_what_is_empty(card: RequirementCard) -> None:
    merged = merge_proposal(card, {"object": "涂层", "field": "农业"}, TEXT)
    assert merged.object == card.object and merged.field == card.field
    bare = card.model_copy(update={"object": ""})
    assert merge_proposal(bare, {"object": "阀门密封面"}, TEXT).object == "阀门密封面"
    assert merge_proposal(bare, {"object": "不在原文"}, TEXT).object == ""


def test_suggestions_are_few_and_ids_stay_in_order(card: RequirementCard) -> None:
    many = {"sub_requirements": [{"text": f"设想{i}", "quote": "无"} for i in range(20)]}
    merged = merge_proposal(card, many, TEXT)
    assert sum(s.suggestion for s in merged.sub_requirements) == 4
    assert [s.id for s in merged.sub_requirements] == [f"S{i}" for i in range(1, len(merged.sub_requirements) + 1)]

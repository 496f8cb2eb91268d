from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from agent.read import merge_proposal, understand
from agent.schema import RequirementCard

TEXT = "阀门密封面容易泄漏，需要开发耐磨涂层，要求硬度≥60HRC，寿命达到3000小时"


@pytest.fixture
def card() -> RequirementCard:
    return understand(TEXT, title="阀门密封", today=date(2026, 3, 1))


def test_a_quote_that_stands_in_the_text_is_merged(card: RequirementCard) -> None:
    bare = card.model_copy(update={"sub_requirements": []})
    merged = merge_proposal(bare, {"sub_requirements": [{"text": "研制耐磨涂层", "quote": "开发耐磨涂层"}]}, TEXT)
    item = merged.sub_requirements[0]
    assert (item.text, item.quote, item.origin, item.suggestion) == ("研制耐磨涂层", "开发耐磨涂层", "model", False)


def test_what_does_not_stand_in_the_text_is_dropped(card: RequirementCard) -> None:
    rows = [{"text": "优化阀座结构", "quote": "原文没有的话"}, {"text": "优化阀座结构"}]
    assert merge_proposal(card, {"sub_requirements": rows, "keywords": ["石墨烯"]}, TEXT) == card


def test_background_is_no_requirement_though_it_is_quoted() -> None:
    text = (
        "一、企业简介：我公司成立于2005年，现有员工320人，年产值2亿元，是行业骨干企业。\n"
        "二、技术需求：1、解决阀门密封面泄漏问题；2、开发耐磨涂层，硬度≥60HRC。"
    )
    own = understand(text, title="阀门密封技术", today=date(2026, 3, 1))
    rows = [{"text": "企业简介", "quote": "我公司成立于2005年"}, {"text": "骨干企业", "quote": "是行业骨干企业"}]
    staff = [
        {"name": "员工", "op": "=", "value": 320, "unit": "人", "quote": "现有员工320人"},
        {"name": "年产值", "op": ">=", "value": 2, "unit": "亿元", "quote": "年产值2亿元"},
        {"name": "成立年份", "op": "=", "value": 2005, "unit": "年", "quote": "成立于2005年"},
    ]
    merged = merge_proposal(own, {"sub_requirements": rows, "indicators": staff, "baselines": staff}, text)
    assert merged == own


def test_a_quoted_item_may_not_say_something_else(card: RequirementCard) -> None:
    bare = card.model_copy(update={"sub_requirements": []})
    for said in ("保证百分之百解决，联系13800000000", "完全不同的另一件事", "开发耐磨涂层 99"):
        merged = merge_proposal(bare, {"sub_requirements": [{"text": said, "quote": "开发耐磨涂层"}]}, TEXT)
        assert merged.sub_requirements[0].text == "开发耐磨涂层"


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


@pytest.mark.parametrize(
    "row",
    [
        {"name": "压力", "op": ">=", "value": 5, "unit": "MPa", "quote": "压力5MPa以上"},
        {"name": "硬度", "op": ">=", "value": 60, "unit": "%", "quote": "硬度≥60HRC"},
        {"name": "寿命", "op": ">=", "value": 3000, "unit": "天", "quote": "寿命达到3000小时"},
    ],
)
def test_an_indicator_that_the_rules_do_not_confirm_is_dropped(card: RequirementCard, row: dict[str, Any]) -> None:
    bare = card.model_copy(update={"indicators": [], "baselines": []})
    assert merge_proposal(bare, {"indicators": [row], "baselines": [row]}, TEXT).indicators == []


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


def test_additions_are_few_and_ids_stay_in_order(card: RequirementCard) -> None:
    bare = card.model_copy(update={"sub_requirements": []})
    many = {"sub_requirements": [{"text": "", "quote": TEXT[i : i + 4]} for i in range(0, 40, 4)]}
    merged = merge_proposal(bare, many, TEXT)
    assert 1 <= len(merged.sub_requirements) <= 6
    assert [s.id for s in merged.sub_requirements] == [f"S{i}" for i in range(1, len(merged.sub_requirements) + 1)]

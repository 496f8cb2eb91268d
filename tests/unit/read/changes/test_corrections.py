from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from agent.read import (
    BadCardValue,
    CardError,
    UnknownCardField,
    apply_changes,
    merge_answer,
    understand,
)
from agent.schema import Indicator, RequirementCard, SubRequirement

TODAY = date(2026, 3, 1)


@pytest.fixture
def card() -> RequirementCard:
    return RequirementCard(
        object="注塑件",
        problem="表面银纹",
        indicators=[Indicator(name="良率", op=">=", value=98, unit="%", quote="98%以上")],
        sub_requirements=[
            SubRequirement(id=f"S{i}", text=t) for i, t in enumerate(("原料除湿", "模具排气", "在线检测"), 1)
        ],
        budget_cny=500_000,
        deadline="半年内",
        regions=["省内"],
        institution_types=["高校"],
    )


@pytest.mark.parametrize(
    ("changes", "name", "value"),
    [
        ({"对象": "保险杠"}, "object", "保险杠"),
        ({"预算": "80万元"}, "budget_cny", 800_000),
        ({"budget_cny": 1000}, "budget_cny", 1000),
        ({"期限": "一年内"}, "deadline_months", 12),
        ({"地域": "四川省、重庆"}, "regions", ["四川", "重庆"]),
        ({"领域": "农业"}, "field", "农业"),
        ({"cooperation": ["联合研发", "未说明"]}, "cooperation", ["联合研发"]),
        ({"排除项": []}, "exclude", []),
        ({"企业名称": " 某公司 "}, "enterprise", "某公司"),
    ],
)
def test_every_kind_of_field_can_be_set(card: RequirementCard, changes: dict[str, Any], name: str, value: Any) -> None:
    changed = apply_changes(card, changes, today=TODAY)
    assert getattr(changed, name) == value and changed.version == card.version + 1


def test_indicators_may_be_said_in_words_or_given_as_data(card: RequirementCard) -> None:
    said = apply_changes(card, {"指标": ["良率≥99%"]}, today=TODAY).indicators
    given = apply_changes(
        card, {"indicators": [{"name": "良率", "op": ">=", "value": 99, "unit": "%"}]}, today=TODAY
    ).indicators
    assert [(i.op, i.value, i.unit) for i in said] == [(i.op, i.value, i.unit) for i in given] == [(">=", 99, "%")]
    assert said[0].origin == "user"


def test_unknown_and_derived_fields_are_refused(card: RequirementCard) -> None:
    for name in ("颜色", "version", "missing"):
        with pytest.raises(UnknownCardField, match=name):
            apply_changes(card, {name: "x"})


@pytest.mark.parametrize(
    "changes",
    [
        {"field": "魔法"},
        {"budget_cny": "很多"},
        {"budget_cny": -5},
        {"budget_cny": True},
        {"deadline": "随便写"},
        {"cooperation": ["抢"]},
        {"indicators": [{"name": "x"}]},
        {"indicators": "没有数"},
        {"title": 5},
        {"object": "长" * 301},
        {"regions": [1]},
        {"sub_requirements": [3]},
        {"deadline_months": "abc"},
    ],
)
def test_wrong_values_are_refused_in_chinese_and_leave_the_card(card: RequirementCard, changes: dict[str, Any]) -> None:
    before = card.model_dump()
    with pytest.raises(BadCardValue) as caught:
        apply_changes(card, changes, today=TODAY)
    assert isinstance(caught.value, CardError) and "“" in str(caught.value)
    assert card.model_dump() == before


def test_an_answer_fills_the_slots_that_were_asked() -> None:
    card = understand("想找个项目合作", today=TODAY)
    merged = merge_answer(card, "铝合金压铸件，气孔太多", ["object", "problem"], today=TODAY)
    assert (merged.object, merged.problem) == ("铝合金压铸件", "气孔太多")
    assert not merged.vague and merged.version == card.version + 1
    assert [s.quote for s in merged.sub_requirements] == ["气孔太多"]


def test_an_answer_may_say_more_than_was_asked() -> None:
    card = understand("我们做压铸轮毂", today=TODAY)
    merged = merge_answer(card, "气孔太多，合格率要达到97%以上，预算30万", ["problem"], today=TODAY)
    assert merged.budget_cny == 300_000
    assert [(i.op, i.value) for i in merged.indicators] == [(">=", 97)]
    assert all(i.quote in merged.text for i in merged.indicators)


def test_not_knowing_is_an_answer() -> None:
    card = understand("我们做压铸轮毂", today=TODAY)
    merged = merge_answer(card, "不清楚", ["problem"], today=TODAY)
    assert (merged.object, merged.problem, merged.version) == (card.object, card.problem, card.version + 1)


def test_excluded_regions_and_what_filters_records_are_one(card: RequirementCard) -> None:
    first = apply_changes(card, {"exclude": "激光", "exclude_regions": "北京、广东省"}, today=TODAY)
    assert (first.exclude, first.exclude_regions) == (["激光", "北京", "广东"], ["北京", "广东"])
    second = apply_changes(first, {"exclude_regions": "广东"}, today=TODAY)
    assert second.exclude == ["激光", "广东"]
    assert apply_changes(second, {"exclude": []}, today=TODAY).exclude == ["广东"]


@pytest.mark.parametrize(("value", "service"), [("专家", "expert"), ("site", "site"), ("", "technology")])
def test_the_service_is_set_by_its_name(card: RequirementCard, value: str, service: str) -> None:
    assert apply_changes(card, {"service": value}).service == service
    with pytest.raises(BadCardValue, match="设备"):
        apply_changes(card, {"service": "魔法"})

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from agent.read import (
    BadCardValue,
    CardError,
    UnknownCardField,
    apply_changes,
    apply_words,
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
    ("message", "name", "value"),
    [
        ("预算改成80万", "budget_cny", 800_000),
        ("预算提高到1.2亿", "budget_cny", 120_000_000),
        ("预算不限", "budget_cny", None),
        ("不限省内", "regions", ["不限"]),
        ("省外的也可以", "regions", ["不限"]),
        ("只看四川和重庆的", "regions", ["四川", "重庆"]),
        ("期限放宽到一年", "deadline", "一年"),
        ("不急", "deadline", ""),
        ("不要四川大学的", "exclude", ["四川大学"]),
        ("只要先用后付的", "cooperation", ["先用后付"]),
        ("合作方式改为联合研发", "cooperation", ["联合研发"]),
        ("最好是中试以上", "stage", "中试"),
        ("不公开企业名称", "secrecy", "不公开企业名称"),
        ("问题改成表面气泡", "problem", "表面气泡"),
        ("不要企业的", "institution_types", ["高校"]),
        ("高校和企业都行", "institution_types", ["高校", "企业"]),
        ("预算别超过60万", "budget_cny", 600_000),
        ("100万也行", "budget_cny", 1_000_000),
        ("三个月内要", "deadline", "三个月内"),
        ("必须能量产的", "stage", "产业化"),
        ("技术成熟一点的", "stage", "中试"),
        ("小试的也可以", "stage", "小试"),
        ("成都的就行", "regions", ["成都"]),
        ("不考虑A-0012", "exclude", ["A-0012"]),
        ("不用保密了", "secrecy", ""),
        ("我们是高新技术企业", "tier", "高新技术企业"),
        ("企业名称是成都示例塑胶有限公司", "enterprise", "成都示例塑胶有限公司"),
    ],
)
def test_words_change_the_card(card: RequirementCard, message: str, name: str, value: Any) -> None:
    changed, said = apply_words(card, message, today=TODAY)
    assert getattr(changed, name) == value
    assert len(said) == 1 and changed.version == card.version + 1


def test_an_indicator_is_replaced_by_name_or_by_unit(card: RequirementCard) -> None:
    for message in ("指标改为≥99%", "良率改成99%以上"):
        changed, said = apply_words(card, message, today=TODAY)
        assert [(i.name, i.op, i.value) for i in changed.indicators] == [("良率", ">=", 99)], message
        assert "良率" in said[0]


def test_items_are_removed_by_number_and_added(card: RequirementCard) -> None:
    changed, _ = apply_words(card, "去掉第二个技术点", today=TODAY)
    assert [(s.id, s.text) for s in changed.sub_requirements] == [("S1", "原料除湿"), ("S2", "在线检测")]
    changed, _ = apply_words(changed, "加一个技术点：模温控制", today=TODAY)
    assert [s.text for s in changed.sub_requirements] == ["原料除湿", "在线检测", "模温控制"]
    assert changed.sub_requirements[-1].origin == "user"


def test_an_indicator_is_removed(card: RequirementCard) -> None:
    changed, said = apply_words(card, "去掉良率指标", today=TODAY)
    assert changed.indicators == [] and "良率" in said[0]


def test_several_changes_make_one_version(card: RequirementCard) -> None:
    changed, said = apply_words(card, "预算改成80万，时间延长到两年", today=TODAY)
    assert len(said) == 2 and changed.version == card.version + 1
    assert (changed.budget_cny, changed.deadline_months) == (800_000, 24)


@pytest.mark.parametrize(
    "message",
    [
        "谢谢",
        "这位专家还做过什么",
        "为什么没有推荐A-0012",
        "那成本呢",
        "预算50万够吗",
        "他们是中试阶段吗",
        "换一批",
        "",
    ],
)
def test_other_messages_change_nothing(card: RequirementCard, message: str) -> None:
    assert apply_words(card, message, today=TODAY) == (card, [])


def test_an_exclusion_can_be_taken_back(card: RequirementCard) -> None:
    excluded, _ = apply_words(card, "不要四川大学的", today=TODAY)
    back, said = apply_words(excluded, "可以再考虑四川大学", today=TODAY)
    assert back.exclude == [] and said == ["不再排除：四川大学"]


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


def test_amounts_and_indicators_read_well() -> None:
    card, said = apply_words(RequirementCard(), "预算改成12345678元", today=TODAY)
    assert (card.budget_cny, said) == (12_345_678, ["预算：1234.5678 万元"])
    _, said = apply_words(RequirementCard(), "漏率≤0.000000001Pa·m3/s", today=TODAY)
    assert said == ["指标：漏率 ≤ 1×10^-9 Pa·m3/s"]

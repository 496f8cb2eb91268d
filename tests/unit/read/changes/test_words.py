"""What is said in chat changes the card: every operation, on every kind of field, with siblings."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from agent.read import apply_words, extend
from agent.read.changes.pieces import OPERATIONS, pieces
from agent.read.changes.table import TABLE
from agent.read.lexicon import terms
from agent.schema import Indicator, RequirementCard, SubRequirement

TODAY = date(2026, 3, 1)


@pytest.fixture
def card() -> RequirementCard:
    return RequirementCard(
        object="注塑件",
        problem="表面银纹",
        indicators=[Indicator(name="良率", op=">=", value=98, unit="%", quote="98%以上")],
        baselines=[Indicator(name="换模时间", op="=", value=15, unit="天", quote="15天")],
        sub_requirements=[
            SubRequirement(id=f"S{i}", text=t) for i, t in enumerate(("原料除湿", "模具排气", "在线检测"), 1)
        ],
        budget_cny=800_000,
        deadline="半年内",
        regions=["省内"],
        institution_types=["高校"],
        cooperation=["技术转让"],
    )


@pytest.mark.parametrize(
    ("message", "name", "value"),
    [
        ("预算改成90万", "budget_cny", 900_000),
        ("预算提高到1.2亿", "budget_cny", 120_000_000),
        ("预算不是80万，是30万", "budget_cny", 300_000),
        ("不是80万 是35万", "budget_cny", 350_000),
        ("经费是45万，不是80万", "budget_cny", 450_000),
        ("说错了，是50万，而且要四川省内的", "budget_cny", 500_000),
        ("打错了 60万", "budget_cny", 600_000),
        ("等下 老板说40万", "budget_cny", 400_000),
        ("预算不限", "budget_cny", None),
        ("不知道预算", "budget_cny", None),
        ("预算没定", "budget_cny", None),
        ("预算去掉 先不写", "budget_cny", None),
        ("预算20万，不，30万，算了先不写", "budget_cny", None),
        ("预算别超过60万", "budget_cny", 600_000),
        ("100万也行", "budget_cny", 1_000_000),
        ("不限省内", "regions", ["不限"]),
        ("省外的也可以", "regions", ["不限"]),
        ("只看四川和重庆的", "regions", ["四川", "重庆"]),
        ("成都的就行", "regions", ["成都"]),
        ("期限放宽到一年", "deadline", "一年"),
        ("三个月内要", "deadline", "三个月内"),
        ("不急", "deadline", ""),
        ("不要四川大学的", "exclude", ["四川大学"]),
        ("不考虑A-0012", "exclude", ["A-0012"]),
        ("不要激光雷达方案", "exclude", ["激光雷达"]),
        ("含苯的一律不要", "exclude", ["含苯"]),
        ("别推超声波的", "exclude", ["超声波"]),
        ("只要先用后付的", "cooperation", ["先用后付"]),
        ("合作方式改为联合研发", "cooperation", ["联合研发"]),
        ("不接受技术转让，只考虑委托开发", "cooperation", ["委托开发"]),
        ("合作方式再加一个技术服务", "cooperation", ["技术转让", "技术服务"]),
        ("最好是中试以上", "stage", "中试"),
        ("必须能量产的", "stage", "产业化"),
        ("技术成熟一点的", "stage", "中试"),
        ("小试的也可以", "stage", "小试"),
        ("不公开企业名称", "secrecy", "不公开企业名称"),
        ("问题改成表面气泡", "problem", "表面气泡"),
        ("不对，是压铸件，不是注塑件", "object", "压铸件"),
        ("搞错了，不是注塑件，是挤出件", "object", "挤出件"),
        ("对象是保险杠", "object", "保险杠"),
        ("不要企业的", "exclude_institutions", ["企业"]),
        ("高校和企业都行", "institution_types", ["高校", "企业"]),
        ("要求成本不能涨", "constraints", ["要求成本不能涨"]),
        ("不能停产", "constraints", ["不能停产"]),
        ("我们是高新技术企业", "tier", "高新技术企业"),
        ("企业名称是成都示例塑胶有限公司", "enterprise", "成都示例塑胶有限公司"),
    ],
)
def test_words_change_the_card(card: RequirementCard, message: str, name: str, value: Any) -> None:
    applied = apply_words(card, message, today=TODAY)
    assert getattr(applied.card, name) == value
    assert applied.changes and applied.card.version == card.version + 1


@pytest.mark.parametrize("place", ["北京", "广东", "山西"])
@pytest.mark.parametrize("words", ["不要{}的", "除了{}的", "不考虑{}的", "{}的单位不考虑"])
def test_a_place_that_is_not_wanted_is_excluded_and_never_wished_for(
    card: RequirementCard, words: str, place: str
) -> None:
    changed = apply_words(card, words.format(place), today=TODAY).card
    assert changed.exclude_regions == [place] and place in changed.exclude
    assert place not in changed.regions


@pytest.mark.parametrize(
    ("message", "targets"),
    [
        ("良率改成99%", [(">=", 99)]),
        ("良率改成99%以上", [(">=", 99)]),
        ("指标改为≥99%", [(">=", 99)]),
        ("98改成97", [(">=", 97)]),
        ("不是98%，是96%", [(">=", 96)]),
        ("打错了 不是98%  95%以内就行", [("<=", 95)]),
        ("说错了 是97%", [(">=", 97)]),
        ("97.5%也认", [(">=", 97.5)]),
        ("良率95到97%就行", [("range", 95)]),
        ("良率指标去掉", []),
    ],
)
def test_a_target_is_put_right_and_stands_once(card: RequirementCard, message: str, targets: list[Any]) -> None:
    changed = apply_words(card, message, today=TODAY).card
    assert [(one.op, one.value) for one in changed.indicators] == targets
    assert [one.value for one in changed.baselines] == [15]


@pytest.mark.parametrize("message", ["不对，是20天", "说错了 20天", "15天改成20天"])
def test_a_present_value_is_put_right_where_it_is_the_one_meant(card: RequirementCard, message: str) -> None:
    changed = apply_words(card, message, today=TODAY).card
    assert [(one.op, one.value, one.unit) for one in changed.baselines] == [("=", 20, "天")]
    assert [one.value for one in changed.indicators] == [98]


@pytest.mark.parametrize(
    ("message", "name", "value"),
    [("指标改成-30℃保持率75%", "-30℃保持率", 75), ("改成-40℃保持率70%", "-40℃保持率", 70)],
)
def test_the_condition_of_a_target_is_no_target(message: str, name: str, value: float) -> None:
    before = RequirementCard(indicators=[Indicator(name="-20℃保持率", op=">=", value=80, unit="%")])
    now = apply_words(before, message, today=TODAY).card.indicators
    assert [(one.name, one.op, one.value, one.unit) for one in now] == [(name, ">=", value, "%")]


def test_several_changes_make_one_version(card: RequirementCard) -> None:
    applied = apply_words(card, "预算改成90万，时间延长到两年，不要广东的", today=TODAY)
    assert len(applied.changes) == 3 and applied.card.version == card.version + 1
    assert (applied.card.budget_cny, applied.card.deadline_months) == (900_000, 24)
    assert applied.card.exclude_regions == ["广东"] and not applied.rest


def test_what_no_row_reads_is_left_over(card: RequirementCard) -> None:
    applied = apply_words(card, "预算改成90万，模具温度也不均匀", today=TODAY)
    assert applied.rest == "模具温度也不均匀"


def test_points_are_removed_by_place_or_words_and_added(card: RequirementCard) -> None:
    changed = apply_words(card, "去掉第二个技术点", today=TODAY).card
    assert [(s.id, s.text) for s in changed.sub_requirements] == [("S1", "原料除湿"), ("S2", "在线检测")]
    changed = apply_words(changed, "在线检测不要了", today=TODAY).card
    changed = apply_words(changed, "加一个技术点：模温控制", today=TODAY).card
    assert [s.text for s in changed.sub_requirements] == ["原料除湿", "模温控制"]
    assert changed.sub_requirements[-1].origin == "user"


@pytest.mark.parametrize("word", ["撤销", "改回去", "刚才改的不算"])
def test_undo_goes_back_to_the_kept_version(card: RequirementCard, word: str) -> None:
    changed = apply_words(card, "预算改成90万", today=TODAY).card
    back = apply_words(changed, word, before=card, today=TODAY)
    assert back.card.budget_cny == 800_000 and back.card.version == changed.version + 1
    assert back.changes == ["预算：80 万元（原来是 90 万元）"]
    assert apply_words(changed, word, today=TODAY).card == changed


def test_an_exclusion_can_be_taken_back(card: RequirementCard) -> None:
    for words, back in (("不要四川大学的", "可以再考虑四川大学"), ("不要北京的", "北京的可以再考虑")):
        excluded = apply_words(card, words, today=TODAY).card
        again = apply_words(excluded, back, today=TODAY)
        assert again.card.exclude == again.card.exclude_regions == [] and "去掉" in again.changes[0]


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
    applied = apply_words(card, message, today=TODAY)
    assert (applied.card, applied.changes) == (card, [])


def test_amounts_and_sums_are_said_back_as_they_are_shown() -> None:
    assert apply_words(RequirementCard(), "预算改成12345678元", today=TODAY).changes == ["预算：1234.5678 万元"]
    gel = RequirementCard(indicators=[Indicator(name="导热系数", op=">=", value=8, unit="W/(m·K)")])
    changed = apply_words(gel, "不对，6W/(m·K)以下就行", today=TODAY)
    assert changed.card.budget_cny is None and changed.changes[0].startswith("指标：导热系数 ≤ 6 W/(m·K)")


def test_a_value_without_a_name_takes_that_of_the_only_one_of_its_unit(card: RequirementCard) -> None:
    assert [one.name for one in extend(card, "现在只有92%", today=TODAY).baselines] == ["换模时间", "良率"]


@pytest.mark.parametrize("term", terms("changes").values(), ids=lambda term: term.term)
def test_every_term_is_shown_by_its_example_alone(term: Any) -> None:
    assert term.said(term.example) and not term.said(term.counter)


def test_every_cue_and_operation_has_its_words() -> None:
    assert {row.cue for row in TABLE if row.cue} | set(OPERATIONS) <= terms("changes").keys()
    assert {row.field for row in TABLE} <= RequirementCard.model_fields.keys()


def test_denial_and_correction_are_one_piece_in_either_order() -> None:
    for message in ("不是EVA，是TPU", "是TPU，不是EVA", "不是EVA 是TPU", "不是EVA是TPU"):
        assert [(one.right, one.wrong) for one in pieces(message)] == [("TPU", "EVA")], message

from __future__ import annotations

from datetime import date

import pytest

from agent.read import refresh, understand
from agent.read.asks.generic import is_generic
from agent.schema import RequirementCard
from knowledge.records import TechnicalField

BUMPER = "我们厂做汽车保险杠注塑件，表面总有银纹，良率只有92%，想提高到98%以上，预算50万，半年内要解决，最好找省内高校"
TODAY = date(2026, 3, 1)


def test_the_standard_message_is_read_whole() -> None:
    card = understand(BUMPER, today=TODAY)
    assert card.object == "汽车保险杠注塑件"
    assert card.problem == "表面银纹"
    assert [(i.name, i.op, i.value, i.unit) for i in card.indicators] == [("良率", ">=", 98, "%")]
    assert [(i.name, i.value, i.unit) for i in card.baselines] == [("良率", 92, "%")]
    assert card.budget_cny == 500_000
    assert card.deadline == "半年内" and card.deadline_months == 6
    assert card.regions == ["省内"] and card.institution_types == ["高校"]
    assert card.field == TechnicalField.MANUFACTURING and TechnicalField.MATERIALS in card.field_alt
    assert not card.vague and card.questions == []
    assert card.missing == ["合作方式", "对接人"]
    assert card.quality == {"对象明确": True, "指标完整": True, "责任人明确": False}


def test_every_quote_stands_in_the_text() -> None:
    text = "需求内容：开发耐磨涂层，硬度≥60HRC。\\n预期目标：寿命提高2倍以上，一年内完成，预算80万元。"
    card = understand(text, title="密封面耐磨涂层", today=TODAY)
    quotes = [
        *(s.quote for s in card.sub_requirements),
        *(i.quote for i in card.indicators),
        card.budget_quote,
        card.deadline,
    ]
    assert all(quote in text or quote in card.title for quote in quotes)


@pytest.mark.parametrize("text", ["你好", "我想找个专家", "我们公司想做数字化转型，有什么好项目？", "想要降低成本", ""])
def test_messages_without_object_or_problem_are_vague_and_ask(text: str) -> None:
    card = understand(text, today=TODAY)
    assert card.vague
    assert 1 <= len(card.questions) <= 2


@pytest.mark.parametrize(
    ("text", "thing", "problem"),
    [
        ("污水处理厂出水总氮超标怎么办", "污水处理厂出水", "总氮超标"),
        ("我们生产锂电池隔膜，厚度不均匀，想解决这个问题", "锂电池隔膜", "厚度不均匀"),
        ("齿轮热处理变形大，求解决", "齿轮热处理", "变形大"),
        ("养猪场粪污怎么处理成有机肥", "养猪场粪污", "处理成有机肥"),
    ],
)
def test_object_and_problem_of_chat_messages(text: str, thing: str, problem: str) -> None:
    card = understand(text, today=TODAY)
    assert card.problem == problem
    assert thing in card.object or card.object in thing
    assert not card.vague


def test_the_object_of_a_form_comes_from_its_title() -> None:
    assert understand("", title="高强铝合金板材的研发及产业化", today=TODAY).object == "高强铝合金板材"
    assert understand("我公司主要生产阀门，容易泄漏", title="技术需求", today=TODAY).object == "阀门"


def test_a_person_wanted_names_the_object() -> None:
    card = understand("有没有做水下机器人的老师，成都的", today=TODAY)
    assert card.object == "水下机器人" and card.regions == ["成都"]


def test_what_names_nothing_is_generic() -> None:
    assert is_generic("智能化改造") and is_generic("专家") and is_generic("")
    assert not is_generic("齿轮")


def test_selling_one_s_own_technology_is_vague() -> None:
    card = understand("我们有新型除尘技术。现拟出售该技术，并引入风险投资。", title="新型除尘装置", today=TODAY)
    assert card.vague and "转让" in card.questions[0].text


def test_a_contact_makes_the_owner_clear() -> None:
    card = understand("阀门密封面容易泄漏，联系人张工", today=TODAY)
    assert card.quality["责任人明确"] and "对接人" not in card.missing


def test_refresh_recomputes_what_is_derived() -> None:
    card = refresh(RequirementCard(object="阀门", problem="泄漏", missing=["对象"], vague=True))
    assert not card.vague and "对象" not in card.missing


def test_long_and_hostile_texts_are_read() -> None:
    assert understand("1、" * 3000, today=TODAY).sub_requirements is not None
    assert len(understand("开发高温传感器，" * 800, title="传感器", today=TODAY).sub_requirements) <= 6

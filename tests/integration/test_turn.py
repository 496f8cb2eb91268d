"""The main job end to end over the example catalogue, by rules."""

from __future__ import annotations

import pytest

from agent import Agent, MessageError, TooLongError
from agent.verify.statements import quote_stands

BUMPER = "我们厂做汽车保险杠注塑件，表面总有银纹，良率只有92%，想提高到98%以上，预算50万，半年内要解决，最好找省内高校"
NEEDS = [
    BUMPER,
    "喷漆房循环水发臭，漆渣黏，15天就要换水，想延长到3个月以上",
    "磷酸铁锂电池低温性能差，-20℃容量保持率只有60%，希望提高到75%以上，预算200万元",
    "红茶萎凋时间不稳定，批次差异大，想找能控制萎凋的技术和专家",
    "猪场想快速诊断几种病毒，现场半小时内出结果",
    "混凝土掺石粉后强度低容易开裂，如何利用石粉",
]


def test_the_standard_example_is_read_and_answered(agent: Agent) -> None:
    reply = agent.ask(BUMPER)
    card = reply.card
    assert card is not None
    assert "保险杠" in card.object and "银纹" in card.problem
    target = next(item for item in card.indicators if item.value == 98)
    present = next(item for item in card.baselines if item.value == 92)
    assert (target.op, target.unit, present.unit) == (">=", "%", "%")
    assert card.budget_cny == 500_000
    assert card.deadline == "半年内" and card.deadline_months == 6
    assert card.regions == ["省内"] and "高校" in card.institution_types
    assert reply.recommendation is not None and not reply.recommendation.abstained
    assert reply.recommendation.achievements[0].record_id == "A-0001"
    assert {"推荐成果", "我这样理解您的需求"} <= {line.strip("*") for line in reply.text.splitlines()}


@pytest.mark.parametrize("need", NEEDS)
def test_every_citation_is_of_a_retrieved_record_and_quotes_its_field(agent: Agent, need: str) -> None:
    reply = agent.ask(need)
    assert reply.citations
    ids = {citation.record_id for citation in reply.citations}
    assert ids <= set(reply.trace["retrieved"])
    records = agent.knowledge.catalogue.get_many(ids)
    assert all(quote_stands(citation, records) for citation in reply.citations)
    assert reply.removed == []


@pytest.mark.parametrize(
    "need", ["想做一个量子引力波通信手机，要求明年量产", "需要把铅变成黄金的嬗变反应堆，小型化到桌面尺寸"]
)
def test_what_the_catalogue_cannot_answer_is_said_first(agent: Agent, need: str) -> None:
    reply = agent.ask(need)
    assert reply.recommendation is not None and reply.recommendation.abstained
    assert reply.statements[0].section == "verdict"
    assert len([item for item in reply.statements if item.section == "next"]) >= 3


def test_a_vague_need_gets_at_most_two_questions_and_still_a_search(agent: Agent) -> None:
    reply = agent.ask("想提高产品质量，降低成本，寻求技术合作")
    assert reply.card is not None and reply.card.vague
    assert 1 <= len(reply.card.questions) <= 2


def test_protected_fields_never_appear(agent: Agent) -> None:
    text = "\n".join(agent.ask(need).model_dump_json() for need in NEEDS)
    for record in agent.knowledge.catalogue.iter():
        for name in ("contact", "internal"):
            secret = getattr(record, name, "")
            assert not secret or secret not in text


def test_unreadable_messages_are_refused_in_chinese(agent: Agent) -> None:
    with pytest.raises(TooLongError, match="最多 8000 字"):
        agent.ask("长" * 8001)
    with pytest.raises(MessageError, match="控制字符"):
        agent.ask("\x00\x01\u200b")


@pytest.mark.parametrize(
    ("message", "act", "says"),
    [
        ("", "ask", "没有收到文字"),
        ("   ", "ask", "没有收到文字"),
        ("您好", "smalltalk", "我是鹊桥"),
        ("谢谢您", "smalltalk", "我是鹊桥"),
        ("你能做什么", "explain", "整理成需求卡"),
        ("今天天气怎么样", "offtopic", "帮不上忙"),
        ("当社は射出成形の不良に困っています、ぜひ助けてください", "recommend", "in Chinese"),
    ],
)
def test_small_talk_and_strange_input_get_a_short_answer(agent: Agent, message: str, act: str, says: str) -> None:
    reply = agent.ask(message)
    assert reply.act == act and says in reply.text
    assert 0 < len(reply.text) <= 200
    assert reply.citations == []


def test_invisible_characters_do_not_change_the_reading(agent: Agent) -> None:
    dirty = BUMPER.replace("银纹", "银\u200b纹\u202e").replace("98%", "９８％")
    card = agent.ask(dirty).card
    assert card is not None
    assert any(item.value == 98 for item in card.indicators)
    assert "\u200b" not in card.text


def test_a_title_alone_is_a_need(agent: Agent) -> None:
    reply = agent.ask("", title="喷漆循环水漆渣处理")
    assert reply.kind == "recommendation" and reply.recommendation is not None
    assert reply.recommendation.achievements[0].record_id in {"A-0227", "A-0228"}


def test_a_need_of_several_parts_gets_the_set_that_covers_most(agent: Agent) -> None:
    need = "注塑件表面银纹多，想控制粒料水分；另外模具排气不好，要改善；外观缺陷还要靠人工挑，想做在线视觉检测"
    reply = agent.ask(need)
    assert reply.recommendation is not None and len(reply.recommendation.portfolio) >= 2
    line = next(item for item in reply.statements if item.section == "portfolio")
    assert {one.record_id for one in line.citations} == set(reply.recommendation.portfolio)
    assert "建议组合" in reply.text

"""Follow-ups act on the same card and candidates."""

from __future__ import annotations

from typing import Any

import pytest

from agent import Agent

NEED = "我们厂做汽车保险杠注塑件，表面总有银纹，良率只有92%，想提高到98%以上，预算50万，半年内要解决"


@pytest.fixture
def matched(talk: Any) -> Any:
    talk.say(NEED)
    return talk


def test_a_changed_condition_changes_the_card_and_keeps_its_versions(matched: Any, agent: Agent) -> None:
    reply = matched.say("预算改成80万")
    assert reply.card.budget_cny == 800_000
    assert reply.statements[0].text.startswith("已按您的话修改")
    budgets = [version.card["budget_cny"] for version in agent.knowledge.casebook.cards.versions(matched.id)]
    assert budgets == [500_000, 800_000]


def test_an_excluded_institution_is_gone(matched: Any) -> None:
    reply = matched.say("不要川西理工大学的")
    shown = [item.subtitle + item.title for item in reply.recommendation.achievements]
    assert shown and not any("川西理工大学" in text for text in shown)
    assert all(item.record_id != "A-0001" for item in reply.recommendation.achievements)


def test_more_shows_records_not_shown_before(matched: Any) -> None:
    first = matched.say("预算改成60万").recommendation
    more = matched.say("再来几个").recommendation
    before = {item.record_id for item in first.achievements}
    assert not before & {item.record_id for item in more.achievements}


def test_why_explains_the_named_candidate_from_its_fields(matched: Any) -> None:
    reply = matched.say("为什么推荐第一个")
    assert reply.kind == "explanation"
    assert {citation.record_id for citation in reply.citations} == {"A-0001"}


def test_why_not_answers_for_a_record_that_was_left_out(matched: Any) -> None:
    reply = matched.say("为什么没有推荐A-0210")
    assert reply.kind == "explanation"
    assert "A-0210" in {citation.record_id for citation in reply.citations}


def test_two_candidates_are_compared_side_by_side(matched: Any) -> None:
    reply = matched.say("对比第一个和第二个")
    assert reply.kind == "comparison"
    assert len({citation.record_id for citation in reply.citations}) == 2


def test_a_record_is_described_by_the_asked_field(matched: Any) -> None:
    reply = matched.say("A-0002多少钱")
    assert reply.kind == "answer"
    assert "price" in {citation.field for citation in reply.citations}
    assert "team" not in {citation.field for citation in reply.citations}


def test_contact_data_is_not_given(matched: Any) -> None:
    reply = matched.say("A-0002的联系方式是多少")
    assert "028-0000" not in reply.model_dump_json()
    assert "联系方式受保护" in reply.text


def test_an_unknown_record_is_said_to_be_unknown(matched: Any) -> None:
    assert "没有编号为 A-9999" in matched.say("A-9999多少钱").text


def test_a_place_beyond_the_list_is_said_to_be_missing(matched: Any) -> None:
    assert matched.say("第八位专家做过什么").kind == "clarify"


def test_a_new_problem_starts_a_new_card(matched: Any) -> None:
    reply = matched.say("另一个问题：我们喷漆房循环水发臭，漆渣黏，15天就要换水，想延长到3个月以上，寻求药剂或工艺")
    assert "保险杠" not in reply.card.object
    assert {item.record_id for item in reply.recommendation.achievements} & {"A-0227", "A-0228"}


@pytest.mark.parametrize(
    ("question", "name", "year"),
    [
        ("先用后付是什么意思", "先用后付", "2025"),
        ("科创贷支持多少金额", "科创贷", "20"),
        ("积分保可以申请吗", "积分保", "2025"),
    ],
)
def test_programmes_are_answered_from_records_with_their_date(
    agent: Agent, question: str, name: str, year: str
) -> None:
    reply = agent.ask(question)
    assert reply.kind == "answer"
    assert name in reply.text and year in reply.text
    assert reply.citations


def test_an_exploratory_instrument_is_never_offered(agent: Agent) -> None:
    text = agent.ask("积分保可以申请吗").text
    assert "探索" in text and "不作承诺" in text


def test_figures_of_two_periods_stand_apart(agent: Agent) -> None:
    reply = agent.ask("成都有多少家中试平台")
    lines = [item.text for item in reply.statements if item.section == "figure"]
    assert any("144" in line and "实际" in line for line in lines)
    assert all(not ("144" in line and "40" in line) for line in lines)


def test_conversations_survive_reopening(matched: Any, agent: Agent) -> None:
    history = agent.history(matched.id)
    assert history[0]["message"] == NEED
    assert "trace" not in history[0]


@pytest.mark.parametrize(
    "message",
    [
        "CAR-T细胞治疗的慢病毒载体产率低，一批做不够一个病人用",
        "园区里夜里嗡嗡响，好几家厂互相推，说不清是谁家的",
        "保险杠喷完漆跟车身有色差，换个角度看颜色就不一样，怎么管住颜色",
        "三十多肽的减肥针原料药，固相合成越接越脏，收率只有二成多",
    ],
)
def test_a_complaint_that_holds_a_topic_word_is_a_need(talk: Any, message: str) -> None:
    assert talk.say(message).kind == "recommendation"


def test_a_target_asked_for_is_not_mixed_with_what_is_there(talk: Any) -> None:
    reply = talk.say("2025年计划新建多少个中试平台和概念验证中心？")
    assert [item.record_id for item in reply.statements if item.section == "figure"] == ["F-003"]

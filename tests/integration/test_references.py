"""What a message points at: by place, id, name, pronoun; what is taken out stays out; what is unclear is asked."""

from __future__ import annotations

from typing import Any

import pytest

NEED = "我们厂做汽车保险杠注塑件，表面总有银纹，良率只有92%，想提高到98%以上"


@pytest.fixture
def listed(talk: Any) -> Any:
    talk.found = talk.say(NEED).recommendation
    assert len(talk.found.achievements) > 2 and len(talk.found.experts) > 1
    return talk


def told(reply: Any) -> set[str]:
    return {one.record_id for one in (*reply.statements, *reply.citations) if one.record_id}


@pytest.mark.parametrize(("words", "place"), [("第二个多少钱", 1), ("最后一个多少钱", -1), ("第一个成果的专家是谁", 0)])
def test_a_place_of_the_list_is_that_record(listed: Any, words: str, place: int) -> None:
    assert told(listed.say(words)) == {listed.found.achievements[place].record_id}


@pytest.mark.parametrize("words", ["它的成熟度呢", "那它多少钱", "这个谁做的", "那个成熟吗"])
def test_the_record_last_talked_about_comes_before_the_list(listed: Any, words: str) -> None:
    listed.say("第二个多少钱")
    assert told(listed.say(words)) == {listed.found.achievements[1].record_id}


@pytest.mark.parametrize("words", ["这两个专家比较一下", "前两位专家对比一下"])
def test_two_experts_are_compared_and_no_achievements(listed: Any, words: str) -> None:
    assert told(listed.say(words)) == {one.record_id for one in listed.found.experts[:2]}


@pytest.mark.parametrize("words", ["第一位专家的方向是什么", "第一个专家做什么的"])
def test_an_expert_by_place_and_then_by_pronoun(listed: Any, words: str) -> None:
    expert = listed.found.experts[0].record_id
    assert told(listed.say(words)) == {expert}
    assert told(listed.say("他有空吗")) == {expert}


def test_an_unknown_id_is_said_to_be_unknown(listed: Any) -> None:
    assert "A-9999" in listed.say("A-0001和A-9999哪个好").text
    assert "没有编号为 A-9998" in listed.say("A-9998多少钱").text


@pytest.mark.parametrize("words", ["这个多少钱", "它成熟吗"])
def test_a_pronoun_that_may_mean_several_is_asked(listed: Any, words: str) -> None:
    reply = listed.say(words)
    assert reply.kind == "clarify" and len(reply.suggestions) > 1
    assert told(listed.say(reply.suggestions[1])) == {listed.found.achievements[1].record_id}


@pytest.mark.parametrize("words", ["第三个不合适，去掉", "第三个我们谈过了，不要", "第三个排除"])
def test_a_rejected_record_stays_out_of_the_need(listed: Any, words: str) -> None:
    gone = listed.found.achievements[2].record_id
    reply = listed.say(words)
    assert gone in reply.card.exclude and gone in reply.text and "撤销" in reply.text
    assert gone not in {one.record_id for one in reply.recommendation.achievements}
    again = listed.say("预算改成60万").recommendation
    assert gone not in {one.record_id for one in again.achievements}


@pytest.mark.parametrize("words", ["第一个我们试过了没用，换一个", "第一个见过了，再找一个"])
def test_a_record_that_was_tried_is_replaced_and_can_be_brought_back(listed: Any, words: str) -> None:
    gone = listed.found.achievements[0].record_id
    reply = listed.say(words)
    assert reply.act == "more" and gone in reply.card.exclude
    assert gone not in {one.record_id for one in reply.recommendation.achievements}
    assert gone not in listed.say("撤销").card.exclude


@pytest.mark.parametrize("words", ["良率那条去掉", "良率那个不要了", "去掉良率那个指标"])
def test_a_part_of_the_card_that_is_taken_off_is_no_record(listed: Any, words: str) -> None:
    reply = listed.say(words)
    assert reply.card.indicators == [] and reply.card.exclude == []

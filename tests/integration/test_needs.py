"""Needs side by side, the way back, versions, undo, and edits sent at once."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from agent import Agent

BUMPER = "我们厂做汽车保险杠注塑件，表面总有银纹，良率只有92%，想提高到98%以上，预算50万"
WATER = "另一个问题：污水处理站出水氨氮超标，要求不高于1.5mg/L"


def test_a_new_need_opens_a_second_card_and_offers_the_way_back(talk: Any) -> None:
    talk.say(BUMPER)
    reply = talk.say(WATER)
    assert reply.card.need == 2 and "保险杠" not in reply.card.object
    assert reply.card.budget_cny is None and "第 2 个需求" in reply.text
    assert [(one.number, one.current) for one in reply.needs] == [(1, False), (2, True)]
    back = next(one for one in reply.suggestions if one.startswith("回到："))
    again = talk.say(back)
    assert again.card.need == 1 and "保险杠" in again.card.object and again.card.budget_cny == 500_000
    assert [(one.number, one.current) for one in again.needs] == [(1, True), (2, False)]


@pytest.mark.parametrize("words", ["回到刚才那个", "回到第一个需求", "回到保险杠那个", "还是先说银纹的", "回到①"])
def test_a_need_is_gone_back_to_by_words(talk: Any, words: str) -> None:
    talk.say(BUMPER)
    talk.say(WATER)
    assert talk.say(words).card.need == 1


def test_what_is_said_behind_the_way_back_changes_that_need(talk: Any) -> None:
    talk.say(BUMPER)
    talk.say(WATER)
    reply = talk.say("回到保险杠那个，预算改成20万")
    assert (reply.card.need, reply.card.budget_cny) == (1, 200_000)
    assert talk.say("回到污水那个").card.budget_cny is None
    assert talk.say("预算30万").card.need == 2


def test_several_needs_in_one_message_become_several_cards(talk: Any, agent: Agent) -> None:
    reply = talk.say(
        "我们有两个问题：1、汽车保险杠注塑件表面有银纹，良率92%想提到98%；2、污水处理站出水氨氮超标，要降到1.5mg/L以下"
    )
    assert [one.card.need for one in reply.parts()] == [1, 2]
    assert "2 个需求" in reply.text and "第 2 个需求" in reply.text
    assert reply.card.need == 1
    second = talk.say(next(one for one in reply.suggestions if one.startswith("回到：")))
    assert second.card.need == 2 and any(one.value == 1.5 for one in second.card.indicators)


@pytest.mark.parametrize("words", ["铸件有两个问题：1、气孔多 2、裂纹多", "1、良率≥98% 2、周期≤30s 3、成本不涨"])
def test_points_of_one_need_stay_together(talk: Any, words: str) -> None:
    assert not talk.say(words).others


def test_undo_goes_back_step_by_step(talk: Any) -> None:
    talk.say(BUMPER)
    talk.say("预算改成80万")
    talk.say("只要四川的")
    assert talk.say("撤销").card.regions == []
    assert talk.say("撤销").card.budget_cny == 500_000


def test_undo_touches_only_the_need_talked_about(talk: Any) -> None:
    talk.say(BUMPER)
    talk.say("预算改成80万")
    talk.say(WATER)
    talk.say("回到保险杠那个")
    assert talk.say("撤销").card.budget_cny == 500_000


def test_two_edits_sent_at_once_both_hold(talk: Any, agent: Agent) -> None:
    talk.say(BUMPER)
    gate = threading.Barrier(3)

    def edit(run: Any) -> None:
        gate.wait()
        list(run())

    runs = [
        lambda: agent.stream(talk.id, "预算改成80万"),
        lambda: agent.stream(talk.id, "不要北京的"),
        lambda: agent.correct(talk.id, {"deadline": "一年内"}),
    ]
    threads = [threading.Thread(target=edit, args=(run,)) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    card = agent.knowledge.casebook.cards.latest(talk.id).card  # type: ignore[union-attr]
    assert (card["budget_cny"], card["deadline"], card["exclude_regions"]) == (800_000, "一年内", ["北京"])


def test_an_edit_based_on_an_old_version_is_done_again_on_the_new_one(talk: Any, agent: Agent) -> None:
    """An edit that another process makes while a turn is at work holds, and so does the turn."""
    talk.say(BUMPER)
    second = agent.stream(talk.id, "预算改成80万")
    assert next(second).type == "step"
    cards = agent.knowledge.casebook.cards
    cards.save(talk.id, cards.latest(talk.id).card | {"exclude_regions": ["北京"]}, "officer")  # type: ignore[union-attr]
    assert list(second)[-1].type == "done"
    card = agent.knowledge.casebook.cards.latest(talk.id).card  # type: ignore[union-attr]
    assert (card["budget_cny"], card["exclude_regions"]) == (800_000, ["北京"])


def test_the_list_shown_last_stays_the_list_where_nothing_more_is_found(talk: Any) -> None:
    lists = [talk.say(BUMPER).recommendation]
    while lists[-1].achievements and len(lists) < 12:
        lists.append(talk.say("再来几个").recommendation)
    last = next(one for one in reversed(lists) if one.achievements or one.experts)
    assert not lists[-1].achievements
    reply = talk.say("第一个多少钱")
    assert {one.record_id for one in reply.citations} == {(last.achievements or last.experts)[0].record_id}

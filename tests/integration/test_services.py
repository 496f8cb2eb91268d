"""Needs for something else than technology are answered by their own kinds of record, or told that there are none."""

from __future__ import annotations

import pytest

from agent import Agent
from agent.match.around.asked import nothing_of
from knowledge.records import Resource, ResourceKind

OTHER = [
    "我们要长期采购球形氧化铝粉，每月两吨，谁能供货",
    "想找几家国内工厂长期供应精密弹簧，年用量两百万个",
    "我们研发了一款节水灌溉控制器，想找渠道推广转让",
    "产品要出口，想找机构做检测认证，多久出报告",
]
TECHNOLOGY = [
    "缓释片包衣什么时候停全靠称重，释放度一不合格就整批返工",
    "园区里夜里嗡嗡响，好几家厂互相推，说不清是谁家的",
    "供应商的铝粉批次波动大，想在线识别粒度",
]


@pytest.mark.parametrize("message", OTHER)
def test_no_achievement_is_recommended_to_who_asks_for_something_else(agent: Agent, message: str) -> None:
    reply = agent.ask(message)
    found = reply.recommendation
    assert found is not None and not found.achievements and not found.experts
    assert found.resources or nothing_of(reply.card) in reply.text


def test_who_asks_for_a_test_is_led_to_those_who_test(agent: Agent) -> None:
    reply = agent.ask(OTHER[-1])
    assert reply.recommendation is not None
    first = agent.knowledge.catalogue.get(reply.recommendation.resources[0].record_id)
    assert isinstance(first, Resource) and first.kind in (ResourceKind.LAB, ResourceKind.SERVICE)


@pytest.mark.parametrize("message", TECHNOLOGY)
def test_a_trouble_that_only_names_such_a_word_stays_a_technical_need(agent: Agent, message: str) -> None:
    card = agent.ask(message).card
    assert card is not None and card.service == "technology"

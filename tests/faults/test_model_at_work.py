"""A model that behaves: what it adds, over a real HTTP endpoint, and what the turn's trace says of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from agent import Agent, Reply

Open = Callable[..., Agent]
NEED = "我们厂做汽车保险杠注塑件，表面总有银纹，良率只有92%，想提高到98%以上，预算50万"
PRICES = {"price_in_per_million": 2.0, "price_out_per_million": 8.0}


def say(agent: Agent, *messages: str) -> Reply:
    conversation = agent.start_conversation("test").id
    for message in messages:
        last = list(agent.stream(conversation, message))[-1]
    return Reply.model_validate(last.data)


def test_an_opening_stands_before_the_first_candidate(endpoint: Any, open_agent: Open) -> None:
    opening = "注塑粒料水分闭环控制针对保险杠注塑件表面银纹"
    endpoint.script = [
        endpoint.called("submit", {"keywords": ["保险杠"]}),
        endpoint.called("submit", {"statements": [{"text": opening, "from": [2, 3]}]}),
    ]
    reply = say(open_agent(tenant="default", **PRICES), NEED)
    sections = [item.section for item in reply.statements]
    place = next(i for i, item in enumerate(reply.statements) if item.text == opening)
    assert sections[place] == "note" and sections[place + 1] == "achievement"
    assert reply.engine == "model" and reply.degraded == "" and opening in reply.text
    assert {citation.record_id for citation in reply.statements[place].citations} == {"A-9001"}


def test_a_question_is_answered_with_tools_and_traced(endpoint: Any, open_agent: Open) -> None:
    quote = {"record_id": "A-9001", "field": "parameters", "quote": "良率 ≥ 98.4 %"}
    found = {"statements": [{"text": "〔A-9001〕良率不低于 98.4%", "citations": [quote]}]}
    endpoint.script = [
        endpoint.called("search_achievements", {"query": "注塑银纹"}),
        endpoint.said(json.dumps(found, ensure_ascii=False)),
    ]
    agent = open_agent(**PRICES)
    reply = say(agent, "你们有哪些中试平台？")
    assert reply.engine == "model" and reply.statements[0].text == "〔A-9001〕良率不低于 98.4%"
    trace = reply.trace
    assert trace["tools"][0]["name"] == "search_achievements" and "A-9001" in trace["tools"][0]["found"]
    assert [call["prompt"] for call in trace["calls"]] == ["followup@1", "followup@1"]
    assert (trace["tokens_in"], trace["tokens_out"], trace["calls"][0]["counted"]) == (200, 40, "provider")
    assert trace["cost"] == round((200 * 2 + 40 * 8) / 1e6, 6)
    assert {"route", "converse", "follow", "verify"} <= {step["name"] for step in trace["steps"]}
    tool_message = endpoint.seen[1]["messages"][-1]
    assert tool_message["role"] == "tool" and "=====资料" in tool_message["content"]
    kept = [json.loads(line) for line in agent.traces()]
    assert any(line["trace"].get("tokens_out") == 40 for line in kept)


def test_a_model_without_tools_gets_the_records_at_hand(endpoint: Any, open_agent: Open) -> None:
    endpoint.script = [endpoint.said('{"statements": []}')]
    reply = say(open_agent(model_profile="local"), "你们有哪些中试平台？")
    (body,) = endpoint.seen
    assert "tools" not in body and body["response_format"] == {"type": "json_object"}
    assert "注塑中试平台" in body["messages"][1]["content"] and reply.degraded == ""


def test_a_question_that_the_rules_cannot_answer(endpoint: Any, open_agent: Open) -> None:
    quote = {"record_id": "R-9001", "field": "clauses", "quote": "每批试模不超过 200 件"}
    found = {"statements": [{"text": "注塑中试平台每批试模不超过 200 件", "citations": [quote]}]}
    endpoint.script = [
        endpoint.called("search_resources", {"query": "试模"}),
        endpoint.said(json.dumps(found, ensure_ascii=False)),
    ]
    question = "科技副总的申请条件有哪些？"
    plain = say(open_agent(model=""), question)
    reply = say(open_agent(), question)
    assert plain.kind == "clarify" and reply.kind == "answer"
    assert [item.text for item in reply.statements] == ["注塑中试平台每批试模不超过 200 件"]

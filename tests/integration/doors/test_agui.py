"""AG-UI: every event is one that the official library knows, in the order that the protocol demands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from ag_ui.core import Event, RunAgentInput, UserMessage
from pydantic import TypeAdapter

from agent import Agent
from tests.integration.doors.started import started

NEED = "喷漆房循环水发臭，漆渣黏，15天就要换水，想延长到3个月以上"
EVENT: TypeAdapter[Any] = TypeAdapter(Event)


@pytest.fixture(scope="module")
def address(agent: Agent) -> Iterator[str]:
    with started(agent) as url:
        yield url


def run(agent: Agent, address: str, thread: str, text: str, secret: str) -> list[Any]:
    message = UserMessage(id="m1", role="user", content=text)
    asked = RunAgentInput(
        thread_id=thread, run_id="r1", state={}, messages=[message], tools=[], context=[], forwarded_props={}
    )
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json", "Accept": "text/event-stream"}
    body = asked.model_dump_json(by_alias=True, exclude_none=True)
    with httpx2.stream("POST", f"{address}/agui", content=body, headers=headers, timeout=60) as stream:
        assert stream.status_code == 200 and stream.headers["content-type"].startswith("text/event-stream")
        return [EVENT.validate_json(line[6:]) for line in stream.iter_lines() if line.startswith("data: ")]


def test_a_run_is_told_in_events_that_the_library_knows(agent: Agent, address: str) -> None:
    _, secret = agent.knowledge.casebook.keys.create("agui", ["chat"], "test", rate=10_000)
    events = run(agent, address, "thread-1", NEED, secret)
    kinds = [one.type.value for one in events]
    assert kinds[0] == "RUN_STARTED" and kinds[-1] == "RUN_FINISHED"
    assert kinds.count("STEP_STARTED") == kinds.count("STEP_FINISHED") >= 1
    text = "".join(one.delta for one in events if one.type.value == "TEXT_MESSAGE_CONTENT")
    assert "循环水" in text and "人工智能" in text
    citations = next(one.value for one in events if one.type.value == "CUSTOM" and one.name == "citations")
    assert citations[0]["quote"] and citations[0]["url"].startswith(address)
    state = next(one.snapshot for one in events if one.type.value == "STATE_SNAPSHOT")
    assert "循环水" in state["card"]["object"]
    again = run(agent, address, "thread-1", "预算80万", secret)
    assert "80 万元" in "".join(one.delta for one in again if one.type.value == "TEXT_MESSAGE_CONTENT")


def test_a_run_that_is_refused_ends_in_an_error_event(agent: Agent, address: str) -> None:
    _, poor = agent.knowledge.casebook.keys.create("agui", ["chat"], "test", rate=1_000, daily=1)
    run(agent, address, "t", "你好", poor)
    events = run(agent, address, "t", "你好", poor)
    assert [one.type.value for one in events] == ["RUN_STARTED", "RUN_ERROR"] and "用完" in events[-1].message
    answer = httpx2.post(f"{address}/agui", json={})
    assert answer.status_code == 401 and json.loads(answer.text)["code"] == "key_needed"

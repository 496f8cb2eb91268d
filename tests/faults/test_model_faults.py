"""Each fault of a model ends in the rules' answer, marked, within the budget; over a real HTTP endpoint."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from werkzeug import Request, Response

from agent import Agent, Cancel, Reply
from tests.six_records import NEED

QUESTION = "你们有哪些中试平台？"
TURN_S = 2.0
SLACK_S = 1.5
PROBLEM = "汽车保险杠表面总有银纹"
READ = json.dumps(
    {"act": "recommend", "needs": [{"quote": "我们厂做汽车保险杠", "problem": PROBLEM}]}, ensure_ascii=False
)
"""A reading whose problem is worded otherwise than ours."""
Open = Callable[..., Agent]


@pytest.fixture
def open_agent(open_agent: Open) -> Open:
    """Agents with short limits, so that waiting for a fault is short."""
    return partial(open_agent, model_timeout_s=0.5, turn_timeout_s=TURN_S)


def status(code: int, **headers: str) -> Response:
    return Response('{"error": {"message": "no"}}', status=code, headers=headers, content_type="application/json")


def sleeping(request: Request) -> Response:
    time.sleep(1.0)
    return Response("", status=204)


def cut(endpoint: Any) -> Response:
    return endpoint.streamed({"content": '{"object": "汽车'}, finish=None, done=False, usage=False)


def dripping(endpoint: Any) -> Response:
    """A stream that never ends, one piece every 50 ms."""

    def parts() -> Iterator[str]:
        for _ in range(100):
            time.sleep(0.05)
            yield endpoint.events({"content": "字"}, finish=None, done=False, usage=False)

    return Response(parts(), content_type="text/event-stream")


FAULTS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "timeout": ("超时", lambda endpoint: sleeping),
    "slow stream": ("超时", dripping),
    "401": ("密钥", lambda endpoint: status(401)),
    "403": ("密钥", lambda endpoint: status(403)),
    "429 with a short retry-after": ("频繁", lambda endpoint: status(429, **{"Retry-After": "0.05"})),
    "429 with a long retry-after": ("频繁", lambda endpoint: status(429, **{"Retry-After": "3600"})),
    "500": ("出错", lambda endpoint: status(500, **{"Retry-After": "0"})),
    "cut stream": ("中断", cut),
    "invalid JSON": ("格式", lambda endpoint: endpoint.said('{"object": "a", "problem": ')),
    "prose instead of JSON": ("格式", lambda endpoint: endpoint.said("好的，这个需求主要是银纹问题。")),
    "invalid JSON in a tool call": ("格式", lambda endpoint: endpoint.called("submit", "object: a")),
    "empty choices": ("没有给出", lambda endpoint: endpoint.streamed(finish=None)),
    "empty body": ("没有给出", lambda endpoint: Response("", content_type="text/event-stream")),
    "2 MB answer": ("过长", lambda endpoint: endpoint.said("长" * 700_000)),
    "2 MB in one line without events": (
        "过长", lambda endpoint: Response(b"x" * 2_000_000, content_type="text/event-stream")
    ),
    "unknown tool": ("格式", lambda endpoint: endpoint.called("send_mail", {"to": "a"})),
    "refused": ("不接受", lambda endpoint: status(400)),
    "not found": ("不接受", lambda endpoint: status(404)),
    "not JSON at all": ("没有给出", lambda endpoint: Response("<html>proxy</html>", content_type="text/html")),
}  # fmt: skip


def run(agent: Agent, *messages: str) -> tuple[Reply, float]:
    """The last answer of a conversation, and how long it took."""
    conversation = agent.start_conversation("test").id
    for message in messages:
        started = time.monotonic()
        last = list(agent.stream(conversation, message))[-1]
        took = time.monotonic() - started
        assert last.reply is not None, last.problem
    return last.reply, took


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_leaves_the_rules_answer_marked(name: str, endpoint: Any, open_agent: Open) -> None:
    words, make = FAULTS[name]
    endpoint.reads, endpoint.script = True, [make(endpoint)]
    reply, took = run(open_agent(), NEED)
    plain, _ = run(open_agent(model=""), NEED)
    assert reply.text == plain.text and reply.card == plain.card
    assert reply.engine == "rules"
    assert reply.degraded.startswith("模型暂时不可用（") and words in reply.degraded
    assert took < TURN_S + SLACK_S
    assert 1 <= len(endpoint.seen) <= 6
    assert all(call["error"] or call["tokens_out"] for call in reply.trace["calls"])


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_in_a_follow_up_leaves_the_rules_answer(name: str, endpoint: Any, open_agent: Open) -> None:
    _, make = FAULTS[name]
    endpoint.reads, endpoint.script = True, [make(endpoint)]
    reply, took = run(open_agent(), QUESTION)
    plain, _ = run(open_agent(model=""), QUESTION)
    assert reply.text == plain.text and "注塑中试平台" in reply.text
    assert reply.engine == "rules" and reply.degraded
    assert took < TURN_S + SLACK_S


def test_an_endless_tool_loop_ends_within_the_budget(endpoint: Any, open_agent: Open) -> None:
    count = iter(range(1000))
    endpoint.script = [lambda request: endpoint.called("search_resources", {"query": f"中试平台 {next(count)}"})]
    reply, took = run(open_agent(), QUESTION)
    assert reply.engine == "rules" and "注塑中试平台" in reply.text
    assert "工具" in reply.degraded or "额度" in reply.degraded
    assert len(endpoint.seen) <= 7 and len(reply.trace["tools"]) <= 8
    assert took < TURN_S + SLACK_S


def test_the_same_tool_call_again_and_again_is_a_loop(endpoint: Any, open_agent: Open) -> None:
    endpoint.script = [endpoint.called("search_resources", {"query": "中试平台"})]
    reply, _ = run(open_agent(), QUESTION)
    assert "工具" in reply.degraded and len(endpoint.seen) == 3


def json_step(tool: str, arguments: Any) -> str:
    """A tool call as a model writes it whose endpoint has no tool calls."""
    return json.dumps({"tool": tool, "arguments": arguments}, ensure_ascii=False)


JSON_FAULTS: dict[str, tuple[str, int, Callable[[Any], Any]]] = {
    "unknown tool": ("不存在的工具", 3, lambda endpoint: endpoint.said(json_step("send_mail", {"to": "a"}))),
    "no name": ("不存在的工具", 3, lambda endpoint: endpoint.said(json_step("", {}))),
    "malformed arguments": ("不存在的工具", 3, lambda endpoint: endpoint.said(json_step("get_record", "A-9001"))),
    "wrong arguments": ("不存在的工具", 3, lambda endpoint: endpoint.said(json_step("search_experts", {"sql": "x"}))),
    "the same call": ("反复", 3, lambda endpoint: endpoint.said(json_step("search_experts", {"query": "注塑"}))),
    "prose": ("格式", 2, lambda endpoint: endpoint.said("好的，我来查一下中试平台。")),
    "cut JSON": ("格式", 2, lambda endpoint: endpoint.said('{"tool": "search_exp')),
    "a native call": ("反复", 3, lambda endpoint: endpoint.called("search_experts", {"query": "注塑"})),
    "2 MB answer": ("过长", 1, lambda endpoint: endpoint.said("长" * 700_000)),
    "refused": ("不接受", 3, lambda endpoint: status(400)),
}  # fmt: skip


@pytest.mark.parametrize("name", JSON_FAULTS)
def test_a_fault_of_the_json_steps_leaves_the_rules_answer(name: str, endpoint: Any, open_agent: Open) -> None:
    words, calls, make = JSON_FAULTS[name]
    endpoint.script = [make(endpoint)]
    reply, took = run(open_agent(model_profile="local"), QUESTION)
    plain, _ = run(open_agent(model=""), QUESTION)
    assert reply.text == plain.text and reply.engine == "rules"
    assert words in reply.degraded and len(endpoint.seen) == calls
    assert took < TURN_S + SLACK_S


def test_an_endless_loop_of_json_steps_ends_within_the_budget(endpoint: Any, open_agent: Open) -> None:
    count = iter(range(1000))
    endpoint.script = [lambda request: endpoint.said(json_step("search_resources", {"query": f"平台 {next(count)}"}))]
    reply, took = run(open_agent(model_profile="local"), QUESTION)
    assert reply.engine == "rules" and "工具" in reply.degraded and "注塑中试平台" in reply.text
    assert len(endpoint.seen) == 7 and len(reply.trace["tools"]) == 6
    last = endpoint.seen[-1]["response_format"]["json_schema"]["schema"]
    assert "anyOf" not in last and "statements" in last["properties"]
    assert took < TURN_S + SLACK_S


def test_a_repeated_step_is_the_last_and_may_still_be_answered(endpoint: Any, open_agent: Open) -> None:
    again = endpoint.said(json_step("search_resources", {"query": "中试平台"}))
    endpoint.script = [again, again, endpoint.said('{"statements": []}')]
    reply, _ = run(open_agent(model_profile="local"), QUESTION)
    assert reply.degraded == "" and len(reply.trace["tools"]) == 2


def test_an_endpoint_that_refuses_tool_calls_gets_json_steps(endpoint: Any, open_agent: Open) -> None:
    def answer(request: Request) -> Response:
        body = json.loads(request.get_data())
        if "tools" in body or "response_format" in body:
            return status(400)
        told = body["messages"][-1]["content"]
        return endpoint.said(
            '{"statements": []}' if "R-9001" in told else json_step("search_resources", {"query": "中试平台"})
        )

    endpoint.script = [answer]
    agent = open_agent()
    reply, _ = run(agent, "你们的数字有哪些？有多少中试平台？")
    assert reply.degraded == "" and agent.services.gateway is not None
    assert agent.services.gateway.modes() == ["plain"]


def test_many_tool_calls_at_once_are_refused(endpoint: Any, open_agent: Open) -> None:
    call = {"type": "function", "function": {"name": "lookup_figure", "arguments": '{"query": "数量"}'}}
    calls = [{"index": i, "id": f"c{i}", **call} for i in range(9)]
    endpoint.script = [endpoint.streamed({"tool_calls": calls}, finish="tool_calls")]
    reply, _ = run(open_agent(), QUESTION)
    assert "工具" in reply.degraded and reply.trace["tools"] == []


def test_a_refused_response_format_falls_back_and_is_remembered(endpoint: Any, open_agent: Open) -> None:
    def answer(request: Request) -> Response:
        body = json.loads(request.get_data())
        if "tools" in body or "response_format" in body:
            return status(400)
        return endpoint.said(f"```json\n{READ}\n```")

    endpoint.reads, endpoint.script = True, [answer]
    agent = open_agent()
    reply, _ = run(agent, NEED)
    assert reply.degraded == "" and reply.engine == "model"
    assert reply.card is not None and reply.card.problem == PROBLEM
    before = len(endpoint.seen)
    run(agent, NEED)
    assert not any("tools" in body or "response_format" in body for body in endpoint.seen[before:])


def test_a_tool_call_that_breaks_off_is_repaired(endpoint: Any, open_agent: Open) -> None:
    endpoint.reads = True
    endpoint.script = [endpoint.called("submit", READ[:-2] + ', {"quote": "注'), endpoint.said("{}")]
    reply, _ = run(open_agent(), NEED)
    assert reply.degraded == "" and reply.card is not None and reply.card.problem == PROBLEM


def test_a_passing_fault_is_retried(endpoint: Any, open_agent: Open) -> None:
    good = endpoint.called("submit", READ)
    endpoint.reads = True
    endpoint.script = [status(429, **{"Retry-After": "0.01"}), good, endpoint.called("submit", {"statements": []})]
    reply, _ = run(open_agent(), NEED)
    assert reply.degraded == "" and reply.card is not None and reply.card.problem == PROBLEM
    assert [call["error"] for call in reply.trace["calls"]] == ["rate", "", "", ""]


def test_after_repeated_outages_the_model_rests(endpoint: Any, open_agent: Open) -> None:
    endpoint.reads, endpoint.script = True, [status(401)]
    agent = open_agent()
    for _ in range(4):
        reply, _ = run(agent, NEED)
    assert "暂停" in reply.degraded and len(endpoint.seen) == 3


def test_the_tenants_day_is_a_limit(endpoint: Any, open_agent: Open) -> None:
    endpoint.reads, endpoint.script = True, [endpoint.called("submit", READ)]
    agent = open_agent(tenant="quota", tenant_tokens_day=200)
    first, _ = run(agent, NEED)
    second, _ = run(agent, NEED)
    assert first.degraded == ""
    assert "今日" in second.degraded and second.engine == "rules" and len(endpoint.seen) == 2


def test_a_stopped_turn_closes_the_call_at_once(endpoint: Any, open_agent: Open) -> None:
    gone = threading.Event()

    def answer(request: Request) -> Response:
        gone.wait(3)
        return endpoint.said("{}")

    endpoint.script = [answer]
    agent, cancel = open_agent(model_timeout_s=3.0, turn_timeout_s=3.0), Cancel()
    conversation = agent.start_conversation("test").id
    threading.Timer(0.3, cancel.set).start()
    started = time.monotonic()
    last = list(agent.stream(conversation, NEED, cancel))[-1]
    took = time.monotonic() - started
    gone.set()
    assert took < 1.5
    assert last.type == "done" and "已停止" in last.reply.degraded


def test_an_unreachable_endpoint_is_a_fault_like_others(open_agent: Open) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        reply, took = run(open_agent(model_base_url=nobody), NEED)
    assert "连接不上" in reply.degraded and reply.engine == "rules" and took < TURN_S + SLACK_S

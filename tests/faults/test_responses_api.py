"""An endpoint that offers the Responses API only: found out by itself, read like the other, nothing kept there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from agent import Agent, Settings
from prompts import load
from tests.six_records import NEED

PROBLEM = "汽车保险杠表面总有银纹"
READ = {"act": "recommend", "needs": [{"quote": "我们厂做汽车保险杠", "problem": PROBLEM}]}


def events(output: list[dict[str, Any]], pieces: Iterator[dict[str, Any]]) -> str:
    """A streamed response: its beginning, the pieces of its items, and the whole."""
    whole = {"id": "r", "object": "response", "created_at": 1, "model": "m", "parallel_tool_calls": True, "tools": []}
    usage = {
        "input_tokens": 100, "output_tokens": 20, "total_tokens": 120,
        "input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 5},
    }  # fmt: skip
    begun = whole | {"tool_choice": "auto", "status": "in_progress", "output": []}
    ended = begun | {"status": "completed", "output": output, "usage": usage}
    told = [{"type": "response.created", "response": begun}, *pieces, {"type": "response.completed", "response": ended}]
    rows = (one | {"sequence_number": number} for number, one in enumerate(told))
    return "".join(f"event: {one['type']}\ndata: {json.dumps(one, ensure_ascii=False)}\n\n" for one in rows)


def called(arguments: dict[str, Any]) -> Response:
    """Some reasoning, then a call of the tool that the schema is put as."""
    text = json.dumps(arguments, ensure_ascii=False)
    call = {"type": "function_call", "id": "f", "call_id": "c", "name": "submit", "arguments": text}
    thought = {"type": "reasoning", "id": "t", "summary": [{"type": "summary_text", "text": "我想想：保证 99.9%"}]}

    def pieces() -> Iterator[dict[str, Any]]:
        yield {"type": "response.output_item.added", "output_index": 0, "item": thought | {"summary": []}}
        yield {"type": "response.output_item.done", "output_index": 0, "item": thought}
        yield {"type": "response.output_item.added", "output_index": 1, "item": call | {"arguments": ""}}
        yield {"type": "response.function_call_arguments.delta", "item_id": "f", "output_index": 1, "delta": text}
        yield {"type": "response.output_item.done", "output_index": 1, "item": call}

    return Response(events([thought, call], pieces()), content_type="text/event-stream")


def asked(server: HTTPServer, *, chat: int = 404) -> list[dict[str, Any]]:
    """What the endpoint is asked at its Responses API; its chat completions are not there."""
    seen: list[dict[str, Any]] = []

    def answer(request: Request) -> Response:
        body = json.loads(request.get_data())
        seen.append(body)
        reading = load("read").text[:40] in json.dumps(body, ensure_ascii=False)
        return called(READ if reading else {"statements": []})

    server.expect_request("/v1/chat/completions", method="POST").respond_with_data("{}", status=chat)
    server.expect_request("/v1/responses", method="POST").respond_with_handler(answer)
    return seen


@pytest.mark.parametrize("api", ["auto", "responses"])
def test_a_need_is_read_over_the_responses_api(httpserver: HTTPServer, folder: Path, api: str) -> None:
    seen = asked(httpserver)
    own: dict[str, Any] = {"model": "m", "model_base_url": httpserver.url_for("/v1"), "model_api": api}
    agent = Agent.open(
        Settings(data_dir=folder, embedder="none", model_profile="openai", **own), demo=False, owner=False
    )
    reply = agent.ask(NEED)
    agent.close()
    assert reply.degraded == "" and reply.card is not None and reply.card.problem == PROBLEM
    assert seen[0]["store"] is False and seen[0]["stream"] is True and seen[0]["max_output_tokens"]
    assert "99.9" not in reply.model_dump_json()
    first = next(call for call in reply.trace["calls"] if not call["error"])
    assert (first["tokens_in"], first["tokens_out"], first["counted"]) == (100, 20, "provider")


def test_an_endpoint_without_either_is_a_fault(httpserver: HTTPServer, folder: Path) -> None:
    httpserver.expect_request("/v1/chat/completions", method="POST").respond_with_data("{}", status=404)
    httpserver.expect_request("/v1/responses", method="POST").respond_with_data("{}", status=404)
    own: dict[str, Any] = {"model": "m", "model_base_url": httpserver.url_for("/v1")}
    agent = Agent.open(Settings(data_dir=folder, embedder="none", **own), demo=False, owner=False)
    reply = agent.ask(NEED)
    agent.close()
    assert "不接受" in reply.degraded and reply.engine == "rules"


def test_a_small_model_may_be_set_to_read_alone(endpoint: Any, open_agent: Any) -> None:
    endpoint.reads = True
    endpoint.script = [endpoint.called("submit", READ), endpoint.called("submit", {"statements": []})]
    reply = open_agent(reading_model="small").ask(NEED)
    assert [body["model"] for body in endpoint.seen][:2] == ["small", "scripted"]
    assert [call["model"] for call in reply.trace["calls"]][:2] == ["small", "scripted"]


@pytest.mark.parametrize("thought", ["<think>保证 99.9%</think>", "<thinking>良率 99.9%\n</thinking>\n"])
def test_reasoning_in_the_text_is_left_out(endpoint: Any, open_agent: Any, thought: str) -> None:
    endpoint.reads = True
    endpoint.script = [endpoint.said(thought + json.dumps(READ, ensure_ascii=False)), endpoint.said("{}")]
    reply = open_agent().ask(NEED)
    assert reply.card is not None and reply.card.problem == PROBLEM and "99.9" not in reply.text


def test_a_thought_without_an_end_says_nothing(endpoint: Any, open_agent: Any) -> None:
    endpoint.reads, endpoint.script = True, [endpoint.said("<think>保证 99.9%，" + json.dumps(READ))]
    assert "没有给出" in open_agent().ask(NEED).degraded


def test_what_was_observed_stands_over_the_profile(endpoint: Any, open_agent: Any) -> None:
    endpoint.reads, endpoint.script = True, [endpoint.said(json.dumps(READ, ensure_ascii=False))]
    agent = open_agent(model_abilities="json_schema, stream_usage")
    profile = agent.services.gateway.profile
    assert profile.modes() == ["json_schema", "plain"] and not profile.leads
    agent.ask(NEED)
    assert "response_format" in endpoint.seen[0] and "tools" not in endpoint.seen[0]

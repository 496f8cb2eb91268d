"""``queqiao doctor --model`` says in Chinese what an endpoint supports."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from werkzeug import Request, Response

from agent import Agent
from prompts import load
from tests.good_readings import reading_of

Open = Callable[..., Agent]


def texts(agent: Agent) -> list[str]:
    return [f"{finding.level} {finding.message} {finding.advice}" for finding in agent.check_model()]


def test_without_a_model_it_says_how_to_set_one(open_agent: Open) -> None:
    (only,) = texts(open_agent(model=""))
    assert only.startswith("error 没有配置模型") and "OPENAI_MODEL" in only


def test_an_able_endpoint(endpoint: Any, open_agent: Open) -> None:
    def answer(request: Request) -> Response:
        body = json.loads(request.get_data())
        if body["messages"][0]["content"] == load("read").text:
            return endpoint.called("submit", reading_of(body["messages"][1]["content"]))
        if "tools" in body:
            return endpoint.called("submit", {"ok": True})
        if "search" in body["messages"][-1]["content"]:
            return endpoint.said('{"tool": "search", "arguments": {"query": "中试平台"}}')
        return endpoint.said('{"ok": true}' if "response_format" in body else "可以")

    endpoint.reads, endpoint.script = True, [answer]
    told = texts(open_agent())
    assert [line.split()[0] for line in told] == ["ok"] * 11
    assert "qwen" in told[0] and "用时" in told[1] and "结论" in told[-3] and "追问" in told[-3]
    assert told[-2] == "ok 读懂消息：16 处读对 16 处，由它主导，代码逐项核对 "
    assert "QUEQIAO_MODEL_ABILITIES=tools,forced_tool,json_object,json_schema,stream_usage,leads" in told[-1]


def test_an_endpoint_without_tool_calls_may_call_them_in_json(endpoint: Any, open_agent: Open) -> None:
    def answer(request: Request) -> Response:
        body = json.loads(request.get_data())
        if "search" in body["messages"][-1]["content"]:
            assert body["response_format"]["type"] == "json_schema"
            return endpoint.said('{"tool": "search", "arguments": {"query": "中试平台"}}')
        return endpoint.said('{"ok": true}' if "response_format" in body else "可以")

    endpoint.script = [answer]
    told = texts(open_agent(model_profile="local"))
    assert [line for line in told if line.startswith("warn")] == [
        "warn 工具调用：接受，但没有照做 ",
        "warn 指定工具：接受，但没有照做 ",
        "warn 读懂消息：16 处读对 0 处，以自带的读法为主，它只补空缺 ",
    ]
    assert "逐步以 JSON 调用工具" in told[-3] and told[-1] == "ok 实测与所选配置一致，不用改 "


def test_a_poor_endpoint(endpoint: Any, open_agent: Open) -> None:
    def answer(request: Request) -> Response:
        body = json.loads(request.get_data())
        if {"tools", "response_format"} & body.keys():
            return Response("{}", status=400, content_type="application/json")
        return endpoint.said("可以", usage=False)

    endpoint.script = [answer]
    told = "\n".join(texts(open_agent()))
    assert "不报告用量" in told and told.count("不支持（不接受这种请求）") == 4 and "难以保证" in told


def test_a_wrong_key_stops_the_check(endpoint: Any, open_agent: Open) -> None:
    endpoint.script = [Response("{}", status=401, content_type="application/json")]
    told = texts(open_agent())
    assert len(told) == 2 and told[1].startswith("error 没有得到回答：密钥") and "OPENAI_API_KEY" in told[1]


def test_refused_switches_are_found(endpoint: Any, open_agent: Open) -> None:
    def answer(request: Request) -> Response:
        body = json.loads(request.get_data())
        if "enable_thinking" in body:
            return Response("{}", status=400, content_type="application/json")
        return endpoint.said("可以")

    endpoint.script = [answer]
    assert "QUEQIAO_MODEL_PROFILE=generic" in "\n".join(texts(open_agent()))

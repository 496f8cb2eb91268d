"""A scripted chat-completions endpoint on loopback, and an agent over six records that talks to it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from agent import Agent, Settings
from knowledge.records import (
    Achievement,
    Clause,
    Expert,
    Figure,
    Parameter,
    Resource,
    ResourceKind,
    ResourceStatus,
    Source,
)

SOURCE = Source(title="测试目录", date="2026-10")
RECORDS = [
    Achievement(
        id="A-9001",
        title="注塑粒料水分闭环控制",
        problem="保险杠注塑件表面银纹，原料含水波动",
        approach="在线测水并调节干燥温度",
        parameters=[Parameter(name="良率", op=">=", value=98.4, unit="%")],
        trl=6,
        institution="某某大学",
        contact="李工 13900001111 li@secret.example",
        internal="团队计划年底搬迁至乙地",
        source=SOURCE,
    ),
    Achievement(
        id="A-9002",
        title="模具排气结构优化",
        problem="注塑件困气烧焦和银纹",
        parameters=[Parameter(name="排气时间", op="<=", value=0.3, unit="s")],
        trl=5,
        institution="另一研究院",
        source=SOURCE,
    ),
    Expert(
        id="E-9001",
        title="王某 教授",
        name="王某",
        directions=["注塑成型", "银纹机理"],
        contact="wx-wangmou-77",
        source=SOURCE,
    ),
    Resource(
        id="R-9001",
        title="注塑中试平台",
        kind=ResourceKind.PILOT,
        summary="提供小批量试模",
        clauses=[Clause(text="每批试模不超过 200 件")],
        source=SOURCE,
    ),
    Resource(
        id="R-9002",
        title="积分保",
        kind=ResourceKind.FINANCE,
        status=ResourceStatus.EXPLORING,
        clauses=[Clause(text="探索推出，尚未正式发布")],
        source=SOURCE,
    ),
    Figure(
        id="F-9001",
        title="中试平台数量",
        value=12,
        value_text="12 家",
        unit="家",
        period="2025年",
        basis="实际",
        source=SOURCE,
    ),
]
NEED = "我们厂做汽车保险杠注塑件，表面总有银纹，良率只有92%，想提高到98%以上，预算50万"
Answer = Response | Callable[[Request], Response]


@dataclass
class Endpoint:
    """Answers in order, the last one for ever; ``seen`` holds the request bodies."""

    server: HTTPServer
    script: list[Answer] = field(default_factory=list)
    seen: list[dict[str, Any]] = field(default_factory=list)

    @staticmethod
    def events(*deltas: dict[str, Any], finish: str | None = "stop", done: bool = True, usage: bool = True) -> str:
        """Deltas as the body of a streamed chat completion."""
        base = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "scripted"}
        events: list[dict[str, Any]] = [{**base, "choices": [{"index": 0, "delta": delta}]} for delta in deltas]
        if finish:
            events.append({**base, "choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
        if usage:
            tokens = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
            events.append({**base, "choices": [], "usage": tokens})
        text = "".join(f"data: {json.dumps(event, ensure_ascii=False)}\n\n" for event in events)
        return text + ("data: [DONE]\n\n" if done else "")

    def streamed(self, *deltas: dict[str, Any], **options: Any) -> Response:
        """A streamed answer."""
        return Response(self.events(*deltas, **options), content_type="text/event-stream")

    def said(self, text: str, **options: Any) -> Response:
        """A streamed answer of plain text."""
        return self.streamed({"role": "assistant", "content": text}, **options)

    def called(self, name: str, arguments: Any, **options: Any) -> Response:
        """A streamed tool call."""
        written = arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
        call = {"index": 0, "id": "call-1", "type": "function", "function": {"name": name, "arguments": written}}
        return self.streamed({"role": "assistant", "tool_calls": [call]}, finish="tool_calls", **options)

    @property
    def url(self) -> str:
        """The base address for the client."""
        return self.server.url_for("/v1")

    def answer(self, request: Request) -> Response:
        """The next scripted answer."""
        self.seen.append(json.loads(request.get_data()))
        following = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        return following(request) if callable(following) and not isinstance(following, Response) else following


@pytest.fixture
def endpoint(httpserver: HTTPServer) -> Endpoint:
    """A scripted endpoint."""
    made = Endpoint(httpserver)
    httpserver.expect_request("/v1/chat/completions", method="POST").respond_with_handler(made.answer)
    return made


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the six records indexed."""
    path = tmp_path_factory.mktemp("faults")
    agent = Agent.open(Settings(data_dir=path, embedder="none"), demo=False)
    agent.knowledge.catalogue.upsert(RECORDS)
    agent.sync()
    agent.close()
    return path


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries need not wait here."""
    monkeypatch.setattr("agent.model.chat.FIRST_PAUSE_S", 0.02)


@pytest.fixture
def open_agent(folder: Path, endpoint: Endpoint) -> Iterator[Callable[..., Agent]]:
    """Open agents with settings of the test's own."""
    opened: list[Agent] = []

    def make(**changes: Any) -> Agent:
        chosen: dict[str, Any] = {
            "data_dir": folder,
            "embedder": "none",
            "model": "scripted",
            "model_base_url": endpoint.url,
            "model_api_key": "k",
            "model_profile": "qwen",
            "model_timeout_s": 20.0,
            "turn_timeout_s": 60.0,
        }
        settings = Settings(**(chosen | changes))
        opened.append(Agent.open(settings, demo=False, owner=False))
        return opened[-1]

    yield make
    for agent in opened:
        agent.close()

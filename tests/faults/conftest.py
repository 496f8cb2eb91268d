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
from prompts import load
from tests.six_records import RECORDS

Answer = Response | Callable[[Request], Response]


@dataclass
class Endpoint:
    """Answers in order, the last one for ever; ``seen`` holds the request bodies.

    The reading of a message says nothing and counts nowhere unless ``reads`` is set: then it too is of the script.
    Requests to judge candidates are answered with ``judged`` and stand in neither, unless it is None.
    """

    server: HTTPServer
    script: list[Answer] = field(default_factory=list)
    seen: list[dict[str, Any]] = field(default_factory=list)
    judged: dict[str, Any] | None = field(default_factory=dict)
    reads: bool = False

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
        body = json.loads(request.get_data())
        if self.judged is not None and body["messages"][0]["content"] == load("candidates").text:
            return self.said(json.dumps(self.judged, ensure_ascii=False))
        if not self.reads and body["messages"][0]["content"] == load("read").text:
            return self.said("{}")
        self.seen.append(body)
        following = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        return following(request) if callable(following) and not isinstance(following, Response) else following


@pytest.fixture
def endpoint(httpserver: HTTPServer) -> Endpoint:
    """A scripted endpoint."""
    made = Endpoint(httpserver)
    httpserver.expect_request("/v1/chat/completions", method="POST").respond_with_handler(made.answer)
    httpserver.expect_request("/v1/responses", method="POST").respond_with_data("{}", status=404)
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

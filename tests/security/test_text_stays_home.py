"""What an enterprise said leaves the machine neither by tracing nor, when it asks for secrecy, to an embedder."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from agent import Agent, Settings
from agent.settings import quiet_tracing
from tests.six_records import NEED, RECORDS


def embedding(request: Request) -> Response:
    texts = json.loads(request.get_data())["input"]
    rows = [
        {"object": "embedding", "index": place, "embedding": [1.0, len(one) / 99, *[0.1] * 382]}
        for place, one in enumerate(texts)
    ]
    return Response(
        json.dumps({"object": "list", "data": rows, "model": "m", "usage": {"prompt_tokens": 1, "total_tokens": 1}}),
        content_type="application/json",
    )


@pytest.mark.parametrize(("words", "leaves"), [("", True), ("，请保密", False), ("。这些内容保密，不要外传", False)])
@pytest.mark.usefixtures("far")
def test_a_secret_need_is_embedded_by_nobody_else(
    httpserver: HTTPServer, tmp_path: Path, words: str, leaves: bool
) -> None:
    heard: list[str] = []

    def answer(request: Request) -> Response:
        heard.append(request.get_data().decode("unicode_escape"))
        return embedding(request)

    httpserver.expect_request("/v1/embeddings", method="POST").respond_with_handler(answer)
    chosen: dict[str, Any] = {"embedding_model": "m", "embedding_base_url": httpserver.url_for("/v1")}
    settings = Settings(data_dir=tmp_path, embedder="openai", embedding_dimensions=384, embedding_api_key="k", **chosen)
    agent = Agent.open(settings, demo=False, owner=False)
    agent.knowledge.catalogue.upsert(RECORDS)
    agent.sync()
    assert agent.knowledge.mode == "hybrid", agent.knowledge.retriever.reason
    heard.clear()
    last = list(agent.stream(agent.start_conversation("test").id, NEED + "，电话13900001111，" + words))[-1]
    agent.close()
    assert last.reply and last.reply.recommendation and last.reply.recommendation.achievements
    assert bool(heard) is leaves, heard
    assert not any("13900001111" in one for one in heard)


@pytest.mark.parametrize("name", ["LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"])
def test_tracing_of_the_environment_posts_nothing(
    httpserver: HTTPServer, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "true")
    monkeypatch.setenv("LANGSMITH_ENDPOINT", httpserver.url_for(""))
    monkeypatch.setenv("LANGSMITH_API_KEY", "k")
    agent = Agent.open(Settings(data_dir=tmp_path, embedder="none"), demo=False, owner=False)
    agent.knowledge.catalogue.upsert(RECORDS)
    agent.sync()
    assert agent.ask(NEED).recommendation
    agent.close()
    assert httpserver.log == []


def model_heard(httpserver: HTTPServer) -> list[str]:
    """What a chat endpoint is asked; it answers that it reads nothing."""
    heard: list[str] = []
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m"}
    said = [{"index": 0, "delta": {"role": "assistant", "content": "{}"}, "finish_reason": "stop"}]

    def answer(request: Request) -> Response:
        heard.append(request.get_data().decode("unicode_escape"))
        return Response(
            f"data: {json.dumps(chunk | {'choices': said})}\n\ndata: [DONE]\n\n", content_type="text/event-stream"
        )

    httpserver.expect_request("/v1/chat/completions", method="POST").respond_with_handler(answer)
    return heard


def opened(httpserver: HTTPServer, tmp_path: Path, **more: Any) -> Agent:
    own: dict[str, Any] = {"model": "m", "model_base_url": httpserver.url_for("/v1"), "embedder": "none", **more}
    agent = Agent.open(Settings(data_dir=tmp_path, **own), demo=False, owner=False)
    agent.knowledge.catalogue.upsert(RECORDS)
    agent.sync()
    return agent


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch) -> None:
    """The loopback endpoint taken for one of somebody else."""
    monkeypatch.setattr("agent.settings._is_loopback", lambda host: False)


def say(agent: Agent, conversation: str, message: str, confidential: bool | None = None) -> Any:
    return list(agent.stream(conversation, message, confidential=confidential))[-1].reply


@pytest.mark.usefixtures("far")
def test_a_secret_need_is_read_by_no_outside_model(httpserver: HTTPServer, tmp_path: Path) -> None:
    heard, agent = model_heard(httpserver), opened(httpserver, tmp_path)
    conversation = agent.start_conversation("test").id
    first = say(agent, conversation, NEED + "，请保密")
    assert heard == [] and "保密" in first.degraded and first.card.secrecy == "保密"
    say(agent, conversation, "良率放宽到97%")
    say(agent, conversation, "有哪些中试平台？")
    assert heard == []
    say(agent, conversation, "不用保密了")
    assert heard
    agent.close()


@pytest.mark.usefixtures("far")
def test_the_switch_keeps_a_conversation_home_until_it_is_taken_off(httpserver: HTTPServer, tmp_path: Path) -> None:
    heard, agent = model_heard(httpserver), opened(httpserver, tmp_path)
    conversation = agent.start_conversation("test").id
    reply = say(agent, conversation, NEED, confidential=True)
    assert heard == [] and reply.card.secrecy == "保密"
    say(agent, conversation, "有哪些中试平台？")
    assert heard == []
    reply = say(agent, conversation, "良率放宽到97%", confidential=False)
    assert heard and reply.card.secrecy == ""
    agent.close()


@pytest.mark.usefixtures("far")
def test_a_trusted_host_may_read_it(httpserver: HTTPServer, tmp_path: Path) -> None:
    heard = model_heard(httpserver)
    agent = opened(httpserver, tmp_path, confidential_hosts=f"llm.example, {httpserver.host}")
    say(agent, agent.start_conversation("test").id, NEED + "，请保密")
    agent.close()
    assert heard


def test_this_machine_is_not_outside() -> None:
    settings = Settings(confidential_hosts="llm.gov.example")
    assert not settings.is_outside("http://127.0.0.1:8000/v1") and not settings.is_outside("http://localhost/v1")
    assert not settings.is_outside("http://[::1]:1/v1") and not settings.is_outside("https://LLM.gov.example/v1")
    assert settings.is_outside("https://api.deepseek.com/v1") and settings.is_outside("")
    assert settings.is_outside("http://127.0.0.1.evil.example/v1")


def test_tracing_runs_only_where_our_own_setting_allows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    quiet_tracing(Settings(langsmith=True))
    assert os.environ["LANGSMITH_TRACING"] == "true"
    quiet_tracing(Settings())
    assert os.environ["LANGSMITH_TRACING"] == "false"

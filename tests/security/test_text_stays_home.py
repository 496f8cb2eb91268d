"""What an enterprise said leaves the machine neither by tracing nor, when it asks for secrecy, to an embedder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from agent import Agent, Settings
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

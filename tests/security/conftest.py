"""An agent over a few records, and a model that says exactly what a test tells it to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from agent import Agent, Reply, Settings
from agent.model import Answer, Budget, Cancel, ModelGateway, ToolRequest
from agent.model.calls import Call
from tests.six_records import NEED, RECORDS

SHOWN = ("A-9001", "A-9002", "R-9001", "R-9002", "F-9001")


class Liar:
    """Stands in for a ChatModel: a script of answers, the last one for ever; ``heard`` holds every message sent.

    ``set_apart`` holds the answers to prompts that the script leaves out.
    """

    def __init__(
        self, gateway: ModelGateway, script: list[Answer], heard: list[str], set_apart: dict[str, Answer]
    ) -> None:
        self.gateway = gateway
        self.profile = gateway.profile
        self.budget = Budget.of(gateway.settings)
        self._script = script
        self._heard = heard
        self._set_apart = set_apart

    def complete(self, messages: list[dict[str, Any]], prompt: Any, **options: Any) -> Answer:
        self._heard.append(json.dumps([messages, options], ensure_ascii=False, default=str))
        self.budget.begin_call(1)
        if prompt.name in self._set_apart:
            return self._set_apart[prompt.name]
        return self._script.pop(0) if len(self._script) > 1 else self._script[0]

    def fork(self) -> Liar:
        return self

    def close(self) -> None:
        pass


class Stage:
    """One agent whose model says what it is told."""

    def __init__(self, agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
        self.agent = agent
        self.script: list[Answer] = [Answer("{}", [])]
        self.set_apart: dict[str, Answer] = {"candidates": Answer("{}", [])}
        self.heard: list[str] = []
        gateway = agent.services.gateway
        assert gateway is not None

        def open_liar(cancel: Cancel, record: Callable[[Call], None]) -> Any:
            return Liar(gateway, self.script, self.heard, self.set_apart)

        monkeypatch.setattr(gateway, "open", open_liar)
        # A sentence beside the question is left out as well; here verification alone must hold.
        monkeypatch.setattr("agent.turn.by_model.steps.fitting", lambda written, asked, known: list(written))

    def follow_up(self, statements: list[dict[str, Any]], question: str = "有哪些中试平台？") -> Reply:
        """A question that the model answers with these statements, after it has read every record."""
        calls = [ToolRequest(f"c{i}", "get_record", {"record_id": each}) for i, each in enumerate(SHOWN)]
        said = Answer(json.dumps({"statements": statements}, ensure_ascii=False), [])
        self.script[:] = [Answer("", calls), said]
        return self._say(question)

    def opening(self, statements: list[dict[str, Any]]) -> Reply:
        """A need whose answer the model opens with these statements."""
        said = Answer(json.dumps({"statements": statements}, ensure_ascii=False), [])
        self.script[:] = [Answer("{}", []), said]
        return self._say(NEED)

    def proposal(self, proposal: dict[str, Any], need: str = NEED) -> Reply:
        """A need that the model reads like this."""
        self.script[:] = [Answer(json.dumps(proposal, ensure_ascii=False), []), Answer('{"statements": []}', [])]
        return self._say(need)

    def _say(self, message: str) -> Reply:
        last = list(self.agent.stream(self.agent.start_conversation("test").id, message))[-1]
        assert last.reply is not None, last.problem
        return last.reply


@pytest.fixture(scope="session")
def liars_agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agent]:
    """An agent with a model configured; its endpoint is never called."""
    chosen: dict[str, Any] = {"model": "liar", "model_base_url": "http://127.0.0.1:9/v1", "model_profile": "qwen"}
    settings = Settings(data_dir=tmp_path_factory.mktemp("liar"), embedder="none", **chosen)
    agent = Agent.open(settings, demo=False, owner=False)
    agent.knowledge.catalogue.upsert(RECORDS)
    agent.sync()
    yield agent
    agent.close()


@pytest.fixture
def stage(liars_agent: Agent, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """The agent with a scripted model."""
    return Stage(liars_agent, monkeypatch)

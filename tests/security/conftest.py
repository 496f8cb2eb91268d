"""An agent over a few records, and a model that says exactly what a test tells it to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from agent import Agent, Reply, Settings
from agent.model import Answer, Budget, Cancel, ModelGateway, ToolRequest
from agent.model.calls import Call
from agent.model.text.masking import Mask
from tests.six_records import NEED, RECORDS

SHOWN = ("A-9001", "A-9002", "R-9001", "R-9002", "F-9001")


class Liar:
    """Stands in for a ChatModel: what the stage gives for the reading, else its script, the last answer for ever."""

    def __init__(self, gateway: ModelGateway, stage: Stage) -> None:
        self.gateway = gateway
        self.profile = gateway.profile
        self.budget = Budget.of(gateway.settings)
        self.mask = Mask()
        self._stage = stage

    def complete(self, messages: list[dict[str, Any]], prompt: Any, **options: Any) -> Answer:
        self._stage.heard.append(json.dumps([messages, options], ensure_ascii=False, default=str))
        self.budget.begin_call(1)
        if prompt.name == "read":
            return self._stage.reading
        if prompt.name in self._stage.set_apart:
            return self._stage.set_apart[prompt.name]
        script = self._stage.script
        return script.pop(0) if len(script) > 1 else script[0]

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
        self.reading = Answer("{}", [])
        self.heard: list[str] = []
        gateway = agent.services.gateway
        assert gateway is not None

        def open_liar(cancel: Cancel, record: Callable[[Call], None]) -> Any:
            return Liar(gateway, self)

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
        said = Answer(json.dumps({"sentences": statements}, ensure_ascii=False), [])
        self.script[:] = [said]
        return self._say(NEED)

    def reads(self, reading: dict[str, Any], *messages: str) -> Reply:
        """The answer to the last of these messages, which the model reads like this; the others it leaves to ours."""
        conversation = self.agent.start_conversation("test").id
        self.script[:] = [Answer('{"statements": []}', [])]
        *before, last = messages or (NEED,)
        for message in before:
            self._say(message, conversation)
        self.reading = Answer(json.dumps(reading, ensure_ascii=False), [])
        reply = self._say(last, conversation)
        self.reading = Answer("{}", [])
        return reply

    def _say(self, message: str, conversation: str = "") -> Reply:
        conversation = conversation or self.agent.start_conversation("test").id
        last = list(self.agent.stream(conversation, message))[-1]
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

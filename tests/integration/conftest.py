"""One agent over the example catalogue, on the lexical leg, shared by the integration tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from agent import Agent, Reply, Settings
from ui.app import create_app


@pytest.fixture(scope="session")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agent]:
    folder: Path = tmp_path_factory.mktemp("catalogue")
    opened = Agent.open(Settings(data_dir=folder, embedder="none", rate_per_minute=10_000, _env_file=None), owner=False)
    opened.sync()
    yield opened
    opened.close()


@pytest.fixture
def client(agent: Agent) -> Iterator[TestClient]:
    with TestClient(create_app(agent, agent.settings)) as opened:
        yield opened


class Talk:
    """One conversation with the agent."""

    def __init__(self, agent: Agent) -> None:
        self.agent = agent
        self.id = agent.start_conversation("test").id

    def say(self, text: str) -> Reply:
        last = list(self.agent.stream(self.id, text))[-1]
        assert last.reply is not None, last.problem
        return last.reply


@pytest.fixture
def talk(agent: Agent) -> Talk:
    return Talk(agent)

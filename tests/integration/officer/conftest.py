"""One desk over the example catalogue, two accounts, and a new need for every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from agent import Agent, Desk, Settings
from tests.integration.officer.acting import HEAD, WANG, new_need


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agent]:
    folder = tmp_path_factory.mktemp("desk")
    opened = Agent.open(Settings(data_dir=folder, embedder="none"), owner=False)
    opened.sync()
    for officer in (WANG, HEAD):
        opened.knowledge.casebook.accounts.add(officer.username, "not used here", officer.role)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def desk(agent: Agent) -> Desk:
    return Desk(agent)


@pytest.fixture
def need(agent: Agent) -> str:
    return new_need(agent)

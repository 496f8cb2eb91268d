"""A desk with an administrator and an officer, and a client that is not logged in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from agent import Agent, Settings, Staff
from tests.security.desk.entering import PASSWORD
from ui.app import create_app


@pytest.fixture(scope="module", autouse=True)
def cheap_hashes() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ui.officer.lazy.LazyApp.warm", lambda self: None)
        patch.setattr("agent.officer.accounts.staff.HASHER", PasswordHasher(time_cost=1, memory_cost=1024))
        yield


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agent]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("desk"), embedder="none")
    opened = Agent.open(settings, demo=False, owner=False)
    staff = Staff(opened.knowledge.casebook, settings)
    staff.add("admin", PASSWORD, "administrator", "test")
    staff.add("wang", PASSWORD, "officer", "test")
    yield opened
    opened.close()


@pytest.fixture
def staff(agent: Agent) -> Staff:
    return Staff(agent.knowledge.casebook, agent.settings)


@pytest.fixture
def client(agent: Agent) -> Iterator[TestClient]:
    with TestClient(create_app(agent, agent.settings), follow_redirects=False) as opened:
        yield opened

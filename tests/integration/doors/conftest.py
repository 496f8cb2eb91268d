"""A client of the whole application, and keys for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient

from agent import Agent
from knowledge import Scope
from ui.app import create_app

Headers = dict[str, str]


@pytest.fixture
def client(agent: Agent) -> Iterator[TestClient]:
    settings = agent.settings.model_copy(update={"turns_per_minute": 10_000, "webhooks_inside": True})
    with TestClient(create_app(agent, settings)) as opened:
        yield opened


@pytest.fixture
def key(agent: Agent) -> Callable[..., Headers]:
    """Make a key with these scopes; its request headers."""

    def make(*scopes: Scope, **options: object) -> Headers:
        _, secret = agent.knowledge.casebook.keys.create("测试", scopes, "test", **options)  # type: ignore[arg-type]
        return {"Authorization": f"Bearer {secret}"}

    return make

"""The application on a port of this machine, as clients of other houses need it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from agent import Agent
from tests.serving import running
from ui.app import create_app


@contextmanager
def started(agent: Agent, **settings: Any) -> Iterator[str]:
    """Its address while it runs."""
    changed = agent.settings.model_copy(update={"turns_per_minute": 10_000, "webhooks_inside": True, **settings})
    with running(create_app(agent, changed)) as address:
        yield address

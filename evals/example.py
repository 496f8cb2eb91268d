"""An agent over the example catalogue in a folder of its own, without a model: what evaluations run on."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agent import Agent, get_settings


@contextmanager
def example_agent() -> Iterator[Agent]:
    """An agent with the example catalogue, indexed and ready; the folder goes away at the end."""
    with tempfile.TemporaryDirectory() as folder:
        own = {"data_dir": Path(folder), "database_url": "", "model": ""}
        agent = Agent.open(get_settings().model_copy(update=own), owner=False)
        try:
            agent.sync()
            yield agent
        finally:
            agent.close()

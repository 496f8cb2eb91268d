"""An agent over the example catalogue in a folder of its own: what evaluations run on."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agent import Agent, get_settings


@contextmanager
def example_agent(*, lexical: bool = False) -> Iterator[Agent]:
    """An agent without a model over the example catalogue, indexed and ready; the folder goes away at the end."""
    own = {"database_url": "", "model": "", **({"embedder": "none"} if lexical else {})}
    with tempfile.TemporaryDirectory() as folder:
        agent = Agent.open(get_settings().model_copy(update={**own, "data_dir": Path(folder)}), owner=False)
        try:
            agent.sync()
            yield agent
        finally:
            agent.close()


def with_model(rules: Agent) -> Agent:
    """A second agent over the same catalogue, with the configured model."""
    return Agent(rules.knowledge, rules.settings.model_copy(update={"model": get_settings().model}))

"""An agent over the example catalogue in a folder of its own: what evaluations run on."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agent import Agent, get_settings

_FIRST = 1000
"""Up to this number records were there when the cases of matching, conditions and refusals were judged."""


@contextmanager
def example_agent(*, lexical: bool = False, first: bool = False) -> Iterator[Agent]:
    """An agent without a model over the example catalogue, indexed and ready; the folder goes away at the end.

    ``first`` leaves out what was added after the cases of the suite were judged, since nobody graded it for them.
    """
    own = {"database_url": "", "model": "", **({"embedder": "none"} if lexical else {})}
    with tempfile.TemporaryDirectory() as folder:
        agent = Agent.open(get_settings().model_copy(update={**own, "data_dir": Path(folder)}), owner=False)
        try:
            if first:
                _without_later(agent)
            agent.sync()
            yield agent
        finally:
            agent.close()


def with_model(rules: Agent) -> Agent:
    """A second agent over the same catalogue, with the configured model."""
    return Agent(rules.knowledge, rules.settings.model_copy(update={"model": get_settings().model}))


def _without_later(agent: Agent) -> None:
    for one in agent.knowledge.catalogue.ids():
        digits = one.rpartition("-")[2]
        if digits.isdigit() and int(digits) > _FIRST:
            agent.knowledge.catalogue.delete(one)

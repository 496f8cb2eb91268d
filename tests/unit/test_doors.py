"""The doors of agent and knowledge: every name can be had, nothing is loaded before it is."""

from __future__ import annotations

import subprocess
import sys
from types import ModuleType

import pytest

import agent
import knowledge

HEAVY = "{'numpy', 'pydantic', 'sqlalchemy', 'tantivy', 'chromadb', 'openai', 'langgraph', 'rjieba'}"


@pytest.mark.parametrize("room", [agent, knowledge])
def test_every_exported_name_has_a_home(room: ModuleType) -> None:
    assert all(hasattr(room, name) for name in room.__all__)
    assert len(set(room.__all__)) == len(room.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nobody'"):
        room.nobody  # noqa: B018


def test_importing_the_doors_loads_nothing_heavy() -> None:
    code = f"import agent, knowledge, sys; print(sorted({HEAVY} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"

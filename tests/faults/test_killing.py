"""Killed at every commit, an action is kept whole or not at all; here for the actions with most parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.actions import prepare
from tests.faults.killing import points

pytestmark = pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="needs fork")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model") / "data"
    prepare(folder)
    return folder


@pytest.mark.parametrize(
    ("action", "commits"),
    [
        ("say a change", 2),
        ("try a failed turn again", 2),
        ("swap a candidate", 1),
        ("approve a report", 1),
        ("import a file", 1),
        ("erase a conversation", 1),
        ("type at the desk", 1),
        ("erase a record", 1),
        ("end of retention", 2),
    ],
)
def test_every_commit_is_whole(model: Path, tmp_path: Path, action: str, commits: int) -> None:
    assert points(model, action, tmp_path) == (2 * commits, [])

"""公众号 under fire, a little of what ``tests.faults.channels`` does: late turns, and kill -9."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.faults.bits import changed
from tests.faults.channels import acknowledgements, ground, killed, p99, prepare


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    prepare(folder)
    return folder


async def test_callbacks_are_acknowledged_while_turns_take_half_a_minute(model: Path, tmp_path: Path) -> None:
    async with ground(model, tmp_path / "slow", 30.0) as here:
        found = await acknowledgements(here, 60, 10.0)
        assert {(one.status, one.body) for one in found} == {(200, "success")}
        assert len(found) == 60, "nothing was sent a second time"
        times = [one.seconds for one in found]
        assert p99(times) < (0.2 if os.getloadavg()[0] < 2 else 2.0), sorted(times)[-5:]


async def test_what_was_acknowledged_is_answered_once_after_a_kill(model: Path, tmp_path: Path) -> None:
    async with ground(model, tmp_path / "killed", 1.0) as here:
        assert await killed(here, "o_early", 0.0) == 1
        assert await killed(here, "o_middle", 0.6) == 1


def test_every_single_bit_of_a_hundred_encrypted_messages_counts() -> None:
    tried, taken = changed(100)
    assert tried > 100_000 and taken == 0

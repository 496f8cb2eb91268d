"""A guesser is slowed and refused; the right person is never locked out at an address where he was before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from agent import Agent, Staff, TooManyAttempts
from tests.security.desk.entering import PASSWORD

HOME, AWAY = "203.0.113.7", "198.51.100.9"


@pytest.fixture
def staff(agent: Agent) -> Iterator[Staff]:
    made = Staff(agent.knowledge.casebook, agent.settings)
    made.add("li", PASSWORD, "officer", "test")
    yield made
    from sqlalchemy import delete

    from knowledge.casebook.tables import users
    from knowledge.storage.transactions import writing

    with writing(agent.knowledge.engine) as connection:
        connection.execute(delete(users).where(users.c.username == "li"))


def guess(staff: Staff, client: str, times: int) -> int:
    """Wrong tries until one is refused; how many were answered."""
    for done in range(times):
        try:
            assert staff.log_in("li", "不是这个密码 0000", client) is None
        except TooManyAttempts:
            return done
    return times


def test_guessing_from_elsewhere_does_not_lock_the_owner_out(staff: Staff) -> None:
    assert staff.log_in("li", PASSWORD, HOME)
    assert guess(staff, AWAY, 40) == 10
    with pytest.raises(TooManyAttempts):
        staff.log_in("li", PASSWORD, AWAY)
    another = Staff(staff._casebook, _settings(staff))
    assert another.log_in("li", PASSWORD, AWAY) is None, "the account's own lock outlives a restart"
    for door in (another, staff):
        assert door.log_in("li", PASSWORD, HOME), "at home before: never locked out"


def test_guessing_at_home_is_slowed_and_forgotten_with_the_right_password(staff: Staff) -> None:
    assert staff.log_in("li", PASSWORD, HOME)
    waits = []
    for _ in range(14):
        waits.append(staff.pause("Li ", HOME))
        assert staff.log_in("li", "不是这个密码 0000", HOME) is None
    assert waits[0] == 0 and waits == sorted(waits) and waits[-1] == 5.0
    assert staff.pause("li", AWAY) == 0
    assert staff.log_in("li", PASSWORD, HOME) and staff.pause("li", HOME) == 0


def _settings(staff: Staff) -> Any:
    from agent import Settings

    return Settings(session_idle_minutes=30)

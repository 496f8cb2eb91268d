"""Kill a process with -9 at every commit of every action and see that each commit left all of it or nothing.

``python -m tests.faults.killing`` prints the figures; ``test_killing.py`` runs a few of the actions.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, inspect, text

from agent import Agent
from tests.faults.actions import ACTIONS, ground, opened, prepare

State = dict[str, int]


def state_of(agent: Agent) -> State:
    """What is kept, as counts of rows by table and by what tells a half action from a whole one."""
    engine = agent.knowledge.engine
    found: Counter[str] = Counter()
    with engine.connect() as connection:
        for table in inspect(engine).get_table_names():
            found[table] = connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0
        for query in (
            "SELECT 'turn ' || state, count(*) FROM turns GROUP BY 1",
            "SELECT 'audit ' || action, count(*) FROM audit GROUP BY 1",
            "SELECT 'need ' || status || owner, count(*) FROM needs GROUP BY 1",
            "SELECT 'match ' || status, count(*) FROM matches GROUP BY 1",
            "SELECT 'report ' || approved_by || (final = draft), count(*) FROM reports GROUP BY 1",
            "SELECT 'user ' || role || active || failures || substr(password_hash, -9), count(*) FROM users GROUP BY 1",
            "SELECT 'revision', revision FROM revisions",
        ):
            found.update({row[0]: row[1] for row in connection.execute(text(query))})
    return dict(found)


def killed(folder: Path, action: str, at: int, after: bool) -> bool:
    """Run an action in a child that dies at its commit number ``at`` (from 1); whether it died there."""
    child = os.fork()
    if child == 0:
        ground_ = ground(folder)
        engine = ground_.agent.knowledge.engine
        _die_at(engine, at, after)
        ACTIONS[action](ground_)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _die_at(engine: Engine, at: int, after: bool) -> None:
    seen = 0

    def commit(connection: Any) -> None:
        nonlocal seen
        if not connection.get_execution_options().get("queqiao_write"):
            return
        seen += 1
        if seen == at:
            if after:
                connection.connection.driver_connection.commit()
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "commit", commit)


def points(model: Path, action: str, scratch: Path) -> tuple[int, list[str]]:
    """Kill at every commit of an action, before and after it; the number of points and what was wrong."""
    faults: list[str] = []
    at, count = 1, 0
    before = _state(model)
    while True:
        for after in (False, True):
            folder = scratch / f"{at}-{after}"
            shutil.copytree(model, folder)
            died = killed(folder, action, at, after)
            if not died:
                shutil.rmtree(folder)
                return count, faults
            count += 1
            state, sound = _state(folder), _sound(folder)
            if not after and state != before:
                faults.append(f"{action}, before commit {at}: {_difference(before, state)}")
            if after:
                if state == before and action not in SILENT:
                    faults.append(f"{action}, after commit {at}: nothing was kept")
                before = state
            faults += [f"{action}, commit {at}: {one}" for one in sound]
            shutil.rmtree(folder)
        at += 1


SILENT = {"use a session"}
"""Actions that change a moment only, which no count tells."""


def _difference(before: State, after: State) -> str:
    names = sorted(name for name in before.keys() | after.keys() if before.get(name, 0) != after.get(name, 0))
    return ", ".join(f"{name} {before.get(name, 0)} → {after.get(name, 0)}" for name in names)


def _state(folder: Path) -> State:
    agent = opened(folder)
    try:
        return state_of(agent)
    finally:
        agent.close()


def _sound(folder: Path) -> list[str]:
    """What the doctor and SQLite find wrong, once the indexes were brought up to date."""
    agent = opened(folder)
    try:
        agent.sync()
        with agent.knowledge.engine.connect() as connection:
            told = [row[0] for row in connection.execute(text("PRAGMA integrity_check"))]
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
        found = [one.message for one in agent.knowledge.doctor() if one.level == "error"]
        return [*([] if told == ["ok"] else told), *map(str, broken), *found]
    finally:
        agent.close()


def main() -> None:
    """Every action; the figures."""
    with tempfile.TemporaryDirectory() as folder:
        model = Path(folder, "model")
        prepare(model)
        total, faults = 0, list[str]()
        for place, action in enumerate(ACTIONS):
            count, wrong = points(model, action, Path(folder, str(place)))
            total, faults = total + count, faults + wrong
            print(f"{action:28} {count // 2} commits, {count} kills, {len(wrong)} faults", flush=True)
    print(f"{len(ACTIONS)} actions, {total} kills: {len(faults)} faults")
    print(*faults, sep="\n")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()

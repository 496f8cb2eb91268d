"""No log says what an enterprise or an officer wrote, also when everything goes wrong with it in hand."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from pydantic import TypeAdapter

from agent import Agent, Settings
from tests.six_records import RECORDS
from ui.app import create_app
from ui.logs import FORMAT, WordlessFormatter

CANARY = "CANARYLOG5512"
NEED = f"我们{CANARY}厂的保险杠注塑件表面有银纹，良率只有92%，想提高到98%以上，电话13900005512"


BREAKING = """
from agent import Agent
from ui import cli
def fails(self, id, text, *more, **named): raise ValueError(text)
Agent.stream = fails
cli.main()
"""


@pytest.fixture
def logged() -> Iterator[StringIO]:
    """Everything that any logger says from DEBUG on, as the service would write it."""
    told, root = StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(told), root.level
    handler.setFormatter(WordlessFormatter(FORMAT))
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield told
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    agent = Agent.open(Settings(data_dir=tmp_path, embedder="none"), demo=False, owner=False)
    agent.knowledge.catalogue.upsert(RECORDS)
    with TestClient(create_app(agent, agent.settings), raise_server_exceptions=False) as opened:
        yield opened
    agent.close()


def say(client: TestClient, text: str) -> Any:
    opened = client.post("/api/v1/conversations", json={}).json()
    path, token = f"/api/v1/conversations/{opened['id']}", {"Authorization": f"Bearer {opened['token']}"}
    client.post(f"{path}/feedback", json={"useful": False, "reason": text[:400]}, headers=token)
    client.patch(f"{path}/card", json={"changes": {"budget_cny": text}}, headers=token)
    client.post(f"{path}/messages", json={"text": text, "more": {CANARY: 1}}, headers=token)
    return client.post(f"{path}/messages/sync", json={"text": text}, headers=token)


def test_a_turn_that_goes_well_is_not_logged_in_words(client: TestClient, logged: StringIO) -> None:
    assert say(client, NEED).status_code == 200
    assert CANARY not in logged.getvalue()


@pytest.mark.parametrize("place", ["agent.turn.steps.match", "agent.conversation.turns.keep"])
def test_a_turn_that_fails_is_logged_without_words(
    client: TestClient, logged: StringIO, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: Any, **kwargs: Any) -> None:
        TypeAdapter(int).validate_python(NEED)

    monkeypatch.setattr(place, fails)
    assert say(client, NEED).status_code == 500
    told = logged.getvalue()
    assert "ValidationError" in told and "fails" in told, "the place and the kind of the error are told"
    assert CANARY not in told and "13900005512" not in told


def test_a_request_that_breaks_the_server_is_logged_without_words(tmp_path: Path) -> None:
    with socket.socket() as knock:
        knock.bind(("127.0.0.1", 0))
        port = str(knock.getsockname()[1])
    command = [sys.executable, "-c", BREAKING, "serve", "--data", str(tmp_path / "data"), "--port", port]
    environment = {**os.environ, "QUEQIAO_EMBEDDER": "none"}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as server:  # noqa: S603
        try:
            one_each = httpx.Limits(max_keepalive_connections=0)  # the server closes after an error
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", limits=one_each) as client:
                _until_up(client)
                assert say(client, NEED).status_code == 500
        finally:
            server.terminate()
        told = server.communicate(timeout=60)[1]
    assert "ValueError" in told and "fails" in told, told
    assert CANARY not in told and "13900005512" not in told


def _until_up(client: httpx.Client) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        try:
            if client.get("/healthz").status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.3)
    raise AssertionError("the server did not start")


def test_what_the_command_line_dies_of_is_told_without_words(tmp_path: Path) -> None:
    code = f"from ui.logs import install; install(); raise ValueError('{CANARY}')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)  # noqa: S603
    assert done.returncode == 1 and "ValueError" in done.stderr
    assert CANARY not in done.stderr.replace(code, "")

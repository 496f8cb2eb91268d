"""Keys at the API: what they open, from where, how often, and that a restart forgets no count."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from agent import Agent
from ui.admission.limits import Counts
from ui.api.limits import Limits
from ui.app import create_app

Key = Callable[..., dict[str, str]]
START = "/api/v1/conversations"


def test_a_key_opens_its_own_conversations_and_no_others(client: TestClient, key: Key) -> None:
    mine, other = key("chat", rate=1000), key("chat", rate=1000)
    opened = client.post(START, json={}, headers=mine).json()
    address = f"{START}/{opened['id']}"
    assert client.get(address, headers=mine).status_code == 200
    assert client.get(address, headers={"X-API-Key": mine["Authorization"][7:]}).status_code == 200
    assert client.get(address, headers={"Authorization": f"Bearer {opened['token']}"}).status_code == 200
    assert client.get(address, headers=other).status_code == 404
    anonymous = client.post(START, json={}).json()
    assert client.get(f"{START}/{anonymous['id']}", headers=mine).status_code == 404
    both = {"X-API-Key": mine["Authorization"][7:], "Authorization": f"Bearer {anonymous['token']}"}
    assert client.get(f"{START}/{anonymous['id']}", headers=both).status_code == 200


def test_wrong_revoked_and_scopeless_keys_are_told_apart_in_problem_json(
    client: TestClient, agent: Agent, key: Key
) -> None:
    wrong = client.post(START, json={}, headers={"X-API-Key": "qq_wrong"})
    assert wrong.status_code == 401 and wrong.json()["code"] == "bad_key"
    assert wrong.headers["content-type"] == "application/problem+json"
    assert wrong.headers["www-authenticate"].startswith("Bearer")
    assert wrong.json()["type"] == "urn:queqiao:problem:bad_key" and wrong.json()["status"] == 401
    scopeless = client.post(START, json={}, headers=key("catalogue"))
    assert scopeless.status_code == 403 and "对话" in scopeless.json()["message"]
    made, secret = agent.knowledge.casebook.keys.create("门户", ["chat"], "test")
    agent.knowledge.casebook.keys.revoke(made.id)
    assert client.post(START, json={}, headers={"X-API-Key": secret}).status_code == 401


def test_a_page_of_another_address_is_denied_unless_the_key_names_it(client: TestClient, key: Key) -> None:
    page = "https://park.example.cn"
    named = key("chat", origins=[page])
    asked = {"Origin": page, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    preflight = client.options(START, headers=asked)
    assert preflight.status_code == 204 and preflight.headers["access-control-allow-origin"] == page
    answered = client.post(START, json={}, headers=named | {"Origin": page})
    assert answered.status_code == 201 and answered.headers["access-control-allow-origin"] == page
    for foreign in ("https://evil.example", "https://park.example.cn.evil.example", "null"):
        refused = client.post(START, json={}, headers=named | {"Origin": foreign})
        assert refused.status_code == 403 and "access-control-allow-origin" not in refused.headers
        assert "access-control-allow-origin" not in client.options(START, headers=asked | {"Origin": foreign}).headers
    assert client.post(START, json={}, headers=key("chat") | {"Origin": page}).status_code == 403


def test_rate_and_budget_of_a_key_hold_across_a_restart(agent: Agent, key: Key, tmp_path: Path) -> None:
    narrow, poor = key("chat", rate=3), key("chat", daily=1, rate=1000)
    for restarted in (False, True):
        app = create_app(agent, agent.settings)
        with TestClient(app) as client:
            counts = Counts(tmp_path / "limits.sqlite3")
            app.state.limits = Limits(counts, agent.settings)
            told = [client.post(START, json={}, headers=narrow).status_code for _ in range(3)]
            assert told == ([429, 429, 429] if restarted else [201, 201, 201])
            opened = client.post(START, json={}, headers=poor).json()
            said = client.post(f"{START}/{opened['id']}/messages/sync", json={"text": "谢谢"}, headers=poor)
            assert said.status_code == (429 if restarted else 200)
            if restarted:
                assert "这个密钥今天的提问次数已经用完" in said.json()["message"]
            counts.close()


def test_keys_from_the_command_line(tmp_path: Path) -> None:
    def queqiao(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "ui.cli", "keys", *words, "--data", str(tmp_path / "data")]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    made = queqiao("create", "园区门户", "--scopes", "chat,needs", "--origins", "https://park.example.cn")
    assert made.returncode == 0, made.stderr
    secret = made.stdout.strip().splitlines()[-1]
    listed = queqiao("list")
    assert secret.startswith("qq_") and secret not in listed.stdout and "chat,needs" in listed.stdout
    id = listed.stdout.split("\t")[0]
    assert "已停用" in queqiao("revoke", id).stdout and "停用" in queqiao("list").stdout
    for wrong in (("create", "x", "--scopes", "root"), ("create", "x", "--origins", "*"), ("revoke", "none")):
        assert queqiao(*wrong).returncode == 1


def test_wrong_keys_are_counted_and_right_ones_are_not(agent: Agent, key: Key) -> None:
    app = create_app(agent, agent.settings.model_copy(update={"rate_per_minute": 1}))
    with TestClient(app) as client:
        app.state.limits = Limits(Counts(), agent.settings.model_copy(update={"rate_per_minute": 1}))
        wrong = [client.get(START, headers={"X-API-Key": "qq_wrong"}).status_code for _ in range(62)]
        assert set(wrong[:60]) == {401} and wrong[-1] == 429
        right = key("chat", rate=1_000)
        assert {client.get(START, headers=right).status_code for _ in range(100)} == {200}


@pytest.mark.parametrize("given", ["qq_", "Bearer qq_x", "qq_" + "x" * 5000])
def test_odd_keys_are_refused(client: TestClient, given: str) -> None:
    assert client.post(START, json={}, headers={"X-API-Key": given}).status_code == 401

"""Idempotency-Key: the same answer again, one turn only, nothing readable kept, and nobody else's answer."""

from __future__ import annotations

import threading
from collections.abc import Callable

from fastapi.testclient import TestClient
from sqlalchemy import select

from agent import Agent
from knowledge.casebook.doors.tables import kept_answers

Key = Callable[..., dict[str, str]]
CONVERSATIONS = "/api/v1/conversations"


def test_a_repetition_is_answered_the_same_and_makes_nothing(client: TestClient, agent: Agent, key: Key) -> None:
    mine = key("chat")
    once = mine | {"Idempotency-Key": "start-1"}
    first, again = (client.post(CONVERSATIONS, json={}, headers=once) for _ in range(2))
    assert first.json() == again.json() and (first.status_code, again.status_code) == (201, 201)
    assert again.headers["idempotent-replayed"] == "true" and "idempotent-replayed" not in first.headers
    address = f"{CONVERSATIONS}/{first.json()['id']}"
    once = mine | {"Idempotency-Key": "say-1"}
    told = [client.post(f"{address}/messages/sync", json={"text": "绝密配方谢谢"}, headers=once) for _ in range(3)]
    assert told[0].json() == told[1].json() == told[2].json()
    streams = []
    for _ in range(2):
        with client.stream(
            "POST", f"{address}/messages", json={"text": "谢谢"}, headers=mine | {"Idempotency-Key": "s"}
        ) as s:
            streams.append(s.read())
    assert streams[0] == streams[1] and b"event: done" in streams[0]
    assert len(client.get(f"{address}/messages", headers=mine).json()["items"]) == 2
    with agent.knowledge.engine.connect() as connection:
        stored = "".join(str(row) for row in connection.execute(select(kept_answers)))
    assert "绝密" not in stored and first.json()["token"] not in stored


def test_another_request_with_the_key_is_refused_and_another_caller_has_his_own(client: TestClient, key: Key) -> None:
    mine = key("chat") | {"Idempotency-Key": "k"}
    first = client.post(CONVERSATIONS, json={}, headers=mine)
    changed = client.post(CONVERSATIONS, json={"channel": "other"}, headers=mine)
    assert (changed.status_code, changed.json()["code"]) == (422, "idempotency_key_used")
    other = client.post(CONVERSATIONS, json={}, headers=key("chat") | {"Idempotency-Key": "k"})
    assert other.json()["id"] != first.json()["id"]
    for odd in ("", " ", "x" * 300, "a\tb"):
        assert client.post(CONVERSATIONS, json={}, headers=mine | {"Idempotency-Key": odd}).status_code == 400


def test_an_error_is_not_kept(client: TestClient, key: Key) -> None:
    mine = key("chat") | {"Idempotency-Key": "e"}
    assert client.post(CONVERSATIONS, json={"channel": "x" * 99}, headers=mine).status_code == 422
    assert client.post(CONVERSATIONS, json={}, headers=mine).status_code == 201


def test_many_at_once_make_one_conversation(client: TestClient, agent: Agent, key: Key) -> None:
    mine = key("chat", rate=1000) | {"Idempotency-Key": "many"}
    told: list[tuple[int, str]] = []

    def ask() -> None:
        answer = client.post(CONVERSATIONS, json={}, headers=mine)
        told.append((answer.status_code, answer.json().get("id", answer.json().get("code"))))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {status for status, _ in told} <= {201, 409} and len({id for status, id in told if status == 201}) == 1
    assert {code for status, code in told if status == 409} <= {"at_work"}


def test_an_ended_key_gets_no_kept_answer(client: TestClient, agent: Agent) -> None:
    made, secret = agent.knowledge.casebook.keys.create("门户", ["chat"], "test")
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "ended"}
    assert client.post(CONVERSATIONS, json={}, headers=headers).status_code == 201
    agent.knowledge.casebook.keys.revoke(made.id)
    assert client.post(CONVERSATIONS, json={}, headers=headers).status_code == 401

"""Webhooks over a real receiver: signed, tried again with the same id, never into the inner network unless allowed."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient
from pytest_httpserver import HTTPServer
from sqlalchemy import update
from werkzeug import Request, Response

from agent import Agent
from knowledge.casebook.doors.tables import outbox
from knowledge.storage.database import now
from ui.channels import webhooks
from ui.channels.webhooks import NotAllowed, check_address
from ui.client import WebhookRefused, verify_webhook

Key = Callable[..., dict[str, str]]
HOOKS = "/api/v1/webhooks"


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 8
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
    assert true()


def test_events_are_signed_and_tried_again_until_they_arrive(
    client: TestClient, agent: Agent, key: Key, httpserver: HTTPServer
) -> None:
    seen: list[Request] = []

    def receive(request: Request) -> Response:
        seen.append(request)
        return Response(status=503 if len(seen) == 1 else 204)

    httpserver.expect_request("/hook", method="POST").respond_with_handler(receive)
    managing = key("events", rate=1000)
    url = f"http://127.0.0.1:{httpserver.port}/hook"
    made = client.post(HOOKS, json={"url": url, "events": ["feedback.added"]}, headers=managing).json()
    opened = client.post("/api/v1/conversations", json={}).json()
    token = {"Authorization": f"Bearer {opened['token']}"}
    address = f"/api/v1/conversations/{opened['id']}"
    client.post(f"{address}/messages/sync", json={"text": "谢谢"}, headers=token)
    client.post(f"{address}/feedback", json={"useful": True, "reason": "绝密"}, headers=token)
    client.app.state.outbox.wake()  # type: ignore[attr-defined]
    until(lambda: len(seen) == 1)
    until(lambda: agent.knowledge.casebook.outbox.of_target("webhook", made["id"])[0].error == "HTTP 503")
    with agent.knowledge.engine.begin() as connection:
        connection.execute(update(outbox).values(due=now() - timedelta(seconds=1)))
    client.app.state.outbox.wake()  # type: ignore[attr-defined]
    until(lambda: len(seen) == 2)
    assert seen[0].headers["webhook-id"] == seen[1].headers["webhook-id"]
    event = verify_webhook(made["secret"], dict(seen[1].headers), seen[1].data)
    assert event["type"] == "feedback.added" and event["data"]["useful"] is True and "绝密" not in seen[1].data.decode()
    with pytest.raises(WebhookRefused):
        verify_webhook(made["secret"], dict(seen[1].headers), seen[1].data.replace(b"true", b"false"))
    with pytest.raises(WebhookRefused):
        verify_webhook(made["secret"], dict(seen[1].headers), seen[1].data, now=time.time() + 3600)
    until(lambda: agent.knowledge.casebook.outbox.of_target("webhook", made["id"])[0].state == "sent")
    shown = client.get(f"{HOOKS}/{made['id']}/deliveries", headers=managing).json()["items"][0]
    assert (shown["state"], shown["attempts"]) == ("sent", 2)


def test_a_webhook_is_managed_and_its_secret_shown_once(client: TestClient, key: Key, httpserver: HTTPServer) -> None:
    managing = key("events", rate=1000)
    httpserver.expect_request("/gone").respond_with_data(status=410)
    body = {"url": f"http://127.0.0.1:{httpserver.port}/gone", "events": ["need.created", "match.moved"]}
    made = client.post(HOOKS, json=body, headers=managing)
    assert made.status_code == 201 and made.json()["secret"].startswith("whsec_")
    address = f"{HOOKS}/{made.json()['id']}"
    assert "secret" not in client.get(address, headers=managing).json()
    assert client.post(f"{address}/test", headers=managing).status_code == 202
    until(lambda: client.get(address, headers=managing).json()["active"] is False)
    assert client.patch(address, json={"active": True}, headers=managing).json()["active"] is True
    assert client.delete(address, headers=managing).status_code == 204
    assert client.get(address, headers=managing).status_code == 404
    assert client.get(HOOKS, headers=key("chat")).status_code == 403
    assert json.loads(client.post(HOOKS, json=body | {"events": ["x"]}, headers=managing).text)["code"] == "invalid"


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1", "::ffff:10.0.0.1", "0.0.0.0", "100.64.0.1"],
)
def test_nothing_is_sent_into_the_inner_network(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(0, 0, 0, "", (address, 443))]
    monkeypatch.setattr(webhooks, "socket", SimpleNamespace(getaddrinfo=lambda *a, **k: found, SOCK_STREAM=1))
    with pytest.raises(NotAllowed, match="内网"):
        check_address("https://hook.example.cn/x")
    assert check_address("https://hook.example.cn/x", inside=True) == ("hook.example.cn", address, 443)


@pytest.mark.parametrize(
    "url", ["http://example.cn", "ftp://example.cn", "https://", "https://u:p@example.cn", "x", "https://a:b"]
)
def test_what_is_no_https_address_is_refused(url: str) -> None:
    with pytest.raises(NotAllowed):
        check_address(url)


def test_a_name_that_points_outside_is_connected_to_by_the_address_that_was_checked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = [(0, 0, 0, "", ("93.184.216.34", 443))]
    monkeypatch.setattr(webhooks, "socket", SimpleNamespace(getaddrinfo=lambda *a, **k: found, SOCK_STREAM=1))
    assert check_address("https://hook.example.cn/x") == ("hook.example.cn", "93.184.216.34", 443)

"""Log-in, sessions, request forgery, lock-out, and the guard before everything below /officer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from agent import Agent, Staff
from tests.security.desk.entering import OWN, PAGE, PASSWORD, log_in
from ui.app import create_app
from ui.auth.cookies import Cookies

BEHIND = "/officer/export/report/none/full/1.docx"
GRADIO_PATHS = (
    "/",
    "/config",
    "/info",
    "/openapi.json",
    "/docs",
    "/redoc",
    "/theme.css",
    "/robots.txt",
    "/manifest.json",
    "/favicon.ico",
    "/monitoring",
    "/assets/index.js",
    "/static/img/logo.svg",
    "/svelte/index.js",
    "/user",
    "/token",
    "/app_id",
    "/login_check",
    "/startup-events",
    "/gradio_api/",
    "/gradio_api/info",
    "/gradio_api/openapi.json",
    "/gradio_api/config",
    "/gradio_api/startup-events",
    "/gradio_api/app_id",
    "/gradio_api/token",
    "/gradio_api/user",
    "/gradio_api/theme.css",
    "/gradio_api/queue/data?session_hash=x",
    "/gradio_api/queue/status",
    "/gradio_api/heartbeat/x",
    "/gradio_api/file=/etc/passwd",
    "/gradio_api/file/etc/passwd",
    "/gradio_api/proxy=http://127.0.0.1/",
    "/gradio_api/call/x/y",
    "/gradio_api/runs",
    "/gradio_api/deep_link?session_hash=x",
    "/gradio_api/upload_progress?upload_id=x",
    "/gradio_api/mcp/",
    "/export/report/x/full/1.docx",
    "/export/decisions.csv",
    "/export/traces.jsonl",
    "/logout",
    "/login/",
    "/login/x",
    "/setup/",
    "/..%2flogin",
    "//login",
    "/./config",
    "/%2e%2e/officer/config",
)


def test_nothing_below_the_desk_answers_without_a_session(client: TestClient) -> None:
    for path in GRADIO_PATHS:
        page = client.get(f"/officer{path}", headers=PAGE)
        assert page.status_code == 303 and page.headers["location"] == "/officer/login", path
        data = client.get(f"/officer{path}", headers={"Accept": "*/*"})
        assert data.status_code == 401 and data.json()["code"] == "unauthorized", path
        for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
            assert client.request(method, f"/officer{path}", headers=OWN).status_code == 401, (method, path)


def test_no_route_of_the_built_desk_answers_without_a_session(client: TestClient, agent: Agent) -> None:
    from ui.officer.blocks import build_app

    built = build_app(agent, Staff(agent.knowledge.casebook, agent.settings))
    paths = {re.sub(r"\{[^}]+\}", "x", path) for path in _paths(built.routes)}
    assert len(paths) > 40 and "/gradio_api/queue/join" in paths and "/config" in paths
    for path in paths - {"/login", "/login/"}:
        for method in ("GET", "POST", "HEAD"):
            answer = client.request(method, f"/officer{path}", headers=OWN)
            assert answer.status_code == 401, (method, path)


def _paths(routes: Any, prefix: str = "") -> Iterator[str]:
    for route in routes:
        path = prefix + getattr(route, "path", "")
        holder = getattr(route, "original_router", None) or getattr(route, "app", None) or route
        inner = getattr(holder, "routes", None)
        if inner:
            yield from _paths(inner, path)
        elif path:
            yield path


def test_a_websocket_is_refused(client: TestClient) -> None:
    with pytest.raises(Exception) as refused, client.websocket_connect("/officer/gradio_api/queue/join"):
        pass
    assert getattr(refused.value, "code", 0) == 1008


def test_a_session_opens_the_desk_and_leaving_closes_it(client: TestClient) -> None:
    answer = log_in(client)
    assert answer.status_code == 303 and answer.headers["location"] == "/officer/"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=lax" in cookie and "path=/officer" in cookie
    page = client.get("/officer/", headers=PAGE)
    assert page.status_code == 200 and "gradio" in page.text
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "http" not in policy
    assert client.get("/officer/config").status_code == 200
    for closed in ("/gradio_api/file=/etc/passwd", "/gradio_api/upload", "/gradio_api/proxy=http://x/", "/monitoring"):
        assert client.get(f"/officer{closed}").status_code == 404
    assert client.post("/officer/logout", headers=OWN).status_code == 303
    assert client.get("/officer/config").status_code == 401


def test_exports_for_administrators_are_closed_to_officers(client: TestClient) -> None:
    for username, status in (("wang", 404), ("admin", 200)):
        log_in(client, username)
        for path in ("decisions.csv", "traces.jsonl"):
            answer = client.get(f"/officer/export/{path}")
            assert answer.status_code == status, (username, path)
            assert answer.headers["cache-control"] == "no-store"


def test_every_log_in_gets_a_new_token_and_only_its_hash_is_stored(client: TestClient, agent: Agent) -> None:
    tokens = [log_in(client).cookies["queqiao-officer"] for _ in range(2)]
    assert tokens[0] != tokens[1] and all(len(token) >= 43 for token in tokens)
    with agent.knowledge.engine.connect() as connection:
        stored = str(connection.exec_driver_sql("select * from sessions").all())
        assert PASSWORD not in str(connection.exec_driver_sql("select * from users").all())
    assert not any(token in stored for token in tokens)


def test_events_of_the_desk_are_no_public_endpoints(client: TestClient) -> None:
    log_in(client)
    assert client.get("/officer/gradio_api/info").json() == {"named_endpoints": {}, "unnamed_endpoints": {}}
    dependencies = client.get("/officer/config").json()["dependencies"]
    assert len(dependencies) > 20
    assert {one["api_visibility"] for one in dependencies} == {"private"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver.evil.example"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
    ],
)
def test_unsafe_requests_from_elsewhere_are_refused(client: TestClient, headers: dict[str, str]) -> None:
    log_in(client)
    for path in ("/officer/logout", "/officer/gradio_api/queue/join", "/officer/login", "/officer/setup"):
        answer = client.post(path, headers=headers, data={"username": "wang", "password": PASSWORD})
        assert answer.status_code == 403 and answer.json()["code"] == "foreign_origin", path
    assert client.get(BEHIND).json()["code"] == "no_export", "the session is still good"


def test_own_origin_is_enough_where_browsers_send_no_fetch_metadata(client: TestClient) -> None:
    log_in(client)
    assert client.post("/officer/logout", headers={"Origin": "http://testserver"}).status_code == 303


def test_the_log_in_form_needs_its_own_token(client: TestClient) -> None:
    assert log_in(client, form="0" * 64).status_code == 403
    page = client.get("/officer/login")
    form = re.search(r'name="form" value="(\w+)"', page.text)
    assert form
    client.cookies.clear()
    data = {"username": "wang", "password": PASSWORD, "form": form.group(1)}
    assert client.post("/officer/login", data=data, headers=OWN).status_code == 403
    assert client.post("/officer/login", content=b"x" * 10_000, headers=OWN).status_code == 403


def test_wrong_names_and_wrong_passwords_look_alike(client: TestClient) -> None:
    answers = [log_in(client, name, "wrong password here") for name in ("wang", "nobody", "", "'; drop table users")]
    assert {answer.status_code for answer in answers} == {401}
    strip = re.compile(r'value="[^"]*"')
    assert len({strip.sub("", answer.text) for answer in answers}) == 1


def test_the_page_says_when_to_try_again(client: TestClient) -> None:
    for _ in range(10):
        log_in(client, "late", "wrong password")
    answer = log_in(client, "late", "wrong password")
    assert answer.status_code == 429 and int(answer.headers["retry-after"]) > 0
    assert "分钟后再试" in answer.text


def test_a_session_ends_when_idle_when_old_and_when_the_account_changes(agent: Agent) -> None:
    book, settings = agent.knowledge.casebook, agent.settings
    staff = Staff(book, settings)
    idle = Staff(book, settings.model_copy(update={"session_idle_minutes": 0}))
    old = Staff(book, settings.model_copy(update={"session_hours": 0}))
    token = staff.log_in("admin", PASSWORD, "a") or ""
    assert staff.session(token) and idle.session(token) is None and staff.session(token) is None
    assert staff.session(old.log_in("admin", PASSWORD, "a") or "") is None


def test_secure_cookies_are_bound_to_the_host(agent: Agent) -> None:
    settings = agent.settings.model_copy(update={"secure_cookies": True})
    assert Cookies(settings).session_name.startswith("__Host-")
    with TestClient(create_app(agent, settings), base_url="https://testserver", follow_redirects=False) as client:
        cookie = log_in(client).headers["set-cookie"].lower()
    assert "secure" in cookie and "path=/;" in cookie and "domain" not in cookie

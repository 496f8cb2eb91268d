"""Log-in, sessions, request forgery, lock-out, and the guard before everything below /officer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient
from pydantic import SecretStr

from agent import Agent, Settings, Staff, TooManyAttempts
from agent.officer.accounts.attempts import Attempts
from knowledge.casebook import CaseError
from ui.app import create_app
from ui.auth.cookies import Cookies

PASSWORD = "风吹麦浪，十二月的早晨里"
PAGE = {"Accept": "text/html,application/xhtml+xml"}
OWN = {"Sec-Fetch-Site": "same-origin"}
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


@pytest.fixture(scope="module", autouse=True)
def cheap_hashes() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ui.officer.lazy.LazyApp.warm", lambda self: None)
        patch.setattr("agent.officer.accounts.staff.HASHER", PasswordHasher(time_cost=1, memory_cost=1024))
        yield


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agent]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("desk"), embedder="none")
    opened = Agent.open(settings, demo=False, owner=False)
    staff = Staff(opened.knowledge.casebook, settings)
    staff.add("admin", PASSWORD, "administrator", "test")
    staff.add("wang", PASSWORD, "officer", "test")
    yield opened
    opened.close()


@pytest.fixture
def staff(agent: Agent) -> Staff:
    return Staff(agent.knowledge.casebook, agent.settings)


@pytest.fixture
def client(agent: Agent) -> Iterator[TestClient]:
    with TestClient(create_app(agent, agent.settings), follow_redirects=False) as opened:
        yield opened


def log_in(client: TestClient, username: str = "wang", password: str = PASSWORD, **more: Any) -> Any:
    page = client.get("/officer/login")
    form = re.search(r'name="form" value="(\w+)"', page.text)
    assert form
    data = {"username": username, "password": password, "form": form.group(1)} | more
    return client.post("/officer/login", data=data, headers=OWN)


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


@pytest.mark.parametrize("name", ["wang", "nobody at all"])
def test_ten_wrong_tries_lock_an_account_known_or_not(staff: Staff, name: str) -> None:
    for turn in range(10):
        assert staff.log_in(name, "wrong password", f"10.0.0.{turn}") is None
    with pytest.raises(TooManyAttempts) as locked:
        staff.log_in(name, PASSWORD, "10.0.0.99")
    assert 0 < locked.value.retry_after <= 900


def test_ten_wrong_tries_lock_an_address_whatever_the_name(staff: Staff) -> None:
    for turn in range(10):
        assert staff.log_in(f"someone{turn}", "wrong password", "10.1.1.1") is None
    with pytest.raises(TooManyAttempts):
        staff.log_in("admin", PASSWORD, "10.1.1.1")
    assert staff.log_in("admin", PASSWORD, "10.1.1.2")


def test_right_log_ins_use_up_no_tries(staff: Staff) -> None:
    assert all(staff.log_in("admin", PASSWORD, "10.2.2.2") for _ in range(12))


def test_attempts_count_again_after_the_window() -> None:
    now = [0.0]
    attempts = Attempts(2, 900, clock=lambda: now[0])
    attempts.begin("a")
    attempts.begin("a")
    with pytest.raises(TooManyAttempts):
        attempts.begin("a")
    attempts.begin("b")
    now[0] = 901
    attempts.begin("a")


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


@pytest.mark.parametrize("change", ["password", "role", "closing"])
def test_a_changed_account_has_to_log_in_again(staff: Staff, change: str) -> None:
    staff.add(change, PASSWORD, "officer", "admin")
    token = staff.log_in(change, PASSWORD, "a") or ""
    assert staff.session(token)
    if change == "password":
        staff.set_password(change, PASSWORD + "二", "admin")
    elif change == "role":
        staff.set_role(change, "administrator", "admin")
    else:
        staff.set_active(change, False, "admin")
    assert staff.session(token) is None
    assert bool(staff.log_in(change, PASSWORD, "b")) is (change == "role")


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("li", "short"),
        ("li", "a" * 12),
        ("li", "x" * 129),
        ("a", PASSWORD),
        ("有 空格", PASSWORD),
        ("longname12", "longname1234"),
    ],
)
def test_weak_passwords_and_odd_names_are_refused(staff: Staff, name: str, password: str) -> None:
    with pytest.raises(CaseError):
        staff.add(name, password, "officer", "test")


def test_an_officer_changes_the_own_password_only_with_the_old_one(staff: Staff) -> None:
    officer = staff.add("own", PASSWORD, "officer", "test")
    token = staff.log_in("own", PASSWORD, "z") or ""
    for old, new in (("wrong", PASSWORD + "新"), (PASSWORD, "short")):
        with pytest.raises(CaseError):
            staff.change_own(officer, old, new)
    assert staff.session(token)
    staff.change_own(officer, PASSWORD, PASSWORD + "新")
    assert staff.session(token) is None and staff.log_in("own", PASSWORD + "新", "z")
    for _ in range(9):
        with pytest.raises(CaseError, match="不对"):
            staff.change_own(officer, "wrong", PASSWORD)
    with pytest.raises(TooManyAttempts):
        staff.change_own(officer, PASSWORD + "新", PASSWORD)


def test_passwords_are_kept_as_argon2id_with_full_cost() -> None:
    stored = PasswordHasher().hash("x")
    assert stored.startswith("$argon2id$") and "m=65536,t=3" in stored


def test_the_last_administrator_stays(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "one", embedder="none")
    fresh = Agent.open(settings, demo=False, owner=False)
    try:
        staff = Staff(fresh.knowledge.casebook, settings)
        staff.add("only", PASSWORD, "administrator", "test")
        with pytest.raises(CaseError, match="最后一个管理员"):
            staff.set_active("only", False, "x")
        with pytest.raises(CaseError, match="最后一个管理员"):
            staff.set_role("only", "officer", "x")
        staff.add("second", PASSWORD, "administrator", "test")
        staff.set_active("only", False, "x")
        assert staff.get("only") is None
    finally:
        fresh.close()


def test_secure_cookies_are_bound_to_the_host(agent: Agent) -> None:
    settings = agent.settings.model_copy(update={"secure_cookies": True})
    assert Cookies(settings).session_name.startswith("__Host-")
    with TestClient(create_app(agent, settings), base_url="https://testserver", follow_redirects=False) as client:
        cookie = log_in(client).headers["set-cookie"].lower()
    assert "secure" in cookie and "path=/;" in cookie and "domain" not in cookie


class TestFirstAdministrator:
    """The first account: by a one-time code from the console, or from the environment; never a default password."""

    @pytest.fixture
    def fresh(self, tmp_path: Any) -> Iterator[Agent]:
        settings = Settings(data_dir=tmp_path / "fresh", embedder="none")
        opened = Agent.open(settings, demo=False, owner=False)
        yield opened
        opened.close()

    def test_the_one_time_code_opens_one_account(self, fresh: Agent) -> None:
        told: list[str] = []
        with TestClient(create_app(fresh, fresh.settings, told.append), follow_redirects=False) as client:
            (code,) = told
            assert len(code) >= 32
            assert self.set_up(client, "wrong code").status_code == 401
            assert self.set_up(client, code, password="short").status_code == 422
            assert self.set_up(client, code).headers["location"] == "/officer/login"
            assert self.set_up(client, code, username="second").status_code == 404
            assert log_in(client, "head").status_code == 303
            assert [user.username for user in fresh.knowledge.casebook.accounts.all()] == ["head"]

    def test_without_a_console_there_is_no_set_up(self, fresh: Agent) -> None:
        with TestClient(create_app(fresh, fresh.settings)) as client:
            assert client.get("/officer/setup").status_code == 404
            assert not fresh.knowledge.casebook.accounts.all()

    def test_the_environment_may_set_the_first_password_once(self, fresh: Agent) -> None:
        for password in (PASSWORD, PASSWORD + "改"):
            settings = Settings(data_dir=fresh.settings.data_dir, embedder="none", admin_password=SecretStr(password))
            with TestClient(create_app(fresh, settings), follow_redirects=False) as client:
                assert client.get("/officer/setup").status_code == 404
                assert log_in(client, "admin").status_code == 303

    def set_up(self, client: TestClient, code: str, username: str = "head", password: str = PASSWORD) -> Any:
        page = client.get("/officer/setup")
        form = re.search(r'name="form" value="(\w+)"', page.text)
        data = {"code": code, "username": username, "password": password, "form": form.group(1) if form else ""}
        return client.post("/officer/setup", data=data, headers=OWN)

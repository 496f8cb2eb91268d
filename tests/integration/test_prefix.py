"""The product below a path prefix: taken off by the proxy, left on, or mounted in another application."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr, ValidationError
from starlette.applications import Starlette
from starlette.routing import Mount

from agent import Agent, Settings, get_settings
from ui.app import create_app
from ui.cli import main

NEED = "喷漆房循环水发臭，漆渣黏，15天就要换水，想延长到3个月以上"
NAME, PASSWORD = "head", SecretStr("十二月的江边，有两只喜鹊")
HEADERS = ("content-security-policy", "x-content-type-options", "referrer-policy", "x-frame-options")


class Proxy:
    """What stands between browser and product: only the prefix is passed on, with or without itself."""

    def __init__(self, app: Any, prefix: str, strip: bool) -> None:
        self._app = app
        self._prefix = prefix
        self._strip = strip

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and self._strip:
            assert scope["path"].startswith(f"{self._prefix}/")
            scope = scope | {"path": scope["path"].removeprefix(self._prefix)}
        await self._app(scope, receive, send)


def mounted(app: Any, prefix: str) -> Starlette:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with app.router.lifespan_context(app):
            yield

    return Starlette(routes=[Mount(prefix, app)], lifespan=lifespan)


@pytest.fixture(params=["taken off", "left on", "mounted"])
def client(request: pytest.FixtureRequest, agent: Agent) -> Iterator[TestClient]:
    prefix = "" if request.param == "mounted" else "/queqiao"
    changes = {"root_path": prefix, "admin_user": NAME, "admin_password": PASSWORD}
    app: Any = create_app(agent, agent.settings.model_copy(update=changes))
    app = mounted(app, "/queqiao") if not prefix else Proxy(app, prefix, request.param == "taken off")
    with TestClient(app, follow_redirects=False) as opened:
        yield opened


def test_every_address_of_the_pages_stays_below_the_prefix(client: TestClient) -> None:
    for page in ("/queqiao/", "/queqiao/docs"):
        html = client.get(page).text
        named = re.findall(r'(?:href|src)="([^"]+)"', html)
        assert len(named) >= 3 and not [one for one in named if one.startswith(("/", "http"))]
        for one in named:
            assert client.get(f"/queqiao/{one}").status_code == 200
    for script in ("static/api.js", "static/tables.js", "reference/reference.js"):
        assert not re.search(r"""["'`]/(?!/)\w""", client.get(f"/queqiao/{script}").text)


def test_a_conversation_below_the_prefix(client: TestClient) -> None:
    opened = client.post("/queqiao/api/v1/conversations", json={}).json()
    headers = {"Authorization": f"Bearer {opened['token']}"}
    address = f"/queqiao/api/v1/conversations/{opened['id']}"
    assert client.post(f"{address}/messages/sync", json={"text": NEED}, headers=headers).json()["kind"]
    assert client.get("/queqiao/healthz").json()["status"] == "ok"
    assert client.get("/queqiao/openapi.json").json()["servers"] == [{"url": "/queqiao"}]


def test_the_desk_below_the_prefix(client: TestClient) -> None:
    assert client.get("/queqiao/officer/").status_code == 401
    sent = client.get("/queqiao/officer/", headers={"Accept": "text/html"})
    assert sent.headers["location"] == "/queqiao/officer/login"
    page = client.get("/queqiao/officer/login")
    assert "Path=/queqiao/officer" in page.headers["set-cookie"] and 'href="../"' in page.text
    token = re.search(r'name="form" value="(\w+)"', page.text)
    assert token
    form = {"form": token[1], "username": NAME, "password": PASSWORD.get_secret_value()}
    own = {"Origin": "http://testserver"}
    welcome = client.post("/queqiao/officer/login", data=form, headers=own)
    assert (welcome.status_code, welcome.headers["location"]) == (303, "/queqiao/officer/")
    assert "Path=/queqiao/officer;" in welcome.headers["set-cookie"] + ";"
    large = client.post("/queqiao/officer/logout", content=b" " * 100_000, headers=own)
    assert large.headers["location"] == "/queqiao/officer/login", "the desk has a limit of its own for bodies"


def test_headers_are_as_strict_as_without_a_prefix(client: TestClient, agent: Agent) -> None:
    with TestClient(create_app(agent, agent.settings), follow_redirects=False) as plain:
        for path in (
            "/",
            "/docs",
            "/static/app.js",
            "/api/v1/records/A-0001",
            "/healthz",
            "/nothing",
        ):
            below, usual = client.get(f"/queqiao{path}").headers, plain.get(path).headers
            assert {name: below.get(name) for name in HEADERS} == {name: usual.get(name) for name in HEADERS}, path
            assert "default-src 'none'" in below["content-security-policy"]


def test_the_prefix_without_its_slash_leads_to_the_page(agent: Agent) -> None:
    settings = agent.settings.model_copy(update={"root_path": "/queqiao"})
    with TestClient(create_app(agent, settings), follow_redirects=False) as client:
        found = client.get("/queqiao")
        assert found.status_code == 307 and found.headers["location"].endswith("/queqiao/")


@pytest.mark.parametrize(
    ("given", "clean"),
    [("", ""), ("/", ""), ("queqiao", "/queqiao"), ("/queqiao/", "/queqiao"), ("/a/b-c.d/", "/a/b-c.d")],
)
def test_prefixes_are_brought_into_one_form(given: str, clean: str) -> None:
    assert Settings(root_path=given).root_path == clean


@pytest.mark.parametrize(
    "given", ["/api", "/officer/x", "/static", "/a b", "/<b>", "/../x", "http://x/queqiao", "/鹊桥"]
)
def test_a_prefix_that_cannot_be_used_is_told_in_chinese(
    given: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(ValidationError, match="前缀"):
        Settings(root_path=given)
    with pytest.raises(SystemExit) as ended:
        main(["serve", "--root-path", given])
    assert ended.value.code == 2 and "路径前缀" in capsys.readouterr().err
    monkeypatch.setenv("QUEQIAO_ROOT_PATH", given)
    get_settings.cache_clear()
    with pytest.raises(SystemExit) as ended:
        main(["doctor"])
    assert ended.value.code == 2 and "环境变量 QUEQIAO_ROOT_PATH 不能用：路径前缀" in capsys.readouterr().err

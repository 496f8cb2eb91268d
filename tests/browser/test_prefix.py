"""Chat page, reference and desk in a real browser below a path prefix, behind a proxy that takes it off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from pydantic import SecretStr

from agent import Agent, Settings
from tests.browser.conftest import Served, Visitor
from tests.needs import NEED
from tests.serving import running
from ui.app import create_app

PREFIX = "/queqiao"
NAME, PASSWORD = "王敏", "十二月的江边，有两只喜鹊"
pytestmark = pytest.mark.browser


class Proxy:
    """A reverse proxy as the browser meets it: the product below the prefix, nothing of it anywhere else."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.outside: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            path = scope["path"]
            if not path.startswith(f"{PREFIX}/"):
                self.outside.append(path)
            scope = scope | {"path": path.removeprefix(PREFIX) if path.startswith(f"{PREFIX}/") else "/outside"}
        await self._app(scope, receive, send)


@pytest.fixture(scope="module")
def below(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, Proxy]]:
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("below"),
        embedder="none",
        root_path=PREFIX,
        admin_user=NAME,
        admin_password=SecretStr(PASSWORD),
        rate_per_minute=100_000,
    )
    agent = Agent.open(settings, owner=False)
    agent.sync()
    proxy = Proxy(create_app(agent, settings))
    with running(proxy) as origin:
        yield Served(f"{origin}{PREFIX}", proxy, agent), proxy
    agent.close()


@pytest.fixture
def below_visitor(browser: Browser, below: tuple[Served, Proxy]) -> Iterator[Visitor]:
    opened = Visitor(browser, below[0].origin)
    yield opened
    opened.close()
    # Chromium asks for the icon of an origin by itself where a page names its own only by script, as gradio's does.
    assert set(below[1].outside) <= {"/favicon.ico"}


def test_the_chat_page_answers_opens_records_and_remembers(below_visitor: Visitor) -> None:
    visit = below_visitor.open()
    visit.say(NEED)
    page = visit.page
    page.locator(".candidate .cite").first.click()
    expect(page.locator("#sheet-body dl")).to_be_visible()
    page.locator("#sheet-close").click()
    page.reload()
    expect(page.locator(".said")).to_contain_text("表面总有银纹")
    expect(page.locator("article.answer")).to_be_visible()


def test_the_reference_is_drawn(below_visitor: Visitor) -> None:
    visit = below_visitor.open("/docs", ready="details")
    expect(visit.page.locator("summary").first).to_contain_text("POST")


def test_the_desk_works_below_the_prefix(below_visitor: Visitor, below: tuple[Served, Proxy]) -> None:
    agent = below[0].agent
    assert list(agent.stream(agent.start_conversation("web").id, NEED))[-1].type == "done"
    visit = below_visitor.open("/officer/", ready="#username")
    visit.expect_failures()
    page = visit.page
    page.get_by_label("账号").fill(NAME)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.locator("#inbox a").first.click()
    page.get_by_role("tab", name="报告").click()
    page.get_by_role("button", name="起草新版本").click()
    expect(page.locator("#preview h1")).to_be_visible()
    text = page.locator("#report-text textarea")
    text.fill(f"{text.input_value()}\n{'补充说明。' * 5_000}")
    expect(page.locator("#preview")).to_contain_text("补充说明。")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="导出网页").click()
    assert waiting.value.suggested_filename.endswith(".html")
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("button", name="登录")).to_be_visible()

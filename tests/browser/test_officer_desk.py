"""The officer's way through the desk in a real browser, from the chat page to a match that moved on.

``QUEQIAO_SCREENSHOTS=docs/images`` in the environment writes the pictures that the documentation shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pydantic import SecretStr

from agent import Agent, Settings
from tests.browser.desk_steps import (
    NAME,
    PASSWORD,
    PATIENCE,
    ask_on_the_chat_page,
    choose,
    correct_the_card,
    edit_and_approve_the_report,
    enter,
    export_to_word,
    log_in,
    log_out,
    move_the_match_on,
    open_the_need,
    picture,
    read_the_audit_log,
    swap_a_candidate,
)
from tests.serving import chromium, running
from ui.app import create_app

OTHERS = (
    "喷漆房循环水发臭，漆渣黏，15天就要换水，想延长到3个月以上",
    "猕猴桃冷库贮藏三个月后软腐率超过20%，希望降到8%以下，不使用化学防腐剂",
    "铝合金压铸壳体气孔多，漏气率12%，想降到2%以下，预算60万元，希望高校团队到厂指导",
)
ATTACK = (
    "<img src=//evil.example/a.png onerror=alert(1)>铝合金压铸件气孔多 <script>alert(2)</script>"
    "![x](http://evil.example/b.png) {{7*7}} ${alert(3)} 想把气孔率降到1%以下，预算60万"
)

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agent]:
    settings = Settings(
        data_dir=tmp_path_factory.mktemp("browser"),
        embedder="none",
        admin_user=NAME,
        admin_password=SecretStr(PASSWORD),
        rate_per_minute=10_000,
    )
    opened = Agent.open(settings, owner=False)
    opened.sync()
    for text in OTHERS:
        say(opened, text)
    yield opened
    opened.close()


def say(agent: Agent, text: str) -> None:
    assert list(agent.stream(agent.start_conversation("web").id, text))[-1].type == "done"


@pytest.fixture(scope="module")
def address(agent: Agent) -> Iterator[str]:
    with running(create_app(agent, agent.settings)) as origin:
        yield origin


class Seen:
    """What the browser asked for and complained about."""

    def __init__(self, page: Page, address: str) -> None:
        self.foreign: list[str] = []
        self.complaints: list[str] = []
        self._address = address
        page.on("request", self._request)
        page.on("console", lambda message: self._told(message.type, f"{message.text} {message.location['url']}"))
        page.on("dialog", self._dialog)
        page.on("pageerror", lambda error: self._told("error", str(error)))

    def _dialog(self, dialog: Any) -> None:
        self.complaints.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self._address, "data:", "blob:")):
            self.foreign.append(request.url)

    def _told(self, kind: str, text: str) -> None:
        refused = "status of 401" in text and text.endswith("/officer/login")
        if kind in ("error", "warning") and not refused:
            self.complaints.append(text)


@pytest.fixture(scope="module")
def seen_page(address: str) -> Iterator[tuple[Page, Seen]]:
    with chromium() as browser:
        context = browser.new_context(
            viewport={"width": 1440, "height": 900}, locale="zh-CN", accept_downloads=True, reduced_motion="reduce"
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        yield page, Seen(page, address)


def test_from_the_chat_page_to_a_match_that_moved_on(
    seen_page: tuple[Page, Seen], address: str, tmp_path: Path
) -> None:
    page, seen = seen_page
    ask_on_the_chat_page(page, address)
    log_in(page, address)
    open_the_need(page)
    correct_the_card(page)
    swap_a_candidate(page)
    edit_and_approve_the_report(page)
    export_to_word(page, tmp_path)
    move_the_match_on(page)
    read_the_audit_log(page)
    log_out(page)
    assert seen.foreign == []
    assert seen.complaints == []


def test_what_an_enterprise_writes_is_shown_and_never_run(
    seen_page: tuple[Page, Seen], address: str, agent: Agent
) -> None:
    page, seen = seen_page
    say(agent, ATTACK)
    enter(page, address)
    page.locator("#inbox a").filter(has_text="铝合金压铸件 气孔").click()
    expect(page.locator("#talk")).to_contain_text("<script>alert(2)</script>")
    for tab in ("候选与覆盖", "报告", "对接进展", "运行记录"):
        page.get_by_role("tab", name=tab).click()
        if tab == "报告":
            page.get_by_role("button", name="起草新版本").click()
            expect(page.locator("#preview h1")).to_be_visible()
            page.locator("#report-text textarea").fill(
                f"# 标题\n\n{ATTACK}\n\n| a | b |\n| --- | --- |\n| {ATTACK} | x |"
            )
            expect(page.locator("#preview td").first).to_contain_text("<script>alert(2)</script>")
            expect(page.locator("#preview script, #preview img, #preview a")).to_have_count(0)
    assert seen.foreign == [] and seen.complaints == []


def test_the_inbox_is_searched_and_turned_page_by_page(
    seen_page: tuple[Page, Seen], address: str, agent: Agent
) -> None:
    page, seen = seen_page
    books = agent.knowledge.casebook
    for number in range(45):
        conversation, _ = books.conversations.start()
        books.conversations.add_turn(conversation.id, f"{number} 号窑炉的耐火砖开裂", "recommendation", {})
        books.needs.record(conversation.id, f"炉衬寿命 {number}", number / 50, "弱")
    enter(page, address)
    page.locator("#inbox-text input, #inbox-text textarea").fill("耐火砖 开裂")
    page.get_by_role("button", name="查找").click()
    expect(page.locator("#inbox-place")).to_contain_text("符合条件 45 条 · 第 1 / 3 页")
    expect(page.locator("#inbox tbody tr")).to_have_count(20)
    expect(page.get_by_role("button", name="上一页")).to_be_disabled()
    choose(page, "#inbox-order", "等得最久")
    expect(page.locator("#inbox tbody tr").first).to_contain_text("炉衬寿命 0")
    picture(page, "inbox-search", whole=True)
    for place in (2, 3):
        page.get_by_role("button", name="下一页").click()
        expect(page.locator("#inbox-place")).to_contain_text(f"第 {place} / 3 页")
    expect(page.locator("#inbox tbody tr")).to_have_count(5)
    expect(page.get_by_role("button", name="下一页")).to_be_disabled()
    choose(page, "#inbox-status", "签约")
    expect(page.locator("#inbox")).to_contain_text("没有符合条件的需求")
    assert seen.foreign == [] and seen.complaints == []


def test_a_session_that_has_ended_leads_back_to_the_log_in_page(seen_page: tuple[Page, Seen], address: str) -> None:
    page, _ = seen_page
    page.goto(f"{address}/officer/")
    expect(page.locator("#inbox table")).to_be_visible()
    page.context.clear_cookies()
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_role("button", name="登录")).to_be_visible()

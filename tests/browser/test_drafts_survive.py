"""What is typed and not sent or saved survives a reload, the end of a session, and another officer's save."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pydantic import SecretStr

from agent import Agent, Desk, Officer, Settings
from tests.browser.desk_steps import NAME, PASSWORD, PATIENCE, enter
from tests.needs import NEED
from tests.serving import chromium, running
from ui.app import create_app

pytestmark = pytest.mark.browser
LI = Officer(username="李主任", role="officer")


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agent]:
    folder = tmp_path_factory.mktemp("drafts")
    chosen = {"admin_user": NAME, "admin_password": SecretStr(PASSWORD), "rate_per_minute": 10_000}
    opened = Agent.open(Settings(data_dir=folder, embedder="none", **chosen), owner=False)
    opened.sync()
    assert list(opened.stream(opened.start_conversation("web").id, NEED))[-1].type == "done"
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def address(agent: Agent) -> Iterator[str]:
    with running(create_app(agent, agent.settings)) as origin:
        yield origin


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN", reduced_motion="reduce")
    made = context.new_page()
    made.set_default_timeout(3 * PATIENCE)
    expect.set_options(timeout=3 * PATIENCE)
    yield made
    context.close()


def test_an_unsent_need_survives_a_reload_and_goes_when_it_is_sent(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("#text").fill("注塑件表面有银纹，还没写完")
    page.reload()
    expect(page.locator("#text")).to_have_value("注塑件表面有银纹，还没写完")
    page.keyboard.press("Enter")
    expect(page.locator(".answer:not(.pending)").first).to_be_visible()
    page.reload()
    expect(page.locator(".said").first).to_contain_text("还没写完")
    expect(page.locator("#text")).to_have_value("")


def report_of(agent: Agent) -> tuple[str, Desk]:
    desk = Desk(agent)
    found = agent.knowledge.casebook.needs.search(order="oldest").needs
    return found[0].id, desk


def open_report(page: Page, address: str, need: str) -> None:
    page.goto(f"{address}/officer/?need={need}")
    page.get_by_role("tab", name="报告").click()
    expect(page.locator("#report-text textarea")).not_to_have_value("")


def test_a_report_survives_reload_expiry_and_anothers_save(page: Page, address: str, agent: Agent) -> None:
    need, desk = report_of(agent)
    enter(page, address)
    version = desk.reports.draft(LI, need, "full").stored.version
    open_report(page, address, need)
    text = page.locator("#report-text textarea")
    text.press("Control+End")
    page.keyboard.type("补一句。")
    expect(page.locator("#preview")).to_contain_text("补一句。")
    open_report(page, address, need)
    expect(page.locator("#report-status")).to_contain_text("已接回您")
    expect(text).to_have_value(re.compile("补一句。$"))
    # The session ends while the officer types on; nothing typed after it reaches the server.
    text.evaluate("box => { box.focus(); box.setSelectionRange(box.value.length, box.value.length); }")
    page.context.clear_cookies()
    page.keyboard.insert_text("断了以后写的。")
    expect(page.get_by_role("button", name="登录")).to_be_visible()
    enter(page, address)
    open_report(page, address, need)
    expect(page.locator("#preview")).to_contain_text("断了以后写的。")
    # Somebody else saves meanwhile.
    stored = desk.reports.read(need, "full", version)
    assert stored is not None
    desk.reports.save(LI, need, "full", version, f"{stored.stored.final}\n\n主任写的一段。", stored.saved)
    open_report(page, address, need)
    expect(page.locator("#report-status")).to_contain_text("别人保存过另一份正文")
    expect(page.locator("#report-status")).to_contain_text("主任写的一段")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_test_id("toast-body").last).to_contain_text("别人保存过")
    page.get_by_role("button", name="以我的为准").click()
    expect(page.get_by_role("button", name="以我的为准")).to_be_hidden()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("button", name="放弃没保存的改动").last).to_be_hidden()
    assert "断了以后写的。" in desk.reports.read(need, "full", version).stored.final  # type: ignore[union-attr]


def test_a_card_survives_a_reload_and_tells_what_another_saved(page: Page, address: str, agent: Agent) -> None:
    need, desk = report_of(agent)
    enter(page, address)
    page.goto(f"{address}/officer/?need={need}")
    firm = page.locator("#card-enterprise input, #card-enterprise textarea")
    firm.fill("甲厂")
    expect(page.get_by_role("button", name="放弃没保存的改动").first).to_be_visible()
    card = desk.cards.present(need)
    desk.cards.edit(LI, need, card.version, desk.cards.form(card) | {"enterprise": "乙厂", "deadline": "明年六月"})
    page.reload()
    expect(firm).to_have_value("甲厂")
    expect(page.locator("#card-deadline input, #card-deadline textarea")).to_have_value("明年六月")
    expect(page.locator("#card-unsaved")).to_contain_text("别人保存了：企业名称 为“乙厂”")
    page.get_by_role("button", name="放弃没保存的改动").first.click()
    expect(firm).to_have_value("乙厂")

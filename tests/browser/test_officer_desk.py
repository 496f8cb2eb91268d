"""The officer's way through the desk in a real browser, from the chat page to a match that moved on.

``QUEQIAO_SCREENSHOTS=docs/images`` in the environment writes the pictures that the documentation shows.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from pydantic import SecretStr

from agent import Agent, Settings
from tests.serving import chromium, running
from ui.app import create_app

NAME, PASSWORD = "王敏", "十二月的江边，有两只喜鹊"
NEED = "我们厂做汽车保险杠注塑件，表面总有银纹，良率只有92%，想提高到98%以上，预算50万，半年内要解决，最好找省内高校"
OTHERS = (
    "喷漆房循环水发臭，漆渣黏，15天就要换水，想延长到3个月以上",
    "猕猴桃冷库贮藏三个月后软腐率超过20%，希望降到8%以下，不使用化学防腐剂",
    "铝合金压铸壳体气孔多，漏气率12%，想降到2%以下，预算60万元，希望高校团队到厂指导",
)
ATTACK = (
    "<img src=//evil.example/a.png onerror=alert(1)>铝合金压铸件气孔多 <script>alert(2)</script>"
    "![x](http://evil.example/b.png) {{7*7}} ${alert(3)} 想把气孔率降到1%以下，预算60万"
)
PATIENCE = 30_000

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


def picture(page: Page, name: str, *, whole: bool = False) -> None:
    folder = os.environ.get("QUEQIAO_SCREENSHOTS")
    if folder:
        for toast in page.get_by_test_id("toast-close").all():
            toast.click()
        page.evaluate("document.querySelectorAll('textarea').forEach(box => box.scrollTop = 0); scrollTo(0, 0)")
        page.wait_for_timeout(600)
        path = Path(folder) / f"desk-{name}.png"
        page.screenshot(path=path, full_page=whole)
        Image.open(path).convert("RGB").quantize(256).save(path, optimize=True)


def choose(page: Page, field: str, words: str) -> None:
    page.locator(f"{field} input").click()
    page.get_by_role("option").filter(has_text=words).click()


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
    page.locator("#inbox a").filter(has_text="evil").click()
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


def enter(page: Page, address: str) -> None:
    page.goto(f"{address}/officer/login")
    page.get_by_label("账号").fill(NAME)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.locator("#inbox table")).to_be_visible()


def ask_on_the_chat_page(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("textarea").first.fill(NEED)
    page.keyboard.press("Enter")
    expect(page.locator(".candidate").first).to_be_visible()


def log_in(page: Page, address: str) -> None:
    page.goto(f"{address}/officer/")
    expect(page).to_have_url(f"{address}/officer/login")
    page.get_by_label("账号").fill(NAME)
    page.get_by_label("密码").fill("不是这个密码，试一次看看")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("账号或密码不对")
    picture(page, "login")
    enter(page, address)


def open_the_need(page: Page) -> None:
    picture(page, "inbox")
    page.locator("#inbox a").filter(has_text="保险杠").click()
    expect(page.locator("#talk")).to_contain_text("表面总有银纹")
    choose(page, "#owner", NAME)
    expect(page.get_by_test_id("toast-body").first).to_contain_text(f"已交给 {NAME}")


def correct_the_card(page: Page) -> None:
    page.locator("#card-budget_cny input, #card-budget_cny textarea").fill("80万元")
    cell = page.locator("#card-indicators").get_by_role("gridcell", name="98", exact=True)
    cell.dblclick()
    page.keyboard.press("Control+a")
    page.keyboard.type("99")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="保存为新版本").click()
    expect(page.locator("#versions")).to_contain_text("第 2 版")
    expect(page.locator("#versions")).to_contain_text("80 万元")
    expect(page.locator("#versions")).to_contain_text("良率 ≥ 99 %")
    picture(page, "need", whole=True)


def swap_a_candidate(page: Page) -> None:
    page.get_by_role("tab", name="候选与覆盖").click()
    page.locator("#candidate input").click()
    page.get_by_role("option").nth(1).click()
    choose(page, "#reject-reason", "对象或工况不同")
    page.locator("#swap-query input, #swap-query textarea").fill("薄壁注塑件翘曲")
    page.get_by_role("button", name="搜索").click()
    page.locator("#swap-results label").first.click()
    entering = re.findall(r"A-\d{4}", page.locator("#swap-results label").first.inner_text())[0]
    picture(page, "candidates")
    page.get_by_role("button", name="用选中的替换候选").click()
    expect(page.locator("#candidates")).to_contain_text("已移出")
    expect(page.locator("#matrix")).to_contain_text(entering)


def edit_and_approve_the_report(page: Page) -> None:
    page.get_by_role("tab", name="报告").click()
    page.get_by_role("button", name="起草新版本").click()
    expect(page.locator("#preview h1")).to_have_text("对接推荐报告")
    text = page.locator("#report-text textarea")
    draft = text.input_value()
    expect(page.locator("#preview h2")).to_have_count(draft.count("\n## "))
    text.fill(draft.replace("## 一、结论", "## 一、结论\n\n良率可达 99.7%。", 1))
    expect(page.locator("#preview mark.doubt")).to_have_text("良率可达 99.7%。")
    expect(page.locator("#preview .why")).to_contain_text("待核实")
    expect(page.locator("#report-status")).to_contain_text("1 处待核实")
    picture(page, "preview")
    type_along(page)
    text.fill(draft.replace("## 一、结论", "## 一、结论\n\n良率可达 99.7%。", 1))
    page.get_by_role("button", name="核对改动").click()
    page.get_by_role("tab", name="核对结果").click()
    expect(page.locator("#problems")).to_contain_text("99.7")
    page.get_by_role("button", name="署名批准").click()
    expect(page.get_by_test_id("toast-body").last).to_contain_text("没有通过核对")
    text.fill(draft.replace("## 一、结论", "## 一、结论\n\n以下内容已由专员逐句通读。", 1))
    page.get_by_role("button", name="署名批准").click()
    expect(page.locator("#report-status")).to_contain_text("已批准")
    page.get_by_role("tab", name="与初稿的差异").click()
    expect(page.locator("#changes ins")).to_contain_text("以下内容已由专员逐句通读。")
    page.get_by_role("tab", name="来源").click()
    picture(page, "report", whole=True)


def type_along(page: Page) -> None:
    """What is typed stands in the preview, which scrolls along with the text."""
    page.locator("#report-text textarea").press("Control+End")
    page.keyboard.type("末尾补一句，逐字输入", delay=5)
    expect(page.locator("#preview")).to_contain_text("末尾补一句，逐字输入")
    page.locator("#report-text textarea").evaluate("box => { box.scrollTop = box.scrollHeight; }")
    page.wait_for_function("document.querySelector('#preview').scrollTop > 100")


def export_to_word(page: Page, folder: Path) -> None:
    with page.expect_download() as waiting:
        page.get_by_role("link", name="导出 Word").click()
    target = folder / "report.docx"
    waiting.value.save_as(target)
    assert waiting.value.suggested_filename.endswith("-v1.docx")
    assert target.read_bytes()[:2] == b"PK"


def move_the_match_on(page: Page) -> None:
    page.get_by_role("tab", name="对接进展").click()
    page.get_by_label("关闭", exact=True).check()
    expect(page.locator("#close-reason")).to_be_visible()
    page.get_by_label("联系", exact=True).check()
    page.locator("#match-note textarea").fill("已与团队通话，约定到厂看样件")
    page.get_by_role("button", name="更新状态").click()
    expect(page.locator("#matches")).to_contain_text("已与团队通话，约定到厂看样件")
    expect(page.locator("#need-head")).to_contain_text("联系")
    picture(page, "match")


def read_the_audit_log(page: Page) -> None:
    page.get_by_role("tab", name="管理").click()
    page.get_by_role("tab", name="操作记录").click()
    for action in ("修改需求卡", "采用候选", "批准报告", "导出报告", "更新对接状态"):
        expect(page.locator("#audit")).to_contain_text(action)
    picture(page, "audit")


def log_out(page: Page) -> None:
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("button", name="登录")).to_be_visible()

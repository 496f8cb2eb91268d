"""The chat page as a visitor uses it: a need, its answer, what can be done with it, and what goes wrong."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from agent import Agent, Cancel, Event, Settings
from tests.needs import NEED
from ui.admission.limits import Counts
from ui.api.access import Caller
from ui.api.limits import Limits

pytestmark = pytest.mark.browser

NOTHING = "我们需要解决深海载人潜水器钛合金耐压壳的微裂纹在线监测问题"


def chips(page: Page) -> list[str]:
    return page.locator(".answer").last.locator(".chip").all_inner_texts()


def test_a_need_becomes_chips_candidates_matrix_and_a_quote_to_check(visitor: Any) -> None:
    visit = visitor.open()
    page = visit.page
    visit.say(NEED)
    for part in ("汽车保险杠注塑件", "≥ 98 %（现 92 %）", "50 万元", "半年内", "省内"):
        assert any(part in chip for chip in chips(page)), part
    first = page.locator(".achievement .candidate").first
    expect(first.locator(".level")).to_have_text(re.compile("^强●●●$"))
    expect(first.locator(".tag")).to_have_text("示例")
    columns = page.locator(".matrix thead th[data-column]")
    assert re.fullmatch(r"[AE]-\d+.+", columns.first.inner_text(), re.S)
    rows = page.locator(".matrix tbody th").all_inner_texts()
    assert "银纹" in rows[0] and "良率 ≥ 98 %" in rows
    first.locator("details.folded summary").click()
    cite = first.locator("details.folded .reasons .cite").first
    cite.click()
    page.wait_for_selector("#sheet dl")
    quote = page.locator("#sheet dl mark").first.inner_text()
    assert len(quote) > 8 and quote in first.locator("details.folded .reasons").inner_text()
    about = page.locator("#sheet-about").inner_text()
    assert "来源" in about and "截至 20" in about and "示例数据" in about
    page.keyboard.press("Escape")
    expect(page.locator("#sheet")).to_be_hidden()
    expect(cite).to_be_focused()


def test_a_chip_is_edited_in_words_and_the_match_runs_again(visitor: Any) -> None:
    visit = visitor.open()
    visit.expect_failures()
    page = visit.page
    visit.say(NEED)
    page.locator(".chips button", has_text="指标").click()
    page.fill(".editor input", "很高")
    page.press(".editor input", "Enter")
    expect(page.locator(".editor .problem")).to_contain_text("良率≥98%")
    expect(page.locator(".editor input")).to_have_value("很高")
    page.fill(".editor input", "良率 ≥ 99 %")
    page.press(".editor input", "Enter")
    expect(page.locator(".answer")).to_have_count(2)
    assert any("≥ 99 %" in chip for chip in chips(page))
    expect(page.locator(".notice-line")).to_have_text(re.compile("已修改「指标」"))
    expect(page.locator(".answer").first.locator(".chips button:not(.cite):not(:disabled)")).to_have_count(0)


def test_a_suggested_point_joins_the_need_by_one_tap(visitor: Any) -> None:
    visit = visitor.open()
    page = visit.page
    visit.say(NEED)
    page.locator(".suggestion summary").click()
    suggested = page.locator(".suggestion .chips button:not(.cite)").first
    point = suggested.inner_text().lstrip("＋").strip()
    suggested.click()
    expect(page.locator(".notice-line")).to_have_text(re.compile("已修改「技术点」"))
    expect(page.locator(".answer")).to_have_count(2)
    assert point in page.locator(".answer").last.locator(".matrix tbody th").all_inner_texts()


def test_follow_ups_take_one_tap_and_a_question_starts_its_answer(visitor: Any) -> None:
    visit = visitor.open()
    page = visit.page
    visit.say(NEED)
    page.get_by_role("button", name="对比前两个").click()
    expect(page.locator("table.compare thead th")).to_have_count(2)
    page.get_by_role("button", name="为什么推荐第一个").click()
    expect(page.locator("[data-kind=explanation]")).to_contain_text("排在第 1 位")
    page.get_by_role("button", name="新会话").click()
    page.wait_for_selector(".welcome")
    visit.say("我们想提高产品质量")
    page.locator(".question button").first.click()
    expect(page.locator("#text")).to_have_value("对象是")
    expect(page.locator("#text")).to_be_focused()


def test_no_match_says_so_first_and_offers_what_can_be_done(visitor: Any) -> None:
    visit = visitor.open()
    page = visit.page
    visit.say(NOTHING)
    sections = page.locator(".answer > section").evaluate_all("found => found.map((one) => one.className)")
    assert sections[:2] == ["verdict", "next"]
    expect(page.locator(".ways > li")).to_have_count(3)
    expect(page.locator(".candidate").first).to_be_hidden()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载揭榜需求草稿").click()
    assert waiting.value.suggested_filename == "揭榜需求草稿.docx"
    assert Path(waiting.value.path()).read_bytes()[:2] == b"PK"


def test_judging_asks_why_and_copying_takes_the_whole_answer(visitor: Any, served: Any) -> None:
    visit = visitor.open(permissions=["clipboard-read", "clipboard-write"])
    page = visit.page
    visit.say(NEED)
    card = page.locator(".candidate").first
    card.get_by_role("button", name="不合适").click()
    card.get_by_role("button", name="成熟度不够").click()
    expect(card.locator(".thanks")).to_have_text("已记下：成熟度不够")
    page.get_by_role("button", name="复制全文").click()
    expect(page.locator(".tools .thanks")).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "我这样理解您的需求" in copied and "人工智能辅助生成" in copied
    page.emulate_media(media="print")
    expect(page.locator("#composer")).to_be_hidden()


def test_stop_aborts_the_turn_on_the_server_and_keeps_the_text(
    visitor: Any, served: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = threading.Event()

    def slow(conversation_id: str, text: str, cancel: Cancel) -> Iterator[Event]:
        yield Event("step", "正在理解需求…")
        if cancel.wait(10):
            stopped.set()

    monkeypatch.setattr(served.agent, "stream", slow)
    visit = visitor.open()
    page = visit.page
    page.fill("#text", NEED)
    page.press("#text", "Enter")
    expect(page.locator(".steps .now")).to_have_text("正在理解需求…")
    page.click("#stop")
    expect(page.locator(".stopped")).to_contain_text("已停止")
    assert stopped.wait(5)
    expect(page.locator("#text")).to_have_value(NEED)
    monkeypatch.undo()
    page.get_by_role("button", name="重新发送").click()
    page.wait_for_selector("[data-kind=recommendation]")
    expect(page.locator("#text")).to_have_value("")
    expect(page.locator(".said")).to_have_count(1)


def test_a_conversation_survives_a_reload_and_can_be_erased(visitor: Any) -> None:
    visit = visitor.open("/?q=" + "注塑件有银纹")
    page = visit.page
    expect(page.locator("#text")).to_have_value("注塑件有银纹")
    expect(page.locator(".said")).to_have_count(0)
    visit.say(NEED)
    page.locator(".chips button", has_text="预算").click()
    page.fill(".editor input", "80万")
    page.press(".editor input", "Enter")
    expect(page.locator(".answer")).to_have_count(2)
    page.reload()
    expect(page.locator(".answer")).to_have_count(2)
    expect(page.locator(".notice-line")).to_have_text(re.compile("已修改「预算」"))
    expect(page.locator(".follow-ups")).to_have_count(1)
    page.click("#erase")
    page.get_by_role("button", name="取消").click()
    expect(page.locator(".answer")).to_have_count(2)
    page.click("#erase")
    page.click("#confirm-yes")
    page.wait_for_selector(".welcome")


def test_a_lost_conversation_starts_afresh_with_a_note(visitor: Any, served: Any) -> None:
    visit = visitor.open()
    visit.expect_failures()
    page = visit.page
    kept = {"id": "conversation-gone", "token": "x", "examples": [], "greeting": ""}
    page.evaluate("kept => sessionStorage.setItem('queqiao-conversation', JSON.stringify(kept))", kept)
    page.reload()
    expect(page.locator(".notice-line")).to_contain_text("已为您开始新会话")
    agent: Agent = served.agent
    agent.erase(page.evaluate("JSON.parse(sessionStorage.getItem('queqiao-conversation')).id"))
    page.fill("#text", NEED)
    page.press("#text", "Enter")
    expect(page.locator(".notice-line")).to_contain_text("刚才的会话已失效")
    expect(page.locator("#text")).to_have_value(NEED)
    expect(page.locator("#send")).to_be_visible()
    page.press("#text", "Enter")
    page.wait_for_selector("[data-kind=recommendation]")


@pytest.mark.parametrize("fault", ["offline", "too_many", "too_long", "broken"])
def test_a_failure_is_told_in_chinese_and_keeps_the_text(
    visitor: Any, served: Any, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    visit = visitor.open()
    visit.expect_failures()
    page = visit.page
    if fault == "offline":
        visit.context.set_offline(True)
    elif fault == "too_many":
        strict = Limits(Counts(), Settings(rate_per_minute=1))
        strict.request(Caller("127.0.0.1"))
        monkeypatch.setattr(served.app.state.limits, "request", strict.request)
    elif fault == "too_long":
        monkeypatch.setattr(served.agent.settings, "max_message_chars", 5)
    else:
        monkeypatch.setattr(served.agent, "stream", lambda *_: iter([Event("step", "正在检索")]))
    page.fill("#text", NEED)
    page.press("#text", "Enter")
    said = {"offline": "连不上服务", "too_many": "请求太频繁", "too_long": "文字太长", "broken": "回答没有传完"}[fault]
    expect(page.locator(".error")).to_contain_text(said)
    expect(page.locator("#text")).to_have_value(NEED)
    visit.context.set_offline(False)
    monkeypatch.undo()
    page.get_by_role("button", name="重试").click()
    page.wait_for_selector("[data-kind=recommendation]")
    expect(page.locator(".error")).to_have_count(0)
    expect(page.locator("#text")).to_have_value("")


def test_a_text_over_the_limit_is_counted_and_not_sent(visitor: Any) -> None:
    page = visitor.open().page
    page.fill("#text", "长" * 8001)
    expect(page.locator("#count")).to_contain_text("已写 8001 字，最多 8000 字")
    expect(page.locator("#send")).to_be_disabled()
    page.press("#text", "Enter")
    expect(page.locator(".said")).to_have_count(0)

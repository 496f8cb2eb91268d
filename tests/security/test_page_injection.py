"""Hostile text in imported records and in messages: the chat page shows it as text, and nothing else happens."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page

from agent import Agent, Settings
from knowledge import import_files
from tests.hostile_texts import ATTACKS, EVIL, PAYLOADS
from tests.serving import chromium, running
from ui.app import create_app

pytestmark = pytest.mark.browser

ABOUT = "汽车保险杠注塑件表面银纹"
NEED = "我们做汽车保险杠注塑件，表面总有银纹，良率92%，想提高到98%以上"
HEADERS = ("编号", "成果名称", "简介", "解决的问题", "技术方案", "关键词", "应用场景", "单位", "团队", "价格")
FREE = len(HEADERS) - 1
FORBIDDEN = (
    "script, img, svg, math, iframe, object, embed, link, style, base, meta, video, template, a, area, "
    "form:not(.editor), [src], [href], [style]"
)


@dataclass
class Watched:
    """A page, and everything that must not happen on it."""

    page: Page
    origin: str
    dialogs: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seen: str = ""

    def refuse(self, dialog: Dialog) -> None:
        """A dialog is noticed and closed."""
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def look(self) -> None:
        """Remember the text that is shown now, and find no element or handler that a payload made."""
        self.seen += self.page.inner_text("#talk") + (self.page.locator("#sheet").text_content() or "")
        assert self.page.locator(f":is(#talk, #sheet) :is({FORBIDDEN})").count() == 0
        handlers = (
            "[...document.querySelectorAll('*')].flatMap((node) => node.getAttributeNames())"
            ".filter((name) => name.startsWith('on'))"
        )
        assert self.page.evaluate(handlers) == []

    def say(self, text: str) -> None:
        """Send a message and look at what comes back."""
        before = self.page.locator("article.answer").count()
        self.page.fill("#text", text)
        self.page.press("#text", "Enter")
        self.page.locator("article.answer").nth(before).wait_for()
        self.look()


def write_records(folder: Path) -> list[str]:
    """A CSV of achievements about the need whose every free field carries a payload; returns their ids."""
    path = folder / "hostile.csv"
    rows = [PAYLOADS[at : at + FREE] for at in range(0, len(PAYLOADS), FREE)]
    ids = [f"X-{number:04d}" for number in range(len(rows))]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS)
        for record_id, row in zip(ids, rows, strict=True):
            cells = row + ["无"] * (FREE - len(row))
            title, *others = cells
            writer.writerow([record_id, f"{ABOUT}{title}"[:290], *(f"{ABOUT}，{text}" for text in others)])
    return ids


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    """The product over a catalogue of hostile records only: its origin and the records' ids."""
    folder = tmp_path_factory.mktemp("hostile")
    settings = Settings(data_dir=folder / "data", embedder="none", rate_per_minute=100_000, model="")
    agent = Agent.open(settings, demo=False, owner=False)
    ids = write_records(folder)
    report = import_files([folder / "hostile.csv"], agent.knowledge.catalogue)
    assert report.added == len(ids), report.text()
    agent.sync()
    with running(create_app(agent, settings)) as origin:
        yield origin, ids
    agent.close()


@pytest.fixture
def watched(hostile: tuple[str, list[str]]) -> Iterator[Watched]:
    """A page of that product; dialogs, foreign requests, errors and policy violations fail the test."""
    with chromium() as browser:
        page = browser.new_page()
        page.set_default_timeout(10_000)
        opened = Watched(page, hostile[0])
        page.on("dialog", opened.refuse)
        page.on(
            "request",
            lambda sent: None if sent.url.startswith(opened.origin + "/") else opened.foreign.append(sent.url),
        )
        page.on("console", lambda said: opened.errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: opened.errors.append(str(error)))
        page.add_init_script(
            "window.violations = []; document.addEventListener('securitypolicyviolation', "
            "(event) => window.violations.push(event.violatedDirective));"
        )
        yield opened
        assert page.evaluate("window.violations") == []
        assert page.evaluate("window.hacked") is None
        assert page.url.split("?")[0] == opened.origin + "/"
    assert (opened.dialogs, opened.foreign) == ([], [])
    assert [error for error in opened.errors if "status of 404" not in error] == []


def test_there_are_enough_different_payloads() -> None:
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 150


def test_hostile_records_are_shown_as_text(watched: Watched, hostile: tuple[str, list[str]]) -> None:
    origin, ids = hostile
    response = watched.page.goto(origin + "/")
    assert response is not None
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    watched.page.wait_for_selector(".welcome")
    watched.say(NEED)
    assert watched.page.locator(".candidate").count() > 0
    for follow_up in ("再来几个", "再来几个", "对比前两个", "为什么推荐第一个", f"{ids[0]} 详细介绍"):
        watched.say(follow_up)
    for record_id in ids:
        watched.page.evaluate(
            "async (id) => (await import('/static/sheet.js')).openRecord("
            "id, [{ record_id: id, field: 'problem', quote: '<img src=x onerror=alert(1)>' }], () => {})",
            record_id,
        )
        watched.look()
    missing = [number for number in range(len(PAYLOADS)) if f"p{number:03d}" not in watched.seen]
    assert missing == []
    watched.page.reload()
    watched.page.wait_for_selector("article.answer")
    watched.look()


def test_hostile_messages_are_shown_as_text(watched: Watched) -> None:
    watched.page.goto(f"{watched.origin}/?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    watched.page.wait_for_selector(".welcome")
    assert watched.page.input_value("#text") == "<img src=x onerror=alert(1)>"
    size = 32
    for at in range(0, len(PAYLOADS), size):
        watched.say(f"{NEED}。{' '.join(PAYLOADS[at : at + size])}"[:7900])
    for attack in ATTACKS[:6]:
        watched.say(f"我们厂做{attack.format(m='p999', e=EVIL)}，表面总有银纹")
    missing = [number for number in range(len(PAYLOADS)) if f"p{number:03d}" not in watched.seen]
    assert missing == []
    watched.page.evaluate(
        "async () => (await import('/static/sheet.js')).openRecord('<img src=x onerror=alert(1)>', [], () => {})"
    )
    watched.look()
    assert "没有编号为 <img src=x onerror=alert(1)> 的记录" in watched.seen

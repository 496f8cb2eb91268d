"""The product served from a thread, and a headless browser that notices every foreign request and console error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, expect

from agent import Agent, Settings
from tests.serving import chromium, running
from ui.app import create_app

TIMEOUT_MS = 20_000
DESK = {"width": 1200, "height": 900}
expect.set_options(timeout=TIMEOUT_MS)


@dataclass
class Served:
    """A running server: its address and what runs in it."""

    origin: str
    app: FastAPI
    agent: Agent


@dataclass
class Visit:
    """One page and what it did: requests to other origins, and errors on its console."""

    page: Page
    context: BrowserContext
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    failing: bool = False

    def expect_failures(self) -> None:
        """The test makes requests fail; the browser's own notes about them are no error of the page."""
        self.failing = True

    def say(self, text: str, kind: str = "recommendation") -> None:
        """Type a message, send it by Enter (or the button where there is no keyboard), wait for its answer."""
        answers = self.page.locator(f".answer[data-kind={kind}]")
        before = answers.count()
        self.page.fill("#text", text)
        if self.page.evaluate("matchMedia('(pointer: fine)').matches"):
            self.page.press("#text", "Enter")
        else:
            self.page.click("#send")
        answers.nth(before).wait_for()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The whole product over the example catalogue, on the lexical leg, without a model."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("served"), embedder="none", rate_per_minute=100_000, model="")
    agent = Agent.open(settings, owner=False)
    agent.sync()
    app = create_app(agent, settings)
    with running(app) as origin:
        yield Served(origin, app, agent)
    agent.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium; closed with the module, so that no event loop of Playwright outlives it."""
    with chromium() as opened:
        yield opened


class Visitor:
    """Opens pages of the served product, each in a context of its own."""

    def __init__(self, browser: Browser, origin: str) -> None:
        self.browser = browser
        self.origin = origin
        self.visits: list[Visit] = []

    def open(self, path: str = "/", ready: str = ".welcome", **options: Any) -> Visit:
        """A fresh visitor at ``path``; ``options`` as for ``Browser.new_context``."""
        context = self.browser.new_context(**({"viewport": DESK} | options))
        context.set_default_timeout(TIMEOUT_MS)
        visit = Visit(context.new_page(), context)
        self.visits.append(visit)
        own = (self.origin + "/", "data:")
        visit.page.on("request", lambda sent: None if sent.url.startswith(own) else visit.foreign.append(sent.url))
        visit.page.on("console", lambda said: visit.errors.append(said.text) if said.type == "error" else None)
        visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
        visit.page.goto(self.origin + path)
        if ready:
            visit.page.wait_for_selector(ready)
        return visit

    def close(self) -> None:
        """Close every page; nothing may have left the origin, and nothing may have gone wrong unseen."""
        for visit in self.visits:
            visit.context.close()
        for visit in self.visits:
            assert visit.foreign == []
            assert [error for error in visit.errors if not (visit.failing and "Failed to load" in error)] == []


@pytest.fixture
def visitor(browser: Browser, served: Served) -> Iterator[Visitor]:
    """Opens pages of the served product."""
    opened = Visitor(browser, served.origin)
    yield opened
    opened.close()

"""The chat page for everyone: small screens, large text, colours, the keyboard alone, screen readers."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.needs import NEED

pytestmark = pytest.mark.browser


PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


NARROW: dict[str, Any] = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}


PAIRS = [
    ("--ink", "--ground"),
    ("--ink", "--panel"),
    ("--ink", "--mark"),
    ("--soft", "--ground"),
    ("--soft", "--panel"),
    ("--accent", "--ground"),
    ("--accent", "--panel"),
    ("--accent-ink", "--accent"),
    ("--good", "--ground"),
    ("--bad", "--ground"),
    ("--bad", "--panel"),
]


def luminance(colour: str) -> float:
    channels = [int(colour.lstrip("#")[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def overflow(page: Page) -> list[int]:
    """Width of the content, and the window's."""
    wide: list[int] = page.evaluate(
        "[Math.max(document.documentElement.scrollWidth, document.getElementById('talk').scrollWidth), innerWidth]"
    )
    return wide


@pytest.mark.parametrize("device", [PHONE, NARROW], ids=["390", "320"])
def test_a_phone_shows_one_screen_one_candidate_and_no_overflow(visitor: Any, device: dict[str, Any]) -> None:
    visit = visitor.open(**device)
    page = visit.page
    visit.say(NEED)
    wide, window = overflow(page)
    assert wide <= window
    if device is PHONE:
        box = page.locator(".candidate").first.bounding_box()
        assert box is not None and box["y"] + 120 < page.locator("#composer").bounding_box()["y"]
    expect(page.locator(".matrix thead th[data-column]:visible")).to_have_count(1)
    shown = page.locator(".matrix thead th[data-column]:visible").inner_text()
    page.get_by_role("button", name="下一个候选").click()
    assert page.locator(".matrix thead th[data-column]:visible").inner_text() != shown
    small = page.locator("button:visible:not(.cite, .cell), summary:visible").evaluate_all(
        "found => found.map((one) => [one.innerText, one.getBoundingClientRect()])"
        ".filter(([, box]) => box.height < 44 || box.width < 44).map(([text]) => text)"
    )
    assert small == []
    page.locator(".cell:visible").first.click()
    page.wait_for_selector("#sheet dl")
    assert round(page.locator("#sheet").bounding_box()["width"]) <= window


def test_double_text_size_breaks_nothing(visitor: Any) -> None:
    visit = visitor.open(**PHONE)
    visit.page.evaluate("document.documentElement.style.fontSize = '32px'")
    visit.say(NEED)
    wide, window = overflow(visit.page)
    assert wide <= window
    expect(visit.page.locator("#send")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_are_readable_on_their_grounds(visitor: Any, scheme: str) -> None:
    page = visitor.open(color_scheme=scheme, reduced_motion="reduce").page
    read = "name => getComputedStyle(document.documentElement).getPropertyValue(name).trim()"
    ratios = {pair: contrast(*(page.evaluate(read, name) for name in pair)) for pair in PAIRS}
    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < 4.5} == {}
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(255, 255, 255)") == (scheme == "light")
    assert page.evaluate("getComputedStyle(document.getElementById('sheet')).animationName") == "none"


def test_the_keyboard_alone_is_enough(visitor: Any) -> None:
    visit = visitor.open()
    page = visit.page
    page.focus("#text")
    page.keyboard.type("我们做汽车保险杠注塑件")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("表面总有银纹，良率92%")
    expect(page.locator("#text")).to_have_value("我们做汽车保险杠注塑件\n表面总有银纹，良率92%")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-kind=recommendation]")
    expect(page.locator("#text")).to_be_focused()
    for _ in range(60):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.reasons .cite')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("#sheet dl")
    for _ in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "document.activeElement === document.body"
            " || document.getElementById('sheet').contains(document.activeElement)"
        )
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('.reasons .cite')")


def test_screen_readers_hear_steps_and_not_every_token(visitor: Any) -> None:
    visit = visitor.open()
    visit.page.evaluate(
        "() => { const status = document.getElementById('status'); window.heard = [];"
        "new MutationObserver(() => window.heard.push(status.textContent))"
        ".observe(status, { childList: true, subtree: true, characterData: true }); }"
    )
    visit.say(NEED)
    heard = visit.page.evaluate("window.heard")
    assert any("检索" in said for said in heard) and heard[-1].startswith("回答完成")
    assert len(heard) <= 8
    assert visit.page.locator("#talk[aria-live]").count() == 0

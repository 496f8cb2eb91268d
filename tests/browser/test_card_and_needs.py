"""The card's further fields, what was guessed or not read, and the switch between the needs of a conversation."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.needs import NEED

pytestmark = pytest.mark.browser
OTHER = "另一个问题：污水处理站出水氨氮超标，要求不高于1.5mg/L"
PHONE = {"width": 360, "height": 760}


def test_what_is_not_wanted_and_what_must_stay_stand_on_the_card_and_are_corrected(visitor: Any) -> None:
    visit = visitor.open(viewport=PHONE)
    page = visit.page
    visit.say(NEED + "，成本不能涨，不要北京的，不要激光的")
    answer = page.locator(".answer").last
    for label, text in (("不能动的", "成本不能涨"), ("不要的地域", "北京"), ("不要的", "激光")):
        expect(answer.locator(".chip", has_text=label).filter(has_text=text).first).to_be_visible()
    answer.locator(".chips button", has_text="不要的地域").click()
    page.fill(".editor input", "广东")
    page.press(".editor input", "Enter")
    expect(page.locator(".answer").last.locator(".chip", has_text="不要的地域")).to_contain_text("广东")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_page_shows_which_need_is_talked_about_and_goes_back_by_a_tap(visitor: Any) -> None:
    visit = visitor.open(viewport=PHONE)
    page = visit.page
    visit.say(NEED)
    expect(page.locator("#needs")).to_be_hidden()
    visit.say(OTHER)
    current = page.locator("#needs [aria-current]")
    expect(current).to_contain_text("2. ")
    answers = page.locator(".answer[data-kind=recommendation]")
    before = answers.count()
    page.locator("#needs button:not(:disabled)").click()
    answers.nth(before).wait_for()
    expect(current).to_contain_text("1. ")
    expect(current).to_contain_text("保险杠")


def test_what_was_not_read_is_put_into_a_field(visitor: Any, served: Any) -> None:
    visit = visitor.open()
    page = visit.page
    visit.say(NEED)
    card = page.evaluate("JSON.parse(sessionStorage.getItem('queqiao-conversation')).id")
    list(served.agent.correct(card, {"unread": [{"quote": "一炉两出", "kind": "clause"}]}))
    page.reload()
    page.locator(".unread button", has_text="一炉两出").last.click()
    page.select_option("#unread-field", "constraints")
    page.click(".editor .primary")
    expect(page.locator(".answer").last.locator(".chip", has_text="不能动的")).to_contain_text("一炉两出")
    expect(page.locator(".answer").last.locator(".unread")).to_have_count(0)


def test_a_word_that_may_be_misspelt_is_asked(visitor: Any, served: Any) -> None:
    visit = visitor.open()
    page = visit.page
    visit.say(NEED)
    card = page.evaluate("JSON.parse(sessionStorage.getItem('queqiao-conversation')).id")
    list(served.agent.correct(card, {"guesses": [{"typed": "银文", "meant": "银纹", "sure": False}]}))
    page.reload()
    expect(page.locator(".aside").last).to_contain_text("您是说“银纹”吗")
    page.locator(".aside button", has_text="不是").last.click()
    expect(page.locator(".answer").last.locator(".aside")).to_have_count(0)

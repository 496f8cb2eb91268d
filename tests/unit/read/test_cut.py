"""However long a text is, its reading is bounded; what was cut is said on the card and in the answer."""

from __future__ import annotations

import itertools
from datetime import date

import pytest

from agent.read import extend, understand
from agent.read.unread import CUT, TITLE_CHARS, bounded, newly_cut, said_cut
from agent.schema import RequirementCard
from knowledge.text import READ_CHARS, cut
from tests.timing import grows_evenly

TODAY = date(2026, 3, 1)
NEED = "我们做液压阀的，阀芯卡滞，要求泄漏量不大于5毫升每分钟。"
HOSTILE = [
    *("1", "啊", " ", "\n", "（【[(", "]]}}", "3万元、", "1~2~", "|a|b|\n|--|--|\n", "不", "一", "2025年6月"),
    *("\\", "“", "1.", "良率92%，想提高到98%以上；", "问题：", "we need ", "〇"),
]


def long(unit: str, length: int) -> str:
    return (unit * length)[:length]


@pytest.mark.parametrize("unit", HOSTILE)
def test_time_grows_evenly_up_to_the_bound(unit: str) -> None:
    """Four times the text may cost at most FOURFOLD, up to the length that is read; what is longer is cut to it."""
    tries = itertools.count(1)
    assert grows_evenly(lambda text: understand(f"{next(tries)}号。{text}", today=TODAY), unit, READ_CHARS // 4)
    assert len(bounded("", long(unit, 40 * READ_CHARS))[1]) <= READ_CHARS


@pytest.mark.parametrize("unit", [NEED, "阀芯", "泄漏率0.1%"])
def test_what_was_cut_is_said_with_its_beginning(unit: str) -> None:
    text = long(unit, READ_CHARS + 500)
    card = understand(text, title="题" * 400, today=TODAY)
    said = [one.quote for one in card.unread if one.kind == CUT]
    assert len(said) == 2 and len(card.title) <= TITLE_CHARS
    assert said[1].removesuffix("……") in text[len(card.text) - 2 :]


def test_what_fits_is_not_cut() -> None:
    text = long(NEED, READ_CHARS)
    card = understand(text, today=TODAY)
    assert card.text == text and not any(one.kind == CUT for one in card.unread)


@pytest.mark.parametrize("number", ["123456789", "4,567.89", "98.5678"])
def test_no_number_is_cut_apart(number: str) -> None:
    text = "阀" * 95 + number + "阀" * 50
    head, rest = cut(text, 100)
    assert head + rest == text and head == "阀" * 95


def test_a_sentence_is_kept_whole_where_one_ends() -> None:
    head, rest = cut("阀" * 90 + "。" + "芯" * 50, 100)
    assert head == "阀" * 90 + "。" and rest == "芯" * 50


def test_contacts_beyond_the_cut_stay_hidden() -> None:
    card = understand(long("阀芯卡滞，", READ_CHARS) + "。电话13800138000找老周", today=TODAY)
    assert not any("13800138000" in one.quote for one in card.unread)


def test_the_line_of_the_answer_is_said_once() -> None:
    card = understand(long(NEED, 2 * READ_CHARS), today=TODAY)
    longer = extend(card, "预算20万", today=TODAY)
    assert newly_cut(card, None) and not newly_cut(longer, card)
    assert not newly_cut(RequirementCard(), card)
    assert str(READ_CHARS) in said_cut("zh") and str(READ_CHARS) in said_cut("en") != said_cut("zh")

"""What the reader of asks gives for messages and forms; and how it does on labelled messages kept out of its training.

In ``tests/data/chat_messages.tsv`` ``|`` parts accepted strings; the splits dev and wide are training data.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.read import understand
from agent.read.asks.choosing import LIMIT
from agent.read.asks.reader import read_asks

TODAY = date(2026, 3, 1)
TABLE = Path(__file__).parents[3] / "data" / "chat_messages.tsv"
MESSAGES = list(csv.DictReader(TABLE.read_text("utf-8").splitlines(), delimiter="\t"))
UNSEEN = [row for row in MESSAGES if row["split"] in ("held", "fresh", "fresh2")]


def _near(found: str, accepted: str) -> bool:
    options = accepted.split("|")
    return found in options or any(option and found and (option in found or found in option) for option in options)


def test_unseen_labelled_messages_are_read() -> None:
    cards = [understand(row["text"], today=TODAY) for row in UNSEEN]
    objects = sum(_near(card.object, row["object"]) for row, card in zip(UNSEEN, cards, strict=True))
    problems = sum(_near(card.problem, row["problem"]) for row, card in zip(UNSEEN, cards, strict=True))
    assert objects / len(UNSEEN) >= 0.8
    assert problems / len(UNSEEN) >= 0.6


@pytest.mark.parametrize("row", UNSEEN, ids=lambda row: row["text"][:12])
def test_quotes_stand_in_the_message_and_names_are_short(row: dict[str, str]) -> None:
    asks = read_asks("", row["text"])
    assert len(asks.items) <= LIMIT
    assert all(item.quote in row["text"] and 2 <= len(item.text) <= 25 for item in asks.items)
    assert asks.thing in row["text"]


def test_numbered_needs_become_items_and_the_firm_does_not() -> None:
    text = (
        "需求内容：\\n1、研究陶瓷釉料的低温烧成配方；\\n2、解决釉面针孔问题；\\n3、开发釉线在线检测系统。\\n"
        "现有工作基础：\\n公司成立于2005年，员工200人，拥有生产线3条。"
    )
    quotes = [item.quote for item in read_asks("低温釉料研发", text).items]
    assert any("低温烧成配方" in q for q in quotes)
    assert any("针孔" in q for q in quotes)
    assert any("在线检测系统" in q for q in quotes)
    assert not any("员工" in q or "成立" in q for q in quotes)


def test_every_quote_is_an_exact_substring_and_ids_count_up() -> None:
    text = "随着市场发展，阀门需求增长。目前密封面易磨损，需要开发耐磨涂层，降低泄漏率。\\n预期目标：寿命提高一倍。"
    items = read_asks("阀门密封", text).items
    assert items
    assert all(item.quote in text or item.quote == "阀门密封" for item in items)
    assert [item.id for item in items] == [f"S{i}" for i in range(1, len(items) + 1)]


def test_a_topic_alone_yields_its_title() -> None:
    asks = read_asks("桥梁健康监测系统研发", "")
    assert [item.quote for item in asks.items] == ["桥梁健康监测系统研发"]
    assert "桥梁" in asks.thing


def test_nothing_at_all_yields_nothing() -> None:
    asks = read_asks("", "")
    assert (asks.thing, asks.problem, asks.items) == ("", "", [])


@pytest.mark.parametrize("text", ["想搞智能化改造，提升竞争力", "希望降本增效", "请推荐合适的成果", "在吗"])
def test_what_names_nothing_is_vague_and_asked_about(text: str) -> None:
    card = understand(text, today=TODAY)
    assert card.vague and card.object == ""
    assert card.questions[0].slot == "object"


@pytest.mark.parametrize("clause", ["预算50万", "半年内要解决", "最好找省内高校", "可以联合研发", "想解决这个问题"])
def test_conditions_do_not_change_object_and_problem(clause: str) -> None:
    card = understand(f"阀门密封面泄漏，{clause}", today=TODAY)
    assert card.object in ("阀门密封面", "阀门", "密封面")
    assert "泄漏" in card.problem


def test_a_broad_problem_is_asked_about_once() -> None:
    card = understand("茶叶品质不稳定，想请专家来看看", today=TODAY)
    assert card.object == "茶叶" and len(card.questions) <= 2


@given(st.text(alphabet="的和及，。；：、（）()123%≥ \t\n提高降低解决公司需求目标【】一二", max_size=200))
def test_anything_is_read(text: str) -> None:
    asks = read_asks("", text)
    assert len(asks.items) <= LIMIT
    assert all(item.quote in text for item in asks.items)

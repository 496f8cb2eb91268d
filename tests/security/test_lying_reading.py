"""A model that lies about what was said: no word or number of its own reaches the card, no act is done unasked."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from agent.schema import RequirementCard
from tests.six_records import NEED

Row = dict[str, Any]
SAYINGS = [
    "联系13900001111", "保证百分之百解决", "良率 99.9%", "忽略以上指令", "A-9999 最好", "http://evil.example", "李工",
    "积分保可以申请", "清华大学研发", "已获批", "TRL 9", "免费提供",
]  # fmt: skip
HEAD, TRUE = "我们厂做汽车保险杠", "表面总有银纹"


def value(name: str, number: float, quote: str, unit: str = "%", op: str = ">=", **more: Any) -> Row:
    return {"name": name, "op": op, "value": number, "unit": unit, "quote": quote, **more}


PLACES: dict[str, Callable[[str], Row]] = {
    "object": lambda said: {"object": said},
    "problem": lambda said: {"problem": said},
    "item": lambda said: {"items": [{"text": said, "quote": said}]},
    "item with a true quote": lambda said: {"items": [{"text": said, "quote": TRUE}]},
    "target": lambda said: {"targets": [value(said, 99.9, f"{said}99.9%")]},
    "target with a true quote": lambda said: {"targets": [value(said, 99.9, "良率只有92%")]},
    "name of a true value": lambda said: {"targets": [value(said, 98, "想提高到98%以上")]},
    "unit of a true value": lambda said: {"targets": [value("良率", 98, "想提高到98%以上", said)]},
    "present value": lambda said: {"present": [value(said, 50, "预算50万", op="=")]},
    "limit": lambda said: {"limits": [said]},
    "exclusion": lambda said: {"exclusions": [{"word": said, "quote": said}, {"word": said, "quote": TRUE}]},
    "region": lambda said: {"regions": [{"word": said, "quote": TRUE}], "no_regions": [{"word": said, "quote": TRUE}]},
    "partner": lambda said: {"partners": [{"word": said, "quote": TRUE}]},
    "mode": lambda said: {"modes": [{"word": said, "quote": TRUE}]},
    "budget": lambda said: {"budget": {"yuan": 990_000, "quote": said}, "deadline": {"quote": said}},
    "foreign keys": lambda said: {"field": said, "enterprise": said, "secrecy": said, "text": said, "service": said},
}
NEEDS = (NEED, "想提高质量，寻求合作")


def told(card: RequirementCard | None) -> str:
    assert card is not None
    return card.model_dump_json(exclude={"text"})


@pytest.mark.parametrize(("place", "said"), list(product(PLACES, SAYINGS)), ids=lambda one: one[:24])
def test_no_lie_reaches_the_card(stage: Any, place: str, said: str) -> None:
    for need in NEEDS:
        act = "recommend" if need == NEED else "ask"
        reply = stage.reads({"act": act, "needs": [{"quote": need[:9], **PLACES[place](said)}]}, need)
        assert said not in told(reply.card) and said not in reply.text
        values = [one.value for one in (*reply.card.indicators, *reply.card.baselines)]
        assert set(values) <= {92.0, 98.0}
        assert reply.card.budget_cny in (None, 500_000)


@pytest.mark.parametrize("said", SAYINGS)
def test_no_lie_is_asked_back(stage: Any, said: str) -> None:
    questions = [{"slot": slot, "text": f"{said}吗？"} for slot in ("object", "problem", "indicators")]
    reply = stage.reads({"act": "ask", "questions": questions}, NEEDS[1])
    assert said not in reply.text and not any(said in one.text for one in reply.card.questions)


TURNED = [
    value("良率", 98, "想提高到98%以上", op="<="),
    value("良率", 98, "想提高到98%以上", op="<"),
    value("良率", 92, "想提高到98%以上"),
    value("良率", 9.8, "想提高到98%以上"),
    value("良率", 980, "想提高到98%以上"),
    value("良率", -98, "想提高到98%以上"),
    value("良率", 0.98, "想提高到98%以上"),
    value("良率", 98, "想提高到99%以上"),
    value("良率", 98, "提高到98%以下"),
    value("良率", 99.9, "想提高到98%以上", op="range", max=100),
    value("良率", 98, "想提高到98%以上", op="about"),
    {"name": "良率", "op": ">=", "value": "98", "unit": "%", "quote": "想提高到98%以上"},
    {"name": "良率", "op": ">=", "value": True, "unit": "%", "quote": "想提高到98%以上"},
    {"name": "良率", "op": ">=", "value": 1e300, "unit": "%", "quote": "想提高到98%以上"},
    {"name": ["良率"], "op": ">=", "value": None, "unit": {}, "quote": ["想提高到98%以上"]},
]


@pytest.mark.parametrize("row", TURNED, ids=lambda row: str(row)[:60])
def test_a_value_that_its_quote_does_not_hold_leaves_ours(stage: Any, row: Row) -> None:
    plain = stage.reads({})
    reply = stage.reads({"act": "recommend", "needs": [{"quote": HEAD, "targets": [row]}]})
    assert reply.card.indicators == plain.card.indicators and reply.card.baselines == plain.card.baselines
    assert any(note["taken"] == "refused" and note["why"] for note in reply.trace["reading"])


UNASKED = ["第一个成果的良率是多少？", "成熟度怎么样", "为什么推荐它", "材料给我整一份", "谢谢"]


@pytest.mark.parametrize("message", [*UNASKED, "良率要做到98%以上", "表面银纹更严重了"])
def test_nobody_is_handed_over_or_refused_unasked(stage: Any, message: str) -> None:
    for act in ("handover", "refuse"):
        reply = stage.reads({"act": act}, NEED, message)
        plain = stage.reads({}, NEED, message)
        assert reply.act == plain.act != act
        assert any(note["field"] == "act" and note["taken"] == "refused" for note in reply.trace["reading"])


@pytest.mark.parametrize("message", UNASKED)
def test_no_record_is_taken_out_unasked(stage: Any, message: str) -> None:
    reply = stage.reads({"act": "confirm", "rejects": ["A-9001"]}, NEED, message)
    assert reply.card is None or "A-9001" not in reply.card.exclude


REMOVED = ["I1", "B1", "S1", "budget", "deadline", "regions", "exclusions", "limits"]


@pytest.mark.parametrize("message", [*UNASKED, "预算50万够吗", "良率现在多少算好"])
def test_nothing_is_taken_off_the_card_unasked(stage: Any, message: str) -> None:
    rows = [{"id": one, "quote": message} for one in REMOVED]
    plain = stage.reads({}, NEED).card
    reply = stage.reads(
        {"act": "confirm", "need": "same", "needs": [{"quote": message, "remove": rows}]}, NEED, message
    )
    same = {"version", "text", "questions", "unread", "keywords"}
    assert reply.card.model_dump(exclude=same) == plain.model_dump(exclude=same)


def test_what_was_said_before_is_not_overwritten_without_a_quote_of_this_message(stage: Any) -> None:
    rows = [value("良率", 92, "良率只有92%", replaces="I1"), value("良率", 70, "良率只有70%", replaces="I1")]
    lie = {"quote": "成熟度怎么样", "object": "电池", "targets": rows, "budget": {"yuan": 1, "quote": "预算50万"}}
    plain = stage.reads({}, NEED).card
    reply = stage.reads({"act": "confirm", "need": "same", "needs": [lie]}, NEED, "成熟度怎么样")
    assert (reply.card.object, reply.card.budget_cny) == (plain.object, plain.budget_cny)
    assert [one.text() for one in reply.card.indicators] == [one.text() for one in plain.indicators]


@pytest.mark.parametrize("id", ["E-9001", "R-9002", "F-9001", "A-9999", "a-9001", "../A-9001"])
def test_a_record_that_was_neither_shown_nor_named_is_not_opened(stage: Any, id: str) -> None:
    plain = stage.reads({}, NEED).recommendation
    known = {one.record_id for group in (plain.achievements, plain.experts, plain.resources) for one in group}
    reply = stage.reads({"act": "detail", "refs": [id]}, NEED, "它的参数有哪些")
    if id in known:
        return
    assert id not in {one.record_id for one in reply.citations}
    assert any(note["field"] == "refs" and note["taken"] == "refused" for note in reply.trace["reading"])


RUBBISH: list[Any] = [
    {"act": 7}, {"act": "delete"}, {"act": "recommend", "needs": "x"}, {"act": "recommend", "needs": [1, None, []]},
    {"act": "recommend", "needs": [{"quote": {}, "targets": {}, "items": "x", "budget": [], "remove": [[]]}]},
    {"act": "confirm", "needs": [{}] * 50}, {"needs": [{"quote": HEAD, "object": 5, "limits": [None, 3]}]},
    {"act": "recommend", "refs": [None, 4], "aside": {"a": 1}, "unread": [[]], "questions": [{"slot": []}]},
]  # fmt: skip


@pytest.mark.parametrize("rubbish", RUBBISH, ids=str)
def test_rubbish_of_any_shape_leaves_ours(stage: Any, rubbish: Any) -> None:
    plain = stage.reads({})
    reply = stage.reads(rubbish)
    assert reply.card == plain.card and reply.text == plain.text

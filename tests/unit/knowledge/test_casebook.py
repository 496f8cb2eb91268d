"""The casebook: conversations, cards, needs, matches, reports, feedback, accounts, audit, usage, erasure."""

from __future__ import annotations

from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from pydantic import ValidationError
from sqlalchemy import Engine, select

from knowledge.casebook import CLOSE_REASONS, Casebook, CaseError, Need, NotFoundError
from knowledge.casebook.tables import conversations


def test_conversation_opens_with_its_token_only(book: Casebook, engine: Engine) -> None:
    conversation, token = book.conversations.start("wechat")
    assert book.conversations.open(conversation.id, token) == conversation
    assert book.conversations.open(conversation.id, token + "x") is None
    assert book.conversations.open("无", token) is None
    other, _ = book.conversations.start()
    assert book.conversations.open(other.id, token) is None
    with engine.connect() as connection:
        stored = connection.scalars(select(conversations.c.token_hash)).all()
    assert token not in stored and len(conversation.id) >= 22


def test_turns_are_numbered_and_name_the_conversation(book: Casebook) -> None:
    conversation, _ = book.conversations.start()
    for number in range(1, 4):
        turn = book.conversations.add_turn(
            conversation.id, f"第 {number} 条\n换行", "answer", {"n": [number]}, {"ms": 3}
        )
        assert turn.number == number
    turns = book.conversations.turns(conversation.id)
    assert [(turn.number, turn.reply, turn.trace) for turn in turns] == [(n, {"n": [n]}, {"ms": 3}) for n in (1, 2, 3)]
    assert book.conversations.turn(conversation.id, 2) == turns[1]
    assert book.conversations.turn(conversation.id, 9) is None
    found = book.conversations.get(conversation.id)
    assert found is not None and found.title == "第 1 条 换行" and found.updated > conversation.updated
    assert [c.title for c in book.conversations.recent()] == ["第 1 条 换行"]


def test_turns_of_concurrent_writers_get_different_numbers(book: Casebook) -> None:
    conversation, _ = book.conversations.start()

    def write() -> None:
        for _ in range(5):
            book.conversations.add_turn(conversation.id, "问", "answer", {})

    threads = [Thread(target=write) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [turn.number for turn in book.conversations.turns(conversation.id)] == list(range(1, 16))


def test_card_versions(book: Casebook) -> None:
    conversation, _ = book.conversations.start()
    assert book.cards.latest(conversation.id) is None
    first = book.cards.save(conversation.id, {"title": "甲", "version": 1}, "rules")
    assert book.cards.save(conversation.id, {"title": "甲", "version": 1}, "user") == first
    second = book.cards.save(conversation.id, {"title": "乙", "version": 1}, "王专员", "改了名称")
    assert (second.version, second.card["version"], second.author, second.note) == (2, 2, "王专员", "改了名称")
    assert book.cards.latest(conversation.id) == second
    assert book.cards.versions(conversation.id) == [first, second]


def test_need_is_one_per_conversation_and_keeps_status_and_owner(book: Casebook, need: Need) -> None:
    book.needs.assign(need.id, "王专员")
    book.matches.propose(need.id, "A-1", "王专员")
    book.matches.move(need.id, "A-1", "联系", "王专员")
    again = book.needs.record(need.conversation_id, "注塑银纹与气痕", 0.9, "较强")
    assert again.id == need.id
    assert (again.title, again.status, again.owner, again.best_level) == ("注塑银纹与气痕", "联系", "王专员", "较强")
    assert book.needs.get(need.id) == again
    assert book.needs.count()["联系"] == 1 and book.needs.count()["签约"] == 0


def titles(book: Casebook, **asked: Any) -> list[str]:
    return [found.title for found in book.needs.search(**asked).needs]


def test_needs_are_searched(book: Casebook) -> None:
    for title, owner in (("银纹", "甲"), ("100%回收", ""), ("银浆", "")):
        conversation, _ = book.conversations.start()
        book.needs.assign(book.needs.record(conversation.id, title).id, owner)
    assert set(titles(book, text="银")) == {"银纹", "银浆"}
    assert titles(book, text="%") == ["100%回收"] and titles(book, text="_") == [] and titles(book, text="/") == []
    assert set(titles(book, owner="")) == {"银浆", "100%回收"}
    assert titles(book, status="关闭") == []
    assert len(titles(book, limit=2)) == 2 and len(titles(book, limit=2, offset=2)) == 1
    assert book.needs.search(limit=2, offset=2).total == 3 and book.needs.search(text="银", limit=1).total == 2


def test_needs_are_found_by_number_words_card_and_owner(book: Casebook, engine: Engine) -> None:
    conversation, _ = book.conversations.start()
    book.conversations.add_turn(conversation.id, "客户退货：Gate 口有 50% 发白", "recommendation", {})
    book.conversations.add_turn(conversation.id, "预算再加十万", "recommendation", {})
    for object in ("仪表板", "门板"):
        book.cards.save(conversation.id, {"object": object, "problem": "浇口发白", "title": "仪表板标题"}, "rules")
    need = book.needs.record(conversation.id, "注塑件外观")
    book.needs.assign(need.id, "王敏")
    other, _ = book.conversations.start()
    book.needs.record(other.id, "别的需求")
    for words in (
        need.id,
        need.id[:8].upper(),
        "退货",
        "gate",
        "加十万",
        "门板",
        "浇口发白",
        "王敏",
        "外观 门板",
        "50%",
    ):
        assert titles(book, text=words) == ["注塑件外观"], words
    for words in (need.id[3:], "仪表板", "退货 别的", "5_%", "王敏%", "'; drop table needs; --", "退货\\"):
        assert titles(book, text=words) == [], words
    assert Casebook(engine, uuid4().hex).needs.search(text="门板").total == 0


def test_needs_are_sorted(book: Casebook) -> None:
    for title, quality, level in (
        ("一", 0.5, ""),
        ("二", 0.9, "弱"),
        ("三", 0.7, "强"),
        ("四", 0.1, "较强"),
        ("五", 0.2, "无"),
    ):
        conversation, _ = book.conversations.start()
        book.needs.record(conversation.id, title, quality, level)
    first = book.needs.search(order="oldest").needs[0]
    book.needs.assign(first.id, "甲")
    assert "".join(titles(book)) == "一五四三二"
    assert "".join(titles(book, order="newest")) == "五四三二一"
    assert "".join(titles(book, order="oldest")) == "一二三四五"
    assert "".join(titles(book, order="quality")) == "二三一五四"
    assert "".join(titles(book, order="level")) == "三四二五一"


def test_match_moves_are_kept_and_lead_the_need(book: Casebook, need: Need) -> None:
    book.matches.propose(need.id, "A-1", "王专员", level="强")
    assert book.matches.propose(need.id, "A-1", "李专员").level == "强"
    book.matches.move(need.id, "A-1", "洽谈", "王专员", "已约周三")
    closed = book.matches.move(need.id, "A-1", "关闭", "王专员", close_reason="团队无暇承接")
    assert closed.close_reason == "团队无暇承接"
    steps = [(move.from_status, move.to_status, move.who, move.note) for move in book.matches.moves(need.id, "A-1")]
    assert steps == [("", "推荐", "王专员", ""), ("推荐", "洽谈", "王专员", "已约周三"), ("洽谈", "关闭", "王专员", "")]
    found = book.needs.get(need.id)
    assert found is not None and found.status == "洽谈"
    assert book.matches.move(need.id, "A-1", "联系", "王专员").close_reason == ""
    assert [match.record_id for match in book.matches.of_need(need.id)] == ["A-1"]


def test_match_refuses_what_makes_no_sense(book: Casebook, need: Need) -> None:
    book.matches.propose(need.id, "A-1", "王专员")
    with pytest.raises(CaseError, match=CLOSE_REASONS[0]):
        book.matches.move(need.id, "A-1", "关闭", "王专员")
    with pytest.raises(CaseError, match="只有关闭"):
        book.matches.move(need.id, "A-1", "签约", "王专员", close_reason="其他")
    with pytest.raises(CaseError, match="没有“谈妥”"):
        book.matches.move(need.id, "A-1", "谈妥", "王专员")  # type: ignore[arg-type]
    with pytest.raises(NotFoundError):
        book.matches.move(need.id, "A-2", "签约", "王专员")
    assert len(book.matches.moves(need.id, "A-1")) == 1


def test_report_is_frozen_once_approved(book: Casebook, need: Need) -> None:
    book.reports.draft(need.id, "enterprise", "草稿", "王专员")
    edited = book.reports.edit(need.id, "enterprise", 1, "定稿")
    assert (edited.draft, edited.final) == ("草稿", "定稿")
    approved = book.reports.approve(need.id, "enterprise", 1, "王专员")
    assert approved.approved_by == "王专员" and approved.approved_at is not None
    with pytest.raises(CaseError, match="已由 王专员 批准"):
        book.reports.edit(need.id, "enterprise", 1, "再改")
    second = book.reports.draft(need.id, "enterprise", "", "王专员")
    assert second.version == 2
    with pytest.raises(CaseError, match="报告是空的"):
        book.reports.approve(need.id, "enterprise", 2, "王专员")
    assert book.reports.get(need.id, "enterprise") == second
    assert book.reports.get(need.id, "enterprise", 1) == approved
    assert book.reports.of_need(need.id) == [approved, second]


def test_feedback_and_decisions(book: Casebook, need: Need) -> None:
    given = book.feedback.add(
        need.conversation_id, 1, useful=False, record_id="A-1", reason="材料不对", correction="PA66"
    )
    assert book.feedback.recent(need.conversation_id) == [given] == book.feedback.recent()
    with pytest.raises(NotFoundError):
        book.feedback.add(need.conversation_id, 7, useful=True)
    decision = book.matches.decide(need.id, "A-1", False, "王专员", "材料不对", {"bm25": 1.5})
    assert book.matches.decisions() == book.matches.decisions(need.id) == [decision]
    with pytest.raises(ValidationError):
        book.matches.decide(need.id, "A-1", True, "王专员", features={"note": "自由文字"})

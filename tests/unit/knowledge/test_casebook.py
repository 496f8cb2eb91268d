"""The casebook: conversations, cards, needs, matches, reports, feedback, accounts, audit, usage, erasure."""

from __future__ import annotations

import random
from datetime import date, timedelta
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from pydantic import ValidationError
from sqlalchemy import Engine, select

from knowledge.casebook import CLOSE_REASONS, Casebook, CaseError, Need, NotFoundError
from knowledge.casebook.accounts import LOCK_MINUTES, MAX_FAILURES
from knowledge.casebook.tables import conversations, sessions
from knowledge.storage.database import metadata, now


@pytest.fixture
def book(engine: Engine) -> Casebook:
    return Casebook(engine, uuid4().hex)


@pytest.fixture
def need(book: Casebook) -> Need:
    conversation, _ = book.conversations.start()
    book.conversations.add_turn(conversation.id, "我们的注塑件有银纹", "recommendation", {"text": "好"})
    return book.needs.record(conversation.id, "注塑银纹", 0.7, "强")


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
    assert book.conversations.turns(conversation.id, after=2) == turns[2:]
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
    assert book.needs.get(need.id) == book.needs.of_conversation(need.conversation_id) == again
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


def test_account_locks_after_failures(book: Casebook) -> None:
    book.accounts.add("wang", "$argon2id$x", "officer")
    with pytest.raises(CaseError, match="已存在"):
        book.accounts.add("wang", "y", "officer")
    with pytest.raises(CaseError, match="角色"):
        book.accounts.add("li", "y", "root")  # type: ignore[arg-type]
    for _ in range(MAX_FAILURES - 1):
        book.accounts.log_in_failed("wang")
    user = book.accounts.get("wang")
    assert user is not None and user.may_log_in(now())
    book.accounts.log_in_failed("wang")
    user = book.accounts.get("wang")
    assert user is not None and not user.may_log_in(now())
    assert user.may_log_in(now() + timedelta(minutes=LOCK_MINUTES))
    assert book.accounts.set_password("wang", "z").may_log_in(now())
    book.accounts.log_in_failed("nobody")
    assert [user.username for user in book.accounts.all()] == ["wang"]


def test_sessions_end(book: Casebook, engine: Engine) -> None:
    book.accounts.add("wang", "x", "administrator")
    token = book.accounts.start_session("wang")
    session = book.accounts.session(token)
    assert session is not None and (session.username, session.role) == ("wang", "administrator")
    with engine.connect() as connection:
        assert token not in connection.scalars(select(sessions.c.token_hash)).all()
    assert book.accounts.session(token, idle_minutes=0) is None
    assert book.accounts.session(token) is None
    assert book.accounts.session(book.accounts.start_session("wang", hours=0)) is None
    for end in (
        lambda token: book.accounts.end_session(token),
        lambda _: book.accounts.set_password("wang", "y"),
        lambda _: book.accounts.set_role("wang", "officer"),
        lambda _: book.accounts.set_active("wang", False),
    ):
        token = book.accounts.start_session("wang")
        assert book.accounts.session(token) is not None
        end(token)
        assert book.accounts.session(token) is None
    book.accounts.set_active("wang", True)
    book.accounts.start_session("wang", hours=0)
    assert book.accounts.purge_sessions() == 1
    with pytest.raises(NotFoundError):
        book.accounts.start_session("nobody")


def test_audit_and_usage(book: Casebook) -> None:
    book.audit.write("wang", "approve", "need-1", "第 1 版")
    book.audit.write("li", "export")
    assert [line.who for line in book.audit.recent()] == ["li", "wang"]
    assert [line.detail for line in book.audit.recent(object="need-1")] == ["第 1 版"]
    day = date(2026, 1, 2)
    assert book.usage.day(day).tokens == 0
    threads = [Thread(target=lambda: book.usage.add(day, 10, 5, 0.25)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    used = book.usage.day(day)
    assert (used.calls, used.tokens_in, used.tokens_out, used.cost) == (4, 40, 20, 1.0)
    assert book.usage.days(day, day) == [used] and book.usage.days(date(2026, 1, 3), date(2026, 2, 1)) == []


SECRET = "绝密配方七号"


def fill(book: Casebook, text: str) -> tuple[str, str]:
    """A conversation with something in every table; its id and its need's."""
    conversation, _ = book.conversations.start(title=text)
    book.conversations.add_turn(conversation.id, text, "recommendation", {"text": text}, {"quote": text})
    book.cards.save(conversation.id, {"title": text}, "user", text)
    need = book.needs.record(conversation.id, text)
    book.matches.propose(need.id, "A-1", "wang", note=text)
    book.reports.draft(need.id, "enterprise", text, "wang")
    book.feedback.add(conversation.id, 1, useful=True, reason=text, correction=text)
    book.matches.decide(need.id, "A-1", True, "wang", text, {"bm25": 1.0})
    book.audit.write("wang", "view", f"{need.id}/report", text)
    return conversation.id, need.id


def dump(engine: Engine) -> str:
    with engine.connect() as connection:
        return "\n".join(str(row) for table in metadata.sorted_tables for row in connection.execute(select(table)))


def test_erasure_removes_every_trace_and_says_what(book: Casebook, engine: Engine) -> None:
    conversation_id, need_id = fill(book, SECRET)
    kept_id, kept_need = fill(book, "留下的需求")
    assert SECRET in dump(engine)
    erasure = book.erase(conversation_id, "wang")
    assert SECRET not in dump(engine)
    assert erasure.removed == dict.fromkeys(erasure.removed, 1)
    assert (erasure.decisions_anonymised, erasure.audit_blanked) == (1, 1)
    assert "1 轮对话" in erasure.text() and "1 条取舍记录已去除文字" in erasure.text()
    assert book.conversations.get(conversation_id) is None and book.needs.get(need_id) is None
    assert [decision.need_id for decision in book.matches.decisions()] == ["", kept_need]
    assert book.audit.recent(action="erase")[0].object == conversation_id
    assert len(book.conversations.turns(kept_id)) == len(book.reports.of_need(kept_need)) == 1
    with pytest.raises(NotFoundError, match="没有找到这段对话"):
        book.erase(conversation_id, "wang")


def test_tenants_never_touch_each_other(engine: Engine) -> None:
    """What one tenant holds cannot be read, changed or erased from another, even with its ids and tokens."""
    random.seed(3)
    mine, other = Casebook(engine, uuid4().hex), Casebook(engine, uuid4().hex)
    conversation, token = mine.conversations.start()
    mine.accounts.add("wang", "x", "officer")
    session = mine.accounts.start_session("wang")
    conversation_id, need_id = fill(mine, "甲方")
    before = dump(engine)
    assert other.conversations.open(conversation.id, token) is None
    assert other.accounts.session(session) is None and other.accounts.get("wang") is None
    assert other.needs.get(need_id) is None and other.needs.of_conversation(conversation_id) is None
    assert other.conversations.turns(conversation_id) == [] and other.cards.latest(conversation_id) is None
    assert other.matches.of_need(need_id) == [] == other.matches.decisions()
    assert other.reports.of_need(need_id) == [] == other.feedback.recent() == other.audit.recent()
    attempts = [
        lambda: other.conversations.add_turn(conversation_id, "x", "answer", {}),
        lambda: other.cards.save(conversation_id, {}, "user"),
        lambda: other.needs.record(conversation_id, "x"),
        lambda: other.needs.assign(need_id, "x"),
        lambda: other.matches.propose(need_id, "A-2", "x"),
        lambda: other.matches.move(need_id, "A-1", "签约", "x"),
        lambda: other.reports.edit(need_id, "enterprise", 1, "x"),
        lambda: other.feedback.add(conversation_id, 1, useful=True),
        lambda: other.erase(conversation_id, "x"),
        lambda: other.accounts.set_role("wang", "administrator"),
    ]
    for attempt in random.sample(attempts, len(attempts)):
        with pytest.raises(NotFoundError):
            attempt()
    other.accounts.end_session(session)
    other.accounts.log_in_failed("wang")
    assert dump(engine) == before

"""Erasing a conversation, and the wall between tenants."""

from __future__ import annotations

import random
from uuid import uuid4

import pytest
from sqlalchemy import Engine, select

from knowledge.casebook import Casebook, NotFoundError
from knowledge.storage.database import metadata

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
    book.drafts.keep(need.id, "card", "wang", text, "1")
    book.audit.write("wang", "view", f"{need.id}/report", text)
    book.people.adopt(conversation.id)
    book.answer_links.make(conversation.id, 1)
    assert book.channel_messages.take("wechat", conversation.id, "gh", "openid", text)
    book.channel_messages.answered("wechat", conversation.id, conversation.id, [text])
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
    assert other.needs.get(need_id) is None and other.needs.search().total == 0
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

"""The outbox: kept with the change it tells of, sent at least once, in order within a line, given up in the end."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Engine, update

from knowledge.casebook import Casebook
from knowledge.casebook.doors.outbox import BACKOFF_S
from knowledge.casebook.doors.tables import outbox
from knowledge.storage.database import now


@pytest.fixture
def book(engine: Engine) -> Casebook:
    return Casebook(engine, uuid4().hex)


def make_due(engine: Engine, book: Casebook) -> None:
    with engine.begin() as connection:
        waiting = (outbox.c.tenant == book.tenant) & (outbox.c.state == "waiting")
        connection.execute(update(outbox).where(waiting).values(due=now() - timedelta(seconds=1)))


def test_a_letter_is_claimed_once_and_emptied_when_sent(book: Casebook) -> None:
    assert book.outbox.put("wechat", "openid", {"text": "答复"})
    letter = book.outbox.claim(["wechat"])
    assert letter is not None and letter.payload == {"text": "答复"} and letter.attempts == 1
    assert book.outbox.claim(["wechat"]) is None
    book.outbox.sent(letter.id)
    assert [(one.state, one.payload) for one in book.outbox.of_target("wechat", "openid")] == [("sent", {})]


def test_a_letter_whose_sender_died_is_due_again(book: Casebook, engine: Engine) -> None:
    book.outbox.put("wechat", "openid", {"text": "答复"})
    first = book.outbox.claim(["wechat"])
    make_due(engine, book)
    again = Casebook(engine, book.tenant).outbox.claim(["wechat"])
    assert first is not None and again is not None and (again.id, again.attempts) == (first.id, 2)


def test_the_same_letter_is_put_once(book: Casebook) -> None:
    assert book.outbox.put("wechat", "openid", {"text": "一"}, dedup="msg-1")
    assert not book.outbox.put("wechat", "openid", {"text": "二"}, dedup="msg-1")
    assert book.outbox.put("webhook", "x", {}, dedup="msg-1")
    assert book.outbox.count() == 2


def test_a_line_is_sent_in_order_and_another_line_does_not_wait(book: Casebook, engine: Engine) -> None:
    for text in ("一", "二"):
        book.outbox.put("wechat", "a", {"text": text}, line="a")
    book.outbox.put("wechat", "b", {"text": "三"}, line="b")
    first, other = book.outbox.claim(["wechat"]), book.outbox.claim(["wechat"])
    assert first is not None and other is not None
    assert (first.payload["text"], other.payload["text"]) == ("一", "三")
    book.outbox.failed(first.id, "try again")
    assert book.outbox.claim(["wechat"]) is None
    make_due(engine, book)
    again = book.outbox.claim(["wechat"])
    assert again is not None and again.id == first.id
    book.outbox.sent(first.id)
    second = book.outbox.claim(["wechat"])
    assert second is not None and second.payload["text"] == "二"


def test_a_letter_is_given_up_after_its_last_attempt(book: Casebook, engine: Engine) -> None:
    book.outbox.put("webhook", "x", {"text": "秘密"})
    for _ in range(len(BACKOFF_S) + 1):
        make_due(engine, book)
        letter = book.outbox.claim(["webhook"])
        assert letter is not None
        book.outbox.failed(letter.id, "no answer")
    dead = book.outbox.of_target("webhook", "x")[0]
    assert (dead.state, dead.payload, dead.error) == ("dead", {}, "no answer")
    make_due(engine, book)
    assert book.outbox.claim(["webhook"]) is None


def test_a_letter_goes_with_its_action_and_with_its_conversation(book: Casebook) -> None:
    conversation, _ = book.conversations.start()
    with pytest.raises(RuntimeError), book.action():
        book.outbox.put("wechat", "a", {"text": "一"}, conversation_id=conversation.id)
        raise RuntimeError
    assert book.outbox.count() == 0
    book.outbox.put("wechat", "a", {"text": "一"}, conversation_id=conversation.id)
    book.erase(conversation.id, "wang")
    assert book.outbox.count() == 0


def test_only_what_ended_long_ago_is_forgotten(book: Casebook, engine: Engine) -> None:
    for name in ("sent", "waits"):
        book.outbox.put("wechat", name, {})
    letter = book.outbox.claim(["wechat"])
    assert letter is not None
    book.outbox.sent(letter.id)
    assert book.outbox.forget() == 0
    assert book.outbox.forget(timedelta(days=-1)) == 1
    assert book.outbox.count() == 1
    assert Casebook(engine, uuid4().hex).outbox.claim(["wechat"]) is None

"""The worker of the outbox over a real casebook."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from knowledge import Letter
from knowledge.casebook import Casebook
from knowledge.casebook.doors.tables import outbox
from knowledge.storage.database import migrate, now, open_engine
from ui.channels.outbox import NotSent, OutboxWorker


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Casebook]:
    engine = open_engine(f"sqlite:///{tmp_path / 'q.sqlite3'}")
    migrate(engine)
    yield Casebook(engine, "t")
    engine.dispose()


def test_what_was_left_by_an_earlier_process_and_what_is_put_now_is_sent_once(book: Casebook) -> None:
    arrived: list[str] = []
    both = threading.Event()

    def send(letter: Letter) -> None:
        arrived.append(letter.payload["text"])
        if len(arrived) == 2:
            both.set()

    book.outbox.put("wechat", "a", {"text": "旧"})
    book.outbox.put("other", "a", {"text": "别的渠道"})
    worker = OutboxWorker(book, {"wechat": send})
    worker.start()
    book.outbox.put("wechat", "a", {"text": "新"})
    worker.wake()
    assert both.wait(5)
    worker.close()
    assert sorted(arrived) == ["新", "旧"]
    assert (book.outbox.count("sent"), book.outbox.count("waiting")) == (2, 1)


def test_a_failing_sender_is_asked_again_later_and_a_hopeless_letter_is_given_up(book: Casebook) -> None:
    def send(letter: Letter) -> None:
        if letter.target == "gone":
            raise NotSent("410", final=True)
        if letter.attempts == 1:
            raise KeyError("秘密")

    worker = OutboxWorker(book, {"wechat": send})
    for target in ("gone", "slow"):
        book.outbox.put("wechat", target, {"text": "x"})
    assert worker.send_one() and worker.send_one() and not worker.send_one()
    assert book.outbox.of_target("wechat", "gone")[0].state == "dead"
    slow = book.outbox.of_target("wechat", "slow")[0]
    assert (slow.state, slow.error) == ("waiting", "KeyError")
    with book.outbox._engine.begin() as connection:
        connection.execute(update(outbox).values(due=now() - timedelta(seconds=1)))
    assert worker.send_one()
    assert book.outbox.of_target("wechat", "slow")[0].state == "sent"


def test_a_letter_that_is_erased_while_it_is_sent_does_not_stop_the_worker(book: Casebook) -> None:
    conversation, _ = book.conversations.start()
    arrived = threading.Event()

    def send(letter: Letter) -> None:
        if letter.target == "erased":
            book.erase(conversation.id, "user")
            raise NotSent("no answer")
        arrived.set()

    book.outbox.put("wechat", "erased", {"text": "x"}, conversation_id=conversation.id)
    worker = OutboxWorker(book, {"wechat": send}, threads=1)
    worker.start()
    book.outbox.put("wechat", "other", {"text": "y"})
    worker.wake()
    assert arrived.wait(5)
    worker.close()
    assert [one.state for one in book.outbox.of_target("wechat", "other")] == ["sent"]

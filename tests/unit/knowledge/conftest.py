"""A casebook of its own for every test, and a need in it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import Engine

from knowledge.casebook import Casebook, Need


@pytest.fixture
def book(engine: Engine) -> Casebook:
    return Casebook(engine, uuid4().hex)


@pytest.fixture
def need(book: Casebook) -> Need:
    conversation, _ = book.conversations.start()
    book.conversations.add_turn(conversation.id, "我们的注塑件有银纹", "recommendation", {"text": "好"})
    return book.needs.record(conversation.id, "注塑银纹", 0.7, "强")

"""Tables of the doors for programs; every key begins with the tenant."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Boolean, Column, ForeignKeyConstraint, Index, Integer, LargeBinary, String, Table, Text

from knowledge.storage.database import UtcDateTime, metadata


def _table(name: str, *columns: Any) -> Table:
    return Table(name, metadata, Column("tenant", String(64), primary_key=True), *columns)


def _key(name: str, length: int = 64) -> Column[Any]:
    return Column(name, String(length), primary_key=True)


def _text(name: str, length: int = 64) -> Column[Any]:
    return Column(name, String(length), nullable=False)


def _at(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, UtcDateTime, nullable=nullable)


def _number(name: str) -> Column[Any]:
    return Column(name, Integer, nullable=False)


def _of(parent: str, key: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant", key], [f"{parent}.tenant", f"{parent}.id"], ondelete="CASCADE")


api_keys = _table(
    "api_keys",
    _key("id", 16),
    _text("name", 80),
    _text("secret_hash"),
    Column("scopes", JSON, nullable=False),
    Column("origins", JSON, nullable=False),
    _number("rate"),
    _number("daily"),
    _text("created_by"),
    _at("created"),
    _at("used", nullable=True),
    _at("revoked", nullable=True),
)
Index("uq_api_keys_secret_hash", api_keys.c.secret_hash, unique=True)
"""The one look-up that does not know its tenant yet: the key tells it."""

threads = _table(
    "threads",
    _key("owner", 80),
    _key("thread"),
    _text("conversation_id"),
    _number("place"),
    _at("at"),
    _of("conversations", "conversation_id"),
)
"""Whose a conversation is, and the name that another program has for it. ``place`` grows with every use."""
Index("ix_threads_owner_place", threads.c.tenant, threads.c.owner, threads.c.place)
Index("ix_threads_conversation", threads.c.tenant, threads.c.conversation_id)

kept_answers = _table(
    "kept_answers",
    _key("key_hash"),
    _text("request_hash"),
    _number("status"),
    Column("answer", LargeBinary, nullable=False),
    _at("at"),
)
"""Answers to requests with an Idempotency-Key, encrypted with that key; ``status`` 0 while one is at work."""
Index("ix_kept_answers_at", kept_answers.c.tenant, kept_answers.c.at)

webhooks = _table(
    "webhooks",
    _key("id", 32),
    Column("url", Text, nullable=False),
    Column("events", JSON, nullable=False),
    _text("secret", 80),
    Column("active", Boolean, nullable=False),
    _text("created_by"),
    _at("created"),
)
"""The secret signs what we send, so it is kept as it is; it opens nothing here."""

outbox = _table(
    "outbox",
    _key("id", 40),
    _text("channel", 32),
    _text("target", 160),
    _text("dedup", 160),
    _text("line", 160),
    Column("payload", JSON, nullable=False),
    Column("conversation_id", String(64), nullable=True),
    _text("state", 8),
    _number("attempts"),
    _at("due"),
    _text("error", 200),
    _at("created"),
    _of("conversations", "conversation_id"),
)
"""What must reach somebody outside; the payload is emptied when it has arrived."""
Index("uq_outbox_dedup", outbox.c.tenant, outbox.c.channel, outbox.c.dedup, unique=True)
Index("ix_outbox_due", outbox.c.tenant, outbox.c.state, outbox.c.due)

complaints = _table(
    "complaints",
    _key("id", 40),
    _text("receipt"),
    _text("kind", 16),
    Column("text", Text, nullable=False),
    _text("contact", 200),
    _text("about", 200),
    Column("answer", Text, nullable=False),
    _text("settled_by"),
    _at("created"),
    _at("settled", nullable=True),
)
"""``receipt`` is a hash. A complaint outlives the conversation that it is about, which it does not name by a key."""

"""Tables of the channels; every key begins with the tenant."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Column, ForeignKeyConstraint, Index, Integer, String, Table, Text

from knowledge.storage.database import UtcDateTime, metadata


def _table(name: str, *columns: Any) -> Table:
    return Table(name, metadata, Column("tenant", String(64), primary_key=True), *columns)


def _key(name: str, length: int = 64) -> Column[Any]:
    return Column(name, String(length), primary_key=True)


def _text(name: str, length: int = 64) -> Column[Any]:
    return Column(name, String(length), nullable=False)


def _at(name: str) -> Column[Any]:
    return Column(name, UtcDateTime, nullable=False)


def _count(name: str) -> Column[Any]:
    return Column(name, Integer, nullable=False)


def _of(parent: str, key: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["tenant", key], [f"{parent}.tenant", f"{parent}.id"], ondelete="CASCADE")


people = _table("people", _key("id"), _text("conversation_id"), _at("created"))
"""``conversation_id`` is the conversation talked in now; "" for none, and it may have been erased."""

identities = _table(
    "identities",
    _key("channel", 16),
    _key("account"),
    _key("user", 160),
    _text("person_id"),
    _at("created"),
    _of("people", "person_id"),
)
Index("ix_identities_person", identities.c.tenant, identities.c.person_id)

person_conversations = _table(
    "person_conversations",
    _key("conversation_id"),
    _text("person_id"),
    _of("conversations", "conversation_id"),
    _of("people", "person_id"),
)
Index("ix_person_conversations_person", person_conversations.c.tenant, person_conversations.c.person_id)

person_tokens = _table(
    "person_tokens", _key("token_hash"), _text("person_id"), _at("expires"), _of("people", "person_id")
)
Index("ix_person_tokens_person", person_tokens.c.tenant, person_tokens.c.person_id)

link_codes = _table("link_codes", _key("code_hash"), _text("person_id"), _at("expires"), _of("people", "person_id"))

answer_links = _table(
    "answer_links",
    _key("token_hash"),
    _text("conversation_id"),
    _count("number"),
    _at("expires"),
    _of("conversations", "conversation_id"),
)
Index("ix_answer_links_conversation", answer_links.c.tenant, answer_links.c.conversation_id)

messages = _table(
    "channel_messages",
    _key("channel", 16),
    _key("id"),
    _text("account"),
    _text("user", 160),
    Column("text", Text, nullable=False),
    _text("state", 8),
    _count("attempts"),
    _count("place"),
    _text("conversation_id"),
    Column("answer", JSON, nullable=False),
    _count("given"),
    _at("at"),
)
"""``place`` is the order of arrival; ``given`` says how many parts of ``answer`` have reached the user."""

Index("ix_channel_messages_state", messages.c.tenant, messages.c.state, messages.c.place)
Index("ix_channel_messages_user", messages.c.tenant, messages.c.channel, messages.c.user, messages.c.place)

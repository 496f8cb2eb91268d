"""Tables of the demand side; every key begins with the tenant."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Float, ForeignKeyConstraint, Index, Integer, String, Table, Text

from knowledge.storage.database import UtcDateTime, metadata


def _table(name: str, *columns: Any) -> Table:
    return Table(name, metadata, Column("tenant", String(64), primary_key=True), *columns)


def _id(name: str = "id") -> Column[Any]:
    return Column(name, String(64), primary_key=True)


def _text(name: str, length: int = 0) -> Column[Any]:
    return Column(name, String(length) if length else Text, nullable=False)


def _at(name: str) -> Column[Any]:
    return Column(name, UtcDateTime, nullable=False)


def _order(name: str) -> Column[Any]:
    return Column(name, Integer, nullable=False)


def _part_of(parent: str, *keys: str) -> ForeignKeyConstraint:
    target = {"conversations": ["id"], "needs": ["id"], "matches": ["need_id", "record_id"], "users": ["username"]}
    return ForeignKeyConstraint(
        ["tenant", *keys], [f"{parent}.{name}" for name in ("tenant", *target[parent])], ondelete="CASCADE"
    )


conversations = _table(
    "conversations",
    _id(),
    _text("channel", 32),
    _text("token_hash", 64),
    _text("title"),
    _at("created"),
    _at("updated"),
    Column("memory", JSON(none_as_null=True), nullable=True),
    _order("used"),
)
"""``used`` grows with every use: the order of use, whatever the clock says."""

Index("ix_conversations_tenant_used", conversations.c.tenant, conversations.c.used)

turns = _table(
    "turns",
    _id("conversation_id"),
    Column("number", Integer, primary_key=True),
    _text("message"),
    _text("state", 8),
    Column("request", JSON(none_as_null=True), nullable=True),
    _text("kind", 32),
    Column("reply", JSON, nullable=False),
    Column("trace", JSON, nullable=False),
    _at("at"),
    _part_of("conversations", "conversation_id"),
)

cards = _table(
    "cards",
    _id("conversation_id"),
    Column("version", Integer, primary_key=True),
    Column("card", JSON, nullable=False),
    _text("author", 64),
    _text("note"),
    _at("at"),
    _part_of("conversations", "conversation_id"),
)

needs = _table(
    "needs",
    _id(),
    _text("conversation_id", 64),
    _text("title"),
    _text("status", 8),
    _text("owner", 64),
    Column("quality", Float, nullable=False),
    _text("best_level", 8),
    _at("created"),
    _at("updated"),
    _order("changed"),
    _part_of("conversations", "conversation_id"),
)
"""``changed`` grows with every change: the order of changes, whatever the clock says."""

Index("uq_needs_conversation", needs.c.tenant, needs.c.conversation_id, unique=True)
Index("ix_needs_tenant_status", needs.c.tenant, needs.c.status, needs.c.changed)
Index("ix_needs_tenant_changed", needs.c.tenant, needs.c.changed)

matches = _table(
    "matches",
    _id("need_id"),
    _id("record_id"),
    _text("status", 8),
    _text("level", 8),
    _text("close_reason", 32),
    _at("created"),
    _at("updated"),
    _part_of("needs", "need_id"),
)
Index("ix_matches_tenant_record", matches.c.tenant, matches.c.record_id)

moves = _table(
    "match_moves",
    _id(),
    _text("need_id", 64),
    _text("record_id", 64),
    _text("from_status", 8),
    _text("to_status", 8),
    _text("close_reason", 32),
    _text("who", 64),
    _text("note"),
    _at("at"),
    _part_of("matches", "need_id", "record_id"),
)
Index("ix_match_moves_match", moves.c.tenant, moves.c.need_id, moves.c.record_id)

reports = _table(
    "reports",
    _id("need_id"),
    Column("variant", String(32), primary_key=True),
    Column("version", Integer, primary_key=True),
    _text("draft"),
    _text("final"),
    _text("author", 64),
    _at("created"),
    _text("approved_by", 64),
    Column("approved_at", UtcDateTime),
    _part_of("needs", "need_id"),
)

feedback = _table(
    "feedback",
    _id(),
    _text("conversation_id", 64),
    Column("turn", Integer, nullable=False),
    _text("record_id", 64),
    Column("useful", Boolean, nullable=False),
    _text("reason"),
    _text("correction"),
    _at("at"),
    _part_of("conversations", "conversation_id"),
)
Index("ix_feedback_conversation", feedback.c.tenant, feedback.c.conversation_id)

decisions = _table(
    "decisions",
    _id(),
    _text("need_id", 64),
    _text("record_id", 64),
    Column("accepted", Boolean, nullable=False),
    _text("reason"),
    Column("features", JSON, nullable=False),
    _text("who", 64),
    _at("at"),
)
"""No foreign key: an erased need leaves its decisions behind, without text and without the need's id."""

audit = _table(
    "audit",
    _id(),
    _text("who", 64),
    _text("action", 64),
    _text("object", 128),
    _text("detail"),
    _at("at"),
)

Index("ix_audit_tenant_who", audit.c.tenant, audit.c.who, audit.c.action)

users = _table(
    "users",
    _id("username"),
    _text("password_hash"),
    _text("role", 16),
    Column("active", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", UtcDateTime),
    _at("created"),
)

sessions = _table(
    "sessions",
    _id("token_hash"),
    _text("username", 64),
    _at("created"),
    _at("seen"),
    _at("expires"),
    _part_of("users", "username"),
)

usage = _table(
    "usage",
    Column("day", Date, primary_key=True),
    Column("calls", Integer, nullable=False),
    Column("tokens_in", Integer, nullable=False),
    Column("tokens_out", Integer, nullable=False),
    Column("cost", Float, nullable=False),
)

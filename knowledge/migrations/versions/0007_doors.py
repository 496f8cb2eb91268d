"""Doors for programs: API keys, threads, kept answers, webhooks, the outbox, complaints."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from knowledge.storage.database import UtcDateTime

revision = "0007"
down_revision = "0006"
TABLES = ("complaints", "outbox", "webhooks", "kept_answers", "threads", "api_keys")


def upgrade() -> None:
    """Create the tables."""
    _create(
        "api_keys",
        _text("id", 16),
        _text("name", 80),
        _text("secret_hash"),
        _json("scopes"),
        _json("origins"),
        _number("rate"),
        _number("daily"),
        _text("created_by"),
        _at("created"),
        _at("used", nullable=True),
        _at("revoked", nullable=True),
    )
    op.create_index("uq_api_keys_secret_hash", "api_keys", ["secret_hash"], unique=True)
    _create(
        "threads",
        _text("owner", 80),
        _text("thread"),
        _text("conversation_id"),
        _number("place"),
        _at("at"),
        keys=2,
        of_conversation=True,
    )
    op.create_index("ix_threads_owner_place", "threads", ["tenant", "owner", "place"])
    op.create_index("ix_threads_conversation", "threads", ["tenant", "conversation_id"])
    _create(
        "kept_answers",
        _text("key_hash"),
        _text("request_hash"),
        _number("status"),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        _at("at"),
    )
    op.create_index("ix_kept_answers_at", "kept_answers", ["tenant", "at"])
    _create(
        "webhooks",
        _text("id", 32),
        sa.Column("url", sa.Text(), nullable=False),
        _json("events"),
        _text("secret", 80),
        sa.Column("active", sa.Boolean(), nullable=False),
        _text("created_by"),
        _at("created"),
    )
    _create(
        "outbox",
        _text("id", 40),
        _text("channel", 32),
        _text("target", 160),
        _text("dedup", 160),
        _text("line", 160),
        _json("payload"),
        sa.Column("conversation_id", sa.String(64), nullable=True),
        _text("state", 8),
        _number("attempts"),
        _at("due"),
        _text("error", 200),
        _at("created"),
        of_conversation=True,
    )
    _create(
        "complaints",
        _text("id", 40),
        _text("receipt"),
        _text("kind", 16),
        sa.Column("text", sa.Text(), nullable=False),
        _text("contact", 200),
        _text("about", 200),
        sa.Column("answer", sa.Text(), nullable=False),
        _text("settled_by"),
        _at("created"),
        _at("settled", nullable=True),
    )
    op.create_index("uq_outbox_dedup", "outbox", ["tenant", "channel", "dedup"], unique=True)
    op.create_index("ix_outbox_due", "outbox", ["tenant", "state", "due"])


def downgrade() -> None:
    """Drop the tables."""
    for table in TABLES:
        op.drop_table(table)


def _create(name: str, *columns: sa.Column[Any], keys: int = 1, of_conversation: bool = False) -> None:
    """A table whose key is the tenant and its first columns."""
    key = ["tenant", *(one.name for one in columns[:keys])]
    parent = ["conversations.tenant", "conversations.id"]
    of = [sa.ForeignKeyConstraint(["tenant", "conversation_id"], parent, ondelete="CASCADE")] if of_conversation else []
    op.create_table(name, _text("tenant"), *columns, sa.PrimaryKeyConstraint(*key), *of)


def _text(name: str, length: int = 64) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length), nullable=False)


def _json(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.JSON(), nullable=False)


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _at(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, UtcDateTime(), nullable=nullable)

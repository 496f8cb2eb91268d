"""Channels: people with their identities, tokens and codes, what they said, and links to answers."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from knowledge.storage.database import UtcDateTime

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create the tables."""
    _create("people", _text("id"), _text("conversation_id"), _at("created"), keys=1)
    _create(
        "identities",
        _text("channel", 16),
        _text("account"),
        _text("user", 160),
        _text("person_id"),
        _at("created"),
        keys=3,
        parents=("people",),
    )
    op.create_index("ix_identities_person", "identities", ["tenant", "person_id"])
    _create(
        "person_conversations",
        _text("conversation_id"),
        _text("person_id"),
        keys=1,
        parents=("conversations", "people"),
    )
    op.create_index("ix_person_conversations_person", "person_conversations", ["tenant", "person_id"])
    _create("person_tokens", _text("token_hash"), _text("person_id"), _at("expires"), keys=1, parents=("people",))
    op.create_index("ix_person_tokens_person", "person_tokens", ["tenant", "person_id"])
    _create("link_codes", _text("code_hash"), _text("person_id"), _at("expires"), keys=1, parents=("people",))
    _create(
        "answer_links",
        _text("token_hash"),
        _text("conversation_id"),
        _count("number"),
        _at("expires"),
        keys=1,
        parents=("conversations",),
    )
    op.create_index("ix_answer_links_conversation", "answer_links", ["tenant", "conversation_id"])
    _messages()


def downgrade() -> None:
    """Drop them."""
    for table in ("channel_messages", "answer_links", "link_codes", "person_tokens", "person_conversations"):
        op.drop_table(table)
    op.drop_table("identities")
    op.drop_table("people")


def _messages() -> None:
    _create(
        "channel_messages",
        _text("channel", 16),
        _text("id"),
        _text("account"),
        _text("user", 160),
        sa.Column("text", sa.Text(), nullable=False),
        _text("state", 8),
        _count("attempts"),
        _count("place"),
        _text("conversation_id"),
        sa.Column("answer", sa.JSON(), nullable=False),
        _count("given"),
        _at("at"),
        keys=2,
    )
    op.create_index("ix_channel_messages_state", "channel_messages", ["tenant", "state", "place"])
    op.create_index("ix_channel_messages_user", "channel_messages", ["tenant", "channel", "user", "place"])


def _create(name: str, *columns: sa.Column[Any], keys: int, parents: tuple[str, ...] = ()) -> None:
    """A table whose key is the tenant and its first columns; it goes with its parents."""
    column = {"people": "person_id", "conversations": "conversation_id"}
    key = ["tenant", *(one.name for one in columns[:keys])]
    of = [
        sa.ForeignKeyConstraint(["tenant", column[one]], [f"{one}.tenant", f"{one}.id"], ondelete="CASCADE")
        for one in parents
    ]
    op.create_table(name, _text("tenant"), *columns, sa.PrimaryKeyConstraint(*key), *of)


def _text(name: str, length: int = 64) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length), nullable=False)


def _count(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _at(name: str) -> sa.Column[Any]:
    return sa.Column(name, UtcDateTime(), nullable=False)

"""Tables of what is kept for a while; every key begins with the tenant."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKeyConstraint, Integer, String, Table, Text

from knowledge.storage.database import UtcDateTime, metadata

drafts = Table(
    "drafts",
    metadata,
    Column("tenant", String(64), primary_key=True),
    Column("need_id", String(64), primary_key=True),
    Column("what", String(64), primary_key=True),
    Column("who", String(64), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("based_on", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(["tenant", "need_id"], ["needs.tenant", "needs.id"], ondelete="CASCADE"),
)
"""What an officer typed and has not saved: ``what`` is ``card`` or ``report/variant/version``; ``version`` counts."""

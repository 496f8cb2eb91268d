"""Tables of the supply side: records, the values and names they are found by, their history, the revision."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKeyConstraint, Index, Integer, String, Table, Text

from knowledge.storage.database import UtcDateTime, metadata

records = Table(
    "records",
    metadata,
    Column("tenant", String(64), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("type", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("title", Text, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("status", String(16), nullable=False),
    Column("region", Text, nullable=False),
    Column("institution", Text, nullable=False),
    Column("trl_min", Integer),
    Column("trl_max", Integer),
    Column("pay_later", Boolean, nullable=False),
    Column("example", Boolean, nullable=False),
    Column("public", Boolean, nullable=False),
    Column("expires", Date),
    Column("body", Text, nullable=False),
)
"""One row a record: the filter columns and the whole record as JSON in ``body``; a tombstone keeps its row."""

Index("ix_records_tenant_revision", records.c.tenant, records.c.revision)
Index("ix_records_tenant_type", records.c.tenant, records.c.type, records.c.deleted)

record_values = Table(
    "record_values",
    metadata,
    Column("tenant", String(64), primary_key=True),
    Column("name", String(16), primary_key=True),
    Column("value", String(300), primary_key=True),
    Column("record_id", String(64), primary_key=True),
    ForeignKeyConstraint(["tenant", "record_id"], ["records.tenant", "records.id"], ondelete="CASCADE"),
)
"""What a record has several of: ``field``, ``mode`` (转化方式) and ``title`` (title, aliases, name; folded)."""

Index("ix_record_values_tenant_record_id", record_values.c.tenant, record_values.c.record_id)

record_history = Table(
    "record_history",
    metadata,
    Column("tenant", String(64), primary_key=True),
    Column("record_id", String(64), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("action", String(8), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("body", Text, nullable=False),
)
"""Every version of every record, deletions included (then ``body`` is what was deleted)."""

revisions = Table(
    "revisions",
    metadata,
    Column("tenant", String(64), primary_key=True),
    Column("revision", Integer, nullable=False),
)
"""How many times a tenant's catalogue has changed."""

examples = Table(
    "examples",
    metadata,
    Column("tenant", String(64), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("hashes", JSON, nullable=False),
)
"""The version of the example catalogue that a tenant was given, and the content hash of each record in it."""

"""The supply side: records, their values, their history, the revision."""

import sqlalchemy as sa
from alembic import op

from knowledge.storage.database import UtcDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "record_history",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("record_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=8), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "record_id", "version"),
    )
    op.create_table(
        "records",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("institution", sa.Text(), nullable=False),
        sa.Column("trl_min", sa.Integer(), nullable=True),
        sa.Column("trl_max", sa.Integer(), nullable=True),
        sa.Column("pay_later", sa.Boolean(), nullable=False),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("expires", sa.Date(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id"),
    )
    op.create_index("ix_records_tenant_revision", "records", ["tenant", "revision"], unique=False)
    op.create_index("ix_records_tenant_type", "records", ["tenant", "type", "deleted"], unique=False)
    op.create_table(
        "revisions",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant"),
    )
    op.create_table(
        "record_values",
        sa.Column("tenant", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("value", sa.String(length=300), nullable=False),
        sa.Column("record_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["tenant", "record_id"], ["records.tenant", "records.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tenant", "name", "value", "record_id"),
    )
    op.create_index("ix_record_values_tenant_record_id", "record_values", ["tenant", "record_id"], unique=False)


def downgrade() -> None:
    """Drop the tables."""
    op.drop_index("ix_record_values_tenant_record_id", table_name="record_values")
    op.drop_table("record_values")
    op.drop_table("revisions")
    op.drop_index("ix_records_tenant_type", table_name="records")
    op.drop_index("ix_records_tenant_revision", table_name="records")
    op.drop_table("records")
    op.drop_table("record_history")

"""Turns keep their message before the work begins; what was used or changed last is told by a count, not a clock."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the columns; turns so far are finished, and rows so far are in the order of their moments."""
    op.add_column("turns", sa.Column("state", sa.String(8), nullable=False, server_default="done"))
    op.add_column("turns", sa.Column("request", sa.JSON(), nullable=True))
    for table, column in (("conversations", "used"), ("needs", "changed")):
        op.add_column(table, sa.Column(column, sa.Integer(), nullable=False, server_default="0"))
        _number(table, column)
    op.create_index("ix_audit_tenant_who", "audit", ["tenant", "who", "action"])
    op.drop_index("ix_conversations_tenant_updated", table_name="conversations")
    op.create_index("ix_conversations_tenant_used", "conversations", ["tenant", "used"])
    op.drop_index("ix_needs_tenant_status", table_name="needs")
    op.create_index("ix_needs_tenant_status", "needs", ["tenant", "status", "changed"])
    op.create_index("ix_needs_tenant_changed", "needs", ["tenant", "changed"])


def downgrade() -> None:
    """Drop the columns, and turns that never got an answer."""
    op.execute("DELETE FROM turns WHERE state <> 'done'")
    op.drop_index("ix_audit_tenant_who", table_name="audit")
    op.drop_index("ix_needs_tenant_changed", table_name="needs")
    op.drop_index("ix_needs_tenant_status", table_name="needs")
    op.create_index("ix_needs_tenant_status", "needs", ["tenant", "status", "updated"])
    op.drop_index("ix_conversations_tenant_used", table_name="conversations")
    op.create_index("ix_conversations_tenant_updated", "conversations", ["tenant", "updated"])
    for table, column in (("needs", "changed"), ("conversations", "used"), ("turns", "request"), ("turns", "state")):
        op.drop_column(table, column)


def _number(table: str, column: str) -> None:
    rows = sa.table(table, sa.column("tenant"), sa.column("id"), sa.column("updated"), sa.column(column))
    connection = op.get_bind()
    last: dict[str, int] = {}
    for tenant, id in connection.execute(sa.select(rows.c.tenant, rows.c.id).order_by(rows.c.updated, rows.c.id)).all():
        last[tenant] = last.get(tenant, 0) + 1
        mine = (rows.c.tenant == tenant) & (rows.c.id == id)
        connection.execute(sa.update(rows).where(mine).values({column: last[tenant]}))

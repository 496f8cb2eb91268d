"""Officers' drafts are kept as they are typed."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the table of drafts."""
    op.create_table(
        "drafts",
        sa.Column("tenant", sa.String(64), primary_key=True),
        sa.Column("need_id", sa.String(64), primary_key=True),
        sa.Column("what", sa.String(64), primary_key=True),
        sa.Column("who", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("based_on", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["tenant", "need_id"], ["needs.tenant", "needs.id"], ondelete="CASCADE"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("drafts")

"""What a conversation remembers from turn to turn."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the column; it is filled with a conversation's next turn."""
    op.add_column("conversations", sa.Column("memory", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("conversations", "memory")

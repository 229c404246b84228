"""Failed proofs and sign-ins are counted and kept; a chat remembers the network that it was opened from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "desk_0011"
down_revision = "desk_0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "failure_counts",
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("subject", sa.String(80), primary_key=True),
        sa.Column("level", sa.Float(), nullable=False),
        sa.Column("failed_at", sa.Float(), nullable=False, index=True),
        sa.Column("locked_until", sa.Float()),
    )
    op.add_column("chats", sa.Column("network", sa.String(64)))

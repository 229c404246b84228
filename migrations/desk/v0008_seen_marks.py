"""What each agent has read of a conversation, and which alerts they have dismissed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "desk_0008"
down_revision = "desk_0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seen_marks",
        sa.Column("login", sa.String(64), primary_key=True),
        sa.Column("handoff_id", sa.String(32), primary_key=True),
        sa.Column("read_number", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("dismissed_at", sa.Float()),
        sa.Column("dismissed_rank", sa.Integer()),
    )

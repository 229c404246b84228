"""The life of a handoff: one owner at a time, what the waiting customer was told, callbacks that are due."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "desk_0005"
down_revision = "desk_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("handoffs") as handoffs:
        handoffs.add_column(sa.Column("holds_bot", sa.Boolean(), nullable=False, server_default=sa.false()))
        handoffs.add_column(sa.Column("owner_name", sa.String(100)))
        handoffs.add_column(sa.Column("moved_at", sa.Float()))
        handoffs.add_column(sa.Column("waited", sa.Float()))
        handoffs.add_column(sa.Column("reminded", sa.Integer(), nullable=False, server_default="0"))
        handoffs.add_column(sa.Column("told_closed", sa.Boolean(), nullable=False, server_default=sa.false()))
        handoffs.add_column(sa.Column("due_told_at", sa.Float()))
    op.execute("UPDATE handoffs SET moved_at = coalesce(closed_at, claimed_at, created_at)")
    # The newest open one of each conversation: with two of them the index below could not be made.
    op.execute(
        sa.text(
            "UPDATE handoffs SET holds_bot = :yes WHERE state IN ('queued', 'claimed', 'transferred') AND NOT EXISTS ("
            "SELECT 1 FROM handoffs AS other WHERE other.conversation_id = handoffs.conversation_id "
            "AND other.state IN ('queued', 'claimed', 'transferred') "
            "AND (other.created_at > handoffs.created_at OR other.created_at = handoffs.created_at "
            "AND other.id > handoffs.id))"
        ).bindparams(sa.bindparam("yes", True, sa.Boolean()))
    )
    op.create_index(
        "handoffs_one_owner",
        "handoffs",
        ["conversation_id"],
        unique=True,
        sqlite_where=sa.text("holds_bot"),
        postgresql_where=sa.text("holds_bot"),
    )

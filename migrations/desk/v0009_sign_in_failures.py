"""Wrong passwords are counted by account and address, no longer by account alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "desk_0009"
down_revision = "desk_0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_in_failures",
        sa.Column("login", sa.String(64), primary_key=True),
        sa.Column("address", sa.String(64), primary_key=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.Float(), nullable=False),
        sa.Column("locked_until", sa.Float()),
    )
    # Not in batch mode: that would drop and make again a table that others refer to.
    op.drop_column("agents", "failures")
    op.drop_column("agents", "locked_until")

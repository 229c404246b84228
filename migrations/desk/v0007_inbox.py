"""Messages of customers that could not be handled: how often that was tried, why, and when it was given up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "desk_0007"
down_revision = "desk_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("inbox") as inbox:
        inbox.add_column(sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
        inbox.add_column(sa.Column("error", sa.String(500)))
        inbox.add_column(sa.Column("dead_at", sa.Float()))

"""Leases: which of several desks runs the background loops."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "desk_0013"
down_revision = "desk_0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "leases",
        sa.Column("name", sa.String(60), primary_key=True),
        sa.Column("holder", sa.String(120), nullable=False),
        sa.Column("beat", sa.Integer(), nullable=False),
    )

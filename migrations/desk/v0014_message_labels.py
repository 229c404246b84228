"""What people say that misread messages mean."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "desk_0014"
down_revision = "desk_0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "message_labels",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("conversation_id", sa.String(255), nullable=False, index=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("near", sa.String(64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("labelled_by", sa.String(64), nullable=False),
        sa.Column("labelled_at", sa.Float(), nullable=False),
        sa.Column("exported_at", sa.Float()),
        sa.Column("same_as", sa.Integer(), index=True),
    )

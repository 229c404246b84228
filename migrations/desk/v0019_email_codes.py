"""Codes by e-mail, which prove an order."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "desk_0019"
down_revision = "desk_0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "email_codes",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("conversation_id", sa.String(255), nullable=False, unique=True),
        sa.Column("reference", sa.String(80), nullable=False),
        sa.Column("asked_at", sa.Float(), nullable=False, index=True),
        sa.Column("next_at", sa.Float(), index=True),
        sa.Column("digest", sa.String(64)),
        sa.Column("made_at", sa.Float()),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("used_at", sa.Float()),
    )


def downgrade() -> None:
    op.drop_table("email_codes")

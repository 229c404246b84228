"""Whoever logs in to a chat gets a new token, and the earlier ones of it end."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "desk_0012"
down_revision = "desk_0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chats", sa.Column("generation", sa.Integer(), nullable=False, server_default="0"))

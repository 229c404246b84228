"""The shop's word on who a customer is counts until its own end."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "desk_0015"
down_revision = "desk_0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chats", sa.Column("identity_until", sa.Float(), nullable=True))

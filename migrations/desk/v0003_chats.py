"""The customer's chat: who a logged-in customer is, on the shop's signed word."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "desk_0003"
down_revision = "desk_0002_connectors"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("chats") as chats:
        chats.add_column(sa.Column("customer_id", sa.String(120)))
        chats.add_column(sa.Column("name", sa.String(100)))
        chats.add_column(sa.Column("phone", sa.String(40)))

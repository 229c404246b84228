"""Connectors: links to other systems, what comes back from them, targets that stopped, and the outbox's times."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "desk_0002_connectors"
down_revision = "desk_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("outbox") as table:
        table.add_column(sa.Column("created_at", sa.Float()))
        table.add_column(sa.Column("revived_after", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "outbox_stops",
        sa.Column("target", sa.String(64), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("target", name="pk_outbox_stops"),
    )
    op.create_table(
        "connector_links",
        sa.Column("connector", sa.String(64), nullable=False),
        sa.Column("ours", sa.String(255), nullable=False),
        sa.Column("theirs", sa.String(64), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("connector", "ours", name="pk_connector_links"),
    )
    op.create_index("connector_links_theirs", "connector_links", ["connector", "theirs"])
    op.create_table(
        "connector_incoming",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("connector", sa.String(64), nullable=False),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("conversation_id", sa.String(255), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("done_at", sa.Float()),
        sa.Column("outcome", sa.String(20)),
        sa.PrimaryKeyConstraint("id", name="pk_connector_incoming"),
    )
    op.create_index("connector_incoming_once", "connector_incoming", ["connector", "key"], unique=True)
    op.create_index("connector_incoming_waiting", "connector_incoming", ["done_at"])

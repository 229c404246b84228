"""Replies that can still be cancelled wait in the outbox, and no longer in a table of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "desk_0006"
down_revision = "desk_0005"
branch_labels = None
depends_on = None

_held = sa.table(
    "held_replies",
    sa.column("id", sa.Integer),
    sa.column("key", sa.String),
    sa.column("login", sa.String),
    sa.column("delivery", sa.JSON),
    sa.column("send_at", sa.Float),
)
_outbox = sa.table(
    "outbox",
    sa.column("target", sa.String),
    sa.column("key", sa.String),
    sa.column("conversation_id", sa.String),
    sa.column("payload", sa.JSON),
    sa.column("attempts", sa.Integer),
    sa.column("revived_after", sa.Integer),
    sa.column("next_at", sa.Float),
    sa.column("cancellable_by", sa.String),
)


def upgrade() -> None:
    op.add_column("outbox", sa.Column("cancellable_by", sa.String(64)))
    connection = op.get_bind()
    # In the order in which they were written: the outbox delivers those of a conversation in the order of its numbers.
    for reply in connection.execute(sa.select(_held).order_by(_held.c.id)).fetchall():
        delivery = reply.delivery
        connection.execute(
            _outbox.insert().values(
                target=delivery["target"],
                key=reply.key,
                conversation_id=delivery["conversation_id"],
                payload=delivery["payload"],
                attempts=0,
                revived_after=0,
                next_at=reply.send_at,
                cancellable_by=reply.login,
            )
        )
    op.drop_index("ix_held_replies_handoff_id", "held_replies")
    op.drop_table("held_replies")

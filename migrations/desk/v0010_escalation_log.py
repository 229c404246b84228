"""The escalation log: an entry for each concern of a customer, and the messages that show a gap of the bot."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "desk_0010"
down_revision = "desk_0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _escalation_log()
    _unclear_messages()


def _escalation_log() -> None:
    op.create_table(
        "escalation_log",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("conversation_id", sa.String(255), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("began_at", sa.Float(), nullable=False),
        sa.Column("over_at", sa.Float()),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("ending", sa.String(20)),
        sa.Column("channel", sa.String(64), nullable=False),
        sa.Column("language", sa.String(10)),
        sa.Column("model", sa.String(64)),
        sa.Column("policy_version", sa.Integer()),
        sa.Column("policy_hash", sa.String(64)),
        sa.Column("posture", sa.String(10)),
        sa.Column("topic", sa.String(64)),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("orders", sa.JSON(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("first_turn", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("exchanges", sa.Integer(), nullable=False),
        sa.Column("not_understood", sa.Integer(), nullable=False),
        sa.Column("failed_attempts", sa.Integer(), nullable=False),
        sa.Column("trouble_turn", sa.Integer()),
        sa.Column("account", sa.String(32)),
        sa.Column("email", sa.String(32)),
        sa.Column("browser", sa.String(32)),
        sa.Column("stars", sa.Integer()),
        sa.Column("came_back_at", sa.Float()),
        sa.Column("came_back_id", sa.String(32)),
        sa.Column("log_number", sa.Integer(), nullable=False),
        sa.Column("trigger", sa.String(64)),
        sa.Column("category", sa.String(64)),
        sa.Column("tier", sa.String(10)),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("priority", sa.Integer()),
        sa.Column("team", sa.String(64)),
        sa.Column("agent", sa.String(64)),
        sa.Column("claimed_at", sa.Float()),
        sa.Column("wait_seconds", sa.Float()),
        sa.Column("verdict", sa.String(20)),
        sa.Column("bot_could", sa.Boolean()),
        sa.Column("agent_category", sa.String(64)),
    )
    for column in ("conversation_id", "account", "email", "browser"):
        op.create_index(f"ix_escalation_log_{column}", "escalation_log", [column])
    op.create_index("escalation_log_by_time", "escalation_log", ["at"])
    op.create_index("escalation_log_by_outcome", "escalation_log", ["outcome", "at"])


def _unclear_messages() -> None:
    op.create_table(
        "unclear_messages",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("conversation_id", sa.String(255), nullable=False),
        sa.Column("entry_id", sa.String(32), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("intent", sa.String(64)),
        sa.Column("confidence", sa.Float(), nullable=False),
    )
    op.create_index("ix_unclear_messages_conversation_id", "unclear_messages", ["conversation_id"])
    op.create_index("ix_unclear_messages_at", "unclear_messages", ["at"])

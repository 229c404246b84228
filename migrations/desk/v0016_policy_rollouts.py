"""Candidate policies: their evidence, what they would decide in shadow, and their roll-out to a share."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "desk_0016"
down_revision = "desk_0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "policy_rollouts",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("candidate", sa.Text(), nullable=False),
        sa.Column("candidate_version", sa.Integer(), nullable=False),
        sa.Column("candidate_hash", sa.String(12), nullable=False),
        sa.Column("replayed_hash", sa.String(12), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("before_hash", sa.String(12), nullable=False),
        sa.Column("evidence", sa.String(64)),
        sa.Column("started_at", sa.Float(), nullable=False, index=True),
        sa.Column("started_by", sa.String(64), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.Float(), nullable=False),
        sa.Column("checked_at", sa.Float(), nullable=False),
        sa.Column("ended_at", sa.Float()),
        sa.Column("ended_by", sa.String(64)),
        sa.Column("reason", sa.Text()),
        sa.Column("noticed_by", sa.String(64)),
    )
    op.create_table(
        "policy_candidates",
        sa.Column("hash", sa.String(12), primary_key=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.Float(), nullable=False),
        sa.Column("replay", sa.Text()),
        sa.Column("tests", sa.Text()),
    )
    op.create_table(
        "rollout_conversations",
        sa.Column("rollout_id", sa.String(32), primary_key=True),
        sa.Column("conversation_id", sa.String(255), primary_key=True),
        sa.Column("arm", sa.String(10), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
    )
    op.create_table(
        "shadow_turns",
        sa.Column("rollout_id", sa.String(32), primary_key=True),
        sa.Column("conversation_id", sa.String(255), primary_key=True),
        sa.Column("turn", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("logged_trigger", sa.String(64)),
        sa.Column("logged_category", sa.String(64)),
        sa.Column("candidate_trigger", sa.String(64)),
        sa.Column("candidate_category", sa.String(64)),
        sa.Column("milliseconds", sa.Float(), nullable=False),
        sa.Column("failed", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "shadow_handovers",
        sa.Column("rollout_id", sa.String(32), primary_key=True),
        sa.Column("conversation_id", sa.String(255), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("change", sa.String(10), nullable=False),
        sa.Column("trigger", sa.String(64), nullable=False),
        sa.Column("category", sa.String(64), nullable=False),
        sa.Column("logged_turn", sa.Integer()),
        sa.Column("candidate_turn", sa.Integer()),
    )

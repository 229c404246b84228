"""What agents work with: duty, limits, teams, token scopes, offers, presence, held replies, saved views, search."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "desk_0004"
down_revision = "desk_0003"
branch_labels = None
depends_on = None

#: Compared byte by byte on PostgreSQL too, so that a search for the beginning of a word can use the index.
WORD = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")


def upgrade() -> None:
    _agents()
    _handoffs()
    _conversations()


def _agents() -> None:
    with op.batch_alter_table("agents") as agents:
        agents.add_column(sa.Column("on_duty", sa.Boolean(), nullable=False, server_default=sa.false()))
        agents.add_column(sa.Column("seen_at", sa.Float()))
        agents.add_column(sa.Column("most", sa.Integer()))
    with op.batch_alter_table("api_tokens") as tokens:
        tokens.add_column(
            sa.Column("scopes", sa.String(200), nullable=False, server_default="handoffs:read handoffs:write")
        )
        tokens.add_column(sa.Column("used_at", sa.Float()))
    op.create_table(
        "agent_teams",
        sa.Column("login", sa.String(64), nullable=False),
        sa.Column("team", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("login", "team", name="pk_agent_teams"),
        sa.ForeignKeyConstraint(["login"], ["agents.login"], name="fk_agent_teams_login_agents"),
    )
    op.create_table(
        "saved_views",
        sa.Column("login", sa.String(64), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("query", sa.String(500), nullable=False),
        sa.PrimaryKeyConstraint("login", "name", name="pk_saved_views"),
        sa.ForeignKeyConstraint(["login"], ["agents.login"], name="fk_saved_views_login_agents"),
    )


def _handoffs() -> None:
    op.create_table(
        "offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handoff_id", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(64), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("until", sa.Float(), nullable=False),
        sa.Column("ended", sa.String(10)),
        sa.PrimaryKeyConstraint("id", name="pk_offers"),
        sa.UniqueConstraint("handoff_id", "number", name="uq_offers_handoff_id"),
    )
    op.create_index("offers_open", "offers", ["ended"])
    op.create_table(
        "alarms",
        sa.Column("handoff_id", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("handoff_id", "kind", name="pk_alarms"),
    )
    op.create_table(
        "held_replies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("handoff_id", sa.String(32), nullable=False),
        sa.Column("login", sa.String(64), nullable=False),
        sa.Column("delivery", sa.JSON(), nullable=False),
        sa.Column("send_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_held_replies"),
        sa.UniqueConstraint("key", name="uq_held_replies_key"),
    )
    op.create_index("ix_held_replies_handoff_id", "held_replies", ["handoff_id"])
    op.create_table(
        "handoff_words",
        sa.Column("word", WORD, nullable=False),
        sa.Column("handoff_id", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("word", "handoff_id", name="pk_handoff_words"),
    )
    op.create_index("handoffs_by_closing", "handoffs", ["closed_at"])
    op.create_index("handoffs_by_opening", "handoffs", ["created_at"])
    op.create_index("audit_by_who", "audit", ["who", "id"])


def _conversations() -> None:
    op.create_table(
        "presence",
        sa.Column("conversation_id", sa.String(255), nullable=False),
        sa.Column("changed_at", sa.Float(), nullable=False),
        sa.Column("customer_seen_at", sa.Float()),
        sa.Column("customer_left_at", sa.Float()),
        sa.Column("customer_typing_at", sa.Float()),
        sa.Column("agent_typing_at", sa.Float()),
        sa.Column("agent_name", sa.String(100)),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_presence"),
    )
    op.create_index("presence_by_change", "presence", ["changed_at"])
    op.create_index("ix_chats_email", "chats", ["email"])

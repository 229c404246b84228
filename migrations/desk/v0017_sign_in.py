"""Sign-in: sessions kept here, tokens that end, second factors, and who is who at an OpenID provider."""

from __future__ import annotations

import time

import sqlalchemy as sa
from alembic import op

revision = "desk_0017"
down_revision = "desk_0016"
branch_labels = None
depends_on = None

#: How long tokens from before go on, in seconds: as long as a new one by default, so that nothing breaks unannounced.
OLD_TOKENS_SECONDS = 90 * 24 * 3600


def upgrade() -> None:
    op.create_table(
        "desk_sessions",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("login", sa.String(64), sa.ForeignKey("agents.login"), nullable=False, index=True),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(20), nullable=False),
        sa.Column("second_factor", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("confirmed_at", sa.Float(), nullable=False),
        sa.Column("seen_at", sa.Float(), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("browser", sa.String(100), nullable=False),
    )
    op.create_table(
        "second_factors",
        sa.Column("login", sa.String(64), sa.ForeignKey("agents.login"), primary_key=True),
        sa.Column("secret", sa.String(200), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("confirmed_at", sa.Float()),
        sa.Column("last_step", sa.Integer(), nullable=False),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("login", sa.String(64), sa.ForeignKey("agents.login"), nullable=False, index=True),
        sa.Column("used_at", sa.Float()),
    )
    op.create_table(
        "openid_identities",
        sa.Column("issuer", sa.String(255), primary_key=True),
        sa.Column("subject", sa.String(255), primary_key=True),
        sa.Column("login", sa.String(64), sa.ForeignKey("agents.login"), nullable=False, unique=True),
        sa.Column("linked_at", sa.Float(), nullable=False),
    )
    with op.batch_alter_table("api_tokens") as tokens:
        tokens.add_column(sa.Column("expires_at", sa.Float(), nullable=False, server_default="0"))
    op.execute(sa.text("UPDATE api_tokens SET expires_at = :end").bindparams(end=time.time() + OLD_TOKENS_SECONDS))

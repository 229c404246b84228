"""Erasures with their register, and retention runs; an audit trail that only grows, with the address of each entry.

The rules of the trail are triggers: an entry may lose its words once, visibly (`erased_at`), and may be deleted only by
a run of the retention job that is recorded beside it. SQLite drops triggers with their table: a later migration that
rebuilds `audit` in batch mode has to call `keep_append_only` again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "desk_0018"
down_revision = "desk_0017"
branch_labels = None
depends_on = None

REFUSED = "The audit trail only grows: entries are not changed or deleted."
_SAME = ("id", "at", "who", "what", "handoff_id", "address")
_RUNNING = (
    "EXISTS (SELECT 1 FROM retention_runs AS run WHERE run.kind = 'audit' AND run.finished_at IS NULL "
    "AND run.before > OLD.at)"
)


def upgrade() -> None:
    op.add_column("audit", sa.Column("address", sa.String(64)))
    op.add_column("audit", sa.Column("erased_at", sa.Float()))
    op.create_table(
        "erasures",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("asked_by", sa.String(20), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("conversations", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("outside", sa.JSON(), nullable=False),
        sa.Column("pending", sa.JSON()),
        sa.Column("finished_at", sa.Float()),
    )
    op.create_index("erasures_by_time", "erasures", ["at"])
    op.create_table(
        "retention_runs",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("before", sa.Float(), nullable=False),
        sa.Column("started_at", sa.Float(), nullable=False),
        sa.Column("seen_at", sa.Float(), nullable=False),
        sa.Column("holder", sa.String(40), nullable=False),
        sa.Column("finished_at", sa.Float()),
        sa.Column("erased", sa.Integer(), nullable=False, server_default="0"),
    )
    keep_append_only()


def keep_append_only() -> None:
    """Have the database refuse every other change of the trail."""
    if op.get_bind().dialect.name == "postgresql":
        _on_postgresql()
        return
    same = " AND ".join(f"NEW.{column} IS OLD.{column}" for column in _SAME)
    op.execute(
        "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit "
        f"WHEN NOT (OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND {same}) "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    )
    op.execute(
        f"CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit WHEN NOT {_RUNNING} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    )


def _on_postgresql() -> None:
    same = " AND ".join(f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in _SAME)
    op.execute(
        sa.text(
            f"""
            CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'UPDATE' THEN
                    IF OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND {same} THEN RETURN NEW; END IF;
                ELSIF TG_OP = 'DELETE' THEN
                    IF {_RUNNING} THEN RETURN OLD; END IF;
                END IF;
                RAISE EXCEPTION '{REFUSED}';
            END $$
            """
        )
    )
    op.execute(
        "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON audit "
        "FOR EACH ROW EXECUTE FUNCTION audit_append_only()"
    )
    op.execute(
        "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER audit_no_change ON audit")
        op.execute("DROP TRIGGER audit_no_truncate ON audit")
        op.execute("DROP FUNCTION audit_append_only()")
    else:
        op.execute("DROP TRIGGER audit_no_update")
        op.execute("DROP TRIGGER audit_no_delete")
    for table in ("retention_runs", "erasures"):
        op.drop_table(table)
    # Not in batch mode: that would rebuild the table.
    op.drop_column("audit", "erased_at")
    op.drop_column("audit", "address")

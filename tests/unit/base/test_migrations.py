"""The desk's migration makes exactly the tables that the code uses."""

from __future__ import annotations

from importlib import import_module

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from baton.base import database
from baton.base.clock import now
from baton.base.migrations import downgrade, upgrade
from baton.base.orm import Base
from baton.base.settings import ROOT
from baton.handoff.outbox.outbox import DelayedReply, Outbox
from tests.support import databases

# A table is part of the metadata once its module is imported, and no module imports them all.
for file in (ROOT / "baton").rglob("tables.py"):
    import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))


def test_the_migrated_schema_is_the_models_schema(bench):
    with bench.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
    assert [d for d in differences if "alembic_version" not in str(d)] == []


@pytest.mark.parametrize("kind", databases.KINDS)
def test_replies_that_could_be_cancelled_move_into_the_outbox(kind, tmp_path):
    with databases.fresh(kind, tmp_path) as url:
        upgrade("desk", url)
        engine = database.engine(url)
        downgrade("desk", url, "desk_0017")
        _back_to_revision_5(engine)
        send_at = now().timestamp() + 100
        with engine.begin() as connection:
            for number, login in ((1, "maria"), (2, "tom")):
                payload = {"events": [{"event": "bot", "text": f"reply {number}"}]}
                delivery = {"target": "rasa", "key": f"say:h1:{number}", "conversation_id": "c1", "payload": payload}
                connection.execute(
                    HELD_REPLIES.insert().values(
                        key=delivery["key"], handoff_id="h1", login=login, delivery=delivery, send_at=send_at
                    )
                )
        upgrade("desk", url)
        outbox = Outbox(engine, {})
        assert outbox.delayed("c1") == [
            DelayedReply("say:h1:1", "maria", send_at),
            DelayedReply("say:h1:2", "tom", send_at),
        ]
        texts = [delivery.payload["events"][0]["text"] for delivery in outbox.pending("c1")]
        assert texts == ["reply 1", "reply 2"]
        assert outbox.cancel("c1", "say:h1:1", "maria") is not None
        assert "held_replies" not in sa.inspect(engine).get_table_names()


#: As revision 4 made it.
HELD_REPLIES = sa.Table(
    "held_replies",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(100), nullable=False, unique=True),
    sa.Column("handoff_id", sa.String(32), nullable=False, index=True),
    sa.Column("login", sa.String(64), nullable=False),
    sa.Column("delivery", sa.JSON, nullable=False),
    sa.Column("send_at", sa.Float, nullable=False),
)


def _back_to_revision_5(engine):
    with engine.begin() as connection:
        HELD_REPLIES.create(connection)
        connection.execute(sa.text("ALTER TABLE outbox DROP COLUMN cancellable_by"))
        for column in ("attempts", "error", "dead_at"):  # revision 7
            connection.execute(sa.text(f"ALTER TABLE inbox DROP COLUMN {column}"))
        connection.execute(sa.text("DROP TABLE seen_marks"))  # revision 8
        connection.execute(sa.text("DROP TABLE sign_in_failures"))  # revision 9
        for table in ("escalation_log", "unclear_messages"):  # revision 10
            connection.execute(sa.text(f"DROP TABLE {table}"))
        connection.execute(sa.text("DROP TABLE leases"))  # revision 13
        connection.execute(sa.text("DROP TABLE failure_counts"))  # revision 11
        connection.execute(sa.text("ALTER TABLE chats DROP COLUMN network"))
        connection.execute(sa.text("ALTER TABLE chats DROP COLUMN generation"))  # revision 12
        connection.execute(sa.text("DROP TABLE message_labels"))  # revision 14
        connection.execute(sa.text("ALTER TABLE chats DROP COLUMN identity_until"))  # revision 15
        candidates = ("policy_rollouts", "policy_candidates", "rollout_conversations")
        for table in (*candidates, "shadow_turns", "shadow_handovers"):
            connection.execute(sa.text(f"DROP TABLE {table}"))  # revision 16
        for table in ("desk_sessions", "second_factors", "recovery_codes", "openid_identities"):  # revision 17
            connection.execute(sa.text(f"DROP TABLE {table}"))
        connection.execute(sa.text("ALTER TABLE api_tokens DROP COLUMN expires_at"))
        for column in ("failures INTEGER", "locked_until FLOAT"):
            connection.execute(sa.text(f"ALTER TABLE agents ADD COLUMN {column}"))
        connection.execute(sa.text("UPDATE alembic_version_desk SET version_num = 'desk_0005'"))

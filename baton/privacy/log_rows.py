"""The rows of the conversation log that an erasure reads and rewrites. Nobody else changes a row that is there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import func, select, text, update
from sqlalchemy.engine import Connection, Engine

from baton.conversation.event_reader import EVENTS
from baton.privacy.scope import Scope, chunks
from baton.privacy.scrubbing import Placeholders, scrub_events

#: What somebody said; a slot may be set long after.
_SAID = ("user", "bot")


def erase(engine: Engine, scope: Scope) -> int:
    """Take the words out of each conversation, and rename it. Returns how many events were rewritten."""
    placeholders, changed = Placeholders(), 0
    for old, new in scope.renamed.items():
        with _alone(engine, old) as connection:
            query = select(EVENTS.c.id, EVENTS.c.data).where(EVENTS.c.sender_id == old).order_by(EVENTS.c.id)
            rows = connection.execute(query).all()
            scrubbed = scrub_events([json.loads(row.data) for row in rows], placeholders)
            for row, event in zip(rows, scrubbed, strict=True):
                data = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
                values = {"sender_id": new, "data": data}
                connection.execute(update(EVENTS).where(EVENTS.c.id == row.id).values(**values))
            changed += len(rows)
    return changed


def count(engine: Engine, scope: Scope) -> int:
    """How many events there are."""
    query = select(func.count()).select_from(EVENTS)
    with engine.connect() as connection:
        some = (connection.execute(query.where(EVENTS.c.sender_id.in_(each))) for each in chunks(scope.renamed))
        return sum(int(result.scalar() or 0) for result in some)


def span(engine: Engine, conversation_id: str) -> tuple[float | None, float | None]:
    """When a conversation began and when something was said in it last, epoch seconds; None where nothing was."""
    query = select(func.min(EVENTS.c.timestamp), func.max(EVENTS.c.timestamp))
    mine = (EVENTS.c.sender_id == conversation_id, EVENTS.c.type_name.in_(_SAID))
    with engine.connect() as connection:
        began, last = connection.execute(query.where(*mine)).one()
    return began, last


def conversations(engine: Engine) -> list[str]:
    """Every conversation of the log."""
    with engine.connect() as connection:
        return [str(row[0]) for row in connection.execute(select(EVENTS.c.sender_id).distinct())]


@contextmanager
def _alone(engine: Engine, conversation_id: str) -> Iterator[Connection]:
    """A transaction in which nobody else saves this conversation; see `baton/conversation/tracker_store.py`."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            lock = text("SELECT pg_advisory_xact_lock(hashtext(:sender_id))")
            connection.execute(lock, {"sender_id": conversation_id})
        yield connection

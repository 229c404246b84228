"""Open handoffs of which an outside desk lacks something: nobody there may know that a customer waits."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from baton.handoff.outbox.keys import DeliveryKey
from baton.handoff.outbox.outbox import RASA
from baton.handoff.outbox.tables import OutboxRow
from baton.handoff.records.lifecycle import OPEN
from baton.handoff.records.tables import HandoffRow

#: A delivery that waits longer than this is reported; together with the desk's round it is under a minute.
NOTICE_SECONDS = 30.0

#: What a person needs to help: the package, and what the customer says.
_ESSENTIAL = frozenset({"opened", "said"})


@dataclass(frozen=True)
class Undelivered:
    """The oldest delivery of an open handoff that did not reach an outside desk."""

    delivery_id: int
    handoff_id: str
    target: str
    reason: str


def undelivered(engine: Engine, at: float) -> dict[str, Undelivered]:
    """The open handoffs of which an outside desk lacks the package or a message, by their id.

    What was given up counts, and what has waited for `NOTICE_SECONDS`, whether it is tried again or not.

    Args:
        engine: of the desk's database.
        at: the present moment, epoch seconds.
    """
    late = OutboxRow.delivered_at.is_(None) & (func.coalesce(OutboxRow.created_at, 0.0) <= at - NOTICE_SECONDS)
    query = (
        select(OutboxRow.id, OutboxRow.key, OutboxRow.target, OutboxRow.error, HandoffRow.id.label("handoff_id"))
        .join(HandoffRow, HandoffRow.conversation_id == OutboxRow.conversation_id)
        .where(HandoffRow.state.in_([state.value for state in OPEN]), OutboxRow.target != RASA)
        .where(OutboxRow.dead_at.is_not(None) | late)
        .order_by(OutboxRow.id)
    )
    found: dict[str, Undelivered] = {}
    with Session(engine) as session:
        for row in session.execute(query):
            key = DeliveryKey.parse(row.key)
            if key.what in _ESSENTIAL and key.handoff_id == row.handoff_id:
                reason = row.error or "It has not answered yet."
                found.setdefault(key.handoff_id, Undelivered(row.id, key.handoff_id, row.target, reason))
    return found

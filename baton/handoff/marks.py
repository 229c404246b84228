"""Marks on a handoff: what the customer and the desk were told beside its moves, each once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from baton.handoff import change, outbox, published
from baton.handoff.models import HandoffRow
from baton.handoff.store import SYSTEM, Handoff, HandoffStore


def mark(
    store: HandoffStore,
    handoff: Handoff,
    at: float,
    what: str | None = None,
    deliveries: Iterable[outbox.Delivery] = (),
    **values: Any,
) -> bool:
    """Remember what somebody was told, and tell it, in one transaction.

    Args:
        store: where the handoff is.
        handoff: as it stood when that was decided.
        at: epoch seconds.
        what: entry of the audit trail; None makes none.
        deliveries: what is told.
        values: the columns that change.
    Returns:
        False if the handoff has changed since, or it was told before: then nothing happened.
    """
    try:
        with Session(store.engine) as session, session.begin():
            row = session.get(HandoffRow, handoff.id)
            if row is None or row.version != handoff.version:
                return False
            change.compare_and_set(session, row, {**values, "version": row.version + 1})
            if what is not None:
                session.add(change.audit(handoff.id, at, SYSTEM, what, None))
            outbox.put(session, deliveries, at)
    except (IntegrityError, change.Stale):
        return False
    return True


def urge(
    store: HandoffStore,
    handoff: Handoff,
    at: float,
    priority: int,
    reason: Mapping[str, Any],
    deliveries: Iterable[outbox.Delivery] = (),
) -> bool:
    """Put an open handoff forward because of a graver reason that came later.

    Args:
        store: where the handoff is.
        handoff: as it stood when that was decided.
        at: epoch seconds.
        priority: what the reason asks for.
        reason: as in the package's `trigger.also`.
        deliveries: what is told because of it.
    Returns:
        Whether it is more urgent now than it was.
    """
    if not handoff.open or priority >= handoff.priority:
        return False
    trigger = handoff.package["trigger"]
    reasons = {**trigger, "also": [*trigger["also"], dict(reason)]}
    package = {**handoff.package, "priority": priority, "trigger": reasons}
    published.check(package)
    return mark(store, handoff, at, "urged", deliveries, priority=priority, package=package)

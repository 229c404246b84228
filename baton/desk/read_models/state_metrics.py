"""How queue, inbox, outbox and consumers stand, as Prometheus' metrics: read when somebody asks, and only then."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from baton.base.metrics import Sample
from baton.conversation.tables import FollowerRow, InboxRow
from baton.desk.container import DeskContainer
from baton.handoff.outbox.tables import OutboxRow
from baton.handoff.records.lifecycle import OPEN, State
from baton.handoff.records.tables import AuditRow, HandoffRow
from baton.lab.escalation_log.log import AUDIT_OFFSET
from baton.lab.rollout import store

logger = logging.getLogger(__name__)

_OPEN_MESSAGE = InboxRow.done_at.is_(None) & InboxRow.dead_at.is_(None)
_OPEN_DELIVERY = OutboxRow.delivered_at.is_(None) & OutboxRow.dead_at.is_(None)
#: Rows of `followers` that are no offset of a consumer begin like this.
_NO_CONSUMER = "since:"


def samples(container: DeskContainer) -> list[Sample]:
    """The values of `baton.base.metrics.STATE`; of what cannot be read there are none."""
    policy = container.policy()
    found: list[Sample] = [("baton_policy_info", (str(policy.version), policy.posture), 1.0)]
    try:
        newest = container.log.newest()
        with container.engine.connect() as connection:
            found += _queue(connection, container.time())
            found += _inbox(connection, container.time())
            found += _outbox(connection, container.time())
            found += _consumers(connection, newest)
            found += _candidates(connection)
    except SQLAlchemyError as error:
        logger.warning("The state of queue, inbox and outbox cannot be read (%s).", type(error).__name__)
        return [*found, ("baton_state_readable", (), 0.0)]
    return [*found, ("baton_state_readable", (), 1.0)]


def _queue(connection: Connection, at: float) -> Iterator[Sample]:
    states = sorted(state.value for state in OPEN)
    query = select(HandoffRow.state, func.count()).where(HandoffRow.state.in_(states)).group_by(HandoffRow.state)
    counts = {str(state): int(number) for state, number in connection.execute(query)}
    for state in states:
        yield "baton_queue_handoffs", (state,), float(counts.get(state, 0))
    waiting = (State.QUEUED.value, State.TRANSFERRED.value)
    since = func.min(func.coalesce(HandoffRow.moved_at, HandoffRow.created_at))
    oldest = connection.execute(select(since).where(HandoffRow.state.in_(waiting))).scalar()
    yield "baton_queue_oldest_seconds", (), _age(oldest, at)


def _inbox(connection: Connection, at: float) -> Iterator[Sample]:
    number, oldest = connection.execute(select(func.count(), func.min(InboxRow.at)).where(_OPEN_MESSAGE)).one()
    dead = connection.execute(select(func.count()).where(InboxRow.dead_at.is_not(None))).scalar()
    yield "baton_inbox_waiting", (), float(number)
    yield "baton_inbox_oldest_seconds", (), _age(oldest, at)
    yield "baton_inbox_dead", (), float(dead or 0)


def _outbox(connection: Connection, at: float) -> Iterator[Sample]:
    """Deliveries by target. What is delayed on purpose counts as waiting, and is no older than its time."""
    due = func.min(func.coalesce(OutboxRow.created_at, OutboxRow.next_at))
    query = select(OutboxRow.target, func.count(), due).where(_OPEN_DELIVERY).group_by(OutboxRow.target)
    for target, number, oldest in connection.execute(query):
        yield "baton_outbox_waiting", (str(target),), float(number)
        yield "baton_outbox_oldest_seconds", (str(target),), _age(oldest, at)
    dead = select(OutboxRow.target, func.count()).where(OutboxRow.dead_at.is_not(None)).group_by(OutboxRow.target)
    for target, number in connection.execute(dead):
        yield "baton_outbox_dead", (str(target),), float(number)


def _consumers(connection: Connection, newest: int) -> Iterator[Sample]:
    """How far consumers are behind the conversation log; one of them follows the audit trail."""
    last_entry = int(connection.execute(select(func.max(AuditRow.id))).scalar() or 0)
    query = select(FollowerRow.name, FollowerRow.position).where(~FollowerRow.name.startswith(_NO_CONSUMER))
    for name, position in connection.execute(query):
        end = last_entry if name == AUDIT_OFFSET else newest
        yield "baton_consumer_lag_events", (str(name),), float(max(0, end - int(position)))


def _candidates(connection: Connection) -> Iterator[Sample]:
    running = store.running(connection)
    if running is not None:
        yield "baton_policy_candidate_share", (str(running.candidate_version),), running.share
    yield "baton_policy_taken_back", (), float(len(store.unnoticed(connection)))


def _age(since: float | None, at: float) -> float:
    return 0.0 if since is None else max(0.0, at - float(since))

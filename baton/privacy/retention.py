"""Keeps to the retention: what is older than the settings say loses its words, in small batches, once a day.

Of several desks one does it: a run is a row of `retention_runs`, and whoever begins it shows a sign of life there with
every batch. A run that shows none any more is taken over.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection, Engine

from baton.base import database
from baton.base.clock import Clock, now
from baton.base.erased import PREFIX
from baton.base.locks import exclusive
from baton.connectors.tables import IncomingRow
from baton.conversation.event_reader import EVENTS, EventReader
from baton.handoff.outbox.tables import OutboxRow
from baton.handoff.records.audit_trail import AuditAction, AuditTrail
from baton.handoff.records.handoff import SYSTEM
from baton.handoff.records.lifecycle import OPEN
from baton.handoff.records.tables import AuditRow, ChatRow, HandoffRow
from baton.privacy import places
from baton.privacy.erasure import CustomerData
from baton.privacy.scope import Identity, Scope
from baton.privacy.tables import RetentionRunRow

logger = logging.getLogger(__name__)

DAY = 86400.0
#: A run that has shown no sign of life for so long is somebody else's to finish.
TAKEOVER_SECONDS = 900.0
_BATCH = 20  # conversations or handoffs that are changed together
_ENTRIES = 500  # of the audit trail
_LOCK = "retention"
_RUNS = RetentionRunRow.__table__


class Kind(str, Enum):
    """What has a time of its own."""

    CONVERSATIONS = "conversations"
    HANDOFFS = "handoffs"
    AUDIT = "audit"


@dataclass(frozen=True)
class Due:
    """What a run would erase. `before` in epoch seconds."""

    kind: Kind
    before: float
    count: int


class Retention:
    """The job.

    Args:
        desk_url: of the desk's database, migrated.
        log: the conversation log.
        data: what is kept of customers.
        days: for how many days each kind is kept; 0: for ever.
        clock: tells the time.
    """

    def __init__(
        self, desk_url: str, log: EventReader, data: CustomerData, days: dict[Kind, int], clock: Clock = now
    ) -> None:
        self._url = desk_url
        self._engine: Engine = database.engine(desk_url)
        self._log = log
        self._data = data
        self._days = {kind: number for kind, number in days.items() if number}
        self._clock = clock
        self._holder = secrets.token_hex(16)

    def due(self) -> list[Due]:
        """What is older than it may be. Changes nothing.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: a database is away.
        """
        found = []
        for kind in self._days:
            before = self._before(kind)
            with self._engine.connect() as connection:
                if kind is Kind.CONVERSATIONS:
                    count = len(self._conversations(before))
                elif kind is Kind.HANDOFFS:
                    count = len(places.expired(connection, before, 10**9))
                else:
                    query = select(func.count()).select_from(AuditRow).where(AuditRow.at < before)
                    count = int(connection.execute(query).scalar() or 0)
            found.append(Due(kind, before, count))
        return found

    def run(self, stopping: Callable[[], bool] = lambda: False, at_once: bool = False) -> dict[Kind, int]:
        """Erase what is due of each kind that has not had its run today.

        Args:
            stopping: asked before each batch; once it says yes, the rest waits for the next call.
            at_once: also what had its run today.
        Returns:
            How much was erased, of each kind that had a run.
        Raises:
            sqlalchemy.exc.SQLAlchemyError: a database is away; the run goes on with the next call.
        """
        done: dict[Kind, int] = {}
        for kind in self._days:
            run_id = self._begin(kind, at_once)
            if run_id is None:
                continue
            erased = 0
            for number in self._batches(kind, self._before(kind)):
                erased += number
                self._alive(run_id, number)
                if stopping():
                    return done
            self._finish(run_id, kind, erased)
            done[kind] = erased
        return done

    def _before(self, kind: Kind) -> float:
        return self._clock().timestamp() - self._days[kind] * DAY

    def _begin(self, kind: Kind, at_once: bool) -> int | None:
        """The run that this process does now; None if there was one today, or another process is at it."""
        at = self._clock().timestamp()
        with exclusive(self._url, _LOCK) as connection:
            query = select(_RUNS).where(_RUNS.c.kind == kind.value).order_by(_RUNS.c.id.desc()).limit(1)
            last = connection.execute(query).one_or_none()
            values = {"before": self._before(kind), "seen_at": at, "holder": self._holder}
            if last is not None and last.finished_at is None:
                if last.holder != self._holder and at - last.seen_at < TAKEOVER_SECONDS:
                    return None
                connection.execute(update(_RUNS).where(_RUNS.c.id == last.id).values(**values))
                return int(last.id)
            if last is not None and at - last.started_at < DAY and not at_once:
                return None
            new = connection.execute(insert(_RUNS).values(kind=kind.value, started_at=at, **values))
            return int(new.inserted_primary_key[0])

    def _alive(self, run_id: int, number: int) -> None:
        values = {"seen_at": self._clock().timestamp(), "erased": _RUNS.c.erased + number}
        with self._engine.begin() as connection:
            connection.execute(update(_RUNS).where(_RUNS.c.id == run_id).values(**values))

    def _finish(self, run_id: int, kind: Kind, erased: int) -> None:
        at = self._clock().timestamp()
        with self._engine.begin() as connection:
            connection.execute(update(_RUNS).where(_RUNS.c.id == run_id).values(finished_at=at))
            if erased:
                details = {"kind": kind.value, "count": erased, "days": self._days[kind]}
                AuditTrail.record_on(connection, at, SYSTEM, AuditAction.RETENTION_RUN, details)
        if erased:
            logger.info("Retention: %s %s older than %s days were erased.", erased, _NAMES[kind], self._days[kind])

    def _batches(self, kind: Kind, before: float) -> Iterator[int]:
        """Erases a batch each time, and says how many it were."""
        if kind is Kind.CONVERSATIONS:
            due = self._conversations(before)
            for start in range(0, len(due), _BATCH):
                yield self._data.scrub_expired(due[start : start + _BATCH])
            return
        batch = self._handoffs if kind is Kind.HANDOFFS else self._audit
        while number := batch(before):
            yield number

    def _conversations(self, before: float) -> list[str]:
        """Those in which nothing has happened since a moment, and that nobody has to answer any more."""
        last = func.max(EVENTS.c.timestamp)
        query = select(EVENTS.c.sender_id).where(EVENTS.c.sender_id.not_like(f"{PREFIX}%")).group_by(EVENTS.c.sender_id)
        with self._log.engine.connect() as connection:
            found = {str(row[0]) for row in connection.execute(query.having(last < before))}
        with self._engine.connect() as connection:
            chats = select(ChatRow.conversation_id).where(
                ChatRow.created_at < before, ChatRow.conversation_id.not_like(f"{PREFIX}%")
            )
            silent = {str(row[0]) for row in connection.execute(chats)} - found
            found |= self._without_events(sorted(silent))
            still = select(HandoffRow.conversation_id).where(HandoffRow.state.in_([state.value for state in OPEN]))
            found -= {str(row[0]) for row in connection.execute(still)}
        return sorted(found)

    def _without_events(self, conversations: Sequence[str]) -> set[str]:
        return {each for each in conversations if not self._log.conversation(each, most=1)}

    def _handoffs(self, before: float) -> int:
        with exclusive(self._url, _LOCK) as connection:
            handoffs = frozenset(places.expired(connection, before, _BATCH))
            scope = Scope({}, handoffs, Identity(), frozenset(), self._clock().timestamp())
            for place in places.OF_HANDOFFS:
                place.erase(connection, scope)
            _empty_deliveries(connection, before)
        return len(handoffs)

    def _audit(self, before: float) -> int:
        with self._engine.begin() as connection:
            query = select(AuditRow.id).where(AuditRow.at < before).order_by(AuditRow.id).limit(_ENTRIES)
            ids = [row[0] for row in connection.execute(query)]
            connection.execute(delete(AuditRow.__table__).where(AuditRow.id.in_(ids)))
        return len(ids)


_NAMES = {
    Kind.CONVERSATIONS: "conversations",
    Kind.HANDOFFS: "handoffs",
    Kind.AUDIT: "entries of the audit trail",
}


def _empty_deliveries(connection: Connection, before: float) -> None:
    """What was sent long ago, and what came in: both stand in other places too."""
    table, incoming = OutboxRow.__table__, IncomingRow.__table__
    connection.execute(update(table).where(table.c.delivered_at < before).values(payload={}, error=None))
    connection.execute(update(incoming).where(incoming.c.done_at < before).values(body={}))

"""The outbox: what must reach another system is kept in the transaction that caused it, and retried until it did.

At least once, with a key that stays the same: a target that honours the key gets everything once. In order within a
conversation and target: a later delivery waits for the earlier one, until that one arrived or was given up. At an
outside desk it waits for `HOLD_SECONDS` at most: an agent who gets a conversation with a gap can help.

Longer than other modules: lease, order, retries and delay of a delivery are one state machine over one table.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypedDict

from sqlalchemy import delete, func, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from baton.base.clock import Clock, now
from baton.base.metrics import DELIVERIES
from baton.handoff.outbox.tables import OutboxRow, StopRow

logger = logging.getLogger(__name__)

#: Seconds before each retry of a target that has no schedule of its own; the last one repeats.
BACKOFF = (0.5, 1, 2, 4, 8, 15, 30, 60)

#: A delivery that has been under way this long died with its process, and is tried again (with `again` set).
LEASE_SECONDS = 20.0

#: How long a delivery to an outside desk that does not get through holds up the later ones of its conversation.
HOLD_SECONDS = 30.0

#: Nothing for the log is planned further ahead than this: if it seems to be, the clock was put back since.
LONGEST_PLAN_SECONDS = 120.0

LONGEST_ERROR = 500  # characters that are kept of what went wrong

RASA = "rasa"


#: `{"events": [...]}` for Rasa; for an outside desk one of the shapes of `baton/connectors/payloads.py`.
Payload = Mapping[str, Any]


class DeadDelivery(TypedDict):
    """A delivery that was given up."""

    id: int
    key: str
    payload: Payload
    error: str | None
    attempts: int


@dataclass(frozen=True)
class Delivery:
    """Something for a target. The same key is delivered once; it reads `<what>:<handoff id>:...`."""

    target: str
    key: str
    conversation_id: str
    payload: Payload


@dataclass(frozen=True)
class DelayedReply:
    """An agent's reply that can still be cancelled."""

    key: str
    login: str  #: of the agent who wrote it and may cancel it
    send_at: float  #: epoch seconds


class Undeliverable(Exception):
    """The target will never take this; do not try again."""


class Stopped(Undeliverable):
    """The target wants nothing any more: this is given up, and so is all that follows until somebody resumes it."""


class Later(Exception):
    """The target is there but asks for time; all of its deliveries wait.

    Args:
        reason: what it said.
        seconds: how long it asked for.
    """

    def __init__(self, reason: str, seconds: float) -> None:
        super().__init__(reason)
        self.seconds = seconds


class Target(Protocol):
    """Whoever a delivery goes to."""

    def deliver(self, delivery: Delivery, again: bool) -> None:
        """Hand it over. Must not take longer than `LEASE_SECONDS`.

        Args:
            delivery: what to hand over.
            again: whether an earlier try may have got through.
        Raises:
            Undeliverable: trying again is useless.
            Later: the target asks for a pause.
            Exception: anything else is tried again later.
        """

    def wait(self, attempts: int) -> float | None:
        """Seconds until the next try after so many failed ones; None gives up."""


def backoff(attempts: int) -> float:
    """Seconds to wait after so many failed attempts."""
    return BACKOFF[min(attempts, len(BACKOFF)) - 1]


def put(
    session: Session,
    deliveries: Iterable[Delivery],
    at: float,
    delay: float = 0.0,
    cancellable_by: str | None = None,
) -> None:
    """Add deliveries to the outbox, in the caller's transaction.

    Args:
        at: the present moment, epoch seconds.
        delay: seconds before the first try; what comes later in the conversation waits for it.
        cancellable_by: login of the agent who may cancel them during the delay.
    """
    for item in deliveries:
        session.add(
            OutboxRow(
                target=item.target,
                key=item.key,
                conversation_id=item.conversation_id,
                payload=dict(item.payload),
                created_at=at,
                next_at=at + delay,
                cancellable_by=cancellable_by if delay > 0 else None,
            )
        )


def flush(session: Session, conversation_id: str, at: float) -> None:
    """End the delay of a conversation's replies, in the caller's transaction: they go out now, in their order.

    Args:
        at: the present moment, epoch seconds.
    """
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.conversation_id == conversation_id, _DELAYED)
        .values(next_at=at, cancellable_by=None)
        .execution_options(synchronize_session=False)
    )


#: An agent's reply that no worker has taken yet.
_DELAYED = (
    OutboxRow.cancellable_by.is_not(None)
    & (OutboxRow.attempts == 0)
    & OutboxRow.delivered_at.is_(None)
    & OutboxRow.dead_at.is_(None)
)


def there(engine: Engine, deliveries: Iterable[Delivery]) -> bool:
    """Whether one of these deliveries was kept before."""
    keys = [delivery.key for delivery in deliveries]
    with Session(engine) as session:
        return session.scalar(select(OutboxRow.id).where(OutboxRow.key.in_(keys)).limit(1)) is not None


#: What is neither delivered nor given up; and whether there is anything, in one statement that is put together once.
_WAITING = OutboxRow.delivered_at.is_(None) & OutboxRow.dead_at.is_(None)
_ANY_WAITING = select(OutboxRow.id).where(_WAITING).limit(1)


def _is_due(at: float) -> ColumnElement[bool]:
    """Whether a delivery is to be tried at a moment (epoch seconds).

    A clock that was put back must not hold up anybody: what was kept in the future and never tried is due now, and so
    is what for the log seems to be further ahead than anything is planned.
    """
    kept_later = (OutboxRow.attempts == 0) & (OutboxRow.created_at > at + LONGEST_PLAN_SECONDS)
    too_far = (OutboxRow.target == RASA) & (OutboxRow.next_at > at + LONGEST_PLAN_SECONDS)
    return (OutboxRow.next_at <= at) | kept_later | too_far


class Outbox:
    """Works the outbox off: in order within a conversation and target, with backoff between tries.

    Several processes may work the same outbox off: a delivery is claimed by compare-and-set before it is tried.
    """

    def __init__(self, engine: Engine, targets: Mapping[str, Target], clock: Clock = now) -> None:
        self._engine = engine
        self._targets = targets
        self._clock = clock
        self._paused: dict[str, tuple[float, float]] = {}  # targets that asked for time: since when, until when

    @property
    def targets(self) -> tuple[str, ...]:
        """The names of the targets it can deliver to."""
        return tuple(self._targets)

    def add(self, delivery: Delivery) -> bool:
        """Keep one delivery. Returns False if its key is there already."""
        try:
            with Session(self._engine) as session, session.begin():
                put(session, [delivery], self._clock().timestamp())
            return True
        except IntegrityError:
            return False

    def add_missing(self, deliveries: Iterable[Delivery]) -> int:
        """Keep those whose key is not there yet, in their order. Returns how many those were."""
        wanted = list(deliveries)
        query = select(OutboxRow.key).where(OutboxRow.key.in_([item.key for item in wanted]))
        with Session(self._engine) as session:
            known = set(session.scalars(query))
        return sum(self.add(item) for item in wanted if item.key not in known)

    def work(self, limit: int = 50, target: str | None = None) -> int:
        """Try everything that is due once.

        Args:
            limit: the most deliveries of one call.
            target: only those for this target; None is all of them.
        Returns:
            How many deliveries got through.
        """
        done = 0
        for row_id, name in self._due(limit, target):
            since, until = self._paused.get(name, (0.0, 0.0))
            if not since <= self._clock().timestamp() < until:
                done += self._try(row_id)
        return done

    def pending(self, conversation_id: str, target: str = RASA) -> list[Delivery]:
        """What has not got through yet for a conversation, oldest first."""
        query = (
            select(OutboxRow)
            .where(
                OutboxRow.conversation_id == conversation_id,
                OutboxRow.target == target,
                OutboxRow.delivered_at.is_(None),
                OutboxRow.dead_at.is_(None),
            )
            .order_by(OutboxRow.id)
        )
        with Session(self._engine) as session:
            return [_delivery(row) for row in session.scalars(query)]

    def delayed(self, conversation_id: str) -> list[DelayedReply]:
        """The agents' replies of a conversation that can still be cancelled, oldest first."""
        query = (
            select(OutboxRow)
            .where(OutboxRow.conversation_id == conversation_id, _DELAYED)
            .where(OutboxRow.next_at > self._clock().timestamp())
            .order_by(OutboxRow.id)
        )
        with Session(self._engine) as session:
            return [DelayedReply(row.key, row.cancellable_by, row.next_at) for row in session.scalars(query)]

    def cancel(self, conversation_id: str, key: str, login: str) -> Delivery | None:
        """Cancel an agent's reply before it goes out.

        Returns:
            What was cancelled; None if a worker has taken it, or it is not a reply of this agent.
        """
        own = (OutboxRow.key == key, OutboxRow.conversation_id == conversation_id, OutboxRow.cancellable_by == login)
        with Session(self._engine) as session, session.begin():
            row = session.scalar(select(OutboxRow).where(*own, _DELAYED))
            if row is None:
                return None
            cancelled = _delivery(row)
            # A worker counts its attempt before it sends: whichever of the two changes the row first has it.
            gone = session.execute(delete(OutboxRow).where(*own, _DELAYED).execution_options(synchronize_session=False))
            return cancelled if gone.rowcount == 1 else None

    def dead(self, conversation_id: str, target: str = RASA) -> list[DeadDelivery]:
        """What was given up for a conversation, oldest first."""
        query = (
            select(OutboxRow)
            .where(
                OutboxRow.conversation_id == conversation_id,
                OutboxRow.target == target,
                OutboxRow.dead_at.is_not(None),
            )
            .order_by(OutboxRow.id)
        )
        with Session(self._engine) as session:
            return [
                {"id": r.id, "key": r.key, "payload": r.payload, "error": r.error, "attempts": r.attempts}
                for r in session.scalars(query)
            ]

    def revive(self, row_id: int) -> bool:
        """Try a dead delivery again, from the start of its target's schedule.

        Returns:
            False if there is no dead delivery of that number.
        """
        return self._revive(OutboxRow.id == row_id) == 1

    def revive_all(self, target: str) -> int:
        """The same for every dead delivery of a target. Returns how many those were."""
        return self._revive(OutboxRow.target == target)

    def stopped(self) -> dict[str, str]:
        """The targets that want nothing any more, each with what it said."""
        with Session(self._engine) as session:
            return {row.target: row.reason for row in session.scalars(select(StopRow).order_by(StopRow.target))}

    def resume(self, target: str) -> bool:
        """Send to a stopped target again. Returns False if it was not stopped."""
        with Session(self._engine) as session, session.begin():
            return bool(session.execute(delete(StopRow).where(StopRow.target == target)).rowcount)

    def give_up_unknown(self) -> int:
        """Give up what is for targets that there are no more. Returns how many those were."""
        at = self._clock().timestamp()
        with Session(self._engine) as session, session.begin():
            changed = session.execute(
                update(OutboxRow)
                .where(
                    OutboxRow.target.not_in(self.targets),
                    OutboxRow.delivered_at.is_(None),
                    OutboxRow.dead_at.is_(None),
                )
                .values(dead_at=at, error="There is no such connector here (BATON_CONNECTORS).")
                .execution_options(synchronize_session=False)
            )
            given_up = int(changed.rowcount)
        if given_up:
            logger.error("%s deliveries are given up: their connectors are not in BATON_CONNECTORS.", given_up)
        return given_up

    def _due(self, limit: int, target: str | None) -> list[tuple[int, str]]:
        """Rows to try now: of each conversation and target those that nothing earlier holds up, so that order holds."""
        with self._engine.connect() as connection:
            if connection.execute(_ANY_WAITING).first() is None:
                return []  # as nearly always: the rest costs several times as much
        at, waiting = self._clock().timestamp(), _WAITING
        if target is not None:
            waiting &= OutboxRow.target == target
        failed_for_long = (
            (OutboxRow.target != RASA)
            & OutboxRow.error.is_not(None)
            & (func.coalesce(OutboxRow.created_at, 0.0) <= at - HOLD_SECONDS)
        )
        holding = (
            select(OutboxRow.conversation_id, OutboxRow.target, func.min(OutboxRow.id).label("first"))
            .where(waiting, ~failed_for_long)
            .group_by(OutboxRow.conversation_id, OutboxRow.target)
            .subquery()
        )
        same = (holding.c.conversation_id == OutboxRow.conversation_id) & (holding.c.target == OutboxRow.target)
        query = (
            select(OutboxRow.id, OutboxRow.target)
            .outerjoin(holding, same)
            .where(waiting, _is_due(at))
            .where(holding.c.first.is_(None) | (OutboxRow.id <= holding.c.first))
            .order_by(OutboxRow.id)
            .limit(limit)
        )
        with Session(self._engine) as session:
            return [(int(row_id), str(name)) for row_id, name in session.execute(query)]

    def _try(self, row_id: int) -> int:
        row = self._claim(row_id)
        if row is None:
            return 0
        delivery, attempts = _delivery(row), row.attempts + 1
        target = self._targets.get(delivery.target)
        values: dict[str, object]
        try:
            if target is None:
                raise Undeliverable(f"there is no connector {delivery.target!r}")
            reason = self.stopped().get(delivery.target)
            if reason is not None:
                raise Undeliverable(reason)
            target.deliver(delivery, again=row.attempts > 0)
            # What it said is kept where it arrived: a copy here would only be one more to protect and to erase.
            values = {"delivered_at": self._clock().timestamp(), "error": None, "payload": {}}
        except Undeliverable as error:
            if isinstance(error, Stopped):
                self._stop(delivery.target, str(error))
            logger.error("Delivery %s to %s is given up: %s", delivery.key, delivery.target, error)
            values = {"dead_at": self._clock().timestamp(), "error": str(error)[:LONGEST_ERROR]}
        except Exception as error:  # whatever a target's client raises: kept, shown, tried again
            assert target is not None
            values = self._failed(delivery, error, target.wait(attempts - row.revived_after))
        self._set(row_id, **values)
        outcome = "delivered" if "delivered_at" in values else "given_up" if "dead_at" in values else "failed"
        DELIVERIES.labels(delivery.target, outcome).inc()
        if "delivered_at" not in values:
            return 0
        self._hasten(row_id, delivery)
        return 1

    def _claim(self, row_id: int) -> OutboxRow | None:
        """The row, if it is still to be tried and nobody else is at it.

        The attempt is counted before it is made: a crash in the middle then shows as "may have got through".
        """
        at = self._clock().timestamp()
        with Session(self._engine, expire_on_commit=False) as session, session.begin():
            row = session.get(OutboxRow, row_id)
            if row is None:
                return None
            session.expunge(row)
            claimed = session.execute(
                update(OutboxRow)
                .where(
                    OutboxRow.id == row_id,
                    OutboxRow.attempts == row.attempts,
                    OutboxRow.delivered_at.is_(None),
                    OutboxRow.dead_at.is_(None),
                    _is_due(at),
                )
                .values(attempts=row.attempts + 1, next_at=at + LEASE_SECONDS)
                .execution_options(synchronize_session=False)
            )
            return row if claimed.rowcount == 1 else None

    def _failed(self, delivery: Delivery, error: Exception, wait: float | None) -> dict[str, object]:
        """What is kept of a failed try."""
        at = self._clock().timestamp()
        if isinstance(error, Later):
            self._paused[delivery.target] = (at, at + error.seconds)
            wait = max(wait, error.seconds) if wait is not None else None
        reason = str(error) or type(error).__name__
        level = logging.ERROR if wait is None else logging.WARNING
        next_try = f"next try in {wait:g} s" if wait is not None else "given up"
        logger.log(level, "Delivery %s to %s failed (%s); %s", delivery.key, delivery.target, reason, next_try)
        kept = {"error": reason[:LONGEST_ERROR]}
        return kept | ({"dead_at": at} if wait is None else {"next_at": at + wait})

    def _hasten(self, row_id: int, delivery: Delivery) -> None:
        """Try what was overtaken once more at once, beside its schedule: the target takes deliveries again."""
        with Session(self._engine) as session, session.begin():
            session.execute(
                update(OutboxRow)
                .where(
                    OutboxRow.conversation_id == delivery.conversation_id,
                    OutboxRow.target == delivery.target,
                    OutboxRow.id < row_id,
                    OutboxRow.delivered_at.is_(None),
                    OutboxRow.dead_at.is_(None),
                    OutboxRow.error.is_not(None),
                )
                .values(next_at=self._clock().timestamp(), revived_after=OutboxRow.revived_after + 1)
                .execution_options(synchronize_session=False)
            )

    def _revive(self, which: object) -> int:
        with Session(self._engine) as session, session.begin():
            changed = session.execute(
                update(OutboxRow)
                .where(which, OutboxRow.dead_at.is_not(None))
                .values(dead_at=None, next_at=self._clock().timestamp(), revived_after=OutboxRow.attempts)
                .execution_options(synchronize_session=False)
            )
            return int(changed.rowcount)

    def _stop(self, target: str, reason: str) -> None:
        with Session(self._engine) as session, session.begin():
            session.merge(StopRow(target=target, at=self._clock().timestamp(), reason=reason[:LONGEST_ERROR]))

    def _set(self, row_id: int, **values: object) -> None:
        with Session(self._engine) as session, session.begin():
            session.execute(update(OutboxRow).where(OutboxRow.id == row_id).values(**values))


def _delivery(row: OutboxRow) -> Delivery:
    return Delivery(row.target, row.key, row.conversation_id, row.payload)

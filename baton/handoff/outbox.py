"""The outbox: what must reach another system is kept in the transaction that caused it, and retried until it did."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import func, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from baton.clock import Clock, now
from baton.handoff.models import OutboxRow

logger = logging.getLogger(__name__)

#: Seconds before each retry of a target that has no schedule of its own; the last one repeats.
BACKOFF = (0.5, 1, 2, 4, 8, 15, 30, 60)

RASA = "rasa"


@dataclass(frozen=True)
class Delivery:
    """Something for a target. The same key is delivered once."""

    target: str
    key: str
    conversation_id: str
    payload: Mapping[str, Any]


class Undeliverable(Exception):
    """The target will never take this; do not try again."""


class Target(Protocol):
    """Whoever a delivery goes to."""

    def deliver(self, delivery: Delivery, again: bool) -> None:
        """Hand it over.

        Args:
            delivery: what to hand over.
            again: whether an earlier try may have got through.
        Raises:
            Undeliverable: trying again is useless.
            Exception: anything else is tried again later.
        """

    def wait(self, attempts: int) -> float | None:
        """Seconds until the next try after so many failed ones; None gives up."""


def backoff(attempts: int) -> float:
    """Seconds to wait after so many failed attempts."""
    return BACKOFF[min(attempts, len(BACKOFF)) - 1]


def put(session: Session, deliveries: Iterable[Delivery], at: float) -> None:
    """Add deliveries to the outbox, in the caller's transaction."""
    for item in deliveries:
        session.add(
            OutboxRow(
                target=item.target,
                key=item.key,
                conversation_id=item.conversation_id,
                payload=dict(item.payload),
                next_at=at,
            )
        )


class Outbox:
    """Works the outbox off: in order within a conversation and target, with backoff between tries."""

    def __init__(self, engine: Engine, targets: Mapping[str, Target], clock: Clock = now) -> None:
        self._engine = engine
        self._targets = targets
        self._clock = clock

    def add(self, delivery: Delivery) -> bool:
        """Keep one delivery. Returns False if its key is there already."""
        try:
            with Session(self._engine) as session, session.begin():
                put(session, [delivery], self._clock().timestamp())
            return True
        except IntegrityError:
            return False

    def work(self, limit: int = 50) -> int:
        """Try everything that is due once.

        Returns:
            How many deliveries got through.
        """
        done = 0
        for row_id in self._due(limit):
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

    def dead(self) -> list[dict[str, Any]]:
        """Deliveries that were given up, for the desk to show."""
        query = select(OutboxRow).where(OutboxRow.dead_at.is_not(None)).order_by(OutboxRow.id)
        with Session(self._engine) as session:
            return [
                {
                    "id": r.id,
                    "target": r.target,
                    "key": r.key,
                    "conversation_id": r.conversation_id,
                    "payload": r.payload,
                    "error": r.error,
                    "attempts": r.attempts,
                }
                for r in session.scalars(query)
            ]

    def revive(self, row_id: int) -> None:
        """Try a dead delivery again."""
        with Session(self._engine) as session, session.begin():
            session.execute(
                update(OutboxRow)
                .where(OutboxRow.id == row_id)
                .values(dead_at=None, next_at=self._clock().timestamp(), attempts=0)
            )

    def _due(self, limit: int) -> list[int]:
        """Rows to try now: the first waiting one of each conversation and target, so that order holds."""
        waiting = OutboxRow.delivered_at.is_(None) & OutboxRow.dead_at.is_(None)
        firsts = (
            select(func.min(OutboxRow.id)).where(waiting).group_by(OutboxRow.conversation_id, OutboxRow.target)
        ).scalar_subquery()
        query = (
            select(OutboxRow.id)
            .where(OutboxRow.id.in_(firsts), OutboxRow.next_at <= self._clock().timestamp())
            .order_by(OutboxRow.id)
            .limit(limit)
        )
        with Session(self._engine) as session:
            return list(session.scalars(query))

    def _try(self, row_id: int) -> int:
        with Session(self._engine) as session:
            row = session.get(OutboxRow, row_id)
            if row is None or row.delivered_at is not None:
                return 0
            delivery, attempts = _delivery(row), row.attempts
        target = self._targets.get(delivery.target)
        # The attempt is counted before it is made: a crash in the middle then shows as "may have got through".
        self._set(row_id, attempts=attempts + 1)
        values: dict[str, Any]
        try:
            if target is None:
                raise Undeliverable(f"there is no connector {delivery.target!r}")
            target.deliver(delivery, again=attempts > 0)
            values = {"delivered_at": self._clock().timestamp(), "error": None}
        except Undeliverable as error:
            logger.error("Delivery %s to %s is given up: %s", delivery.key, delivery.target, error)
            values = {"dead_at": self._clock().timestamp(), "error": str(error)}
        except Exception as error:  # whatever a target's client raises: kept, shown, tried again
            wait = target.wait(attempts + 1) if target else None
            logger.warning(
                "Delivery %s to %s failed (%s); next try in %s s", delivery.key, delivery.target, error, wait
            )
            at = self._clock().timestamp()
            values = {"error": str(error)[:500]} | ({"dead_at": at} if wait is None else {"next_at": at + wait})
        self._set(row_id, **values)
        return 1 if values.get("delivered_at") else 0

    def _set(self, row_id: int, **values: Any) -> None:
        with Session(self._engine) as session, session.begin():
            session.execute(update(OutboxRow).where(OutboxRow.id == row_id).values(**values))


def _delivery(row: OutboxRow) -> Delivery:
    return Delivery(row.target, row.key, row.conversation_id, row.payload)

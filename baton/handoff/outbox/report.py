"""What is in the outbox, for people to look at: which deliveries wait, which were given up, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from baton.handoff.errors import NotFound
from baton.handoff.outbox.keys import DeliveryKey
from baton.handoff.outbox.tables import OutboxRow


class NoDelivery(NotFound):
    """There is no delivery of that number."""

    what = "delivery"


class Stage(str, Enum):
    """How far a delivery got."""

    WAITING = "waiting"
    DEAD = "dead"
    DELIVERED = "delivered"


_WHERE: Mapping[Stage, ColumnElement] = {
    Stage.WAITING: OutboxRow.delivered_at.is_(None) & OutboxRow.dead_at.is_(None),
    Stage.DEAD: OutboxRow.dead_at.is_not(None),
    Stage.DELIVERED: OutboxRow.delivered_at.is_not(None),
}


@dataclass(frozen=True)
class Listed:
    """One delivery, without what it says. Times are epoch seconds (UTC)."""

    id: int
    target: str
    kind: str  #: what it tells: the first word of its key
    handoff_id: str  #: what it is about: the second one
    conversation_id: str
    stage: Stage
    attempts: int
    error: str | None
    created_at: float | None
    next_at: float
    delivered_at: float | None
    dead_at: float | None


@dataclass(frozen=True)
class Count:
    """How a target stands."""

    waiting: int = 0
    dead: int = 0
    delivered: int = 0
    last_delivered_at: float | None = None
    error: str | None = None  #: of the oldest one that waits after a failed try


class Deliveries:
    """Reads the outbox of one desk database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, stage: Stage, limit: int = 100) -> list[Listed]:
        """Deliveries of a stage, the latest first."""
        query = select(OutboxRow).where(_WHERE[stage]).order_by(OutboxRow.id.desc()).limit(limit)
        with Session(self._engine) as session:
            return [_listed(row) for row in session.scalars(query)]

    def get(self, delivery_id: int) -> Listed:
        """One delivery.

        Raises:
            NoDelivery: there is none of that number.
        """
        with Session(self._engine) as session:
            row = session.get(OutboxRow, delivery_id)
            if row is None:
                raise NoDelivery(delivery_id)
            return _listed(row)

    def counts(self) -> dict[str, Count]:
        """How each target stands that anything was ever for."""
        with Session(self._engine) as session:
            counts: dict[str, Count] = {}
            for stage, where in _WHERE.items():
                query = select(OutboxRow.target, func.count(), func.max(OutboxRow.delivered_at)).where(where)
                for target, number, last in session.execute(query.group_by(OutboxRow.target)):
                    field: dict[str, Any] = {stage.value: int(number)}
                    count = replace(counts.get(str(target), Count()), **field)
                    if last is not None:
                        count = replace(count, last_delivered_at=float(last))
                    counts[str(target)] = count
            failing = _WHERE[Stage.WAITING] & OutboxRow.error.is_not(None)
            oldest = select(func.min(OutboxRow.id)).where(failing).group_by(OutboxRow.target).scalar_subquery()
            for target, error in session.execute(
                select(OutboxRow.target, OutboxRow.error).where(OutboxRow.id.in_(oldest))
            ):
                counts[str(target)] = replace(counts[str(target)], error=str(error))
        return counts


def _listed(row: OutboxRow) -> Listed:
    stage = Stage.WAITING
    if row.delivered_at is not None:
        stage = Stage.DELIVERED
    elif row.dead_at is not None:
        stage = Stage.DEAD
    key = DeliveryKey.parse(row.key)
    return Listed(
        id=row.id,
        target=row.target,
        kind=key.what,
        handoff_id=key.handoff_id,
        conversation_id=row.conversation_id,
        stage=stage,
        attempts=row.attempts,
        error=row.error,
        created_at=row.created_at,
        next_at=row.next_at,
        delivered_at=row.delivered_at,
        dead_at=row.dead_at,
    )

"""Lightweight handoff rows, without the JSON package, for loops and statistics; and since when each waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter

from sqlalchemy import case, func, select
from sqlalchemy.engine import Engine, Row
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from baton.handoff.records.lifecycle import State
from baton.handoff.records.queries import moved_at
from baton.handoff.records.repository import Handoff
from baton.handoff.records.tables import HandoffRow

_COLUMNS = ("id", "owner", "team", "category", "priority", "created_at", "due_at", "closed_at")


@dataclass(frozen=True)
class HandoffRowSummary:
    """A handoff without its package. Times are epoch seconds."""

    id: str
    state: State
    owner: str | None
    team: str | None
    category: str
    priority: int
    created_at: float
    due_at: float | None
    moved_at: float  #: when it came into its state
    closed_at: float | None = None


def row_summaries(
    engine: Engine, states: Iterable[State], limit: int | None = None, conditions: Iterable[ColumnElement] = ()
) -> list[HandoffRowSummary]:
    """Handoffs in these states, the most urgent first and then the oldest.

    Args:
        limit: the most handoffs; None is all.
        conditions: what must hold of them besides, for the database.
    """
    columns = [getattr(HandoffRow, name) for name in (*_COLUMNS, "state", "moved_at")]
    query = (
        select(*columns)
        .where(HandoffRow.state.in_([state.value for state in states]), *conditions)
        .order_by(HandoffRow.priority, HandoffRow.created_at, HandoffRow.id)
    )
    with engine.connect() as connection:
        return [row_summary(row) for row in connection.execute(query.limit(limit) if limit is not None else query)]


def row_summary(row: Row) -> HandoffRowSummary:
    """The summary of a row."""
    columns = {name: getattr(row, name) for name in _COLUMNS}
    return HandoffRowSummary(state=State(row.state), moved_at=row.moved_at or row.created_at, **columns)


def loads(engine: Engine) -> dict[str, int]:
    """How many conversations each agent has now."""
    query = select(HandoffRow.owner, func.count()).where(HandoffRow.state == State.CLAIMED.value)
    with Session(engine) as session:
        return {str(owner): int(number) for owner, number in session.execute(query.group_by(HandoffRow.owner))}


def waits(
    engine: Engine, states: Iterable[State], at: float, at_least: Mapping[int, float]
) -> list[tuple[int, float, str]]:
    """Priority, since when (epoch seconds) and id of handoffs in these states, by the moment, the longest first.

    Args:
        at: the present moment, epoch seconds.
        at_least: by priority the seconds for which they must have waited; those of other priorities are all read.
    """
    long = case({priority: at - seconds for priority, seconds in at_least.items()}, value=HandoffRow.priority, else_=at)
    query = select(HandoffRow.priority, moved_at, HandoffRow.id)
    query = query.where(HandoffRow.state.in_([state.value for state in states]), moved_at <= long)
    with engine.connect() as connection:
        return sorted(map(tuple, connection.execute(query)), key=itemgetter(1))


def waiting_since(handoffs: Iterable[Handoff | HandoffRowSummary]) -> dict[str, float]:
    """When the present waiting of each waiting handoff began, epoch seconds: with its opening, or when it came back."""
    return {h.id: h.moved_at for h in handoffs if h.state in (State.QUEUED, State.TRANSFERRED)}

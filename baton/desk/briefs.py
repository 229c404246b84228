"""What loops and counts need to know of handoffs, read without their packages; and since when somebody waits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, defer

from baton.handoff.lifecycle import State
from baton.handoff.models import HandoffRow
from baton.handoff.store import Handoff

_COLUMNS = ("id", "owner", "team", "category", "priority", "created_at", "due_at")


@dataclass(frozen=True)
class Brief:
    """A handoff in brief. Times are epoch seconds."""

    id: str
    state: State
    owner: str | None
    team: str | None
    category: str
    priority: int
    created_at: float
    due_at: float | None
    moved_at: float  #: when it came into its state


def briefs(engine: Engine, states: Iterable[State], limit: int | None = None) -> list[Brief]:
    """Handoffs in these states, the most urgent first and then the oldest."""
    query = (
        select(HandoffRow)
        .options(defer(HandoffRow.package), defer(HandoffRow.disposition))
        .where(HandoffRow.state.in_([state.value for state in states]))
        .order_by(HandoffRow.priority, HandoffRow.created_at, HandoffRow.id)
    )
    with Session(engine) as session:
        return [brief(row) for row in session.scalars(query.limit(limit) if limit is not None else query)]


def brief(row: HandoffRow) -> Brief:
    """A handoff in brief, from its row."""
    known = {name: getattr(row, name) for name in _COLUMNS}
    return Brief(state=State(row.state), moved_at=row.moved_at or row.created_at, **known)


def loads(engine: Engine) -> dict[str, int]:
    """How many conversations each agent has now."""
    query = select(HandoffRow.owner, func.count()).where(HandoffRow.state == State.CLAIMED.value)
    with Session(engine) as session:
        return {str(owner): int(number) for owner, number in session.execute(query.group_by(HandoffRow.owner))}


def waiting_since(handoffs: Iterable[Handoff | Brief]) -> dict[str, float]:
    """When the present waiting of each waiting handoff began, epoch seconds: with its opening, or when it came back."""
    return {h.id: h.moved_at for h in handoffs if h.state in (State.QUEUED, State.TRANSFERRED)}

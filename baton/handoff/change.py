"""How a row of the handoffs changes: what a move sets, compare-and-set, and the entry of the audit trail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from baton.handoff.lifecycle import OPEN, Move, State, holds_bot
from baton.handoff.models import AuditRow, HandoffRow


class Stale(Exception):
    """The row has changed since it was read."""


def after(
    row: HandoffRow,
    move: Move,
    state: State,
    at: float,
    *,
    by: str | None,
    to: str | None,
    team: str | None,
    name: str | None,
    due_at: float | None,
) -> dict[str, Any]:
    """The columns that a move changes.

    Args:
        row: as it stands.
        move: what is done.
        state: the state that the move leads to.
        at: epoch seconds.
        by: who does it; None is the system.
        to: the agent a transfer is meant for.
        team: the team a transfer is meant for.
        name: what the customer is told of the new owner.
        due_at: when a callback is due, epoch seconds.
    """
    values: dict[str, Any] = {
        "state": state.value,
        "version": row.version + 1,
        "holds_bot": holds_bot(row.holds_bot, move),
        "moved_at": at,
    }
    if move is Move.CLAIM:
        values |= {"owner": by, "owner_name": name, "claimed_at": row.claimed_at or at, "due_at": None}
        # A night, or a callback that was agreed on, says nothing of how long the next customer waits.
        if row.claimed_at is None and row.state == State.QUEUED.value and not row.told_closed:
            values["waited"] = at - row.created_at
    elif move is Move.RELEASE:
        values |= {"owner": None, "owner_name": None, "due_at": None}
    elif move is Move.SCHEDULE:
        values |= {"due_at": due_at, "due_told_at": None}
    elif move is Move.TRANSFER:
        values |= {"owner": to, "owner_name": name, "team": team or row.team}
    if state not in OPEN:
        values["closed_at"] = at
    return values


def compare_and_set(session: Session, row: HandoffRow, values: Mapping[str, Any]) -> None:
    """Change a row unless it was changed since it was read.

    Raises:
        Stale: it was.
    """
    changed = session.execute(
        update(HandoffRow)
        .where(HandoffRow.id == row.id, HandoffRow.version == row.version)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount != 1:
        raise Stale


def audit(handoff_id: str, at: float, who: str, what: str, detail: Mapping[str, Any] | None) -> AuditRow:
    """An entry of the audit trail."""
    return AuditRow(handoff_id=handoff_id, at=at, who=who, what=what, detail=dict(detail) if detail else None)

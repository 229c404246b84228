"""How a row of the handoffs changes: what a transition sets, and compare-and-set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.orm import Session

from baton.handoff.outbox.outbox import Delivery
from baton.handoff.records.handoff import Disposition
from baton.handoff.records.lifecycle import OPEN, State, Transition, bot_paused
from baton.handoff.records.tables import HandoffRow


class Stale(Exception):
    """The row has changed since it was read."""


@dataclass(frozen=True)
class TransitionRequest:
    """A transition of a handoff, with what goes with it."""

    transition: Transition
    by: str | None  #: login of the agent, or `CUSTOMER`; None is the system
    deliveries: tuple[Delivery, ...] = ()  #: what is to be sent because of it
    details: Mapping[str, object] | None = None  #: kept in the audit trail
    to: str | None = None  #: login of the agent whom a transfer is meant for
    team: str | None = None  #: the team that a transfer is meant for
    name: str | None = None  #: what the customer is told of the new owner
    due_at: float | None = None  #: when a callback is due, epoch seconds
    disposition: Disposition | None = None  #: what the agent thinks of the handover, on closing
    version: int | None = None  #: of the handoff that the decision was based on; any other one refuses it


def transition_values(row: HandoffRow, request: TransitionRequest, state: State, at: float) -> dict[str, object]:
    """The columns that a transition changes.

    Args:
        row: as it was read.
        request: what is done.
        state: the state that it leads to.
        at: epoch seconds.
    """
    transition = request.transition
    values: dict[str, object] = {
        "state": state.value,
        "version": row.version + 1,
        "bot_paused": bot_paused(row.bot_paused, transition),
    }
    if transition is not Transition.MEANWHILE:  # who waits for a person meanwhile has waited since before
        values["moved_at"] = at
    if transition in (Transition.CLAIM, Transition.TAKE_OVER):
        values |= {
            "owner": request.by,
            "owner_name": request.name,
            "claimed_at": row.claimed_at or at,
            "due_at": None,
        }
        # A night, or a callback that was agreed on, says nothing of how long the next customer waits.
        if row.claimed_at is None and row.state == State.QUEUED.value and not row.closed_notice_sent:
            values["waited"] = at - row.created_at
    elif transition is Transition.RELEASE:
        values |= {"owner": None, "owner_name": None, "due_at": None}
    elif transition is Transition.SCHEDULE:
        values |= {"due_at": request.due_at, "due_notified_at": None}
    elif transition is Transition.TRANSFER:
        values |= {"owner": request.to, "owner_name": request.name, "team": request.team or row.team}
    if state not in OPEN:
        values["closed_at"] = at
    if request.disposition is not None:
        values["disposition"] = dict(request.disposition)
    return values


def compare_and_set(session: Session, row: HandoffRow, values: Mapping[str, object]) -> None:
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

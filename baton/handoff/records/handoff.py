"""One handoff as it is stored."""

from __future__ import annotations

from dataclasses import dataclass

from typing_extensions import NotRequired, TypedDict

from baton.handoff.package.model import HandoffPackage
from baton.handoff.records.lifecycle import OPEN, State
from baton.handoff.records.tables import HandoffRow

SYSTEM = "system"  #: the actor of what Baton does by itself
CUSTOMER = "customer"  #: the actor of what the customer does


class Disposition(TypedDict):
    """What an agent thinks of a handover: None where nothing was said."""

    verdict: str | None
    bot_could: bool | None
    category: NotRequired[str]


@dataclass(frozen=True)
class Handoff:
    """One handoff, as it was read. Times are epoch seconds (UTC)."""

    id: str
    conversation_id: str
    state: State
    version: int
    owner: str | None
    team: str | None
    priority: int
    category: str
    trigger: str
    created_at: float
    claimed_at: float | None
    closed_at: float | None
    due_at: float | None
    previous_id: str | None
    package: HandoffPackage
    disposition: Disposition | None
    bot_paused: bool
    owner_name: str | None
    moved_at: float
    reminders_sent: int
    closed_notice_sent: bool
    due_notified_at: float | None

    @property
    def open(self) -> bool:
        """Whether something is still to be done."""
        return self.state in OPEN

    @property
    def due(self) -> bool:
        """Whether it is a callback that is due now."""
        return self.state is State.CALLBACK_DUE and self.due_notified_at is not None


def from_row(row: HandoffRow) -> Handoff:
    """The handoff of a row."""
    return Handoff(
        id=row.id,
        conversation_id=row.conversation_id,
        state=State(row.state),
        version=row.version,
        owner=row.owner,
        team=row.team,
        priority=row.priority,
        category=row.category,
        trigger=row.trigger,
        created_at=row.created_at,
        claimed_at=row.claimed_at,
        closed_at=row.closed_at,
        due_at=row.due_at,
        previous_id=row.previous_id,
        package=row.package,
        disposition=row.disposition,
        bot_paused=row.bot_paused,
        owner_name=row.owner_name,
        moved_at=row.moved_at or row.created_at,
        reminders_sent=row.reminders_sent,
        closed_notice_sent=row.closed_notice_sent,
        due_notified_at=row.due_notified_at,
    )

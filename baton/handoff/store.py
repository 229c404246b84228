"""Handoffs in SQL: opening, moving and reading them. Every change is one transaction with its audit entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from baton.clock import Clock, now
from baton.handoff import outbox
from baton.handoff.lifecycle import OPEN, WITH_PERSON, Move, Refused, State, step
from baton.handoff.models import AuditRow, HandoffRow

SYSTEM = "system"


class NotFound(Exception):
    """There is no handoff of that id."""


@dataclass(frozen=True)
class Handoff:
    """One handoff as it stands. Times are epoch seconds (UTC)."""

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
    package: Mapping[str, Any]
    disposition: Mapping[str, Any] | None

    @property
    def open(self) -> bool:
        return self.state in OPEN


class HandoffStore:
    """The handoffs of a desk database.

    Args:
        engine: of the desk's database.
        clock: tells the time of changes.
    """

    def __init__(self, engine: Engine, clock: Clock = now) -> None:
        self.engine = engine
        self._clock = clock

    def open(
        self, package: Mapping[str, Any], deliveries: Iterable[outbox.Delivery] = (), due_at: float | None = None
    ) -> bool:
        """Store a handoff, and what must be delivered because of it, in one transaction.

        Args:
            package: its `id` names the handoff; the same id twice is one handoff.
            deliveries: what goes to outside desks.
            due_at: when it is a callback: the time it is due, epoch seconds.
        Returns:
            Whether it was new.
        """
        at = self._clock().timestamp()
        try:
            with Session(self.engine) as session, session.begin():
                before = session.scalar(
                    select(HandoffRow.id)
                    .where(HandoffRow.conversation_id == package["conversation_id"])
                    .order_by(HandoffRow.created_at.desc())
                    .limit(1)
                )
                if before == package["id"] or session.get(HandoffRow, package["id"]) is not None:
                    return False
                session.add(
                    HandoffRow(
                        id=package["id"],
                        conversation_id=package["conversation_id"],
                        state=(State.CALLBACK_DUE if due_at is not None else State.QUEUED).value,
                        due_at=due_at,
                        version=1,
                        priority=package["priority"],
                        category=package["issue"]["category"],
                        trigger=package["trigger"]["name"],
                        created_at=at,
                        previous_id=before,
                        package=dict(package),
                    )
                )
                session.add(_audit(package["id"], at, SYSTEM, "opened", {"reason": package["trigger"]["reason"]}))
                outbox.put(session, deliveries, at)
            return True
        except IntegrityError:
            return False  # another process was first with the same id

    def move(
        self,
        handoff_id: str,
        move: Move,
        by: str | None,
        *,
        deliveries: Iterable[outbox.Delivery] = (),
        detail: Mapping[str, Any] | None = None,
        to: str | None = None,
        team: str | None = None,
        due_at: float | None = None,
        disposition: Mapping[str, Any] | None = None,
    ) -> Handoff:
        """Make a move: compare-and-set, with its audit entry and its deliveries in the same transaction.

        Args:
            handoff_id: which handoff.
            move: what is to be done.
            by: login of the agent; None is the system.
            deliveries: what must be told to others because of it.
            detail: kept in the audit trail.
            to: the agent a transfer is meant for.
            team: the team a transfer is meant for.
            due_at: when a callback is due, epoch seconds.
            disposition: what the agent said of the handover on closing.
        Raises:
            NotFound: there is no such handoff.
            Refused: the state or the owner does not allow it, also when somebody else was faster.
        """
        at = self._clock().timestamp()
        with Session(self.engine) as session, session.begin():
            row = session.get(HandoffRow, handoff_id)
            if row is None:
                raise NotFound(handoff_id)
            if move is Move.CLAIM and row.state == State.TRANSFERRED.value and row.owner not in (None, by):
                raise Refused(f"This conversation was transferred to {row.owner}.")
            after = step(State(row.state), move, owner=row.owner, by=by)
            values: dict[str, Any] = {"state": after.value, "version": row.version + 1}
            if move is Move.CLAIM:
                values |= {"owner": by, "claimed_at": row.claimed_at or at, "due_at": None}
            elif move in (Move.RELEASE, Move.SCHEDULE):
                values |= {"owner": None if move is Move.RELEASE else row.owner, "due_at": due_at}
            elif move is Move.TRANSFER:
                values |= {"owner": to, "team": team or row.team}
            if after not in OPEN:
                values |= {"closed_at": at}
            if disposition is not None:
                values |= {"disposition": dict(disposition)}
            changed = session.execute(
                update(HandoffRow)
                .where(HandoffRow.id == handoff_id, HandoffRow.version == row.version)
                .values(**values)
                .execution_options(synchronize_session=False)
            )
            if changed.rowcount != 1:
                raise Refused("Somebody else changed this conversation at the same moment. Look again.")
            session.add(_audit(handoff_id, at, by or SYSTEM, move.value, detail))
            outbox.put(session, deliveries, at)
        return self.get(handoff_id)

    def say(self, handoff_id: str, by: str, delivery: outbox.Delivery) -> None:
        """Keep an agent's message for delivery; only the one who has the conversation may write.

        Raises:
            NotFound: there is no such handoff.
            Refused: somebody else has it, or nobody.
        """
        at = self._clock().timestamp()
        with Session(self.engine) as session, session.begin():
            row = session.get(HandoffRow, handoff_id)
            if row is None:
                raise NotFound(handoff_id)
            if row.state != State.CLAIMED.value:
                raise Refused("Claim this conversation before you write.")
            if row.owner != by:
                raise Refused(f"{row.owner} has this conversation.")
            outbox.put(session, [delivery], at)

    def note(self, handoff_id: str, who: str, what: str, detail: Mapping[str, Any] | None = None) -> None:
        """Add an entry to the audit trail: a view, an internal note, a wish that was lifted."""
        with Session(self.engine) as session, session.begin():
            session.add(_audit(handoff_id, self._clock().timestamp(), who, what, detail))

    def classify(self, handoff_id: str, disposition: Mapping[str, Any], by: str) -> Handoff:
        """Keep what the agent said of a closed handoff.

        Raises:
            NotFound: there is no such handoff.
        """
        with Session(self.engine) as session, session.begin():
            row = session.get(HandoffRow, handoff_id)
            if row is None:
                raise NotFound(handoff_id)
            row.disposition = dict(disposition)
            row.version += 1
            session.add(_audit(handoff_id, self._clock().timestamp(), by, "disposition", disposition))
        return self.get(handoff_id)

    def get(self, handoff_id: str) -> Handoff:
        """One handoff.

        Raises:
            NotFound: there is none of that id.
        """
        with Session(self.engine) as session:
            row = session.get(HandoffRow, handoff_id)
            if row is None:
                raise NotFound(handoff_id)
            return _handoff(row)

    def find(
        self,
        states: Iterable[State] | None = None,
        conversation_id: str | None = None,
        owner: str | None = None,
        limit: int = 500,
        closed_since: float | None = None,
    ) -> list[Handoff]:
        """Handoffs, the most urgent first and then the oldest; all filters must fit.

        Args:
            closed_since: only those that were closed at or after this moment, epoch seconds.
        """
        query = select(HandoffRow).order_by(HandoffRow.priority, HandoffRow.created_at, HandoffRow.id).limit(limit)
        if states is not None:
            query = query.where(HandoffRow.state.in_([s.value for s in states]))
        if conversation_id is not None:
            query = query.where(HandoffRow.conversation_id == conversation_id)
        if owner is not None:
            query = query.where(HandoffRow.owner == owner)
        if closed_since is not None:
            query = query.where(HandoffRow.closed_at >= closed_since)
        with Session(self.engine) as session:
            return [_handoff(row) for row in session.scalars(query)]

    def open_one(self, conversation_id: str) -> Handoff | None:
        """The handoff by which a person has, or is about to have, a conversation; None if the bot has it."""
        found = self.find(WITH_PERSON, conversation_id=conversation_id, limit=1)
        return found[0] if found else None

    def ahead_of(self, handoff: Handoff) -> int:
        """How many waiting handoffs come before this one."""
        with Session(self.engine) as session:
            return int(
                session.scalar(
                    select(func.count())
                    .select_from(HandoffRow)
                    .where(
                        HandoffRow.state == State.QUEUED.value,
                        (HandoffRow.priority < handoff.priority)
                        | ((HandoffRow.priority == handoff.priority) & (HandoffRow.created_at < handoff.created_at)),
                    )
                )
                or 0
            )

    def recent_waits(self, limit: int = 20) -> list[float]:
        """Seconds that the latest claimed handoffs waited, the newest first."""
        query = (
            select(HandoffRow.claimed_at - HandoffRow.created_at)
            .where(HandoffRow.claimed_at.is_not(None))
            .order_by(HandoffRow.claimed_at.desc())
            .limit(limit)
        )
        with Session(self.engine) as session:
            return [float(wait) for wait in session.scalars(query)]

    def audit(self, handoff_id: str) -> list[dict[str, Any]]:
        """The audit trail of a handoff, oldest first."""
        query = select(AuditRow).where(AuditRow.handoff_id == handoff_id).order_by(AuditRow.id)
        with Session(self.engine) as session:
            return [{"at": r.at, "who": r.who, "what": r.what, "detail": r.detail} for r in session.scalars(query)]


def _audit(handoff_id: str, at: float, who: str, what: str, detail: Mapping[str, Any] | None) -> AuditRow:
    return AuditRow(handoff_id=handoff_id, at=at, who=who, what=what, detail=dict(detail) if detail else None)


def _handoff(row: HandoffRow) -> Handoff:
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
    )

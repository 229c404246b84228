"""Changes handoffs in the desk's database: each change is one transaction with its audit entry and its deliveries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from baton.base.clock import Clock, now
from baton.handoff.errors import NotFound
from baton.handoff.outbox import outbox
from baton.handoff.package import json_schema
from baton.handoff.package.model import HandoffPackage, Reason, TriggerDetails
from baton.handoff.records import refusals, search_index, transitions
from baton.handoff.records.audit_trail import AuditAction, AuditTrail
from baton.handoff.records.handoff import CUSTOMER, SYSTEM, Disposition, Handoff, from_row
from baton.handoff.records.lifecycle import State, Transition, TransitionRefused, step
from baton.handoff.records.queries import HandoffQueries
from baton.handoff.records.tables import HandoffRow
from baton.handoff.records.transitions import TransitionRequest

__all__ = ["CUSTOMER", "SYSTEM", "Disposition", "Handoff", "HandoffRepository", "OutsideDesks", "TransitionRequest"]

_TRIES = 3


class OutsideDesks(Protocol):
    """Makes the deliveries to other systems that follow the handoffs (`baton/connectors/dispatcher.py`)."""

    def opened(self, package: HandoffPackage) -> Iterable[outbox.Delivery]:
        """For a handoff that is opened."""

    def moved(
        self, handoff: Handoff, move: Transition, by: str, detail: Mapping[str, object]
    ) -> Iterable[outbox.Delivery]:
        """For a transition: the handoff after it, who made it, and its details."""


class HandoffRepository(HandoffQueries):
    """The handoffs of a desk database: reading is in `queries`, changing is here.

    Args:
        engine: of the desk's database.
        clock: gives the time of changes.
        outside: makes the deliveries to other systems; None if there are none.
    """

    def __init__(self, engine: Engine, clock: Clock = now, outside: OutsideDesks | None = None) -> None:
        super().__init__(engine, clock)
        self._outside = outside

    def open(
        self,
        package: HandoffPackage,
        deliveries: Iterable[outbox.Delivery] = (),
        due_at: float | None = None,
        closed_notice_sent: bool = False,
    ) -> bool:
        """Store a handoff and the deliveries that follow from it, in one transaction.

        Args:
            package: its `id` names the handoff; the same id twice is one handoff.
            deliveries: what is to be sent because of it.
            due_at: when it is a callback that the customer arranged with the bot: epoch seconds.
            closed_notice_sent: whether the customer is told that nobody is there.
        Returns:
            Whether it is new: False if it was stored before, or another one has the conversation.
        Raises:
            InvalidPackage: it does not conform to the published schema.
        """
        at = self._clock().timestamp()
        try:
            with Session(self.engine) as session, session.begin():
                if session.get(HandoffRow, package["id"]) is not None:
                    return False
                json_schema.check(package)
                session.add(_new_row(package, at, due_at, closed_notice_sent))
                reason = {"reason": package["trigger"]["reason"]}
                AuditTrail.record(session, at, SYSTEM, AuditAction.OPENED, package["id"], reason)
                search_index.add(session, package["id"], package)
                outbox.put(session, deliveries, at)
                if self._outside is not None:
                    outbox.put(session, self._outside.opened(package), at)
            return True
        except IntegrityError:
            if self.exists(package["id"]) or self.active_handoff(package["conversation_id"]) is not None:
                return False  # another process was first with the same id, or another handoff has the conversation
            raise

    def move(self, handoff_id: str, request: TransitionRequest) -> Handoff:
        """Make a transition: compare-and-set, with its audit entry and its deliveries in the same transaction.

        Raises:
            NotFound: there is no such handoff.
            TransitionRefused: the state or the owner does not allow it, also when somebody else was faster.
        """
        for _ in range(_TRIES):
            try:
                with Session(self.engine) as session, session.begin():
                    return self._move(session, handoff_id, request)
            except transitions.Stale:
                continue  # it has changed since it was read: see whether the transition still fits
            except IntegrityError as error:
                if outbox.there(self.engine, request.deliveries):
                    raise TransitionRefused(refusals.DONE_BEFORE) from error
                if self._other_is_active(handoff_id):
                    raise TransitionRefused(refusals.OTHER_CONVERSATION) from error
                raise
        raise TransitionRefused(refusals.CONCURRENT_CHANGE)

    def update(
        self,
        handoff: Handoff,
        at: float,
        action: AuditAction | None = None,
        deliveries: Iterable[outbox.Delivery] = (),
        **values: object,
    ) -> bool:
        """Change columns of a handoff without a transition, once: a second time changes and sends nothing.

        Args:
            handoff: as it was when that was decided.
            at: epoch seconds.
            action: recorded in the audit trail; None records nothing.
            deliveries: what is to be sent because of it.
            values: the columns that change.
        Returns:
            False if the handoff has changed since, or the deliveries were stored before: then nothing happened.
        """
        messages = list(deliveries)
        try:
            with Session(self.engine) as session, session.begin():
                row = session.get(HandoffRow, handoff.id)
                if row is None or row.version != handoff.version:
                    return False
                transitions.compare_and_set(session, row, {**values, "version": row.version + 1})
                if "package" in values:
                    search_index.add(session, handoff.id, values["package"])
                if action is not None:
                    AuditTrail.record(session, at, SYSTEM, action, handoff.id)
                outbox.put(session, messages, at)
        except transitions.Stale:
            return False
        except IntegrityError:
            if not outbox.there(self.engine, messages):
                raise
            return False
        return True

    def raise_priority(
        self,
        handoff: Handoff,
        at: float,
        priority: int,
        reason: Reason,
        deliveries: Iterable[outbox.Delivery] = (),
    ) -> bool:
        """Make an open handoff more urgent because of a more severe reason that came later.

        Args:
            handoff: as it was when that was decided.
            at: epoch seconds.
            priority: what the reason asks for.
            reason: added to the package's `trigger.also`.
            deliveries: what is to be sent because of it.
        Returns:
            Whether it is more urgent now than it was.
        """
        if not handoff.open or priority >= handoff.priority:
            return False
        trigger = handoff.package["trigger"]
        reasons: TriggerDetails = {**trigger, "also": [*trigger["also"], reason]}
        package: HandoffPackage = {**handoff.package, "priority": priority, "trigger": reasons}
        json_schema.check(package)
        return self.update(handoff, at, AuditAction.PRIORITY_RAISED, deliveries, priority=priority, package=package)

    def add_reply(self, handoff_id: str, by: str, delivery: outbox.Delivery, delay: float = 0.0) -> bool:
        """Store an agent's message for delivery; only the one who has the conversation may write.

        Args:
            handoff_id: which handoff.
            by: login of the agent.
            delivery: the message.
            delay: seconds for which the agent can still cancel it; without a delay, earlier messages go out now too.
        Returns:
            False if it was stored before.
        Raises:
            NotFound: there is no such handoff.
            TransitionRefused: somebody else has it, or nobody.
        """
        try:
            with Session(self.engine) as session, session.begin():
                row = self._row(session, handoff_id)
                if row.state != State.CLAIMED.value:
                    raise refusals.not_claimed_for_reply()
                if row.owner != by:
                    raise refusals.owned_by(row.owner)
                at = self._clock().timestamp()
                if delay <= 0:
                    outbox.flush(session, row.conversation_id, at)
                outbox.put(session, [delivery], at, delay, cancellable_by=by)
        except IntegrityError:
            if not outbox.there(self.engine, [delivery]):
                raise
            return False
        return True

    def add_delivery(self, delivery: outbox.Delivery) -> bool:
        """Store a message for the customer for delivery. Returns False if it was stored before."""
        try:
            with Session(self.engine) as session, session.begin():
                outbox.put(session, [delivery], self._clock().timestamp())
        except IntegrityError:
            if not outbox.there(self.engine, [delivery]):
                raise
            return False
        return True

    def note(
        self, handoff_id: str, actor: str, action: AuditAction, details: Mapping[str, object] | None = None
    ) -> None:
        """Add an entry to the audit trail: a view, an internal note, a reply."""
        with Session(self.engine) as session, session.begin():
            AuditTrail.record(session, self._clock().timestamp(), actor, action, handoff_id, details)

    def rate(self, handoff_id: str, disposition: Disposition, by: str) -> Handoff:
        """Store what the agent thinks of a closed handoff.

        Raises:
            NotFound: there is no such handoff.
        """
        with Session(self.engine) as session, session.begin():
            row = self._row(session, handoff_id)
            before = row.disposition
            row.disposition = dict(disposition)
            row.version += 1
            at = self._clock().timestamp()
            details = {**disposition, **({"before": dict(before)} if before else {})}
            AuditTrail.record(session, at, by, AuditAction.HANDOVER_RATED, handoff_id, details)
        return self.get(handoff_id)

    def _move(self, session: Session, handoff_id: str, request: TransitionRequest) -> Handoff:
        row = self._row(session, handoff_id)
        if request.version is not None and request.version != row.version:
            raise TransitionRefused(refusals.CONCURRENT_CHANGE)
        state = step(State(row.state), request.transition, owner=row.owner, by=request.by)
        at, actor = self._clock().timestamp(), request.by or SYSTEM
        transitions.compare_and_set(session, row, transitions.transition_values(row, request, state, at))
        AuditTrail.record(session, at, actor, AuditAction.of(request.transition), handoff_id, request.details)
        outbox.flush(session, row.conversation_id, at)  # what was written before goes out before
        outbox.put(session, request.deliveries, at)
        session.refresh(row)
        moved = from_row(row)
        if self._outside is not None:
            outside = self._outside.moved(moved, request.transition, actor, request.details or {})
            outbox.put(session, outside, at)
        return moved

    def _other_is_active(self, handoff_id: str) -> bool:
        """Whether another handoff has the conversation of this one."""
        active = self.active_handoff(self.get(handoff_id).conversation_id)
        return active is not None and active.id != handoff_id

    @staticmethod
    def _row(session: Session, handoff_id: str) -> HandoffRow:
        row: HandoffRow | None = session.get(HandoffRow, handoff_id)
        if row is None:
            raise NotFound(handoff_id)
        return row


def _new_row(package: HandoffPackage, at: float, due_at: float | None, closed_notice_sent: bool) -> HandoffRow:
    """The row of a handoff that begins now: in the queue, or as a callback that the customer arranged."""
    return HandoffRow(
        id=package["id"],
        conversation_id=package["conversation_id"],
        state=(State.CALLBACK_DUE if due_at is not None else State.QUEUED).value,
        due_at=due_at,
        version=1,
        priority=package["priority"],
        category=package["issue"]["category"],
        trigger=package["trigger"]["name"],
        created_at=at,
        moved_at=at,
        previous_id=package["previous"],
        bot_paused=due_at is None,
        closed_notice_sent=closed_notice_sent,
        package=dict(package),
    )

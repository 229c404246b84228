"""Handoffs in SQL: opening, moving and reading them. Every change is one transaction with its audit entry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, not_, or_, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from baton.clock import Clock, now
from baton.handoff import change, finding, outbox, published, search
from baton.handoff.lifecycle import OPEN, Move, Refused, State, step
from baton.handoff.models import AuditRow, HandoffRow, WordRow

SYSTEM = "system"
CUSTOMER = "customer"

#: What the waits of the last days say of the next one.
WAITS_COUNT_SECONDS = 7 * 24 * 3600

PAGE = 200  # handoffs that are read at a time by whoever goes through all of them

_TRIES = 3
_FASTER = "Somebody else changed this conversation at the same moment. Look again."
_DONE = "This was done already."
_ELSEWHERE = "This customer is in another conversation with us at the moment: take that one. This one stays."


class NotFound(Exception):
    """There is no handoff of that id."""

    what = "conversation"  #: as people call it


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
    holds_bot: bool
    owner_name: str | None
    moved_at: float
    reminded: int
    told_closed: bool
    due_told_at: float | None

    @property
    def open(self) -> bool:
        return self.state in OPEN

    @property
    def due(self) -> bool:
        """Whether it is a callback that is due now."""
        return self.state is State.CALLBACK_DUE and self.due_told_at is not None


#: Deliveries to outside desks for a move: the handoff after it, the move, who made it, and its detail.
Moved = Callable[[Handoff, Move, str, Mapping[str, Any]], Iterable[outbox.Delivery]]


class HandoffStore:
    """The handoffs of a desk database.

    Args:
        engine: of the desk's database.
        clock: tells the time of changes.
        moved: deliveries to outside desks for a move.
    """

    def __init__(self, engine: Engine, clock: Clock = now, moved: Moved = lambda *_: ()) -> None:
        self.engine = engine
        self._clock = clock
        self._moved = moved

    def open(
        self,
        package: Mapping[str, Any],
        deliveries: Iterable[outbox.Delivery] = (),
        due_at: float | None = None,
        told_closed: bool = False,
    ) -> bool:
        """Store a handoff, and what must be delivered because of it, in one transaction.

        Args:
            package: its `id` names the handoff; the same id twice is one handoff.
            deliveries: what must be told to others because of it.
            due_at: when it is a callback that the customer arranged with the bot: epoch seconds.
            told_closed: whether the customer is told that nobody is there.
        Returns:
            Whether it is new: False if it was stored before, or another one holds the conversation.
        Raises:
            InvalidPackage: it does not fit the published schema.
        """
        at = self._clock().timestamp()
        try:
            with Session(self.engine) as session, session.begin():
                if session.get(HandoffRow, package["id"]) is not None:
                    return False
                published.check(package)
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
                        moved_at=at,
                        previous_id=package["previous"],
                        holds_bot=due_at is None,
                        told_closed=told_closed,
                        package=dict(package),
                    )
                )
                session.add(change.audit(package["id"], at, SYSTEM, "opened", {"reason": package["trigger"]["reason"]}))
                session.add_all(WordRow(word=word, handoff_id=package["id"]) for word in search.words(package))
                outbox.put(session, deliveries, at)
            return True
        except IntegrityError:
            return False  # another process was first with the same id, or another handoff holds the conversation

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
        name: str | None = None,
        due_at: float | None = None,
        disposition: Mapping[str, Any] | None = None,
        version: int | None = None,
    ) -> Handoff:
        """Make a move: compare-and-set, with its audit entry and its deliveries in the same transaction.

        Args:
            handoff_id: which handoff.
            move: what is to be done.
            by: login of the agent, or `CUSTOMER`; None is the system.
            deliveries: what must be told to others because of it.
            detail: kept in the audit trail.
            to: the agent a transfer is meant for.
            team: the team a transfer is meant for.
            name: what the customer is told of the new owner.
            due_at: when a callback is due, epoch seconds.
            disposition: what the agent said of the handover on closing.
            version: of the handoff that the move was decided on; any other one refuses it.
        Raises:
            NotFound: there is no such handoff.
            Refused: the state or the owner does not allow it, also when somebody else was faster.
        """
        told = list(deliveries)
        for _ in range(_TRIES):
            try:
                with Session(self.engine) as session, session.begin():
                    row = session.get(HandoffRow, handoff_id)
                    if row is None:
                        raise NotFound(handoff_id)
                    if version is not None and version != row.version:
                        raise Refused(_FASTER)
                    if move is Move.CLAIM and row.state == State.TRANSFERRED.value and row.owner not in (None, by):
                        raise Refused(f"This conversation was transferred to {row.owner}.")
                    after = step(State(row.state), move, owner=row.owner, by=by)
                    at = self._clock().timestamp()
                    values = change.after(row, move, after, at, by=by, to=to, team=team, name=name, due_at=due_at)
                    if disposition is not None:
                        values |= {"disposition": dict(disposition)}
                    change.compare_and_set(session, row, values)
                    session.add(change.audit(handoff_id, at, by or SYSTEM, move.value, detail))
                    outbox.put(session, told, at)
                    session.refresh(row)
                    moved = _handoff(row)
                    outbox.put(session, self._moved(moved, move, by or SYSTEM, detail or {}), at)
                return moved
            except change.Stale:
                continue  # it has changed since it was read: look again whether the move still fits
            except IntegrityError as error:
                raise Refused(_DONE if outbox.there(self.engine, told) else _ELSEWHERE) from error
        raise Refused(_FASTER)

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

    def tell(self, delivery: outbox.Delivery) -> bool:
        """Keep words for the customer for delivery. Returns False if they were kept before."""
        try:
            with Session(self.engine) as session, session.begin():
                outbox.put(session, [delivery], self._clock().timestamp())
        except IntegrityError:
            return False
        return True

    def note(self, handoff_id: str, who: str, what: str, detail: Mapping[str, Any] | None = None) -> None:
        """Add an entry to the audit trail: a view, an internal note, a wish that was lifted."""
        with Session(self.engine) as session, session.begin():
            session.add(change.audit(handoff_id, self._clock().timestamp(), who, what, detail))

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
            session.add(change.audit(handoff_id, self._clock().timestamp(), by, "disposition", disposition))
        return self.get(handoff_id)

    def newest(self, conversation_id: str) -> str | None:
        """The id of the latest handoff of a conversation; None if there was none."""
        query = (
            select(HandoffRow.id)
            .where(HandoffRow.conversation_id == conversation_id)
            .order_by(HandoffRow.created_at.desc(), HandoffRow.id.desc())
            .limit(1)
        )
        with Session(self.engine) as session:
            found: str | None = session.scalar(query)
            return found

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
        due: bool | None = None,
        words: Sequence[str] = (),
    ) -> list[Handoff]:
        """Handoffs, the most urgent first and then the oldest; all filters must fit.

        Args:
            closed_since: only those that were closed at or after this moment, epoch seconds.
            due: only callbacks that are due now, or only all others.
            words: only those that have words which begin so, as `baton.handoff.search.asked` gives them.
        """
        query = select(HandoffRow).order_by(HandoffRow.priority, HandoffRow.created_at, HandoffRow.id).limit(limit)
        query = query.where(*finding.having(words))
        if states is not None:
            query = query.where(HandoffRow.state.in_([s.value for s in states]))
        if conversation_id is not None:
            query = query.where(HandoffRow.conversation_id == conversation_id)
        if owner is not None:
            query = query.where(HandoffRow.owner == owner)
        if closed_since is not None:
            query = query.where(HandoffRow.closed_at >= closed_since)
        if due is not None:
            is_due = and_(HandoffRow.state == State.CALLBACK_DUE.value, HandoffRow.due_told_at.is_not(None))
            query = query.where(is_due if due else not_(is_due))
        with Session(self.engine) as session:
            return [_handoff(row) for row in session.scalars(query)]

    def each(self, states: Iterable[State]) -> Iterator[Handoff]:
        """All handoffs in these states, however many there are, each as it stands when its page is read."""
        wanted, last = [state.value for state in states], ""
        while True:
            # By id and not by urgency: what moves in between must not push another one out of the next page.
            query = select(HandoffRow).where(HandoffRow.state.in_(wanted), HandoffRow.id > last)
            with Session(self.engine) as session:
                page = [_handoff(row) for row in session.scalars(query.order_by(HandoffRow.id).limit(PAGE))]
            yield from page
            if len(page) < PAGE:
                return
            last = page[-1].id

    def callbacks(self, until: float, told: bool) -> list[Handoff]:
        """Callbacks that are agreed on for a moment up to this one (epoch seconds), the earliest first.

        Args:
            told: those that the desk was told of, or those that it was not.
        """
        query = (
            select(HandoffRow)
            .where(
                HandoffRow.state == State.CALLBACK_DUE.value,
                HandoffRow.due_at <= until,
                HandoffRow.due_told_at.is_not(None) if told else HandoffRow.due_told_at.is_(None),
            )
            .order_by(HandoffRow.due_at, HandoffRow.id)
        )
        with Session(self.engine) as session:
            return [_handoff(row) for row in session.scalars(query)]

    def open_one(self, conversation_id: str) -> Handoff | None:
        """The handoff by which a person has, or is about to have, a conversation; None if the bot has it."""
        query = select(HandoffRow).where(HandoffRow.conversation_id == conversation_id, HandoffRow.holds_bot.is_(True))
        with Session(self.engine) as session:
            row = session.scalar(query)
            return _handoff(row) if row is not None else None

    def person_has(self, conversation_id: str) -> bool:
        """Whether an agent has a conversation, or it is on its way to one."""
        handoff = self.open_one(conversation_id)
        return handoff is not None and handoff.state in (State.CLAIMED, State.TRANSFERRED)

    def ahead_of(self, handoff: Handoff) -> int:
        """How many waiting handoffs come before this one."""
        return self.ahead(handoff.priority, handoff.created_at, handoff.id)

    def ahead(self, priority: int, created_at: float, handoff_id: str) -> int:
        """How many waiting handoffs come before one of this priority, moment (epoch seconds) and id."""
        earlier = or_(
            HandoffRow.created_at < created_at,
            and_(HandoffRow.created_at == created_at, HandoffRow.id < handoff_id),
        )
        before = or_(HandoffRow.priority < priority, and_(HandoffRow.priority == priority, earlier))
        with Session(self.engine) as session:
            query = select(func.count()).select_from(HandoffRow)
            return int(session.scalar(query.where(HandoffRow.state == State.QUEUED.value, before)) or 0)

    def recent_waits(self, limit: int = 20) -> list[float]:
        """Seconds that the handoffs claimed in the last days waited, the newest first; not those of nights."""
        since = self._clock().timestamp() - WAITS_COUNT_SECONDS
        query = (
            select(HandoffRow.waited)
            .where(HandoffRow.waited.is_not(None), HandoffRow.claimed_at >= since)
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
        holds_bot=row.holds_bot,
        owner_name=row.owner_name,
        moved_at=row.moved_at or row.created_at,
        reminded=row.reminded,
        told_closed=row.told_closed,
        due_told_at=row.due_told_at,
    )

"""Reads handoffs from the desk's database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TypedDict

from sqlalchemy import and_, func, not_, or_, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from baton.base.clock import Clock, now
from baton.handoff.errors import NotFound
from baton.handoff.records import search_index
from baton.handoff.records.handoff import Handoff, from_row
from baton.handoff.records.lifecycle import OPEN, State
from baton.handoff.records.tables import AgentRow, AuditRow, ChatRow, HandoffRow

#: The waits of so many days estimate the next one.
WAITS_COUNT_SECONDS = 7 * 24 * 3600

PAGE = 200  # handoffs that are read at a time by whoever goes through all of them

#: When a handoff came into its state.
moved_at = func.coalesce(HandoffRow.moved_at, HandoffRow.created_at)


class TrailEntry(TypedDict):
    """One entry of a handoff's audit trail. `at` is in epoch seconds."""

    at: float
    who: str
    what: str
    detail: dict[str, object] | None


class HandoffQueries:
    """The reading half of the repository.

    Args:
        engine: of the desk's database.
        clock: gives the present moment.
    """

    def __init__(self, engine: Engine, clock: Clock = now) -> None:
        self.engine = engine
        self._clock = clock

    def newest(self, conversation_id: str) -> str | None:
        """The id of the latest handoff of a conversation; None if there was none."""
        query = (
            select(HandoffRow.id)
            .where(HandoffRow.conversation_id == conversation_id)
            .order_by(HandoffRow.created_at.desc(), HandoffRow.id.desc())
            .limit(1)
        )
        with Session(self.engine) as session:
            handoff_id: str | None = session.scalar(query)
            return handoff_id

    def exists(self, handoff_id: str) -> bool:
        """Whether there is a handoff of this id."""
        with Session(self.engine) as session:
            return session.get(HandoffRow, handoff_id) is not None

    def get(self, handoff_id: str) -> Handoff:
        """One handoff.

        Raises:
            NotFound: there is none of that id.
        """
        with Session(self.engine) as session:
            row = session.get(HandoffRow, handoff_id)
            if row is None:
                raise NotFound(handoff_id)
            return from_row(row)

    def several(self, ids: Iterable[str]) -> dict[str, Handoff]:
        """Those of these handoffs that there are, by id."""
        wanted = list(ids)
        found: dict[str, Handoff] = {}
        with Session(self.engine) as session:
            for start in range(0, len(wanted), PAGE):
                page = session.scalars(select(HandoffRow).where(HandoffRow.id.in_(wanted[start : start + PAGE])))
                found.update((row.id, from_row(row)) for row in page)
        return found

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
            words: only those that have words which begin so, as `search_terms.parse_query` gives them.
        """
        query = select(HandoffRow).order_by(HandoffRow.priority, HandoffRow.created_at, HandoffRow.id).limit(limit)
        query = query.where(*search_index.having(words))
        if states is not None:
            query = query.where(HandoffRow.state.in_([s.value for s in states]))
        if conversation_id is not None:
            query = query.where(HandoffRow.conversation_id == conversation_id)
        if owner is not None:
            query = query.where(HandoffRow.owner == owner)
        if closed_since is not None:
            query = query.where(HandoffRow.closed_at >= closed_since)
        if due is not None:
            is_due = and_(HandoffRow.state == State.CALLBACK_DUE.value, HandoffRow.due_notified_at.is_not(None))
            query = query.where(is_due if due else not_(is_due))
        with Session(self.engine) as session:
            return [from_row(row) for row in session.scalars(query)]

    def each(self, states: Iterable[State], *conditions: ColumnElement) -> Iterator[Handoff]:
        """All handoffs in these states, however many there are, each as it is when its page is read.

        Args:
            conditions: what must hold of them besides, for the database.
        """
        values, last = [state.value for state in states], ""
        while True:
            # By id and not by urgency: what moves in between must not push another one out of the next page.
            query = select(HandoffRow).where(HandoffRow.state.in_(values), HandoffRow.id > last, *conditions)
            with Session(self.engine) as session:
                page = [from_row(row) for row in session.scalars(query.order_by(HandoffRow.id).limit(PAGE))]
            yield from page
            if len(page) < PAGE:
                return
            last = page[-1].id

    def bot_paused(self, until: float) -> Iterator[dict[str, str]]:
        """The conversations in which the bot is silent because of a handoff that came into its state up to a moment
        (epoch seconds), in pages: each with the handoff's id."""
        last = ""
        while True:
            query = (
                select(HandoffRow.id, HandoffRow.conversation_id)
                .where(HandoffRow.bot_paused.is_(True), moved_at <= until, HandoffRow.id > last)
                .where(HandoffRow.state.in_([state.value for state in OPEN]))
            )
            with Session(self.engine) as session:
                page = session.execute(query.order_by(HandoffRow.id).limit(PAGE)).all()
            if page:
                yield {str(conversation): str(handoff_id) for handoff_id, conversation in page}
            if len(page) < PAGE:
                return
            last = page[-1][0]

    def callbacks(self, until: float, notified: bool) -> list[Handoff]:
        """Callbacks that are agreed on for a moment up to this one (epoch seconds), the earliest first.

        Args:
            notified: those that the desk was notified of, or those that it was not.
        """
        query = (
            select(HandoffRow)
            .where(
                HandoffRow.state == State.CALLBACK_DUE.value,
                HandoffRow.due_at <= until,
                HandoffRow.due_notified_at.is_not(None) if notified else HandoffRow.due_notified_at.is_(None),
            )
            .order_by(HandoffRow.due_at, HandoffRow.id)
        )
        with Session(self.engine) as session:
            return [from_row(row) for row in session.scalars(query)]

    def with_ended_chat(self, states: Iterable[State]) -> list[Handoff]:
        """Handoffs in these states whose customer has ended the chat of the widget."""
        query = (
            select(HandoffRow)
            .join(ChatRow, ChatRow.conversation_id == HandoffRow.conversation_id)
            .where(HandoffRow.state.in_([state.value for state in states]), ChatRow.ended_at.is_not(None))
            .order_by(HandoffRow.id)
        )
        with Session(self.engine) as session:
            return [from_row(row) for row in session.scalars(query)]

    def ended_chats(self, conversation_ids: Iterable[str]) -> frozenset[str]:
        """Those of these conversations that the customer has ended."""
        ids, ended = sorted(set(conversation_ids)), set()
        with Session(self.engine) as session:
            for start in range(0, len(ids), PAGE):
                some = ids[start : start + PAGE]
                query = select(ChatRow.conversation_id)
                ended |= set(
                    session.scalars(query.where(ChatRow.conversation_id.in_(some), ChatRow.ended_at.is_not(None)))
                )
        return frozenset(ended)

    def active_handoff(self, conversation_id: str) -> Handoff | None:
        """The handoff by which a person has, or is about to have, a conversation; None if the bot has it."""
        query = select(HandoffRow).where(HandoffRow.conversation_id == conversation_id, HandoffRow.bot_paused.is_(True))
        with Session(self.engine) as session:
            row = session.scalar(query)
            return from_row(row) if row is not None else None

    def with_open_handoff(self, conversation_ids: Collection[str]) -> frozenset[str]:
        """Those of some hundred conversations that a person has, is about to have, or will call back about."""
        query = select(HandoffRow.conversation_id).where(
            HandoffRow.conversation_id.in_(list(conversation_ids)),
            or_(HandoffRow.bot_paused.is_(True), HandoffRow.state == State.CALLBACK_DUE.value),
        )
        with self.engine.connect() as connection:
            return frozenset(connection.execute(query).scalars())

    def has_agent(self, conversation_id: str) -> bool:
        """Whether an agent has a conversation, or it is on its way to one."""
        handoff = self.active_handoff(conversation_id)
        return handoff is not None and handoff.state in (State.CLAIMED, State.TRANSFERRED)

    def is_account(self, login: str) -> bool:
        """Whether this is the login of an account here, and not the name of an outside desk."""
        with Session(self.engine) as session:
            return session.scalar(select(AgentRow.login).where(AgentRow.login == login)) is not None

    def from_same_place(self, conversation_id: str, seconds: float) -> int:
        """How many handoffs were opened within so many seconds by chats of the same network or browser as this one; 0
        where neither is known, as in channels without chats."""
        since = self._clock().timestamp() - seconds
        with Session(self.engine) as session:
            own = session.get(ChatRow, conversation_id)
            if own is None:
                return 0
            same = [ChatRow.visitor == own.visitor, *([ChatRow.network == own.network] if own.network else [])]
            query = (
                select(func.count())
                .select_from(HandoffRow)
                .join(ChatRow, ChatRow.conversation_id == HandoffRow.conversation_id)
                .where(HandoffRow.created_at > since, or_(*same))
            )
            return int(session.scalar(query) or 0)

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

    def recent_claims(self, limit: int = 20) -> list[tuple[float, float]]:
        """Since when the handoffs claimed in the last days waited, and when they were claimed (epoch seconds), the
        newest first; not those of nights."""
        since = self._clock().timestamp() - WAITS_COUNT_SECONDS
        query = (
            select(HandoffRow.created_at, HandoffRow.claimed_at)
            .where(HandoffRow.waited.is_not(None), HandoffRow.claimed_at >= since)
            .order_by(HandoffRow.claimed_at.desc())
            .limit(limit)
        )
        with Session(self.engine) as session:
            return [(float(created), float(claimed)) for created, claimed in session.execute(query)]

    def audit(self, handoff_id: str) -> list[TrailEntry]:
        """The audit trail of a handoff, oldest first."""
        query = select(AuditRow).where(AuditRow.handoff_id == handoff_id).order_by(AuditRow.id)
        with Session(self.engine) as session:
            return [{"at": r.at, "who": r.who, "what": r.what, "detail": r.detail} for r in session.scalars(query)]

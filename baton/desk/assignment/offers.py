"""Offers: a waiting conversation is offered to one agent at a time, and to the next when nobody takes it.

An offer binds nobody: everybody sees the conversation and may claim it. What was transferred to a colleague who
does not take it goes back into the queue.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta, timezone

from sqlalchemy import func, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from baton.base.clock import Clock
from baton.base.live_file import LiveFile
from baton.desk.assignment.routing import Candidate, Past, WaitingHandoff, plan
from baton.desk.auth.accounts import AgentAccounts
from baton.desk.auth.roles import Agent
from baton.desk.store.desk_config import DeskConfig, DeskConfigFile
from baton.desk.store.handoff_rows import HandoffRowSummary, loads, row_summaries, waiting_since
from baton.desk.store.tables import OfferRow
from baton.handoff.calendar.opening_hours import OpeningHours
from baton.handoff.presence.availability import AgentAvailability
from baton.handoff.records.audit_trail import AuditAction, AuditTrail
from baton.handoff.records.lifecycle import State, TransitionRefused
from baton.handoff.records.repository import SYSTEM
from baton.handoff.service import HandoffService

LAPSED, DECLINED, TAKEN, GONE, LEFT = "lapsed", "declined", "taken", "gone", "left"
MAX_WAITING = 200  # waiting conversations, the most urgent first: more are not offered before these are


class OfferService:
    """Makes and ends offers; the desk's background loop calls `step` again and again.

    Args:
        engine: of the desk's database.
        handoffs: what is not taken is put back with it.
        agents: the accounts.
        rules: teams, limits and times.
        hours: a colleague has opening time to take what was transferred.
        audit: offers are recorded in it.
        availability: says which agents are there.
        clock: gives the time.
    """

    def __init__(
        self,
        engine: Engine,
        handoffs: HandoffService,
        agents: AgentAccounts,
        rules: DeskConfigFile,
        hours: LiveFile[OpeningHours],
        audit: AuditTrail,
        availability: AgentAvailability,
        clock: Clock,
    ) -> None:
        self._engine = engine
        self._handoffs = handoffs
        self._agents = agents
        self._rules = rules
        self._hours = hours
        self._clock = clock
        self._audit = audit
        self._availability = availability

    def open(self) -> dict[str, str]:
        """To whom each conversation is offered now: id and login."""
        query = select(OfferRow.handoff_id, OfferRow.login).where(OfferRow.ended.is_(None))
        with Session(self._engine) as session:
            return {str(handoff_id): str(login) for handoff_id, login in session.execute(query)}

    def decline(self, handoff_id: str, login: str) -> bool:
        """Somebody says "not now" to an offer; False if none is open for them."""
        mine = (OfferRow.handoff_id == handoff_id) & (OfferRow.login == login)
        if not self._end(mine, DECLINED):
            return False
        self._audit.add(login, AuditAction.OFFER_DECLINED, handoff_id)
        return True

    def capacity_left(self, agent: Agent) -> int:
        """How many more conversations fit."""
        return self._max_concurrent(agent) - loads(self._engine).get(agent.login, 0)

    def step(self) -> None:
        """One round: end offers that are over, put back what was not taken, offer what waits.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: the database is away.
        """
        # However many wait before them: nobody else may take these.
        transferred = row_summaries(self._engine, (State.TRANSFERRED,))
        self._give_back(transferred, waiting_since(transferred))
        present = set(self._availability.present())
        if not present and not self.open():
            return  # nobody to offer to, and nothing to end: the queue need not be read
        handoffs = row_summaries(self._engine, (State.QUEUED, State.TRANSFERRED), MAX_WAITING)
        since = waiting_since(handoffs)
        waiting = {h.id: h for h in handoffs if h.state is State.QUEUED or h.owner is None}
        self._end_what_is_over(waiting, present)
        if present and waiting:
            self._offer(list(waiting.values()), since, present)

    def _give_back(self, handoffs: Sequence[HandoffRowSummary], since: dict[str, float]) -> None:
        """Put transferred conversations that a colleague did not take in time back into the queue."""
        allowed = timedelta(seconds=self._rules().pass_on_seconds)
        for handoff in handoffs:
            if handoff.state is not State.TRANSFERRED or handoff.owner is None:
                continue
            transferred_at = datetime.fromtimestamp(since[handoff.id], timezone.utc)
            if self._clock() < self._hours().after(transferred_at, allowed):
                continue
            current = self._handoffs.store.get(handoff.id)
            if current.state is not State.TRANSFERRED or current.owner != handoff.owner:
                continue  # taken in this very moment
            because = {"because": "not taken", "by": handoff.owner}
            with suppress(TransitionRefused):  # the same, a moment later
                self._handoffs.release(handoff.id, None, because, version=current.version)

    def _end_what_is_over(self, waiting: dict[str, HandoffRowSummary], present: set[str]) -> None:
        at = self._clock().timestamp()
        query = select(OfferRow).where(OfferRow.ended.is_(None))
        with Session(self._engine) as session:
            rows = [(r.id, r.handoff_id, r.login, r.until) for r in session.scalars(query)]
        for row_id, handoff_id, login, until in rows:
            if handoff_id not in waiting:
                ended = TAKEN if self._owner(handoff_id) == login else GONE
            elif login not in present:
                ended = LEFT
            elif until <= at:
                ended = LAPSED
            else:
                continue
            self._end(OfferRow.id == row_id, ended)

    def _offer(self, handoffs: list[HandoffRowSummary], since: dict[str, float], present: set[str]) -> None:
        rules, at = self._rules(), self._clock().timestamp()
        taken = self.open()
        free = [handoff for handoff in handoffs if handoff.id not in taken]
        if not free:
            return
        past = self._past([handoff.id for handoff in free])
        todo = [
            WaitingHandoff(h.id, h.priority, since[h.id], rules.team_of(h.category, h.team), tuple(past[h.id]))
            for h in free
        ]
        candidates = self._candidates(present, set(taken.values()), rules)
        for handoff_id, login in plan(todo, candidates, at):
            self._make(handoff_id, login, at, at + rules.offer_seconds, past[handoff_id])

    def _candidates(self, present: set[str], with_open_offer: set[str], rules: DeskConfig) -> list[Candidate]:
        active = loads(self._engine)
        latest = (
            select(OfferRow.login, func.max(OfferRow.at)).where(OfferRow.login.in_(present)).group_by(OfferRow.login)
        )
        with Session(self._engine) as session:
            last_offer_at = {str(login): float(at) for login, at in session.execute(latest.group_by(OfferRow.login))}
        return [
            Candidate(
                login=agent.login,
                teams=agent.teams & set(rules.teams),
                capacity_left=self._max_concurrent(agent) - active.get(agent.login, 0),
                active=active.get(agent.login, 0),
                last_offer_at=last_offer_at.get(agent.login, 0.0),
                has_open_offer=agent.login in with_open_offer,
            )
            for agent in self._agents.everybody()
            if agent.login in present
        ]

    def _past(self, ids: list[str]) -> defaultdict[str, list[Past]]:
        found: defaultdict[str, list[Past]] = defaultdict(list)
        query = select(OfferRow).where(OfferRow.handoff_id.in_(ids)).order_by(OfferRow.number)
        with Session(self._engine) as session:
            for row in session.scalars(query):
                found[row.handoff_id].append(Past(row.login, row.at, row.ended == DECLINED))
        return found

    def _make(self, handoff_id: str, login: str, at: float, until: float, past: list[Past]) -> None:
        row = OfferRow(handoff_id=handoff_id, number=len(past) + 1, login=login, at=at, until=until)
        try:
            with Session(self._engine) as session, session.begin():
                session.add(row)
        except IntegrityError:
            return  # another desk process made an offer of it in this moment
        again = any(before.login == login for before in past)
        self._audit.add(SYSTEM, AuditAction.OFFERED, handoff_id, to=login, again=again)

    def _end(self, which: object, ended: str) -> int:
        ending = update(OfferRow).where(which, OfferRow.ended.is_(None)).values(ended=ended)
        with Session(self._engine) as session, session.begin():
            changed = session.execute(ending.execution_options(synchronize_session=False))
            return int(changed.rowcount)

    def _max_concurrent(self, agent: Agent) -> int:
        return self._rules().conversations_at_a_time if agent.most is None else agent.most

    def _owner(self, handoff_id: str) -> str | None:
        return self._handoffs.store.get(handoff_id).owner

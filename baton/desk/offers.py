"""Offers: a waiting conversation is offered to one agent at a time, and to the next when nobody takes it.

An offer binds nobody: everybody sees the conversation and may claim it. What was passed on to a colleague who does not
take it goes back into the queue.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from sqlalchemy import func, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from baton.clock import Clock
from baton.desk.agents import Agents
from baton.desk.audit import Audit
from baton.desk.briefs import Brief, briefs, loads, waiting_since
from baton.desk.roles import Agent
from baton.desk.routing import Hand, Past, Waiting, plan
from baton.desk.rules import Rules, RulesFile
from baton.desk.tables import OfferRow
from baton.handoff.duty import Duty
from baton.handoff.hours import OpeningHours
from baton.handoff.lifecycle import Move, Refused, State
from baton.handoff.store import SYSTEM, HandoffStore

LAPSED, DECLINED, TAKEN, GONE, LEFT = "lapsed", "declined", "taken", "gone", "left"
OFFERED = "offered"  # in the audit trail
LOOK_AT = 200  # waiting conversations, the gravest first: more are not offered before these are


class Offers:
    """Makes and ends offers; the desk's background loop calls `step` again and again.

    Args:
        engine: of the desk's database.
        store: the handoffs.
        agents: the accounts.
        rules: teams, limits and times.
        hours: a colleague has opening time to take what was passed on.
        clock: tells the time.
    """

    def __init__(
        self,
        engine: Engine,
        store: HandoffStore,
        agents: Agents,
        rules: RulesFile,
        hours: OpeningHours,
        clock: Clock,
    ) -> None:
        self._engine = engine
        self._store = store
        self._agents = agents
        self._rules = rules
        self._hours = hours
        self._clock = clock
        self._audit = Audit(engine, clock)
        self._duty = Duty(engine, clock)

    def open(self) -> dict[str, str]:
        """To whom each conversation is offered now: id and login."""
        query = select(OfferRow.handoff_id, OfferRow.login).where(OfferRow.ended.is_(None))
        with Session(self._engine) as session:
            return {str(handoff_id): str(login) for handoff_id, login in session.execute(query)}

    def decline(self, handoff_id: str, login: str) -> bool:
        """Somebody says "not now" to an offer; False if none is open for them."""
        mine = (OfferRow.handoff_id == handoff_id) & (OfferRow.login == login)
        return self._end(mine, DECLINED) > 0

    def room(self, agent: Agent) -> int:
        """How many more conversations fit."""
        return self._most(agent) - loads(self._engine).get(agent.login, 0)

    def step(self) -> None:
        """Look once: end what is over, give back what is not taken, offer what waits.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: the database is away.
        """
        handoffs = briefs(self._engine, (State.QUEUED, State.TRANSFERRED), LOOK_AT)
        since = waiting_since(handoffs)
        self._give_back(handoffs, since)
        present = set(self._duty.present())
        waiting = {h.id: h for h in handoffs if h.state is State.QUEUED or h.owner is None}
        self._end_what_is_over(waiting, present)
        if present and waiting:
            self._offer(list(waiting.values()), since, present)

    def _give_back(self, handoffs: Sequence[Brief], since: dict[str, float]) -> None:
        """Put back into the queue what a colleague did not take in time."""
        allowed = timedelta(seconds=self._rules().pass_on_seconds)
        for handoff in handoffs:
            if handoff.state is not State.TRANSFERRED or handoff.owner is None:
                continue
            passed_on = datetime.fromtimestamp(since[handoff.id], timezone.utc)
            if self._clock() < self._hours.after(passed_on, allowed):
                continue
            because = {"because": "not taken", "by": handoff.owner}
            try:
                self._store.move(handoff.id, Move.RELEASE, None, detail=because)
            except Refused:
                pass  # taken in this very moment

    def _end_what_is_over(self, waiting: dict[str, Brief], present: set[str]) -> None:
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

    def _offer(self, handoffs: list[Brief], since: dict[str, float], present: set[str]) -> None:
        rules, at = self._rules(), self._clock().timestamp()
        taken = self.open()
        free = [handoff for handoff in handoffs if handoff.id not in taken]
        if not free:
            return
        past = self._past([handoff.id for handoff in free])
        todo = [
            Waiting(h.id, h.priority, since[h.id], rules.team_of(h.category, h.team), tuple(past[h.id])) for h in free
        ]
        hands = self._hands(present, set(taken.values()), rules)
        for handoff_id, login in plan(todo, hands, at):
            self._make(handoff_id, login, at, at + rules.offer_seconds, past[handoff_id])

    def _hands(self, present: set[str], asked: set[str], rules: Rules) -> list[Hand]:
        busy = loads(self._engine)
        latest = (
            select(OfferRow.login, func.max(OfferRow.at)).where(OfferRow.login.in_(present)).group_by(OfferRow.login)
        )
        with Session(self._engine) as session:
            asked_at = {str(login): float(at) for login, at in session.execute(latest.group_by(OfferRow.login))}
        return [
            Hand(
                login=agent.login,
                teams=agent.teams & set(rules.teams),
                room=self._most(agent) - busy.get(agent.login, 0),
                busy=busy.get(agent.login, 0),
                asked_at=asked_at.get(agent.login, 0.0),
                asked=agent.login in asked,
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
        self._audit.add(SYSTEM, OFFERED, handoff_id, to=login, again=again)

    def _end(self, which: object, ended: str) -> int:
        ending = update(OfferRow).where(which, OfferRow.ended.is_(None)).values(ended=ended)
        with Session(self._engine) as session, session.begin():
            changed = session.execute(ending.execution_options(synchronize_session=False))
            return int(changed.rowcount)

    def _most(self, agent: Agent) -> int:
        return self._rules().most if agent.most is None else agent.most

    def _owner(self, handoff_id: str) -> str | None:
        return self._store.get(handoff_id).owner

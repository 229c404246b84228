"""What the queue shows: who waits and for how long, callbacks, who has what, and what was closed today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time

from sqlalchemy.exc import SQLAlchemyError

from baton.desk import service_level, words
from baton.desk.briefs import waiting_since
from baton.desk.filters import Filter, category_of
from baton.desk.parts import Parts
from baton.desk.roles import Agent
from baton.desk.rules import Rules
from baton.desk.service_level import Limit
from baton.handoff import finding, search
from baton.handoff.lifecycle import OPEN, State
from baton.handoff.package import is_said, speaker
from baton.handoff.package import words as said_words
from baton.handoff.store import Handoff

MOST = 1000  # open handoffs on one page
MOST_CLOSED = 100

_CLOSED = (State.RETURNED, State.RESOLVED, State.ABANDONED)


@dataclass(frozen=True)
class Row:
    """One handoff in a list. Times are epoch seconds."""

    id: str
    customer: str
    known: bool  #: whether the customer's name is known
    trigger: str
    category: str
    priority: str
    grave: bool
    summary: str
    state: str
    since: float
    team: str
    orders: tuple[str, ...] = ()
    owner: str | None = None
    no_ai: bool = False
    note: str = ""
    unanswered: bool = False
    due: float | None = None  #: when a callback was promised
    limit: Limit | None = None  #: of somebody who waits
    level: str = service_level.OK
    offered: str | None = None  #: the name of the agent to whom it is offered now
    for_me: bool = False  #: offered or passed on to the agent who looks


@dataclass
class Queue:
    """The lists of the queue page."""

    waiting: list[Row] = field(default_factory=list)
    due: list[Row] = field(default_factory=list)
    later: list[Row] = field(default_factory=list)
    mine: list[Row] = field(default_factory=list)
    others: list[Row] = field(default_factory=list)
    closed: list[Row] = field(default_factory=list)
    elsewhere: int = 0  #: waiting for other teams, and not shown
    cut: bool = False  #: there are more than one page shows

    @property
    def past(self) -> int:
        """How many have waited past their limit."""
        return sum(row.level == service_level.PAST for row in [*self.waiting, *self.due])


@dataclass(frozen=True)
class _Looker:
    """What is the same for every row of a page."""

    agent: Agent
    rules: Rules
    names: Mapping[str, str]
    offered: Mapping[str, str]  #: id of a handoff: login of the agent to whom it is offered
    since: Mapping[str, float]
    at: float
    parts: Parts


def queue(parts: Parts, agent: Agent, wanted: Filter) -> Queue:
    """The queue as an agent sees it through a filter."""
    found = parts.store.find(OPEN, limit=MOST)
    rules = parts.rules()
    looker = _Looker(
        agent=agent,
        rules=rules,
        names=parts.agents.names(),
        offered=parts.offers.open(),
        since=waiting_since(found),
        at=parts.time(),
        parts=parts,
    )
    lists = Queue(cut=len(found) == MOST)
    teams = wanted.teams(agent, rules)
    for handoff in found:
        if not wanted.fits(handoff):
            continue
        row = _row(handoff, looker)
        if wanted.level and row.level != wanted.level:
            continue
        if handoff.state is State.CLAIMED and handoff.owner == agent.login:
            lists.mine.append(row)
        elif not (rules.team_of(handoff.category, handoff.team) in teams or row.for_me or _everybodys(row, wanted)):
            lists.elsewhere += handoff.state in (State.QUEUED, State.TRANSFERRED)
        elif handoff.state is State.CLAIMED:
            lists.others.append(row)
        elif handoff.state is State.CALLBACK_DUE:
            (lists.due if row.due is not None and row.due <= looker.at else lists.later).append(row)
        else:
            # One that was passed on to somebody else waits too: it must not be forgotten when they are away.
            lists.waiting.append(row)
    urgent = {handoff.id: handoff.priority for handoff in found}
    lists.waiting.sort(key=lambda row: (urgent[row.id], row.since))
    for callbacks in (lists.due, lists.later):
        callbacks.sort(key=lambda row: row.due or 0.0)
    lists.closed = _closed(looker, wanted, teams)
    return lists


def _everybodys(row: Row, wanted: Filter) -> bool:
    """Grave and overdue matters show in every agent's own view, whichever team they are for."""
    return not wanted.team and (row.grave or row.level == service_level.PAST)


def _closed(looker: _Looker, wanted: Filter, teams: frozenset[str]) -> list[Row]:
    """What was closed today; with a search, whatever was closed ever and fits."""
    store, hours = looker.parts.store, looker.parts.hours
    if wanted.q:
        ids = finding.find(looker.parts.engine, search.asked(wanted.q), MOST_CLOSED)
        found = [handoff for handoff in map(store.get, ids) if handoff.state in _CLOSED]
    else:
        midnight = datetime.combine(hours.local(looker.parts.clock()).date(), time(0), hours.zone).timestamp()
        found = store.find(_CLOSED, closed_since=midnight)
    found.sort(key=lambda handoff: handoff.closed_at or 0.0, reverse=True)
    fitting = [h for h in found if wanted.fits(h) and looker.rules.team_of(h.category, h.team) in teams]
    return [_row(handoff, looker) for handoff in fitting[:MOST_CLOSED]]


def _row(handoff: Handoff, looker: _Looker) -> Row:
    package = handoff.package
    customer = package["customer"]
    names, owner = looker.names, handoff.owner
    since = handoff.moved_at if handoff.state is State.CLAIMED else handoff.closed_at
    since = looker.since.get(handoff.id) or since or handoff.created_at
    limit = _limit(handoff, since, looker)
    offered = looker.offered.get(handoff.id)
    passed_on = handoff.state is State.TRANSFERRED and owner == looker.agent.login
    note, unanswered = _last_words(handoff, looker)
    return Row(
        id=handoff.id,
        customer=customer["name"] or customer["email"] or "Unknown customer",
        known=bool(customer["name"] or customer["email"]),
        trigger=words.trigger(handoff.trigger),
        category=words.category(category_of(handoff)),
        priority=words.PRIORITIES.get(handoff.priority, words.PRIORITIES[4]),
        grave=handoff.priority <= words.GRAVE,
        summary=package["summary"].partition("\n")[0],
        state=words.STATES[handoff.state],
        since=since,
        team=looker.rules.teams[looker.rules.team_of(handoff.category, handoff.team)],
        orders=tuple(package["issue"]["order_numbers"]),
        owner=names.get(owner, owner) if owner else None,
        no_ai=bool(customer["no_ai"]),
        note=note,
        unanswered=unanswered,
        due=handoff.due_at,
        limit=limit,
        level=limit.level(looker.at) if limit else service_level.OK,
        offered=names.get(offered, offered) if offered else None,
        for_me=offered == looker.agent.login or passed_on,
    )


def _limit(handoff: Handoff, since: float, looker: _Looker) -> Limit | None:
    if handoff.state in (State.QUEUED, State.TRANSFERRED):
        return service_level.limit(since, handoff.priority, looker.rules, looker.parts.hours)
    if handoff.state is State.CALLBACK_DUE and handoff.due_at is not None:
        found = service_level.limit(handoff.due_at, handoff.priority, looker.rules, looker.parts.hours)
        return replace(found, near_at=handoff.due_at)
    return None


def _last_words(handoff: Handoff, looker: _Looker) -> tuple[str, bool]:
    """For one of the agent's own: the last thing that was said in it, and whether that waits for an answer."""
    if handoff.state is not State.CLAIMED or handoff.owner != looker.agent.login:
        return "", False
    try:
        said = [event for event in looker.parts.log.events(handoff.conversation_id) if is_said(event)]
    except SQLAlchemyError:
        return "", False  # the log is away: the queue still helps
    spoken = [event for event in said if speaker(event) in ("customer", "agent")]
    if not spoken:
        return "", False
    waits = speaker(spoken[-1]) == "customer"
    text = " ".join(said_words(spoken[-1]).split())
    return ("Customer: " if waits else "You: ") + text, waits

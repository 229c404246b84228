"""What the queue shows: who waits and for how long, callbacks, who has what, and what was closed today."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from functools import partial

from sqlalchemy.sql import ColumnElement

from baton.desk.assignment import service_level
from baton.desk.assignment.service_level import Limit
from baton.desk.auth.roles import Agent
from baton.desk.container import DeskContainer
from baton.desk.read_models.own_conversations import Words, customer_name, words_of
from baton.desk.store import labels
from baton.desk.store.desk_config import DeskConfig
from baton.desk.store.handoff_rows import HandoffRowSummary, row_summaries, waiting_since
from baton.desk.store.queue_filters import Filter, category_of
from baton.desk.store.seen_marks import SeenMark
from baton.handoff.records.lifecycle import OPEN, State
from baton.handoff.records.repository import Handoff
from baton.handoff.records.tables import HandoffRow
from baton.handoff.records.undelivered import Undelivered, undelivered

#: Rows that a list of the page shows; what is the agent's own or meant for them by name is never cut. The lists are
#: filtered and counted before.
SHOWN = 200

_LISTS = ("for_me", "waiting", "due", "later", "mine", "others", "closed")
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
    critical: bool
    summary: str
    state: str
    since: float
    team: str
    orders: tuple[str, ...] = ()
    owner: str | None = None
    no_ai: bool = False
    chat_ended: bool = False  #: the customer has ended the chat, and reads nothing there
    note: str = ""
    unread: int = 0  #: of the agent's own: messages of the customer that they have not read
    waits_since: float | None = None  #: of the agent's own: since when the customer waits for an answer
    due: float | None = None  #: when a callback was promised
    limit: Limit | None = None  #: of somebody who waits
    level: str = service_level.OK
    offered: str | None = None  #: the name of the agent to whom it is offered now
    undelivered: str = ""  #: which outside desk does not know of it, and why
    for_me: bool = False  #: offered or transferred to the agent who views the page


@dataclass
class Queue:
    """The lists of the queue page."""

    for_me: list[Row] = field(default_factory=list)  #: waiting: passed on to the agent by name, then offered to them
    waiting: list[Row] = field(default_factory=list)
    due: list[Row] = field(default_factory=list)
    later: list[Row] = field(default_factory=list)
    mine: list[Row] = field(default_factory=list)
    others: list[Row] = field(default_factory=list)
    closed: list[Row] = field(default_factory=list)
    elsewhere: int = 0  #: waiting for other teams, and not shown
    past: int = 0  #: have waited past their limit
    counts: dict[str, int] = field(default_factory=dict)  #: by list: how many there are, shown or not

    @property
    def waiting_number(self) -> int:
        """How many wait, whoever they are meant for."""
        return self.counts["for_me"] + self.counts["waiting"]

    def not_shown(self, name: str) -> int:
        """How many of a list there are besides those that the page shows."""
        return self.counts[name] - len(getattr(self, name))


@dataclass(frozen=True)
class _PageContext:
    """What is the same for every row of a page."""

    agent: Agent
    rules: DeskConfig
    names: Mapping[str, str]
    offered: Mapping[str, str]  #: id of a handoff: login of the agent to whom it is offered
    since: Mapping[str, float]
    marks: Mapping[str, SeenMark]  #: what the agent has read of their own
    opted_out: frozenset[str]  #: ids of the handoffs whose customer wants no AI contact
    ended_chats: frozenset[str]  #: conversations that the customer has ended
    undelivered: Mapping[str, Undelivered]
    at: float
    container: DeskContainer


def queue(container: DeskContainer, agent: Agent, wanted: Filter) -> Queue:
    """The queue as an agent sees it through a filter: all that is open is filtered and counted, the first are shown."""
    at, rules, offered = container.time(), container.rules(), container.offers.open()
    conditions, teams = wanted.in_database(), wanted.teams(agent, rules)
    stuck = undelivered(container.engine, at)
    found = row_summaries(container.engine, OPEN, conditions=conditions)
    levels = _levels(found, container, at)
    lists: dict[str, list[HandoffRowSummary]] = {name: [] for name in _LISTS}
    elsewhere = 0
    for handoff in found:
        level = levels.get(handoff.id, service_level.OK)
        if wanted.level and level != wanted.level:
            continue
        name = _list_of(handoff, agent, offered, at)
        own = name in ("mine", "for_me") or _is_for(handoff, agent, offered)
        # Critical and overdue handoffs, and what outside desks do not know of, show in every agent's own view.
        pressing = labels.is_critical(handoff.priority) or level == service_level.PAST or handoff.id in stuck
        everybodys = pressing and not wanted.team
        if own or everybodys or rules.team_of(handoff.category, handoff.team) in teams:
            lists[name].append(handoff)
        else:
            elsewhere += handoff.state in (State.QUEUED, State.TRANSFERRED)
    since = waiting_since(found)
    _sort(lists, since)
    lists["closed"] = _closed(container, wanted, conditions, teams)
    shown = {name: rows if name in ("mine", "for_me") else rows[:SHOWN] for name, rows in lists.items()}
    whole = container.store.several(handoff.id for rows in shown.values() for handoff in rows)
    context = _PageContext(
        agent=agent,
        rules=rules,
        names=container.agents.names(),
        offered=offered,
        since=since,
        marks=container.seen_marks.of(
            agent.login, [h.id for h in whole.values() if h.state is State.CLAIMED and h.owner == agent.login]
        ),
        opted_out=container.ai_opt_out.opted_out(handoff.package for handoff in whole.values()),
        ended_chats=container.store.ended_chats(handoff.conversation_id for handoff in whole.values() if handoff.open),
        undelivered=stuck,
        at=at,
        container=container,
    )
    waiting = [handoff for name in ("for_me", "waiting", "due") for handoff in lists[name]]
    drawn = _drawn(shown, whole, context)
    return Queue(
        elsewhere=elsewhere,
        past=sum(levels.get(handoff.id) == service_level.PAST for handoff in waiting),
        counts={name: len(rows) for name, rows in lists.items()},
        **drawn,
    )


def _sort(lists: Mapping[str, list[HandoffRowSummary]], since: Mapping[str, float]) -> None:
    """Who has waited longest at the most urgent priority comes first; of callbacks, what is due first."""
    lists["waiting"].sort(key=lambda h: (h.priority, since[h.id]))
    lists["for_me"].sort(key=lambda h: (h.owner is None, h.priority, since[h.id]))
    for callbacks in (lists["due"], lists["later"]):
        callbacks.sort(key=lambda h: h.due_at or 0.0)


def _list_of(handoff: HandoffRowSummary, agent: Agent, offered: Mapping[str, str], at: float) -> str:
    """The list that an open handoff stands in."""
    if handoff.state is State.CLAIMED:
        return "mine" if handoff.owner == agent.login else "others"
    if handoff.state is State.CALLBACK_DUE:
        return "due" if handoff.due_at is not None and handoff.due_at <= at else "later"
    # One that was transferred to somebody else waits too: it must not be forgotten when they are away.
    return "for_me" if _is_for(handoff, agent, offered) else "waiting"


def _is_for(handoff: HandoffRowSummary, agent: Agent, offered: Mapping[str, str]) -> bool:
    """Whether a handoff was offered or transferred to the agent."""
    transferred = handoff.state is State.TRANSFERRED and handoff.owner == agent.login
    return transferred or offered.get(handoff.id) == agent.login


def _levels(found: Sequence[HandoffRowSummary], container: DeskContainer, at: float) -> dict[str, str]:
    """How the clock of each handoff that waits stands, by id.

    Of the same priority, whoever waits longer stands no better: a few clocks tell those of thousands.
    """
    since = waiting_since(found)
    begins: defaultdict[int, list[tuple[float, str]]] = defaultdict(list)
    callbacks = {handoff.id for handoff in found if handoff.state is State.CALLBACK_DUE}
    for handoff in found:
        begin = handoff.due_at if handoff.id in callbacks else since.get(handoff.id)
        if begin is not None:
            begins[handoff.priority].append((begin, handoff.id))
    levels: dict[str, str] = {}
    for priority, waiting in begins.items():
        limit = partial(service_level.limit, priority=priority, rules=container.rules(), hours=container.hours)
        waiting.sort()
        past = _first(waiting, partial(_is_left, "past_at", limit, at))
        near = _first(waiting, partial(_is_left, "near_at", limit, at))
        for number, (begin, handoff_id) in enumerate(waiting):
            is_near = begin <= at if handoff_id in callbacks else number < near
            level = service_level.NEAR if is_near else service_level.OK
            levels[handoff_id] = service_level.PAST if number < past else level
    return levels


def _first(waiting: list[tuple[float, str]], holds: Callable[[tuple[float, str]], bool]) -> int:
    """The index of the first for which something holds that holds of all after it too."""
    return bisect_left(waiting, True, key=holds)


def _is_left(which: str, limit: Callable[[float], Limit], at: float, one: tuple[float, str]) -> bool:
    """Whether there is time left until a moment of somebody's limit."""
    moment: float = getattr(limit(one[0]), which)
    return moment > at


def _closed(
    container: DeskContainer, wanted: Filter, conditions: Sequence[ColumnElement], teams: frozenset[str]
) -> list[HandoffRowSummary]:
    """What was closed today; with a search, whatever was closed ever and fits. The latest comes first."""
    if not wanted.q:
        hours = container.hours
        midnight = datetime.combine(hours.local(container.clock()).date(), time(0), hours.zone).timestamp()
        conditions = [*conditions, HandoffRow.closed_at >= midnight]
    rules = container.rules()
    found = row_summaries(container.engine, _CLOSED, conditions=conditions)
    fitting = [h for h in found if rules.team_of(h.category, h.team) in teams]
    return sorted(fitting, key=lambda h: h.closed_at or 0.0, reverse=True)


def _drawn(
    shown: Mapping[str, Sequence[HandoffRowSummary]], whole: Mapping[str, Handoff], context: _PageContext
) -> dict[str, list[Row]]:
    """The rows of each list; of the agent's own those first whose customers wait, the longest waiting at the top."""
    drawn = {name: [_row(whole[h.id], context) for h in rows if h.id in whole] for name, rows in shown.items()}
    drawn["mine"].sort(key=lambda row: (row.waits_since is None, row.waits_since or row.since))
    return drawn


def _row(handoff: Handoff, context: _PageContext) -> Row:
    package = handoff.package
    customer = package["customer"]
    names, owner = context.names, handoff.owner
    since = handoff.moved_at if handoff.state is State.CLAIMED else handoff.closed_at
    since = context.since.get(handoff.id) or since or handoff.created_at
    limit = _limit(handoff, since, context)
    offered = context.offered.get(handoff.id)
    transferred = handoff.state is State.TRANSFERRED and owner == context.agent.login
    own = handoff.state is State.CLAIMED and owner == context.agent.login
    said = words_of(context.container, handoff, context.marks.get(handoff.id, SeenMark())) if own else Words()
    lacking = context.undelivered.get(handoff.id)
    return Row(
        id=handoff.id,
        customer=customer_name(handoff),
        known=bool(customer["name"] or customer["email"]),
        trigger=labels.trigger(handoff.trigger),
        category=labels.category(category_of(handoff)),
        priority=labels.priority(handoff.priority),
        critical=labels.is_critical(handoff.priority),
        summary=package["summary"].partition("\n")[0],
        state=labels.STATES[handoff.state],
        since=since,
        team=context.rules.teams[context.rules.team_of(handoff.category, handoff.team)].name,
        orders=tuple(package["issue"]["order_numbers"]),
        owner=names.get(owner, owner) if owner else None,
        no_ai=handoff.id in context.opted_out,
        chat_ended=handoff.conversation_id in context.ended_chats,
        note=said.last,
        unread=said.unread,
        waits_since=said.waits_since,
        due=handoff.due_at,
        limit=limit,
        level=limit.level(context.at) if limit else service_level.OK,
        offered=names.get(offered, offered) if offered else None,
        undelivered=f"{labels.target(lacking.target)}: {lacking.reason}" if lacking else "",
        for_me=offered == context.agent.login or transferred,
    )


def _limit(handoff: Handoff, since: float, context: _PageContext) -> Limit | None:
    if handoff.state in (State.QUEUED, State.TRANSFERRED):
        return service_level.limit(since, handoff.priority, context.rules, context.container.hours)
    if handoff.state is State.CALLBACK_DUE and handoff.due_at is not None:
        found = service_level.limit(handoff.due_at, handoff.priority, context.rules, context.container.hours)
        return replace(found, near_at=handoff.due_at)
    return None

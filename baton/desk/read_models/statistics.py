"""How the desk is doing: now and today, in numbers for the team page and the API."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from baton.desk.assignment import service_level
from baton.desk.container import DeskContainer
from baton.desk.read_models.ratings import Rating, ratings
from baton.desk.store import labels
from baton.desk.store.handoff_rows import row_summaries, waiting_since
from baton.handoff.presence.availability import PRESENT_SECONDS
from baton.handoff.records.handoff import Disposition
from baton.handoff.records.lifecycle import State, Transition
from baton.handoff.records.tables import AuditRow, HandoffRow
from policies.taxonomy import taxonomy

MOST_COMMENTS = 20


@dataclass(frozen=True)
class Comment:
    """What a customer wrote on rating a conversation, with the stars as they are drawn."""

    handoff_id: str
    stars: str
    text: str


@dataclass(frozen=True)
class Colleague:
    """Somebody at the desk and what they have."""

    login: str
    name: str
    there: bool  #: on duty and heard of lately
    busy: int
    most: int


@dataclass(frozen=True)
class Now:
    """This moment. Times are in seconds."""

    waiting: int
    active: int
    on_duty: int
    oldest: float | None  #: how long the one who waits longest has waited
    callbacks_due: int
    levels: dict[str, int]  #: how many of those who wait are `ok`, `near` and `past`
    priorities: dict[str, dict[str, int]]  #: the same by priority
    colleagues: list[Colleague] = field(default_factory=list)


@dataclass(frozen=True)
class Span:
    """A measured time, seconds; empty where nothing was measured."""

    count: int
    median: float | None
    p90: float | None


@dataclass(frozen=True)
class Hour:
    """An hour of the day in the shop's time zone: how many came, how many were closed."""

    hour: int
    opened: int
    closed: int
    wait: float | None  #: median wait of those that came, seconds


@dataclass(frozen=True)
class Today:
    """Since midnight in the shop's time zone."""

    opened: int
    handled: int
    wait: Span
    handling: Span  #: how long somebody had each; the waiting in between does not count
    in_time: float | None  #: share taken within their limit, of those taken and those that wait past it
    stars: dict[int, int]  #: customers' ratings, 1 to 5
    verdicts: dict[str, int]  #: what agents said of the handovers
    categories: dict[str, int]  #: what came, the most frequent first
    triggers: dict[str, int]  #: why it came, the most frequent first
    hours: list[Hour] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)  #: what customers wrote, the latest first

    @property
    def rating(self) -> float | None:
        """The mean of the customers' ratings."""
        count = sum(self.stars.values())
        return sum(star * n for star, n in self.stars.items()) / count if count else None


@dataclass(frozen=True)
class HandoffTimes:
    """What the statistics need of a handoff; the fields are columns of its row. Times are epoch seconds."""

    id: str
    conversation_id: str
    created_at: float
    claimed_at: float | None
    closed_at: float | None
    category: str
    trigger: str
    priority: int
    disposition: Disposition | None
    state: str


def now(container: DeskContainer) -> Now:
    """How it is at this moment."""
    at, rules = container.time(), container.rules()
    open_ones = row_summaries(container.engine, (State.QUEUED, State.TRANSFERRED, State.CLAIMED, State.CALLBACK_DUE))
    waiting = [h for h in open_ones if h.state in (State.QUEUED, State.TRANSFERRED)]
    since = waiting_since(waiting)
    levels: Counter[str] = Counter()
    priorities: dict[str, Counter[str]] = {}
    for handoff in waiting:
        level = service_level.limit(since[handoff.id], handoff.priority, rules, container.hours).level(at)
        levels[level] += 1
        priorities.setdefault(labels.priority(handoff.priority), Counter())[level] += 1
    busy = Counter(str(h.owner) for h in open_ones if h.state is State.CLAIMED)
    colleagues = [
        Colleague(
            login=agent.login,
            name=agent.name,
            there=agent.on_duty and (agent.seen_at or 0.0) > at - PRESENT_SECONDS,
            busy=busy[agent.login],
            most=agent.most if agent.most is not None else rules.conversations_at_a_time,
        )
        for agent in container.agents.everybody()
        if agent.active
    ]
    return Now(
        waiting=len(waiting),
        active=sum(busy.values()),
        on_duty=sum(one.there for one in colleagues),
        oldest=at - min(since.values()) if since else None,
        callbacks_due=sum(h.state is State.CALLBACK_DUE and (h.due_at or at) <= at for h in open_ones),
        levels=dict(levels),
        priorities={name: dict(priorities[name]) for name in taxonomy().priority_labels.values() if name in priorities},
        colleagues=sorted(colleagues, key=lambda one: (not one.there, -one.busy, one.name)),
    )


def today(container: DeskContainer) -> Today:
    """How it was since midnight."""
    here, zone = container.hours.local(container.clock()), container.hours.zone
    midnight = datetime.combine(here.date(), time(0), zone).timestamp()
    opened = _rows(container, HandoffRow.created_at >= midnight)
    closed = _rows(container, HandoffRow.closed_at >= midnight)
    rated = ratings(container.engine, (row.conversation_id for row in closed))
    waits = [row.claimed_at - row.created_at for row in opened if row.claimed_at is not None]
    in_time = _in_time(container, opened)
    return Today(
        opened=len(opened),
        handled=sum(row.claimed_at is not None for row in closed),
        wait=span(waits),
        handling=span(_handling(container, [row.id for row in closed])),
        in_time=sum(in_time) / len(in_time) if in_time else None,
        stars=_stars(rated),
        comments=_comments(rated, closed),
        verdicts=dict(
            Counter(
                str(row.disposition["verdict"]) for row in closed if row.disposition and row.disposition.get("verdict")
            )
        ),
        categories=dict(Counter(labels.category(row.category) for row in opened).most_common()),
        triggers=dict(Counter(labels.trigger(row.trigger) for row in opened).most_common()),
        hours=_hours(container, opened, closed, here.hour),
    )


def _in_time(container: DeskContainer, opened: Sequence[HandoffTimes]) -> list[bool]:
    """Of each that was taken, or that waits past its limit, whether it was taken within it."""
    at, rules = container.time(), container.rules()
    found = []
    for row in opened:
        past_at = service_level.limit(row.created_at, row.priority, rules, container.hours).past_at
        waits = row.state in (State.QUEUED.value, State.TRANSFERRED.value)
        if row.claimed_at is not None:
            found.append(row.claimed_at <= past_at)
        elif waits and at >= past_at:
            found.append(False)
    return found


def span(values: Sequence[float]) -> Span:
    """Median and 90th percentile (nearest rank). Pure."""
    if not values:
        return Span(0, None, None)
    ordered = sorted(values)
    rank = lambda share: ordered[max(0, math.ceil(share * len(ordered)) - 1)]  # noqa: E731
    return Span(len(ordered), rank(0.5), rank(0.9))


def _hours(
    container: DeskContainer, opened: Sequence[HandoffTimes], closed: Sequence[HandoffTimes], last: int
) -> list[Hour]:
    """From the first hour of the day in which anything happened, or at which the shop opens, to the present one."""

    def hour(at: float) -> int:
        return datetime.fromtimestamp(at, container.hours.zone).hour

    came = Counter(hour(row.created_at) for row in opened)
    went = Counter(hour(row.closed_at) for row in closed if row.closed_at is not None)
    first = min([*came, *went, last])
    return [
        Hour(
            hour=number,
            opened=came[number],
            closed=went[number],
            wait=span(
                [
                    r.claimed_at - r.created_at
                    for r in opened
                    if r.claimed_at is not None and hour(r.created_at) == number
                ]
            ).median,
        )
        for number in range(first, last + 1)
    ]


def _rows(container: DeskContainer, condition: object) -> list[HandoffTimes]:
    names = [field.name for field in fields(HandoffTimes)]
    query = select(*(getattr(HandoffRow, name) for name in names)).where(condition)
    with Session(container.engine) as session:
        return [HandoffTimes(*row) for row in session.execute(query)]


def _handling(container: DeskContainer, ids: Sequence[str]) -> list[float]:
    """Seconds for which somebody had each handoff: from every claim to the move that ended it. Those nobody had are
    left out."""
    had: defaultdict[str, float] = defaultdict(float)
    begun: dict[str, float] = {}
    moves = [move.value for move in Transition]
    with Session(container.engine) as session:
        for start in range(0, len(ids), 500):
            query = (
                select(AuditRow.handoff_id, AuditRow.what, AuditRow.at)
                .where(AuditRow.handoff_id.in_(ids[start : start + 500]), AuditRow.what.in_(moves))
                .order_by(AuditRow.id)
            )
            for handoff_id, what, at in session.execute(query):
                if handoff_id in begun and what != Transition.CLAIM.value:
                    had[handoff_id] += at - begun.pop(handoff_id)
                if what in (Transition.CLAIM.value, Transition.TAKE_OVER.value):
                    begun[handoff_id] = at
    return list(had.values())


def _stars(found: Sequence[Rating]) -> dict[int, int]:
    """How often customers gave each number of stars to conversations that a person closed today."""
    counted = Counter(rating.stars for rating in found)
    return {star: counted[star] for star in range(1, 6)}


def _comments(found: Sequence[Rating], closed: Sequence[HandoffTimes]) -> list[Comment]:
    """What customers wrote, of the conversations that were closed last."""
    latest = {row.conversation_id: row.id for row in sorted(closed, key=lambda row: row.closed_at or 0.0)}
    order = {conversation: number for number, conversation in enumerate(latest)}
    written = [rating for rating in found if rating.comment and rating.conversation_id in latest]
    written.sort(key=lambda rating: order[rating.conversation_id], reverse=True)
    return [Comment(latest[one.conversation_id], one.drawn, one.comment) for one in written[:MOST_COMMENTS]]

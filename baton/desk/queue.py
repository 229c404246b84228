"""What the queue shows: who waits, who has what, and what was closed today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time

from sqlalchemy.exc import SQLAlchemyError

from baton.desk import words
from baton.desk.parts import Parts
from baton.handoff.lifecycle import OPEN, State
from baton.handoff.package import is_said, speaker
from baton.handoff.package import words as said_words
from baton.handoff.store import Handoff

_CLOSED = (State.RETURNED, State.RESOLVED, State.ABANDONED)


@dataclass(frozen=True)
class Row:
    """One handoff in a list."""

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
    orders: tuple[str, ...] = ()
    owner: str | None = None
    no_ai: bool = False
    note: str = ""
    unanswered: bool = False
    due: float | None = None  #: when a callback was promised


@dataclass
class Queue:
    """The lists of the queue page."""

    waiting: list[Row] = field(default_factory=list)
    callbacks: list[Row] = field(default_factory=list)
    mine: list[Row] = field(default_factory=list)
    others: list[Row] = field(default_factory=list)
    closed: list[Row] = field(default_factory=list)


def queue(parts: Parts, login: str) -> Queue:
    """The queue as an agent sees it."""
    names = parts.agents.names()
    here = parts.hours.local(parts.clock())
    midnight = datetime.combine(here.date(), time(0), parts.hours.zone).timestamp()
    lists = Queue()
    for handoff in parts.store.find(OPEN):
        if handoff.state is State.CLAIMED and handoff.owner == login:
            lists.mine.append(_mine(parts, handoff, names))
        elif handoff.state is State.CLAIMED:
            lists.others.append(row(handoff, names))
        elif handoff.state is State.CALLBACK_DUE:
            lists.callbacks.append(row(handoff, names))
        else:
            # One that was passed on to somebody else waits too: it must not be forgotten when they are away.
            lists.waiting.append(row(handoff, names))
    lists.callbacks.sort(key=lambda waiting: waiting.due or 0.0)
    closed = parts.store.find(_CLOSED, closed_since=midnight)
    closed.sort(key=lambda handoff: handoff.closed_at or 0.0, reverse=True)
    lists.closed = [row(handoff, names) for handoff in closed]
    return lists


def row(handoff: Handoff, names: Mapping[str, str], note: str = "", unanswered: bool = False) -> Row:
    """A handoff as a row."""
    package = handoff.package
    customer = package["customer"]
    owner = handoff.owner
    since = handoff.claimed_at if handoff.state is State.CLAIMED else handoff.closed_at
    return Row(
        id=handoff.id,
        customer=customer["name"] or customer["email"] or "Unknown customer",
        known=bool(customer["name"] or customer["email"]),
        trigger=words.trigger(handoff.trigger),
        category=words.category(handoff.category),
        priority=words.PRIORITIES.get(handoff.priority, "Normal"),
        grave=handoff.priority <= words.GRAVE,
        summary=package["summary"].partition("\n")[0],
        state=words.STATES[handoff.state],
        since=since or handoff.created_at,
        orders=tuple(package["issue"]["order_numbers"]),
        owner=names.get(owner, owner) if owner else None,
        no_ai=bool(customer["no_ai"]),
        note=note,
        unanswered=unanswered,
        due=handoff.due_at,
    )


def _mine(parts: Parts, handoff: Handoff, names: Mapping[str, str]) -> Row:
    """A row of the agent's own, with the last thing that was said in it."""
    try:
        said = [event for event in parts.log.events(handoff.conversation_id) if is_said(event)]
    except SQLAlchemyError:
        return row(handoff, names)  # the log is away: the queue still helps
    spoken = [event for event in said if speaker(event) in ("customer", "agent")]
    if not spoken:
        return row(handoff, names)
    waits = speaker(spoken[-1]) == "customer"
    text = " ".join(said_words(spoken[-1]).split())
    return row(handoff, names, note=("Customer: " if waits else "You: ") + text, unanswered=waits)

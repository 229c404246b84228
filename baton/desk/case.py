"""What the conversation page shows: everything an agent should know before asking anything."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from baton.desk import transcript, words
from baton.desk.parts import Parts
from baton.desk.roles import Agent
from baton.handoff.lifecycle import State
from baton.handoff.store import Handoff
from baton.orders.gateway import Order

logger = logging.getLogger(__name__)

_VIEW_REMEMBERED_SECONDS = 3600


@dataclass(frozen=True)
class Pending:
    """Something said that is not in the log yet."""

    key: str
    speaker: str
    name: str | None
    text: str
    at: float | None
    failed: int | None = None  #: number in the outbox if it was given up
    error: str | None = None


@dataclass(frozen=True)
class OrderCard:
    """An order with its live facts, or why there are none."""

    number: str
    order: Order | None
    problem: str | None = None


@dataclass(frozen=True)
class Standing:
    """The part of a case that changes: who has it and what can be done with it now."""

    handoff: Handoff
    state: str
    owner: str | None  #: the owner's name
    mine: bool
    claimable: bool
    releasable: bool
    no_ai: bool
    colleagues: tuple[Agent, ...]
    since: float

    @property
    def key(self) -> str:
        """Differs whenever the page must be drawn anew."""
        return f"{self.handoff.version}.{int(self.no_ai)}"


def standing(parts: Parts, handoff: Handoff, agent: Agent) -> Standing:
    """How a handoff stands, as an agent sees it."""
    names = parts.agents.names()
    mine = handoff.state is State.CLAIMED and handoff.owner == agent.login
    meant_for_other = handoff.state is State.TRANSFERRED and handoff.owner not in (None, agent.login)
    waits = handoff.state in (State.QUEUED, State.TRANSFERRED, State.CALLBACK_DUE)
    colleagues = [a for a in parts.agents.everybody() if a.active and a.login != agent.login] if mine else []
    since = handoff.claimed_at if handoff.state is State.CLAIMED else handoff.closed_at
    return Standing(
        handoff=handoff,
        state=words.STATES[handoff.state],
        owner=names.get(handoff.owner, handoff.owner) if handoff.owner else None,
        mine=mine,
        claimable=waits and not meant_for_other,
        releasable=meant_for_other,
        no_ai=parts.wishes.stands(handoff.conversation_id, handoff.package["customer"]["email"]),
        colleagues=tuple(colleagues),
        since=since or handoff.created_at,
    )


def reasons(handoff: Handoff) -> list[Mapping[str, Any]]:
    """Every reason of the handover, the one that decided first."""
    trigger = handoff.package["trigger"]
    first = {"trigger": trigger["name"], **{k: trigger[k] for k in ("category", "reason", "evidence", "turn")}}
    return [first, *trigger["also"]]


def lines(parts: Parts, handoff: Handoff, after: int = 0) -> list[transcript.Line]:
    """The transcript's lines whose number in the log is above `after`."""
    entries = parts.log.conversation(handoff.conversation_id)
    return [line for line in transcript.lines(entries, reasons(handoff), handoff.id) if line.number > after]


def pending(parts: Parts, handoff: Handoff) -> list[Pending]:
    """What was said and has not reached the log: on its way, or given up."""
    waiting = [
        _pending(delivery.key, event)
        for delivery in parts.outbox.pending(handoff.conversation_id)
        for event in delivery.payload["events"]
        if event.get("event") == "bot"
    ]
    given_up = [
        _pending(row["key"], event, row["id"], row["error"])
        for row in parts.outbox.dead()
        if row["conversation_id"] == handoff.conversation_id
        for event in row["payload"].get("events", ())
        if event.get("event") == "bot"
    ]
    return given_up + waiting


def orders(parts: Parts, handoff: Handoff) -> list[OrderCard]:
    """The orders that the conversation is about, as the order store has them now."""
    return [_order(parts, number) for number in handoff.package["issue"]["order_numbers"]]


def earlier(parts: Parts, handoff: Handoff) -> list[Handoff]:
    """Earlier handoffs of the same conversation, the latest first."""
    found = parts.store.find(conversation_id=handoff.conversation_id)
    before = [other for other in found if other.id != handoff.id and other.created_at <= handoff.created_at]
    return sorted(before, key=lambda other: other.created_at, reverse=True)


@dataclass(frozen=True)
class Deed:
    """Something that was done with a handoff."""

    at: float
    who: str
    done: str
    note: str
    verdict: str | None


def history(parts: Parts, handoff: Handoff) -> list[Deed]:
    """What was done with a handoff, for its page: without views and replies."""
    names = parts.agents.names()
    found = []
    for entry in parts.store.audit(handoff.id):
        if entry["what"] in ("viewed", "replied"):
            continue
        detail = entry["detail"] or {}
        done = words.ACTIONS.get(entry["what"], words.plain(entry["what"]).lower())
        to = detail.get("to") or detail.get("team")
        found.append(
            Deed(
                at=entry["at"],
                who=names.get(entry["who"], words.plain(entry["who"])),
                done=f"{done} to {names.get(to, to)}" if to else done,
                note=str(detail.get("note") or ""),
                verdict=words.VERDICTS.get(str(detail.get("verdict"))),
            )
        )
    return found


def note_view(parts: Parts, handoff: Handoff, agent: Agent, via: str) -> None:
    """Put a view into the audit trail."""
    parts.store.note(handoff.id, agent.login, "viewed", {"via": via})


def note_update(parts: Parts, handoff: Handoff, agent: Agent) -> None:
    """The same for an update of an open page, unless the view that it belongs to is there already."""
    since = parts.time() - _VIEW_REMEMBERED_SECONDS
    trail = parts.store.audit(handoff.id)
    if not any(e["who"] == agent.login and e["what"] == "viewed" and e["at"] >= since for e in trail):
        note_view(parts, handoff, agent, "update")


def _pending(key: str, event: Mapping[str, Any], failed: int | None = None, error: str | None = None) -> Pending:
    metadata = event.get("metadata") or {}
    speaker = str(metadata.get("speaker") or "bot")
    return Pending(key, speaker, metadata.get("name"), str(event["text"]), event.get("timestamp"), failed, error)


def _order(parts: Parts, number: str) -> OrderCard:
    try:
        order = parts.orders.by_number(number)
    except (SQLAlchemyError, OSError) as error:
        logger.warning("Order %s cannot be shown: %s", number, error)
        return OrderCard(number, None, "The order store does not answer right now. Reload to try again.")
    return OrderCard(number, order, None if order else "There is no order of this number.")

"""What the conversation page shows: everything an agent should know before asking anything."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from baton.desk import canned, notes, service_level, transcript, words
from baton.desk.briefs import waiting_since
from baton.desk.parts import Parts
from baton.desk.roles import Agent
from baton.desk.service_level import Limit
from baton.handoff.lifecycle import State
from baton.handoff.package import own_email
from baton.handoff.store import Handoff
from baton.orders.gateway import Order

logger = logging.getLogger(__name__)

_VIEW_REMEMBERED_SECONDS = 3600
_WAITING = (State.QUEUED, State.TRANSFERRED, State.CALLBACK_DUE)


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
    send_at: float | None = None  #: until when it can be taken back, epoch seconds
    mine: bool = False  #: whether the agent who looks may take it back


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
    offered: bool  #: offered to the agent who looks
    no_ai: bool
    team: str
    colleagues: tuple[Agent, ...]
    teams: Mapping[str, str]
    since: float
    limit: Limit | None

    @property
    def key(self) -> str:
        """Differs whenever the page must be drawn anew."""
        return f"{self.handoff.version}.{int(self.no_ai)}.{int(self.offered)}"


def standing(parts: Parts, handoff: Handoff, agent: Agent) -> Standing:
    """How a handoff stands, as an agent sees it."""
    names, rules = parts.agents.names(), parts.rules()
    mine = handoff.state is State.CLAIMED and handoff.owner == agent.login
    meant_for_other = handoff.state is State.TRANSFERRED and handoff.owner not in (None, agent.login)
    colleagues = [a for a in parts.agents.everybody() if a.active and a.login != agent.login] if mine else []
    since = handoff.moved_at if handoff.state is State.CLAIMED else handoff.closed_at
    since = waiting_since([handoff]).get(handoff.id) or since or handoff.created_at
    waits = handoff.state in (State.QUEUED, State.TRANSFERRED)
    return Standing(
        handoff=handoff,
        state=words.STATES[handoff.state],
        owner=names.get(handoff.owner, handoff.owner) if handoff.owner else None,
        mine=mine,
        claimable=handoff.state in _WAITING and not meant_for_other,
        releasable=meant_for_other or mine,
        offered=handoff.state in _WAITING and parts.offers.open().get(handoff.id) == agent.login,
        no_ai=parts.wishes.stands(handoff.conversation_id, own_email(handoff.package["customer"])),
        team=rules.teams[rules.team_of(handoff.category, handoff.team)],
        colleagues=tuple(sorted(colleagues, key=lambda a: (not a.on_duty, a.name))),
        teams=rules.teams if mine else {},
        since=since,
        limit=service_level.limit(since, handoff.priority, rules, parts.hours) if waits else None,
    )


def reasons(handoff: Handoff) -> list[Mapping[str, Any]]:
    """Every reason of the handover, the one that decided first."""
    trigger = handoff.package["trigger"]
    first = {"trigger": trigger["name"], **{k: trigger[k] for k in ("category", "reason", "evidence", "turn")}}
    return [first, *trigger["also"]]


def lines(parts: Parts, handoff: Handoff, after: int = 0, after_note: int = 0) -> list[transcript.Line]:
    """The transcript's lines whose number in the log is above `after`, and the notes above `after_note`."""
    entries = parts.log.conversation(handoff.conversation_id)
    said = [line for line in transcript.lines(entries, reasons(handoff), handoff.id) if line.number > after]
    written = notes.notes(parts.engine, handoff.conversation_id, after_note)
    return transcript.with_notes(said, written, parts.agents.names()) if written else said


def pending(parts: Parts, handoff: Handoff, agent: Agent | None = None) -> list[Pending]:
    """What was said and has not reached the log: given up, on its way, or held for a few seconds.

    Args:
        agent: whoever looks; they may take back what is theirs.
    """
    given_up = [
        _pending(row["key"], event, row["id"], row["error"])
        for row in parts.outbox.dead(handoff.conversation_id)
        for event in row["payload"]["events"]
        if event.get("event") == "bot"
    ]
    waiting = [
        _pending(delivery.key, event)
        for delivery in parts.outbox.pending(handoff.conversation_id)
        for event in delivery.payload["events"]
        if event.get("event") == "bot"
    ]
    held = [
        Pending(
            key=reply.key,
            speaker="agent",
            name=reply.name,
            text=reply.text,
            at=None,
            send_at=reply.send_at,
            mine=agent is not None and reply.login == agent.login,
        )
        for reply in parts.held.of(handoff.id)
    ]
    return given_up + waiting + held


def orders(parts: Parts, handoff: Handoff) -> list[OrderCard]:
    """The orders that the conversation is about, as the order store has them now; the one last spoken of first."""
    return [_order(parts, number) for number in reversed(handoff.package["issue"]["order_numbers"])]


@dataclass(frozen=True)
class Canned:
    """A canned reply, filled in for this conversation."""

    key: str
    title: str
    text: str
    suggested: bool


def replies(parts: Parts, handoff: Handoff, agent: Agent, cards: Sequence[OrderCard]) -> list[Canned]:
    """The canned replies for a conversation; the suggested one comes first, if there is one."""
    order = next((card.order for card in cards if card.order is not None), None)
    values = canned.values(handoff.package, order, agent.name, parts.settings.shop_name)
    facts = canned.facts(handoff.package, order)
    known = parts.canned()
    suggested = next((reply for reply in known if reply.fits(facts)), None)
    chosen = [reply for reply in known if reply is suggested] + [reply for reply in known if reply is not suggested]
    return [Canned(reply.key, reply.title, reply.filled(values), reply is suggested) for reply in chosen]


@dataclass(frozen=True)
class Deed:
    """Something that was done with a handoff."""

    at: float
    who: str
    done: str
    note: str
    verdict: str | None


_NOT_IN_HISTORY = ("viewed", "replied", "took_back", "noted", "offered", "declined", "retried")


def history(parts: Parts, handoff: Handoff) -> list[Deed]:
    """What was done with a handoff, for its page: without views, replies, notes and offers."""
    names = parts.agents.names()
    found = []
    for entry in parts.store.audit(handoff.id):
        if entry["what"] in _NOT_IN_HISTORY:
            continue
        detail = entry["detail"] or {}
        done = words.ACTIONS.get(entry["what"], words.plain(entry["what"]).lower())
        to = detail.get("to") or parts.rules().teams.get(str(detail.get("team")), detail.get("team"))
        note = str(detail.get("note") or "")
        if detail.get("because"):
            note = str(detail["because"])
        found.append(
            Deed(
                at=entry["at"],
                who=names.get(entry["who"], words.plain(entry["who"])),
                done=f"{done} to {names.get(to, to)}" if to else done,
                note=note,
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
    if not parts.audit.read(who=agent.login, what="viewed", handoff_id=handoff.id, since=since, limit=1):
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

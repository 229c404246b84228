"""What the conversation page shows: everything an agent should know before asking anything."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from baton.base.log_event import LogEvent
from baton.base.text import code_in_words
from baton.desk.assignment import service_level
from baton.desk.assignment.service_level import Limit
from baton.desk.auth.roles import Agent
from baton.desk.container import DeskContainer
from baton.desk.read_models import transcript
from baton.desk.store import canned_replies, labels, notes
from baton.desk.store.handoff_rows import waiting_since
from baton.handoff.outbox.outbox import DelayedReply
from baton.handoff.package import later_facts
from baton.handoff.package.model import HandoffPackage, Reason, reasons_of
from baton.handoff.records.audit_trail import AuditAction
from baton.handoff.records.lifecycle import State
from baton.handoff.records.repository import Handoff
from baton.orders.gateway import Order, OrdersUnavailable

logger = logging.getLogger(__name__)

_WITH_AGENT = (State.CLAIMED, State.TRANSFERRED)
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
    proved: bool = False  #: whether the customer has shown that it is theirs
    proof: str = "not proved"  #: by what and when
    locked: bool = False  #: after too many wrong proofs it answers nobody in the chat


@dataclass(frozen=True)
class HandoffStatus:
    """The part of a case that changes: who has it and what can be done with it now."""

    handoff: Handoff
    state: str
    owner: str | None  #: the owner's name
    mine: bool
    claimable: bool
    releasable: bool
    takeable: bool  #: a colleague has it, and the agent who looks is a lead
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


def handoff_status(container: DeskContainer, handoff: Handoff, agent: Agent) -> HandoffStatus:
    """How a handoff stands, as an agent sees it."""
    names, rules = container.agents.names(), container.rules()
    mine = handoff.state is State.CLAIMED and handoff.owner == agent.login
    meant_for_other = handoff.state is State.TRANSFERRED and handoff.owner not in (None, agent.login)
    colleagues = [a for a in container.agents.everybody() if a.active and a.login != agent.login] if mine else []
    since = handoff.moved_at if handoff.state is State.CLAIMED else handoff.closed_at
    since = waiting_since([handoff]).get(handoff.id) or since or handoff.created_at
    waits = handoff.state in (State.QUEUED, State.TRANSFERRED)
    return HandoffStatus(
        handoff=handoff,
        state=labels.STATES[handoff.state],
        owner=names.get(handoff.owner, handoff.owner) if handoff.owner else None,
        mine=mine,
        claimable=handoff.state in _WAITING and not meant_for_other,
        releasable=meant_for_other or mine,
        takeable=agent.leads and not mine and handoff.owner != agent.login and handoff.state in _WITH_AGENT,
        offered=handoff.state in _WAITING and container.offers.open().get(handoff.id) == agent.login,
        no_ai=container.ai_opt_out.applies_to(handoff.package),
        team=rules.teams[rules.team_of(handoff.category, handoff.team)].name,
        colleagues=tuple(sorted(colleagues, key=lambda a: (not a.on_duty, a.name))),
        teams=rules.team_names if mine else {},
        since=since,
        limit=service_level.limit(since, handoff.priority, rules, container.hours) if waits else None,
    )


def reasons(handoff: Handoff) -> list[Reason]:
    """Every reason of the handover, the one that decided first."""
    return reasons_of(handoff.package["trigger"])


def lines(container: DeskContainer, handoff: Handoff, after: int = 0, after_note: int = 0) -> list[transcript.Line]:
    """The transcript's lines whose number in the log is above `after`, and the notes above `after_note`."""
    entries = container.log.conversation(handoff.conversation_id)
    said = [line for line in transcript.lines(entries, reasons(handoff), handoff.id) if line.number > after]
    written = notes.notes(container.engine, handoff.conversation_id, after_note)
    return transcript.with_notes(said, written, container.agents.names()) if written else said


def pending(container: DeskContainer, handoff: Handoff, agent: Agent | None = None) -> list[Pending]:
    """What was said and has not reached the log: given up, on its way, or delayed so that it can be undone.

    Args:
        agent: whoever looks; they may take back what is theirs.
    """
    given_up = [
        _pending(row["key"], event, row["id"], row["error"])
        for row in container.outbox.dead(handoff.conversation_id)
        for event in row["payload"]["events"]
        if event.get("event") == "bot"
    ]
    delayed = {reply.key: reply for reply in container.outbox.delayed(handoff.conversation_id)}
    waiting = [
        _pending(delivery.key, event, delayed=delayed.get(delivery.key), viewer=agent)
        for delivery in container.outbox.pending(handoff.conversation_id)
        for event in delivery.payload["events"]
        if event.get("event") == "bot"
    ]
    return given_up + waiting


def orders(container: DeskContainer, handoff: Handoff) -> list[OrderCard]:
    """The orders that the conversation is about, as the order store has them now; the one last spoken of first."""
    package = handoff.package
    cards = [_order(container, number) for number in reversed(package["issue"]["order_numbers"])]
    locked = container.proof_attempts.locked_orders()
    return [replace(_with_proof(card, package), locked=card.number in locked) for card in cards]


def _with_proof(card: OrderCard, package: HandoffPackage) -> OrderCard:
    owner = card.order.customer.email if card.order is not None else None
    proved = later_facts.proof_of(package, card.number, owner) is not None
    return replace(card, proved=proved, proof=later_facts.proof_in_words(package, card.number, owner))


@dataclass(frozen=True)
class Canned:
    """A canned reply, filled in for this conversation."""

    key: str
    title: str
    text: str
    suggested: bool


def replies(container: DeskContainer, handoff: Handoff, agent: Agent, cards: Sequence[OrderCard]) -> list[Canned]:
    """The canned replies for a conversation; the suggested one comes first, if there is one.

    What an order's variables stand for is filled in only if that order is proved to be the customer's.
    """
    order = next((card.order for card in cards if card.order is not None and card.proved), None)
    values = canned_replies.values(handoff.package, order, agent.name, container.settings.shop_name)
    facts = canned_replies.facts(handoff.package, order)
    known = container.canned().replies
    suggested = next((reply for reply in known if reply.fits(facts)), None)
    chosen = [reply for reply in known if reply is suggested] + [reply for reply in known if reply is not suggested]
    return [Canned(reply.key, reply.title, reply.filled(values), reply is suggested) for reply in chosen]


@dataclass(frozen=True)
class HistoryEntry:
    """Something that was done with a handoff."""

    at: float
    who: str
    done: str
    note: str
    verdict: str | None


_NOT_IN_HISTORY = (
    AuditAction.VIEWED,
    AuditAction.FACTS_GIVEN,
    AuditAction.REPLIED,
    AuditAction.REPLY_CANCELLED,
    AuditAction.NOTE_WRITTEN,
    AuditAction.OFFERED,
    AuditAction.OFFER_DECLINED,
    AuditAction.DELIVERY_RETRIED,
)


def history(container: DeskContainer, handoff: Handoff) -> list[HistoryEntry]:
    """What was done with a handoff, for its page: without views, replies, notes and offers."""
    names = container.agents.names()
    found = []
    for entry in container.audit.of_handoff(handoff.id):
        if entry.action in _NOT_IN_HISTORY:
            continue
        details = entry.details
        done = labels.action(entry.action)
        team = str(details.get("team") or "")
        to = str(details.get("to") or "") or container.rules().team_names.get(team, team)
        note = str(details.get("because") or details.get("note") or "")
        found.append(
            HistoryEntry(
                at=entry.at,
                who=names.get(entry.actor, code_in_words(entry.actor)),
                done=f"{done} to {names.get(to, to)}" if to else done,
                note=note,
                verdict=labels.HANDOVER_RATINGS.get(str(details.get("verdict"))),
            )
        )
    return found


def _pending(
    key: str,
    event: LogEvent,
    failed: int | None = None,
    error: str | None = None,
    delayed: DelayedReply | None = None,
    viewer: Agent | None = None,
) -> Pending:
    metadata = event.get("metadata") or {}
    return Pending(
        key=key,
        speaker=str(metadata.get("speaker") or "bot"),
        name=metadata.get("name"),
        text=str(event["text"]),
        at=event.get("timestamp"),
        failed=failed,
        error=error,
        send_at=delayed.send_at if delayed is not None else None,
        mine=delayed is not None and viewer is not None and delayed.login == viewer.login,
    )


def _order(container: DeskContainer, number: str) -> OrderCard:
    try:
        order = container.orders.by_number(number)
    except OrdersUnavailable as error:
        logger.warning("Order %s cannot be shown: %s", number, error.__cause__ or error)
        return OrderCard(number, None, "The order store does not answer right now. Reload to try again.")
    return OrderCard(number, order, None if order else "There is no order of this number.")

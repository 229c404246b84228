"""The list behind the bell: what an agent should look at now, each conversation once.

It is worked out from the present state, so that it is the same after a reload, in a second tab and in another browser;
an entry goes when its reason goes, or when the agent dismisses it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, defer

from baton.desk.assignment import alerts
from baton.desk.auth.roles import Agent
from baton.desk.container import DeskContainer
from baton.desk.notifier import Change
from baton.desk.read_models.own_conversations import OwnConversation, customer_name
from baton.desk.store import labels
from baton.desk.store.handoff_rows import HandoffRowSummary, row_summary
from baton.desk.store.seen_marks import SeenMark
from baton.desk.store.tables import AlarmRow, OfferRow
from baton.handoff.package.builder import is_utterance
from baton.handoff.package.conversation_facts import display_text
from baton.handoff.records.audit_trail import AuditAction
from baton.handoff.records.lifecycle import OPEN, State
from baton.handoff.records.tables import AuditRow, HandoffRow
from baton.handoff.records.undelivered import undelivered

MOST = 30  # entries that are shown; the queue has the others
_WAITING = (State.QUEUED, State.TRANSFERRED)
#: How severe each kind is; 0 is the most severe.
RANKS: Mapping[str, int] = {
    "grave": 0,
    **dict.fromkeys(("reply", "passed_on", "undelivered"), 1),
    **dict.fromkeys(("offer", "callback", "put_back"), 2),
    "overdue": 3,
}


@dataclass(frozen=True)
class Reason:
    """Why a conversation is in the list, and since when (epoch seconds)."""

    kind: str
    text: str
    at: float


@dataclass(frozen=True)
class Entry:
    """One conversation in the list, with everything that calls for attention in it."""

    handoff_id: str
    kind: str  #: of its most severe reason
    text: str  #: what it is about, without a word of the customer's
    at: float  #: of its newest reason, epoch seconds
    customer: str = ""
    said: str = ""  #: the customer's last words

    @property
    def rank(self) -> int:
        return RANKS[self.kind]

    @property
    def severe(self) -> bool:
        return self.rank == 0


@dataclass(frozen=True)
class AlertList:
    """What is shown, and how many there are."""

    entries: tuple[Entry, ...] = ()
    total: int = 0

    @property
    def severe(self) -> bool:
        return any(entry.severe for entry in self.entries)


def alert_list(container: DeskContainer, agent: Agent, own: Iterable[OwnConversation]) -> AlertList:
    """The list of an agent.

    Args:
        own: the agent's own conversations.
    """
    reasons: dict[str, list[Reason]] = {}
    for one in own:
        if one.words.unread and one.words.unread_at is not None:
            reasons.setdefault(one.id, []).append(Reason("reply", "Wrote to you", one.words.unread_at))
    for handoff_id, found in _standing(container, agent):
        reasons.setdefault(handoff_id, []).append(found)
    entries = arrange(reasons, container.seen_marks.of(agent.login, reasons))
    return AlertList(tuple(_with_words(container, entry) for entry in entries[:MOST]), len(entries))


def arrange(reasons: Mapping[str, Iterable[Reason]], marks: Mapping[str, SeenMark]) -> list[Entry]:
    """One entry for each conversation, without what was dismissed: severe ones first, then the newest. Pure."""
    entries = []
    for handoff_id, found in reasons.items():
        ordered = sorted(found, key=lambda reason: (RANKS[reason.kind], -reason.at))
        text = " · ".join(dict.fromkeys(reason.text for reason in ordered))
        entry = Entry(handoff_id, ordered[0].kind, text, max(reason.at for reason in ordered))
        if not _dismissed(entry, marks.get(handoff_id, SeenMark())):
            entries.append(entry)
    return sorted(entries, key=lambda entry: (not entry.severe, -entry.at, entry.handoff_id))


def _dismissed(entry: Entry, mark: SeenMark) -> bool:
    """Whether it was dismissed as it stands: something newer or more severe shows again."""
    if mark.dismissed_at is None or mark.dismissed_rank is None:
        return False
    return entry.at <= mark.dismissed_at and entry.rank >= mark.dismissed_rank


def _standing(container: DeskContainer, agent: Agent) -> Iterable[tuple[str, Reason]]:
    """The reasons, other than messages, for which the present state asks this agent's attention."""
    at, rules = container.time(), container.rules()
    present = set(container.availability.present()) | {agent.login}
    names = container.agents.names()
    late_after = container.handoffs.messages.phrases.late_after
    recorded, offered = _recorded(container.engine, agent.login)
    lacking, returned = undelivered(container.engine, at), _put_back(container.engine)
    for handoff in _candidates(container.engine, at, lacking):
        waits = handoff.state in _WAITING
        found: list[tuple[Change, float]] = []
        if waits and labels.is_critical(handoff.priority):
            found.append((alerts.severe(handoff), handoff.moved_at))
        past_at = recorded.get((handoff.id, f"over:{int(handoff.moved_at)}"))
        if waits and past_at is not None:
            found.append((alerts.overdue(handoff, rules), past_at))
        if handoff.id in lacking:
            item = lacking[handoff.id]
            since = recorded.get((handoff.id, f"delivery:{item.delivery_id}"), handoff.created_at)
            found.append((alerts.not_delivered(handoff, labels.target(item.target), rules), since))
        if handoff.id in returned:
            found.append((alerts.put_back(handoff, rules), returned[handoff.id]))
        if waits and handoff.id in offered:
            found.append((alerts.offer(handoff, agent.login), offered[handoff.id]))
        if handoff.state is State.TRANSFERRED and handoff.owner is not None:
            found.append((alerts.passed_on(handoff, handoff.owner, rules, present), handoff.moved_at))
        if handoff.state is State.CALLBACK_DUE and handoff.due_at is not None:
            late = at >= handoff.due_at + late_after
            due_at = handoff.due_at + (late_after if late else 0.0)
            found.append((alerts.callback(handoff, rules, present, late), due_at))
        for change, since in found:
            if change.concerns(agent):
                yield handoff.id, Reason(change.kind, _text(change, agent, names), since)


def _text(change: Change, agent: Agent, names: Mapping[str, str]) -> str:
    """What the entry says; somebody else's names whom it was meant for."""
    if change.to is None or change.to == agent.login:
        return change.text
    name = names.get(change.to, change.to)
    return f"{change.text.replace('Passed on to you', f'Passed on to {name}')} ({name} is not here)"


def _candidates(engine: Engine, at: float, lacking: Iterable[str]) -> list[HandoffRowSummary]:
    waiting = HandoffRow.state.in_([state.value for state in _WAITING])
    due = and_(HandoffRow.state == State.CALLBACK_DUE.value, HandoffRow.due_at <= at)
    query = select(HandoffRow).options(defer(HandoffRow.package), defer(HandoffRow.disposition))
    with Session(engine) as session:
        return [row_summary(row) for row in session.scalars(query.where(or_(waiting, due, HandoffRow.id.in_(lacking))))]


def _put_back(engine: Engine) -> dict[str, float]:
    """What waits because its agent does not go on, not by their own choice: since when."""
    query = select(AuditRow.handoff_id, AuditRow.at, AuditRow.detail).join(
        HandoffRow, and_(HandoffRow.id == AuditRow.handoff_id, AuditRow.at >= HandoffRow.moved_at)
    )
    released = query.where(HandoffRow.state == State.QUEUED.value, AuditRow.what == AuditAction.RELEASED.value)
    with Session(engine) as session:
        return {str(i): float(at) for i, at, detail in session.execute(released) if (detail or {}).get("because")}


def _recorded(engine: Engine, login: str) -> tuple[dict[tuple[str, str], float], dict[str, float]]:
    """When alerts were recorded that hold for open handoffs, and since when what is offered to somebody."""
    still_open = HandoffRow.state.in_([state.value for state in OPEN])
    alarms = select(AlarmRow.handoff_id, AlarmRow.kind, AlarmRow.at).join(
        HandoffRow, HandoffRow.id == AlarmRow.handoff_id
    )
    offers = select(OfferRow.handoff_id, OfferRow.at).where(OfferRow.ended.is_(None), OfferRow.login == login)
    with Session(engine) as session:
        recorded = {(str(i), str(kind)): float(at) for i, kind, at in session.execute(alarms.where(still_open))}
        return recorded, {str(i): float(since) for i, since in session.execute(offers)}


def _with_words(container: DeskContainer, entry: Entry) -> Entry:
    """The same with the customer's name and last words."""
    handoff = container.store.get(entry.handoff_id)
    try:
        latest = container.log.latest(handoff.conversation_id, ("user",), limit=5)
    except SQLAlchemyError:
        latest = []  # the log is away: the entry still helps
    said = next((display_text(one.event) for one in latest if is_utterance(one.event)), "")
    return Entry(
        entry.handoff_id, entry.kind, entry.text, entry.at, customer_name(handoff), " ".join(said.split())[:200]
    )

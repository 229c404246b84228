"""An agent's own conversations: the last words of each, what is unread, and since when the customer waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from baton.conversation.event_reader import LogEntry
from baton.desk.auth.roles import Agent
from baton.desk.container import DeskContainer
from baton.desk.store import labels
from baton.desk.store.seen_marks import SeenMark
from baton.handoff.package.builder import is_utterance, speaker
from baton.handoff.package.conversation_facts import display_text
from baton.handoff.records.lifecycle import State
from baton.handoff.records.repository import Handoff

_LOOK_BACK = 100  # messages: who writes more without an answer has waited since the first of these at least


@dataclass(frozen=True)
class Words:
    """How the talk between customer and agent stands. Times are epoch seconds."""

    last: str = ""  #: the last words, with who said them
    unread: int = 0  #: messages of the customer that the agent has not read
    unread_at: float | None = None  #: when the newest of them came
    waits_since: float | None = None  #: since when the customer waits for an answer; None: it is their turn
    newest: int = 0  #: number of the newest message


@dataclass(frozen=True)
class OwnConversation:
    """One conversation that an agent has."""

    id: str
    customer: str
    critical: bool
    priority: str
    since: float  #: when the agent claimed it
    words: Words


def own_conversations(container: DeskContainer, agent: Agent) -> list[OwnConversation]:
    """What an agent has now: first those whose customers wait, the longest wait first."""
    handoffs = container.store.find((State.CLAIMED,), owner=agent.login)
    marks = container.seen_marks.of(agent.login, [handoff.id for handoff in handoffs])
    found = [
        OwnConversation(
            id=handoff.id,
            customer=customer_name(handoff),
            critical=labels.is_critical(handoff.priority),
            priority=labels.priority(handoff.priority),
            since=handoff.moved_at,
            words=words_of(container, handoff, marks.get(handoff.id, SeenMark())),
        )
        for handoff in handoffs
    ]
    return sorted(found, key=lambda one: (one.words.waits_since is None, one.words.waits_since or one.since, one.id))


def customer_name(handoff: Handoff) -> str:
    """What a customer is called at the desk."""
    customer = handoff.package["customer"]
    return customer["name"] or customer["email"] or "Unknown customer"


def words_of(container: DeskContainer, handoff: Handoff, mark: SeenMark) -> Words:
    """How the talk of a claimed handoff stands; nothing where the log does not answer."""
    try:
        latest = container.log.latest(handoff.conversation_id, ("user", "bot"), limit=_LOOK_BACK)
    except SQLAlchemyError:
        return Words()  # the log is away: the page still helps
    return words(latest, handoff.created_at, handoff.moved_at, mark.read_number)


def words(latest: Sequence[LogEntry], created_at: float, claimed_at: float, read_number: int) -> Words:
    """The same from the latest messages. Pure.

    Args:
        latest: the newest first.
        created_at: when the customer was handed over, epoch seconds; they wait from then on.
        claimed_at: since when the agent has it, epoch seconds: whoever claims has seen what was said before.
        read_number: number of the last line that the agent has read.
    """
    spoken = [entry for entry in latest if is_utterance(entry.event) and speaker(entry.event) in ("customer", "agent")]
    if not spoken:
        return Words()
    # By time, and not by number: a reply comes into the log some seconds after it was written.
    answered_at = max((_at(entry) for entry in spoken if speaker(entry.event) == "agent"), default=0.0)
    by_customer = [entry for entry in spoken if speaker(entry.event) == "customer"]
    open_ones = [entry for entry in by_customer if _at(entry) > answered_at]
    unread = [entry for entry in by_customer if entry.id > read_number and _at(entry) > claimed_at]
    if answered_at >= created_at:
        waits_since = min(map(_at, open_ones)) if open_ones else None
    else:
        waits_since = created_at
    last = open_ones[0] if open_ones else max(spoken, key=_at)
    who = "Customer: " if speaker(last.event) == "customer" else "You: "
    return Words(
        last=who + " ".join(display_text(last.event).split()),
        unread=len(unread),
        unread_at=max(map(_at, unread)) if unread else None,
        waits_since=waits_since,
        newest=spoken[0].id,
    )


def _at(entry: LogEntry) -> float:
    return float(entry.event.get("timestamp") or 0.0)

"""A logged conversation as the policy met it: the facts at each moment at which the live bot was to decide. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from baton.base.log_event import LogEvent
from policies.facts import ESCALATION_SLOT, Facts
from policies.facts_fold import FactsFold
from policies.taxonomy import taxonomy

#: The first of the slots by which a decision is written into the log.
_FIRST_SLOT = "escalation_trigger"
#: The decision follows within so many events of it.
_SLOTS_OF_DECISION = 4
#: After these the live policy is not asked again in the same turn.
_LISTEN, _SETTLED = "action_listen", "utter_settled"
_AGENT = "agent"


@dataclass(frozen=True)
class Handover:
    """One handover, logged or one that another policy would make. Without any words of the customer."""

    turn: int  #: number of the customer's message
    at: float  #: of that message, epoch seconds
    trigger: str
    category: str
    categories: frozenset[str]  #: of every reason
    handoff_id: str | None = None  #: of a logged one
    policy_hash: str | None = None  #: None: no policy decided it, a rule or a story did


@dataclass(frozen=True)
class DecisionPoint:
    """A moment at which the live policy was asked."""

    place: int  #: of the next event in the conversation
    facts: Facts
    episode: int  #: how often a person has given the conversation back
    logged: Handover | None  #: what was decided


class LoggedConversation:
    """One conversation of the log.

    Args:
        conversation_id: Rasa's sender id.
        events: all its events in order; of actions only kind and name are looked at.
    """

    def __init__(self, conversation_id: str, events: Sequence[LogEvent]) -> None:
        self.id = conversation_id
        self._events = events
        self.points = tuple(_decision_points(events))

    @property
    def began_at(self) -> float:
        """Epoch seconds of the first event that has a time."""
        return next((at for event in self._events if (at := event.get("timestamp"))), 0.0)

    def next_handover(self, index: int) -> Handover | None:
        """The logged handover that follows a decision point before a person gives the conversation back."""
        episode = self.points[index].episode
        for point in self.points[index:]:
            if point.episode != episode:
                return None
            if point.logged is not None:
                return point.logged
        return None

    def without_handover(self, point: DecisionPoint) -> Iterator[Facts]:
        """The facts at each further message that the customer wrote while they waited, as if the conversation had not
        been handed over at this point; until an agent speaks or gives it back."""
        fold = FactsFold()
        for event in self._events[: point.place]:
            fold.take(event)
        for event in self._events[point.place :]:
            kind = event.get("event")
            if kind == "resume" or (kind == "bot" and (event.get("metadata") or {}).get("speaker") == _AGENT):
                return
            if kind == "user":
                fold.take(event)
                yield fold.result()


def _decision_points(events: Sequence[LogEvent]) -> Iterator[DecisionPoint]:
    """The live policy is asked after each message to the bot, and again after each action, until the bot listens."""
    fold = FactsFold()
    asked = False  # whether the bot is at work on a message
    known: Facts | None = None  # None: something has changed since
    episode = 0
    record_id: object = None  # of the decision whose slots are being read
    for place, event in enumerate(events):
        kind = event.get("event")
        record = _decision(events, place) if kind == "slot" else None
        if record is not None and record.get("id") == record_id:
            record = None  # a further slot of the same decision
        elif record is not None:
            record_id = record.get("id")
        if record is not None or (kind == "action" and asked):
            known = known or fold.result()
            if known.turn is not None and not known.escalated:
                yield DecisionPoint(place, known, episode, _handover(record, known) if record is not None else None)
        if kind == "action":
            asked = asked and event.get("name") not in (_LISTEN, _SETTLED)
            continue
        fold.take(event)
        if kind == "user":
            routine = taxonomy().is_routine(((event.get("parse_data") or {}).get("intent") or {}).get("name"))
            asked = not routine and not fold.paused
        elif kind in ("pause", "resume"):
            asked = False
            episode += kind == "resume"
        if kind != "bot":  # what the bot says counts from the next message on
            known = None


def _decision(events: Sequence[LogEvent], place: int) -> Mapping[str, object] | None:
    """The decision whose slots begin here."""
    event = events[place]
    if not event.get("value"):
        return None
    ahead = (
        events[place : place + _SLOTS_OF_DECISION] if event.get("name") == _FIRST_SLOT else events[place : place + 1]
    )
    for each in ahead:
        value = each.get("value")
        if each.get("name") == ESCALATION_SLOT and isinstance(value, Mapping):
            return value
    return None


def _handover(record: Mapping[str, object], facts: Facts) -> Handover:
    reasons = record.get("reasons")
    named = {str(each["category"]) for each in reasons} if isinstance(reasons, list) else set()
    turn = facts.turn
    return Handover(
        turn=turn.number if turn is not None else 0,
        at=turn.at if turn is not None else 0.0,
        trigger=str(record.get("trigger")),
        category=str(record.get("category")),
        categories=frozenset({*named, str(record.get("category"))}),
        handoff_id=str(record.get("id")),
        policy_hash=str(record["policy_hash"]) if record.get("policy_hash") else None,
    )

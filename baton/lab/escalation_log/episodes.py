"""Splits a conversation into the concerns that the bot had. Pure.

An episode begins with a message to the bot and ends with a handover, or when the customer says nothing for so long that
they have left (`policies.facts.AWAY`). What is said while a person has the conversation belongs to no episode.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from baton.base.log_event import LogEvent
from baton.conversation.event_reader import LogEntry
from baton.handoff.package.conversation_facts import counts, display_text, topics_of
from policies.decision import DecisionRecord
from policies.facts import ATTEMPT_SLOT, AWAY, ESCALATION_SLOT, NOT_HELPED, OFFER_SLOT
from policies.facts_fold import facts
from policies.question_names import question_surely_asked
from policies.taxonomy import EXPLICIT_HUMAN, NO_AI, IntentFlag, taxonomy
from policies.turns import FAILURES

#: A signal counts as a request of its own from this confidence on.
_SURE = 0.5
#: How the names of actions begin that say one of the domain's responses.
_RESPONSE = "utter_"


@dataclass(frozen=True)
class Message:
    """A message of the customer to the bot."""

    event: int  #: its number in the conversation log
    turn: int  #: its number among the customer's messages, from 1
    at: float
    text: str
    intent: str | None
    confidence: float
    understood: bool
    small_talk: bool
    asks_for_person: bool  #: and may say nothing else
    unanswered_question: bool  #: a question for which the shop's answers have nothing
    topics: tuple[str, ...]
    question: str | None
    orders: tuple[str, ...]


@dataclass
class Episode:
    """One concern, as far as the conversation log tells it."""

    messages: list[Message] = field(default_factory=list)
    decision: DecisionRecord | None = None
    decided_at: float | None = None
    ended_at: float = 0.0  #: the last message of the customer, or the handover
    in_form: bool = False  #: at its end
    offered: bool = False  #: whether what the bot offered last is unanswered
    attempt_failed: bool = False  #: whether the last attempt failed, and nothing was answered since
    answered: bool = False  #: whether the bot said anything after the last message
    failures: list[int] = field(default_factory=list)  #: turns with a failed attempt
    model: str | None = None
    channel: str = ""

    @property
    def began_at(self) -> float:
        return self.messages[0].at if self.messages else self.ended_at

    @property
    def asked(self) -> list[Message]:
        """The messages that ask for something."""
        return [message for message in self.messages if not message.small_talk]


def episodes(log: Sequence[LogEntry]) -> list[Episode]:
    """The episodes of one conversation, in order.

    Args:
        log: all its events in order.
    """
    fold = _Fold([entry.event for entry in log])
    for place, entry in enumerate(log):
        fold.take(place, entry)
    return fold.done


class _Fold:
    """The state that builds up while the log is read once."""

    def __init__(self, events: Sequence[LogEvent]) -> None:
        self._events = events
        self._turn = 0
        self._with_person = False
        self._form: str | None = None
        self._open: Episode | None = None
        self.done: list[Episode] = []

    def take(self, place: int, entry: LogEntry) -> None:
        event = entry.event
        kind = event.get("event")
        if kind == "user" and counts(event):
            self._user(place, entry)
        elif kind == "bot":
            self._bot(event)
        elif kind == "action" and str(event.get("name")).startswith(_RESPONSE) and self._open is not None:
            self._open.answered = True  # its text may not be in the log
        elif kind == "slot":
            self._slot(event)
        elif kind == "active_loop":
            self._form = event.get("name")
            if self._open is not None:
                self._open.in_form = self._form is not None
        elif kind == "pause":
            self._with_person = True
        elif kind == "resume":
            self._with_person, self._open, self._form = False, None, None

    def _user(self, place: int, entry: LogEntry) -> None:
        self._turn += 1
        if self._with_person:
            return
        at = float(entry.event.get("timestamp") or 0.0)
        if self._open is not None and at - self._open.ended_at >= AWAY:
            self._open = None
        if self._open is None:
            self._open = Episode(in_form=self._form is not None)
            self.done.append(self._open)
        episode = self._open
        episode.messages.append(self._message(place, entry, at))
        episode.ended_at = max(at, episode.ended_at)
        episode.offered, episode.answered = False, False
        metadata: Mapping[str, object] = entry.event.get("metadata") or {}
        episode.model = str(metadata["model_id"]) if metadata.get("model_id") else episode.model
        episode.channel = str(entry.event.get("input_channel") or episode.channel)

    def _message(self, place: int, entry: LogEntry, at: float) -> Message:
        parsed = entry.event.get("parse_data") or {}
        intent = (parsed.get("intent") or {}).get("name")
        known = taxonomy()
        small_talk = intent in known.with_flag(IntentFlag.SMALL_TALK)
        understood = known.is_understood(intent)
        if not understood:  # it may answer what the bot has asked: only the facts know
            turn = facts(self._events[: place + 1]).turn
            understood = turn is not None and turn.understood
        question = question_surely_asked(parsed)
        signals = {str(s.get("signal")) for s in parsed.get("escalation_signals") or () if _sure(s.get("confidence"))}
        return Message(
            event=entry.id,
            turn=self._turn,
            at=at,
            text=display_text(entry.event),
            intent=str(intent) if intent is not None else None,
            confidence=float((parsed.get("intent") or {}).get("confidence") or 0.0),
            understood=understood,
            small_talk=small_talk and not signals,
            asks_for_person=intent in (EXPLICIT_HUMAN, NO_AI) or bool(signals & {EXPLICIT_HUMAN, NO_AI}),
            unanswered_question=(
                "question" in parsed and question is None and intent in known.with_flag(IntentFlag.FAQ_TOPIC)
            ),
            topics=tuple(topics_of(entry.event)),
            question=question,
            orders=tuple(
                str(e.get("value")) for e in parsed.get("entities") or () if e.get("entity") == "order_number"
            ),
        )

    def _bot(self, event: LogEvent) -> None:
        if self._open is None or not event.get("text"):
            return
        self._open.answered = True
        of_response = (event.get("metadata") or {}).get("metadata")
        if isinstance(of_response, Mapping) and of_response.get("offer"):
            self._open.offered = True

    def _slot(self, event: LogEvent) -> None:
        name, value = event.get("name"), event.get("value")
        if name == ESCALATION_SLOT and isinstance(value, Mapping):
            self._hand_over(cast(DecisionRecord, value))
        elif self._open is None:
            return
        elif name == OFFER_SLOT:
            self._open.offered = bool(value)
        elif name == ATTEMPT_SLOT and isinstance(value, Mapping):
            self._open.attempt_failed = str(value.get("outcome")) in FAILURES
            if self._open.attempt_failed:
                self._open.failures.append(self._turn)
            else:
                self._open.answered = True

    def _hand_over(self, decision: DecisionRecord) -> None:
        self._with_person = True
        if any(done.decision is not None and done.decision["id"] == decision["id"] for done in self.done):
            return  # the same decision, written again
        if self._open is None:
            self._open = Episode()
            self.done.append(self._open)
        self._open.decision = decision
        self._open.ended_at = max(self._open.ended_at, float(decision["at"]))
        self._open = None


def _sure(confidence: object) -> bool:
    return isinstance(confidence, (int, float)) and confidence >= _SURE


def failed_turns(episode: Episode) -> list[int]:
    """The turns in which the bot brought the customer no further, each once, in order."""
    turns = set(episode.failures)
    turns |= {m.turn for m in episode.messages if not m.understood or m.intent == NOT_HELPED or m.unanswered_question}
    return sorted(turns)

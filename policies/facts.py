"""Facts: what the log of a conversation says, in the terms that the triggers ask for.

Events are Rasa's, in the plain form in which its tracker store keeps them (`{"event": "user", ...}`), so that the
same function serves the running bot, `baton why`, the tests and the replay of a candidate policy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

Event = Mapping[str, Any]

#: Slots by which actions and the policy speak to the log.
ATTEMPT_SLOT = "attempt"
ESCALATION_SLOT = "escalation"
OFFER_SLOT = "offer"
OFFER_PERSON = "person"
NO_AI_SLOT = "no_ai"

#: Intents of a message that the bot could make nothing of.
NOT_UNDERSTOOD = frozenset({"nlu_fallback", "out_of_scope", None})

#: The customer says that the matter is settled.
RESOLVING = frozenset({"solved", "thank", "goodbye"})

#: The customer says that the last answer was of no use.
NOT_HELPED = "not_helped"

#: Outcomes of an attempt that leave the customer where they were.
FAILURES = frozenset({"not_found", "not_proven", "invalid", "unavailable", "no_answer"})

#: Messages that Rasa itself understands and that are no customer's words.
ROUTINE_INTENTS = frozenset({"session_start", "restart", "back"})


@dataclass(frozen=True)
class Signal:
    """One signal of a message, as the NLU pipeline wrote it."""

    name: str
    confidence: float
    evidence: str
    source: str


@dataclass(frozen=True)
class Turn:
    """One message of the customer. `number` counts from 1 over the whole conversation."""

    number: int
    at: float
    text: str
    intent: str | None
    confidence: float
    signals: tuple[Signal, ...] = ()
    problem: str | None = None
    in_form: bool = False

    @property
    def understood(self) -> bool:
        """Whether the bot could make something of it; inside a form the form's own validation says so instead."""
        return self.in_form or self.intent not in NOT_UNDERSTOOD


@dataclass(frozen=True)
class Attempt:
    """Something the bot tried for the customer, and what came of it."""

    task: str
    outcome: str
    detail: str
    turn: int
    intent: str | None = None

    @property
    def failed(self) -> bool:
        return self.outcome in FAILURES


@dataclass(frozen=True)
class Facts:
    """What counts for the decision, at one moment of a conversation."""

    turn: Turn | None = None  #: the latest message
    turns: tuple[Turn, ...] = ()  #: messages to the bot since the last resolution
    attempts: tuple[Attempt, ...] = ()  #: since the last resolution
    problems: tuple[str, ...] = ()  #: distinct ones, since the bot has the conversation
    problem_turns: tuple[int, ...] = ()
    no_ai: bool = False  #: this customer asked for no further AI contact
    escalated: bool = False  #: a decision stands: the conversation is handed over or about to be
    owned_by_person: bool = False  #: the bot is paused

    @property
    def exchanges(self) -> int:
        """Messages of the customer since the last resolution, this one included."""
        return len(self.turns)

    @property
    def minutes(self) -> float:
        """Minutes from the first message since the last resolution to the latest."""
        return (self.turns[-1].at - self.turns[0].at) / 60 if self.turns else 0.0

    @property
    def not_understood_in_a_row(self) -> tuple[Turn, ...]:
        """The unbroken run of not understood messages at the end."""
        run: list[Turn] = []
        for turn in reversed(self.turns):
            if turn.understood:
                break
            run.append(turn)
        return tuple(reversed(run))

    @property
    def last_attempt(self) -> Attempt | None:
        return self.attempts[-1] if self.attempts else None


def facts(events: Iterable[Event]) -> Facts:
    """Fold the events of one conversation into facts.

    Args:
        events: all events of the conversation in their order, Rasa's `as_dict` form; unknown kinds are passed over.
    """
    fold = _Fold()
    for event in events:
        fold.take(event)
    return fold.result()


class _Fold:
    """The state that builds up while the log is read once, from its beginning."""

    def __init__(self) -> None:
        self.number = 0
        self.turns: list[Turn] = []
        self.attempts: list[Attempt] = []
        self.problems: dict[str, int] = {}
        self.latest: Turn | None = None
        self.no_ai = False
        self.escalated = False
        self.paused = False
        self.form: str | None = None
        self.answered: Attempt | None = None
        self.offered: Any = None

    def take(self, event: Event) -> None:
        kind = event.get("event")
        if kind == "user":
            self._user(event)
        elif kind == "slot":
            self._slot(str(event.get("name")), event.get("value"))
        elif kind == "active_loop":
            self.form = event.get("name")
        elif kind == "pause":
            self.paused = True
        elif kind == "resume":
            self._back_to_bot()

    def result(self) -> Facts:
        return Facts(
            turn=self.latest,
            turns=tuple(self.turns),
            attempts=tuple(self.attempts),
            problems=tuple(self.problems),
            problem_turns=tuple(self.problems.values()),
            no_ai=self.no_ai,
            escalated=self.escalated,
            owned_by_person=self.paused,
        )

    def _user(self, event: Event) -> None:
        parsed = event.get("parse_data") or {}
        intent = (parsed.get("intent") or {}).get("name")
        if intent in ROUTINE_INTENTS:
            return
        self.number += 1
        signals = list(_signals(parsed))
        if self.offered == OFFER_PERSON and intent == "affirm":
            signals.append(Signal("explicit_human", 1.0, event.get("text") or "", "accepted the offer of a person"))
        self.offered = None  # an offer stands for one message
        self.latest = Turn(
            number=self.number,
            at=float(event.get("timestamp") or 0.0),
            text=event.get("text") or "",
            intent=intent,
            confidence=float((parsed.get("intent") or {}).get("confidence") or 0.0),
            signals=tuple(signals),
            problem=parsed.get("problem"),
            in_form=self.form is not None,
        )
        if (event.get("metadata") or {}).get("no_ai"):
            self.no_ai = True
        if self.paused:
            return
        self.turns.append(self.latest)
        if intent == NOT_HELPED and self.answered is not None:
            task = self.answered.task
            self.attempts.append(Attempt(task, "no_answer", "the customer says it did not help", self.number, intent))
        elif intent in RESOLVING and not self.latest.in_form:
            self._resolved()
        if self.latest.problem:
            self.problems.setdefault(self.latest.problem, self.number)

    def _slot(self, name: str, value: Any) -> None:
        if name == ATTEMPT_SLOT and isinstance(value, Mapping):
            turn = self.latest
            attempt = Attempt(
                task=str(value.get("task")),
                outcome=str(value.get("outcome")),
                detail=str(value.get("detail") or ""),
                turn=self.number,
                intent=turn.intent if turn else None,
            )
            self.attempts.append(attempt)
            self.answered = None if attempt.failed else attempt
        elif name == OFFER_SLOT:
            self.offered = value
        elif name == ESCALATION_SLOT:
            self.escalated = bool(value)
        elif name == NO_AI_SLOT:
            self.no_ai = bool(value)

    def _resolved(self) -> None:
        self.turns.clear()
        self.attempts.clear()
        self.answered = None

    def _back_to_bot(self) -> None:
        """A person gave the conversation back: a new matter begins, and nothing of the old one counts again."""
        self.paused = False
        self.escalated = False
        self.form = None
        self.problems.clear()
        self._resolved()


def _signals(parsed: Mapping[str, Any]) -> Iterable[Signal]:
    for item in parsed.get("escalation_signals") or ():
        yield Signal(
            str(item.get("signal")),
            float(item.get("confidence") or 0.0),
            str(item.get("evidence") or ""),
            str(item.get("source") or ""),
        )


def with_signal(known: Facts, signal: Signal) -> Facts:
    """The same facts with one more signal on the latest message (for tests and what-if questions)."""
    if known.turn is None:
        return known
    turn = replace(known.turn, signals=(*known.turn.signals, signal))
    return replace(known, turn=turn, turns=(*known.turns[:-1], turn) if known.turns else known.turns)

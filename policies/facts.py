"""Facts: what the log of a conversation says, in the terms that the triggers ask for.

Events are Rasa's, in the plain form in which its tracker store keeps them (`{"event": "user", ...}`), so that the
same function serves the running bot, `baton why`, the tests and the replay of a candidate policy.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

Event = Mapping[str, Any]

#: Slots by which actions and the policy speak to the log.
ATTEMPT_SLOT = "attempt"
ESCALATION_SLOT = "escalation"
OFFER_SLOT = "offer"
OFFER_PERSON = "person"
NO_AI_SLOT = "no_ai"
SETTLED_SLOT = "settled"  # what a person has dealt with: {trigger, category, handoff}

#: Messages after a person gave the conversation back within which the same reason alone is no new handover.
SETTLED_TURNS = 3

#: Intents of a message that the bot could make nothing of.
NOT_UNDERSTOOD = frozenset({"nlu_fallback", "out_of_scope", None})

#: The customer says that the matter is settled.
RESOLVING = frozenset({"solved", "thank", "goodbye"})

#: The customer says that the last answer was of no use.
NOT_HELPED = "not_helped"

#: Outcomes of an attempt that leave the customer where they were.
FAILURES = frozenset({"not_found", "not_proven", "invalid", "unavailable", "no_answer"})

#: Questions that one answer settles; whoever says that it did not help has seen it fail.
ANSWERED_AT_ONCE = frozenset({"return_policy", "delivery_info", "payment_methods", "opening_hours", "account_help"})

#: Intents of a message that is about an order.
ABOUT_ORDERS = frozenset({"order_status", "tracking_number", "inform"})

#: A customer who says nothing for so long has left; what comes then is not "still unresolved after hours". Seconds.
AWAY = 3600.0

#: Words by which a customer says that this is one more of the same kind, and not the same one again.
ONE_MORE = re.compile(r"\b(?:another|a second|one more|as well|too|the other|a different)\b", re.I)

#: Messages that Rasa itself understands and that are no customer's words.
ROUTINE_INTENTS = frozenset({"session_start", "restart", "back"})


# These three are tuples because a long conversation makes hundreds of them for every message: a frozen data class
# takes three times as long to make.


class Signal(NamedTuple):
    """One signal of a message, as the NLU pipeline wrote it."""

    name: str
    confidence: float
    evidence: str
    source: str


class Turn(NamedTuple):
    """One message of the customer. `number` counts from 1 over the whole conversation."""

    number: int
    at: float
    text: str
    intent: str | None
    confidence: float
    signals: tuple[Signal, ...] = ()
    problem: str | None = None  #: which problem it tells, among those of this conversation
    in_form: bool = False
    orders: tuple[str, ...] = ()  #: order numbers that it names

    @property
    def understood(self) -> bool:
        """Whether the bot could make something of it; inside a form the form's own validation says so instead."""
        return self.in_form or self.intent not in NOT_UNDERSTOOD


class Attempt(NamedTuple):
    """Something the bot tried for the customer, and what came of it."""

    task: str
    outcome: str
    detail: str
    turn: int
    intent: str | None = None
    problem: str | None = None

    @property
    def failed(self) -> bool:
        return self.outcome in FAILURES

    @property
    def order(self) -> str | None:
        """The number of the order that it is about."""
        number = self.detail.partition(" ")[0]
        return number if number.isdigit() else None

    @property
    def matter(self) -> str | None:
        """What it is about, as far as that is known: an order, else a problem, else what the answer names."""
        named = None if self.outcome == "no_answer" else self.detail  # the detail of those is a sentence
        return self.order or self.problem or named or None


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
    settled: tuple[str, str] | None = None  #: trigger and category that a person has just dealt with

    @property
    def exchanges(self) -> int:
        """Messages of the customer since the last resolution, or since they came back; this one included."""
        return len(self._present)

    @property
    def minutes(self) -> float:
        """Minutes from the first of these messages to the latest."""
        return (self._present[-1].at - self._present[0].at) / 60 if self.turns else 0.0

    @property
    def _present(self) -> tuple[Turn, ...]:
        """The messages since the customer was last away."""
        begin = 0
        for place in range(1, len(self.turns)):
            if self.turns[place].at - self.turns[place - 1].at >= AWAY:
                begin = place
        return self.turns[begin:]

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
        self.problem_orders: dict[str, str] = {}
        self.latest: Turn | None = None
        self.no_ai = False
        self.escalated = False
        self.paused = False
        self.form: str | None = None
        self.answered: Attempt | None = None
        self.offered: Any = None
        self.settled: tuple[str, str] | None = None
        self.back_at = 0  # number of the last message before a person gave the conversation back
        self.reminded_at: int | None = None  # the message at which the bot said that it was dealt with

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
            settled=self.settled if self._just_settled() else None,
        )

    def _just_settled(self) -> bool:
        once = self.reminded_at in (None, self.number)
        return once and self.number - self.back_at <= SETTLED_TURNS

    def _user(self, event: Event) -> None:
        parsed = event.get("parse_data") or {}
        meant = parsed.get("intent") or {}
        intent, text = meant.get("name"), event.get("text") or ""
        if intent in ROUTINE_INTENTS:
            return
        self.number += 1
        signals = _signals(parsed)
        if self.offered == OFFER_PERSON and intent == "affirm":
            signals.append(Signal("explicit_human", 1.0, text, "accepted the offer of a person"))
        self.offered = None  # an offer stands for one message
        self.latest = Turn(
            number=self.number,
            at=float(event.get("timestamp") or 0.0),
            text=text,
            intent=intent,
            confidence=float(meant.get("confidence") or 0.0),
            signals=tuple(signals),
            problem=None if self.paused else self._problem(parsed, text),
            in_form=self.form is not None,
            orders=_orders(parsed),
        )
        if (event.get("metadata") or {}).get("no_ai"):
            self.no_ai = True
        if self.paused:
            return
        self.turns.append(self.latest)
        if intent == NOT_HELPED and self.answered is not None:
            why = "the customer says it did not help"
            self.attempts.append(
                Attempt(self.answered.task, "no_answer", why, self.number, intent, self.answered.matter)
            )
        elif intent in RESOLVING and not self.latest.in_form:
            self._resolved()
        elif intent in ANSWERED_AT_ONCE:
            self.answered = Attempt(intent, "answered", "", self.number, intent)

    def _problem(self, parsed: Mapping[str, Any], text: str) -> str | None:
        """The problem that a message tells: a new one, or one of those told before.

        The same kind again is the same problem told twice, unless it names another order or says "another one".
        """
        kind = parsed.get("problem")
        if not kind:
            return None
        orders = _orders(parsed)
        told = [name for name in self.problems if name.partition(" ")[0] == kind]
        same = told[-1] if told else None
        if orders:
            known = [name for name in told if self.problem_orders.get(name) in (None, orders[0])]
            same = known[-1] if known else None
        elif ONE_MORE.search(text):
            same = None
        name = same or (f"{kind} {len(told) + 1}" if told else str(kind))
        self.problems.setdefault(name, self.number)
        if orders:
            self.problem_orders.setdefault(name, orders[0])
        return name

    def _slot(self, name: str, value: Any) -> None:
        if name == ATTEMPT_SLOT and isinstance(value, Mapping):
            turn = self.latest
            attempt = Attempt(
                task=str(value.get("task")),
                outcome=str(value.get("outcome")),
                detail=str(value.get("detail") or ""),
                turn=self.number,
                intent=turn.intent if turn else None,
                problem=turn.problem if turn else None,
            )
            self.attempts.append(attempt)
            self.answered = None if attempt.failed else attempt
        elif name == OFFER_SLOT:
            self.offered = value
        elif name == ESCALATION_SLOT:
            self.escalated = bool(value)
        elif name == NO_AI_SLOT:
            self.no_ai = bool(value)
        elif name == SETTLED_SLOT and isinstance(value, Mapping):
            self.settled = (str(value.get("trigger")), str(value.get("category")))
            self.reminded_at = None
        elif name == SETTLED_SLOT:
            self.reminded_at = self.number

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
        self.problem_orders.clear()
        self.back_at = self.number
        self._resolved()


def _orders(parsed: Mapping[str, Any]) -> tuple[str, ...]:
    if not parsed.get("entities"):
        return ()
    return tuple(str(e.get("value")) for e in parsed["entities"] if e.get("entity") == "order_number")


def _signals(parsed: Mapping[str, Any]) -> list[Signal]:
    return [
        Signal(
            str(item.get("signal")),
            float(item.get("confidence") or 0.0),
            str(item.get("evidence") or ""),
            str(item.get("source") or ""),
        )
        for item in parsed.get("escalation_signals") or ()
    ]


def with_signal(known: Facts, signal: Signal) -> Facts:
    """The same facts with one more signal on the latest message (for tests and what-if questions)."""
    if known.turn is None:
        return known
    turn = known.turn._replace(signals=(*known.turn.signals, signal))
    return replace(known, turn=turn, turns=(*known.turns[:-1], turn) if known.turns else known.turns)

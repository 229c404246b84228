"""What a conversation consists of for the policy: messages with their signals, and the bot's attempts.

These are tuples because a long conversation makes hundreds of them for every message: a frozen data class takes three
times as long to make.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from policies.callback_changes import CallbackChange
from policies.question_names import CERTAIN
from policies.taxonomy import IntentFlag, taxonomy

#: Outcomes of an attempt that leave the customer where they were.
FAILURES = frozenset({"not_found", "not_proven", "invalid", "unavailable", "no_answer"})


#: Words of an answer to the bot's own question; a longer message stands for itself.
LONGEST_ANSWER = 7


#: How the slots begin that the form of a callback asks for.
_OF_CALLBACK = "callback_"
REQUEST_CALLBACK = "request_callback"
SURE_OF_CALLBACK = 0.5
#: The source of a signal that a pattern of data/patterns.yml found.
PLAIN = "pattern"


class Signal(NamedTuple):
    """One signal of a message, as the NLU pipeline wrote it."""

    name: str
    confidence: float
    evidence: str
    source: str


class Matter(NamedTuple):
    """One of several matters in a message."""

    text: str
    intent: str | None
    question: str | None = None  #: the one that it asks, by its id in the shop's own answers

    @property
    def about_order(self) -> bool:
        """Whether the customer's own order answers it."""
        return self.intent in taxonomy().with_flag(IntentFlag.ABOUT_ORDERS)


class Turn(NamedTuple):
    """One message of the customer. `number` counts from 1 over the whole conversation."""

    number: int
    at: float
    text: str
    intent: str | None
    confidence: float
    signals: tuple[Signal, ...] = ()
    problem: str | None = None  #: which problem it reports, among those of this conversation
    in_form: bool = False
    asked: str | None = None  #: the slot that the bot's last question asked for; None outside a form
    orders: tuple[str, ...] = ()  #: order numbers that it names
    details: bool = False  #: whether it gives a number, a name or an address
    faq: float = 0.0  #: how near it is to one of the shop's questions, from 0 to 1; 0 where none is the nearest
    callback_change: CallbackChange | None = None  #: what it changes of the callback that the bot has booked
    accepted: str | None = None  #: what the bot has just offered, and this message says yes to
    declined: str | None = None  #: the same, with a plain no
    objects: str | None = None  #: the same, with a no that says how things are: "no, there was only one parcel"
    acknowledged: str | None = None  #: the same, where it says no more than that it was read: "ok thanks"
    acknowledges: bool = False  #: it says no more than that the last message was read, which offered nothing
    after_question: bool | None = None  #: whether the bot's message before was a question; None if there was none
    reply_to_no: str | None = None  #: the response that answers this no, where it is not the usual one
    question: str | None = None  #: the one that it asks, by its id in the shop's own answers
    facet: str | None = None  #: what it asks about an order, beyond the order itself
    about_shown: bool = False  #: whether that is clear only because an order was shown right before
    near_facet: str | None = None  #: the same, where it may as well be a plain yes or no
    corrects: bool = False  #: it says what was meant instead of the question before: "no wait, I meant exchanges"
    asks_why_not: bool = False  #: it only asks why what the bot has just said is not so
    wants_rest: bool = False  #: it says only that something which was asked is still open
    matters: tuple[Matter, ...] = ()  #: what it asks one after the other, where that is more than one thing

    @property
    def answers(self) -> bool:
        """Whether it is short enough to be the answer to what the bot has just asked, and nothing more."""
        return self.asked is not None and len(self.text.split()) <= LONGEST_ANSWER

    @property
    def asks_for_certain(self) -> bool:
        """Whether it is as good as certain that it asks one of the shop's questions."""
        return self.faq >= CERTAIN

    @property
    def of_callback(self) -> bool:
        """Whether it answers a question about a callback."""
        return self.asked is not None and self.asked.startswith(_OF_CALLBACK)

    @property
    def wants_callback(self) -> bool:
        """Whether it surely asks to be called back, and does not say in plain words that it wants a person now."""
        plain = any(signal.source == PLAIN for signal in self.signals)
        return self.intent == REQUEST_CALLBACK and self.confidence >= SURE_OF_CALLBACK and not plain

    @property
    def understood(self) -> bool:
        """Whether the bot could make something of it; inside a form the form's own validation says so instead."""
        answered_offer = self.accepted or self.declined or self.acknowledged or self.acknowledges
        changed = self.callback_change is not None
        return (
            self.in_form
            or changed
            or self.corrects
            or self.wants_rest
            or self.about_shown
            or bool(answered_offer or self.matters or self.orders)
            or self.has_meaning
        )

    @property
    def has_meaning(self) -> bool:
        """Whether its intent says what to do."""
        return taxonomy().is_understood(self.intent)

    @property
    def small_talk(self) -> bool:
        """Whether it neither asks for anything nor fails: a greeting, thanks, a yes or no, a moment's wait."""
        said_nothing = self.declined is not None or self.acknowledged is not None or self.acknowledges
        return said_nothing or self.intent in taxonomy().with_flag(IntentFlag.SMALL_TALK)


class Attempt(NamedTuple):
    """Something the bot tried for the customer, and what came of it."""

    task: str
    outcome: str
    detail: str
    turn: int
    intent: str | None = None
    problem: str | None = None
    facet: str | None = None  #: what of the order was answered
    by_country: bool = False  #: whether the answer depends on a country that the customer may name next
    goes_on: tuple[str, ...] = ()  #: the shop's questions that a short message may go on to ask, that one first

    @property
    def failed(self) -> bool:
        return self.outcome in FAILURES

    @property
    def answered(self) -> bool:
        return self.outcome == "answered"

    @property
    def order(self) -> str | None:
        """The number of the order that it is about."""
        number = self.detail.partition(" ")[0]
        return number if number.isdigit() else None

    @property
    def subject(self) -> str | None:
        """What it is about, as far as that is known: an order, else a problem, else what the answer names."""
        answered = None if self.outcome == "no_answer" else self.detail  # the detail of those is a sentence
        return self.order or self.problem or answered or None


def logged_attempt(value: Mapping[str, Any], turn: Turn | None) -> Attempt:
    """The attempt that an action has written into the slot `attempt`, for this message."""
    return Attempt(
        task=str(value.get("task")),
        outcome=str(value.get("outcome")),
        detail=str(value.get("detail") or ""),
        turn=turn.number if turn else 0,
        intent=turn.intent if turn else None,
        problem=turn.problem if turn else None,
        facet=str(value["facet"]) if value.get("facet") else None,
        by_country=bool(value.get("by_country")),
        goes_on=tuple(map(str, value.get("goes_on") or ())),
    )

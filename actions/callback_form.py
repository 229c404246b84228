"""The form that collects a callback's details: several in one message, corrections, in any order. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from actions.callback_details import (
    ASK_CONFIRMED,
    ASK_CONTACT,
    ASK_NAME,
    ASK_TIME,
    ASK_TOPIC,
    CallbackDetails,
    CallbackFormState,
    DetailReader,
    corrects_detail,
    is_time,
)
from actions.detail_words import detail_words
from actions.introduced_name import introduced_name
from actions.user_message import UserMessage, attempt
from baton.handoff.calendar import callback_slots
from baton.handoff.calendar.callback_time import TimeReading, read_callback_time
from baton.handoff.calendar.confirmation import Answer, read_answer
from baton.handoff.calendar.opening_hours import OpeningHours
from baton.handoff.calendar.time_expression import TimeProblem
from baton.orders.gateway import Product
from policies.callback_changes import cancels_callback, names_topic
from policies.taxonomy import IntentFlag, taxonomy

TASK = "callback"
_LONGEST_DETAIL = 60  # characters
_LONGEST_PENDING = 100  # characters
_NO_TOPIC = frozenset({"stop", "goodbye", "why_asked", "wait"})  # every other message is the topic
_SURE = 0.6  # so sure must a question about an order be to leave this form for it
_SURE_GENERAL = 0.4  # the same for one that by its words is of nothing of the customer's own
_ABOUT_AN_ORDER = frozenset({"order_status", "tracking_number", "order_question"})
_RESPONSE_TO_INVALID = {
    ASK_NAME: "utter_bad_name",
    ASK_CONTACT: "utter_bad_contact",
    ASK_TOPIC: "utter_bad_topic",
    ASK_TIME: "utter_bad_time",
}
_RESPONSE_TO_PROBLEM = {
    TimeProblem.CLOSED: "utter_time_closed",
    TimeProblem.PAST: "utter_time_past",
    TimeProblem.DAY_MISSING: "utter_time_day_missing",
    TimeProblem.ZONE_MISSING: "utter_time_zone_missing",
    TimeProblem.TOO_FAR: "utter_time_too_far",
}
_CHOICE = "utter_time_choice"
#: What a later message may complete.
_COMPLETED_LATER = frozenset({TimeProblem.DAY_MISSING, TimeProblem.ZONE_MISSING})


@dataclass(frozen=True)
class CallbackFormStep:
    """What happens next.

    Attributes:
        state: what is collected now.
        ask: the slot to ask for; None ends the form.
        response: what to say before that.
        when: the moment that the response speaks of (aware).
        attempt: what was tried (`user_message.attempt`).
        unchanged: the message is no answer to the form; nothing but the question is kept.
        cancels: the callback that is booked is not wanted any more.
    """

    state: CallbackFormState
    ask: str | None
    response: str | None = None
    when: datetime | None = None
    attempt: Mapping[str, str] | None = None
    unchanged: bool = False
    cancels: bool = False


class CallbackForm:
    """Collects name, contact, topic and time of a callback, and reads them back before they count.

    Args:
        now: the present moment (aware).
        hours: opening hours, in which the time must lie.
        products: what the shop sells by a name: "lamp" is nobody's name.
    """

    def __init__(
        self, now: datetime, hours: OpeningHours, products: Callable[[str], list[Product]] = lambda _name: []
    ) -> None:
        self._now = now
        self._hours = hours
        self._reader = DetailReader(now, hours, products)

    def next(self, state: CallbackFormState, message: UserMessage) -> CallbackFormStep:
        """The step that follows from the customer's latest message."""
        details = self._reader.read(state, message)
        if state.asked is not None and cancels_callback(message.text, names_it=False):
            return _left(state, cancels=state.changes and cancels_callback(message.text, names_it=True))
        if state.asked in (ASK_NAME, ASK_CONTACT, ASK_TOPIC) and message.acknowledges:
            return CallbackFormStep(state, state.asked)  # "great": no answer yet, and no failed one
        answer = read_answer(message.text, message.intent) if state.asked == ASK_CONFIRMED else Answer.OTHER
        says_time = details.time.due is not None or (state.asked == ASK_TIME and is_time(details.time))
        if not says_time and answer is Answer.OTHER and self._leaves_form(state, message, details):
            return CallbackFormStep(state, state.asked, unchanged=True)
        renamed = answer is Answer.NO and (
            introduced_name(message.text, asked=False) is not None or corrects_detail(message)
        )
        given = renamed or details.time.due is not None or details.contact is not None
        bare = answer is not Answer.OTHER and not given
        if details.gives_something and not bare:
            return self._merged(state, details)
        if state.asked == ASK_CONFIRMED:
            return self._confirmation(state, message, details, answer)
        if state.asked in (None, ASK_TIME) and (details.time.partly or _is_open(details.time)):
            return self._time_open(state, message, details)
        if state.asked is None:
            return CallbackFormStep(state, state.missing)
        if state.asked in (ASK_NAME, ASK_CONTACT) and "?" in message.text:
            return CallbackFormStep(state, state.asked, "utter_callback_who_calls")
        early = _is_open(details.time) or details.time.problem in _RESPONSE_TO_PROBLEM
        if state.asked in (ASK_NAME, ASK_CONTACT, ASK_TOPIC) and early:
            return self._merged(state, details)  # a time before its turn, and no failed try
        # A yes to "whom shall we ask for?" is no answer, and no failed one.
        failed = None if message.intent in taxonomy().with_flag(IntentFlag.NO_ATTEMPT) else _invalid(message)
        return CallbackFormStep(state, state.asked, _RESPONSE_TO_INVALID.get(state.asked), attempt=failed)

    def _merged(self, state: CallbackFormState, details: CallbackDetails) -> CallbackFormStep:
        """The form with the details of a message; a time that it names in part is kept until it is complete."""
        reading = details.time
        pending = _is_completed_later(reading)
        after = replace(
            state,
            name=details.name or state.name,
            contact=details.contact or state.contact,
            topic=details.topic or state.topic,
            time=reading.due or state.time,
            zone=reading.zone if reading.due is not None else state.zone,
            pending=_pending(details) if pending else None if reading.due is not None else state.pending,
            confirmed=False,
        )
        if reading.problem is not None and not pending and after.missing in (ASK_NAME, ASK_CONTACT, ASK_TOPIC):
            return CallbackFormStep(after, after.missing, *_why_not(reading))
        noted = "utter_callback_noted" if after.missing == state.asked in (ASK_NAME, ASK_CONTACT, ASK_TOPIC) else None
        return CallbackFormStep(after, after.missing, self._what_is_pending(after) or noted)

    def _what_is_pending(self, state: CallbackFormState) -> str | None:
        """What is missing of a time that was named in part, when its turn has come."""
        if state.missing != ASK_TIME or state.pending is None:
            return None
        reading = read_callback_time(state.pending, self._now, self._hours)
        if reading.leaves_choice:
            return _CHOICE
        return _RESPONSE_TO_PROBLEM.get(reading.problem) if reading.problem is not None else None

    def _time_open(self, state: CallbackFormState, message: UserMessage, details: CallbackDetails) -> CallbackFormStep:
        """A time was named that is not one yet: why, and the question for the rest of it."""
        reading = details.time
        if state.asked is None and state.missing != ASK_TIME:  # the other details first; the time has its turn
            pending = _pending(details) if _is_completed_later(reading) else None
            return CallbackFormStep(replace(state, pending=pending), state.missing)
        return self._ask_time(state, message, reading, details)

    def _ask_time(
        self, state: CallbackFormState, message: UserMessage, reading: TimeReading, details: CallbackDetails
    ) -> CallbackFormStep:
        if reading.anytime:
            return CallbackFormStep(replace(state, time=None), ASK_TIME, "utter_time_choose")
        pending = _pending(details) if _is_completed_later(reading) else None
        after = replace(state, time=None, zone=reading.zone, pending=pending)
        if reading.leaves_choice:
            return CallbackFormStep(after, ASK_TIME, _CHOICE)
        response, when = _why_not(reading)
        # What was understood is no failed try: the shop is closed, or a day is missing.
        failed = None if reading.problem in _RESPONSE_TO_PROBLEM else _invalid(message)
        return CallbackFormStep(after, ASK_TIME, response or "utter_bad_time", when, failed)

    def _confirmation(
        self, state: CallbackFormState, message: UserMessage, details: CallbackDetails, answer: Answer
    ) -> CallbackFormStep:
        """What follows from an answer to what was read back; only a plain yes books it."""
        refused = callback_slots.in_words(state.time, self._hours) if state.time is not None else None
        another = replace(state, time=None, pending=refused)  # "no" and then "at 4" is on the same day
        if details.time.partly or _is_open(details.time):  # "no, later" and "yes, but next week"
            return self._ask_time(another, message, details.time, details)
        if answer is Answer.NO:
            return CallbackFormStep(another, ASK_TIME)
        if answer is Answer.OTHER:
            return CallbackFormStep(state, ASK_CONFIRMED, attempt=_invalid(message))
        if state.time is None or not callback_slots.fits(self._hours, state.time.timestamp(), self._now):
            return CallbackFormStep(replace(state, time=None), ASK_TIME, "utter_time_past")  # it has passed meanwhile
        return CallbackFormStep(replace(state, confirmed=True), None)

    @staticmethod
    def _leaves_form(state: CallbackFormState, message: UserMessage, details: CallbackDetails) -> bool:
        """Whether the message is a question or a request of its own. The callback may be about a question of the
        customer's own matter; what the shop answers to everybody is answered at once."""
        if state.asked == ASK_TOPIC:
            asks = message.interrupts and message.confidence >= _SURE_GENERAL
            general = asks and detail_words().general_question.fullmatch(message.text) is not None
            return message.intent in _NO_TOPIC or general
        if details.topic and names_topic(message.text):
            return False
        if state.asked is None or details.name or details.contact:
            return state.asked is not None and message.interrupts
        about_order = message.intent in _ABOUT_AN_ORDER and (message.confidence >= _SURE or bool(message.numbers))
        return message.interrupts or about_order


def _is_open(reading: TimeReading) -> bool:
    """Whether what was said leaves the time to be chosen from several."""
    return reading.anytime or reading.leaves_choice


def _is_completed_later(reading: TimeReading) -> bool:
    """Whether a later message may complete the time that was named."""
    return reading.due is None and (reading.problem in _COMPLETED_LATER or reading.leaves_choice)


def _why_not(reading: TimeReading) -> tuple[str | None, datetime | None]:
    """The response that says why nothing follows from a time that was understood, and the moment that it speaks of."""
    if reading.problem is TimeProblem.CLOSED and reading.closed_at is not None:
        return "utter_time_closed_then", reading.closed_at
    return (_RESPONSE_TO_PROBLEM.get(reading.problem) if reading.problem is not None else None), None


def _left(state: CallbackFormState, cancels: bool) -> CallbackFormStep:
    """The customer wants no callback after all; of one that is booked already no more than the change is dropped."""
    after = CallbackFormState(name=state.name, contact=state.contact)
    response = None if cancels else "utter_callback_kept" if state.changes else "utter_stopped"
    return CallbackFormStep(after, None, response, cancels=cancels)


def _pending(details: CallbackDetails) -> str | None:
    return details.said.strip()[:_LONGEST_PENDING] or None


def _invalid(message: UserMessage) -> dict[str, str]:
    return attempt(TASK, "invalid", message.text[:_LONGEST_DETAIL])

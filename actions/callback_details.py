"""The details of a callback that one message gives, in the light of what was asked. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from actions.callback_topic import named_topics
from actions.contact_correction import corrected_contact
from actions.customer_name import customer_name
from actions.detail_words import detail_words
from actions.introduced_name import introduced_name, with_surname
from actions.user_message import UserMessage
from baton.handoff.calendar import callback_slots
from baton.handoff.calendar.callback_time import TimeReading, fits_callback_time, read_callback_time
from baton.handoff.calendar.callback_words import any_of, callback_words
from baton.handoff.calendar.opening_hours import OpeningHours
from baton.handoff.calendar.time_beside import TimeBeside, divide, topic_beginning
from baton.handoff.calendar.time_expression import TimeProblem
from baton.orders.gateway import Product
from baton.orders.imports.field_types import checked_email
from baton.orders.text.order_words import order_words
from baton.orders.text.spoken_digits import in_digits
from policies.callback_changes import callback_change, has_words_of_its_own, only_corrects, without_details

ASK_NAME = "callback_name"
ASK_CONTACT = "callback_contact"
ASK_TOPIC = "callback_topic"
ASK_TIME = "callback_time"
ASK_CONFIRMED = "callback_confirmed"

CHOICES = 4  # times that are offered
LEAD = timedelta(minutes=30)  # from now to the first of them
_LONGEST_TOPIC = 300  # characters
#: What is wrong with a time that was understood: a topic does not read like that.
UNDERSTOOD = frozenset(TimeProblem) - {TimeProblem.NOT_UNDERSTOOD}
_LETTER = re.compile(r"[^\W\d_]")
_NO_TIME = TimeReading()


@dataclass(frozen=True)
class CallbackFormState:
    """What is collected so far.

    Attributes:
        asked: the question that was asked last, or None when the form begins.
        zone: the time zone in which the customer named the time; None is the shop's.
        pending: what was said of a time that is not complete yet: "next week", "3pm my time", "evenings"; or the whole
            time that was read back and is to be another one, of which the next answer may keep the day.
        confirmed: everything was read back to the customer, who said that it is right.
        changes: a callback that is booked is being changed.
    """

    asked: str | None = None
    name: str | None = None
    contact: str | None = None
    topic: str | None = None
    time: datetime | None = None
    zone: ZoneInfo | None = None
    pending: str | None = None
    confirmed: bool = False
    changes: bool = False

    @property
    def missing(self) -> str | None:
        """The slot to ask for next, or None when everything is there."""
        slots = ((ASK_NAME, self.name), (ASK_CONTACT, self.contact), (ASK_TOPIC, self.topic), (ASK_TIME, self.time))
        return next((slot for slot, value in slots if value is None), None if self.confirmed else ASK_CONFIRMED)


@dataclass(frozen=True)
class CallbackDetails:
    """What a message gives. `said` is its text about a time, for a time that a later message completes."""

    name: str | None = None
    contact: str | None = None
    topic: str | None = None
    time: TimeReading = _NO_TIME
    said: str = ""

    @property
    def gives_something(self) -> bool:
        """Whether it gives a detail that can be kept."""
        return bool(self.name or self.contact or self.topic or self.time.due)


class DetailReader:
    """Reads details.

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
        self._products = products

    def read(self, state: CallbackFormState, message: UserMessage) -> CallbackDetails:
        """The details that a message gives or corrects."""
        contact = _contact(state, message)
        corrects = _corrects(state, message)
        name = self._name(state, message)
        said = _about_time(message, name)
        time, topic = self._of_list(state, message.text) or self._time(state, said), None
        if state.asked is None and time.due is None:
            for topic, rest in named_topics(message.text):
                if self._says_no_time(topic):
                    said = _about_time(message, name, rest)
                    time, topic = self._time(state, said), _own(topic)
                    break
            else:
                topic = None
        if state.asked == ASK_TIME and time.due is None:
            topic = self._only_topic(message.text)
        if state.asked in (ASK_NAME, ASK_CONTACT) and state.topic is None:
            named = (_own(each) for each, _ in named_topics(message.text) if self._says_no_time(each))
            topic = next(filter(None, named), None)
        beside = self._beside(state, time, said)
        if beside is not None:
            said, topic = beside.time, topic or (beside.rest if state.asked == ASK_TOPIC else beside.topic)
            time = self._time(state, said)
        only_time = time.due is None and is_time(time)
        if state.asked == ASK_TOPIC and not corrects and time.due is None and not only_time:
            topic = topic or own_topic(message)
        if state.asked == ASK_TOPIC and time.due is None and not only_time:
            time = _NO_TIME  # the topic may speak of days as it likes
        if state.asked == ASK_CONTACT and not _LETTER.search(said):
            time = _NO_TIME  # digits that are no whole number
        return CallbackDetails(name, contact, topic, time, said)

    def _time(self, state: CallbackFormState, text: str) -> TimeReading:
        """The time in a text, alone or as what completes the one that was said before."""
        reading = _without_chance(read_callback_time(text, self._now, self._hours, state.time))
        if state.pending is None or state.time is not None or reading.anytime:
            return reading
        before = _without_chance(read_callback_time(state.pending, self._now, self._hours))
        if before.due is not None:  # it was refused
            return read_callback_time(text, self._now, self._hours, before.due)
        for rest in (text, f"in {text}"):  # a city alone answers where the customer is
            together = read_callback_time(f"{state.pending}, {rest}", self._now, self._hours)
            if together.due is not None:
                return together
        return reading

    def _beside(self, state: CallbackFormState, time: TimeReading, text: str) -> TimeBeside | None:
        """What a text that was not understood as a whole says of a time and of something else."""
        # What it is about may speak of days as it likes: there a time that is known stays.
        if time.problem is not TimeProblem.NOT_UNDERSTOOD or (state.asked == ASK_TOPIC and state.time is not None):
            return None
        beside = divide(text, self._now, self._hours)
        if beside is None or (state.asked == ASK_TOPIC and self._time(state, beside.time).due is None):
            return None
        return beside

    def _of_list(self, state: CallbackFormState, text: str) -> TimeReading | None:
        """The time of those on the buttons whose place a text names: "the second one" is no second of the month."""
        if state.asked != ASK_TIME:
            return None
        words, options = order_words(), any_of(callback_words().options)
        times = offered_times(state.pending, self._now, self._hours)
        places = zip(times, words.places, strict=False)
        named = (due for due, place in places if words.find([rf"(?:{place}) (?:{options})"], text))
        due = next(named, None)
        return TimeReading(due=due) if due is not None else None

    def _only_topic(self, text: str) -> str | None:
        """What a text says the call is about, where that is all that it says: "about the toaster"."""
        begins = topic_beginning().match(text.strip())
        topic = text.strip()[begins.end() :].strip() if begins else ""
        return _own(topic) if topic and self._says_no_time(topic) else None

    def _says_no_time(self, text: str) -> bool:
        reading = read_callback_time(text, self._now, self._hours)
        return reading.due is None and not reading.partly

    def _name(self, state: CallbackFormState, message: UserMessage) -> str | None:
        renamed = with_surname(state.name, message.text)
        if renamed is not None or (state.asked == ASK_TOPIC and not _corrects(state, message)):
            return renamed
        asked = state.asked == ASK_NAME
        name = customer_name(message, asked, self._products if asked else lambda _name: [])
        if name is not None and all(map(callback_words().is_no_name, name.split())):
            name = None  # "call me tmrw"
        return name or introduced_name(message.text, asked) or (_someone(message.text) if asked else None)


def is_time(reading: TimeReading) -> bool:
    """Whether all of a text was understood as a time, also as one that is not possible or not complete."""
    understood = reading.anytime or reading.leaves_choice or reading.problem in UNDERSTOOD
    return reading.due is not None or understood


def offered_times(pending: str | None, now: datetime, hours: OpeningHours) -> list[datetime]:
    """The times on the buttons: the next free ones, of those that fit where "evenings" was said.

    Args:
        pending: what was said of a time that is not complete yet.
        now: the present moment (aware).
        hours: opening hours.
    """
    chosen_from = pending if pending is not None and read_callback_time(pending, now, hours).leaves_choice else None
    if chosen_from is None:
        return callback_slots.choices(hours, now, CHOICES, LEAD)
    return callback_slots.choices(
        hours, now, CHOICES, LEAD, lambda moment: fits_callback_time(chosen_from, moment, now, hours)
    )


def _without_chance(reading: TimeReading) -> TimeReading:
    """A reading that names no moment by chance: the first evening is not what "evenings" means."""
    return replace(reading, due=None) if reading.leaves_choice else reading


def corrects_detail(message: UserMessage) -> bool:
    """Whether a message says that the name, or a part of the number, is another one: "my name is Hanna, not Anna"."""
    change = callback_change(message.text, message.phones, message.emails, message.names, just_agreed=True)
    return change is not None and change.detail


def is_address(email: str) -> bool:
    """Whether mail can be sent there."""
    try:
        return checked_email(email) is not None
    except ValueError:
        return False


def _about_time(message: UserMessage, name: str | None, text: str | None = None) -> str:
    """A text without what was understood as something else: the digits of a number, a name that is a month."""
    spoken = in_digits(message.text) if message.phones and text is None else text or message.text
    return without_details(spoken, message.phones, message.emails, [*message.names, *([name] if name else [])])


def _contact(state: CallbackFormState, message: UserMessage) -> str | None:
    """A phone number, else an e-mail address, else what is corrected of the one that was given."""
    whole = next(iter((*message.phones, *filter(is_address, message.emails))), None)
    if whole is not None or state.contact is None:
        return whole
    return corrected_contact(state.contact, message.text)


def _corrects(state: CallbackFormState, message: UserMessage) -> bool:
    """Whether a message does nothing but correct a detail that was given before."""
    if state.contact is not None and corrected_contact(state.contact, message.text) is not None:
        return True
    if state.name is not None and with_surname(state.name, message.text) is not None:
        return True
    details = (message.text, message.phones, message.emails, message.names)
    if only_corrects(*details):
        return True
    change = callback_change(*details)
    return state.time is not None and change is not None and change.time and change.plain


def _own(topic: str) -> str | None:
    """A topic that has words of its own: "about it" says no more than was said before."""
    return topic if has_words_of_its_own(topic) or any(c.isdigit() for c in topic) else None


def own_topic(message: UserMessage) -> str | None:
    """The message, if it says what the call is about: it has words of its own, or names an order. A yes, a name or a
    number alone does not."""
    rest = without_details(message.text, message.phones, message.emails, message.names)
    says = has_words_of_its_own(rest) or (bool(message.numbers) and not message.phones)
    begins = topic_beginning().match(message.text.strip())
    return message.text.strip()[begins.end() if begins else 0 :].strip()[:_LONGEST_TOPIC] if says else None


def _someone(text: str) -> str | None:
    """Whom to ask for may be somebody without a name: "my secretary", "Mum"."""
    found = detail_words().someone.fullmatch(text)
    return found["who"] if found else None

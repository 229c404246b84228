"""How the customer is told what happens: events for the conversation log, delivered through the outbox. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

from baton.base.live_file import LiveFile
from baton.handoff.calendar import callback_slots
from baton.handoff.calendar.opening_hours import OpeningHours
from baton.handoff.messages.texts import MessageTemplates
from baton.handoff.outbox import outbox
from policies.facts import ESCALATION_SLOT, NO_AI_SLOT, SETTLED_SLOT
from policies.taxonomy import taxonomy

#: Slots that a handover set and that are empty again when the bot listens.
_ESCALATION_SLOTS = ("escalation_trigger", "escalation_category", "handoff_id", ESCALATION_SLOT, "attempt")

MOST_URGENT = 1  # the priority of a danger to health or safety

ASKS = "asks"  # metadata of a system message that waits for an answer
ASKS_TIME = "callback_time"
READ_BACK = "read_back"  # epoch seconds of the time that it asks the customer to confirm

Event = dict[str, object]
Button = Mapping[str, str]


class CustomerMessages:
    """Words for the customer.

    Args:
        templates: the texts.
        hours: when somebody is there.
        emergency_contact: whom a customer in danger is told to contact.
    """

    def __init__(
        self, templates: LiveFile[MessageTemplates], hours: LiveFile[OpeningHours], emergency_contact: str
    ) -> None:
        self._templates = templates
        self._hours = hours
        self._emergency_contact = emergency_contact

    @property
    def phrases(self) -> MessageTemplates:
        """The texts and times in force."""
        return self._templates()

    @property
    def hours(self) -> OpeningHours:
        """The opening hours in force."""
        return self._hours()

    def say(self, name: str, /, **variables: object) -> str:
        """A text, with what every text may name."""
        known = {"emergency_contact": self._emergency_contact, "opening_hours": self.hours.in_words()}
        return self.phrases.say(name, **known, **variables)

    def moment(self, at: float) -> str:
        """A moment (epoch seconds) that is agreed on, in words."""
        return callback_slots.agreed(datetime.fromtimestamp(at, timezone.utc), self.hours)

    def opened(
        self,
        handoff_id: str,
        priority: int,
        now: datetime,
        there: bool,
        waiting: str,
        closed_notice_sent: bool,
        with_assistant: bool = False,
    ) -> Event:
        """What a customer is told when the handoff is stored: place and wait - or that nobody is there, with times.

        Args:
            handoff_id: of the new handoff.
            priority: of the new handoff.
            now: the present moment (aware).
            there: whether somebody is there.
            waiting: what they can count on while somebody is there (`waiting`).
            closed_notice_sent: whether the bot has said in the same turn that nobody is there.
            with_assistant: whether they may talk to the assistant until somebody is there.
        """
        if there:
            return system(waiting, now)
        lines = [] if closed_notice_sent else [self.nobody(now, priority)]
        return self.offer(handoff_id, priority, now, *lines, with_assistant=with_assistant)

    def waiting(self, priority: int, position: int, wait_minutes: int | None) -> str:
        """What a customer who waits can count on: place and wait; in a critical issue that it comes first."""
        if taxonomy().is_critical(priority):
            return self.say("severe")
        return self.phrases.place(position, wait_minutes)

    def nobody(self, now: datetime, priority: int) -> str:
        """That nobody is there, and for a grave matter whom to turn to instead."""
        if self.hours.is_open(now):
            said = self.say("nobody")
        else:
            opening = self.hours.next_opening(now)
            said = self.say("closed", next_opening=callback_slots.opening_in_words(opening, self.hours))
        return f"{said} {self.say('grave')}" if taxonomy().is_critical(priority) else said

    def offer(self, handoff_id: str, priority: int, now: datetime, *lines: str, with_assistant: bool = False) -> Event:
        """Times for a callback to choose from, after some words of its own; if there is none in reach, it says so.

        What is most urgent, such as a danger to somebody's health, is not put off: then there is nothing to choose.

        Args:
            with_assistant: whether the customer may talk to the assistant instead.
        """
        if priority <= MOST_URGENT:
            return system(" ".join(lines or [self.say("severe")]), now)
        if not self._choices(now):
            assistant = [self.assistant_button(handoff_id)] if with_assistant else []
            return system(" ".join([*lines, self.say("no_times")]), now, buttons=assistant)
        text = " ".join([*lines, self.say("offer")])
        return system(text, now, buttons=self.times(handoff_id, now, with_assistant))

    def times(self, handoff_id: str, now: datetime, with_assistant: bool = False) -> list[Button]:
        """The buttons of an offer."""
        buttons = [
            button(
                callback_slots.on_button(due, self.hours),
                callback_slots.payload(callback_slots.CALLBACK, handoff_id, due),
            )
            for due in self._choices(now)
        ]
        other = button(self.say("other_time"), callback_slots.payload(callback_slots.OTHER_TIME, handoff_id))
        wait = button(self.say("wait_here"), callback_slots.payload(callback_slots.WAIT, handoff_id))
        return [*buttons, other, wait, *([self.assistant_button(handoff_id)] if with_assistant else [])]

    def assistant_button(self, handoff_id: str) -> Button:
        """The button by which a customer talks to the assistant meanwhile."""
        return button(self.say("meanwhile"), callback_slots.payload(callback_slots.MEANWHILE, handoff_id))

    def _choices(self, now: datetime) -> list[datetime]:
        lead = timedelta(seconds=self.phrases.first_choice)
        return callback_slots.choices(self.hours, now, self.phrases.callback.choices, lead)

    def confirm_time(self, handoff_id: str, due: datetime, now: datetime, zone: ZoneInfo | None = None) -> Event:
        """A time in the customer's own words, read back: a yes books it, anything else is read as another time.

        Args:
            zone: the time zone in which the customer named it; None is the shop's.
        """
        yes = button(self.say("confirm"), callback_slots.payload(callback_slots.CALLBACK, handoff_id, due))
        other = button(self.say("other_time"), callback_slots.payload(callback_slots.OTHER_TIME, handoff_id))
        asks = {ASKS: ASKS_TIME, READ_BACK: due.timestamp()}
        when = callback_slots.agreed(due, self.hours, zone)
        return system(self.say("confirm_time", when=when), now, [yes, other], **asks)

    def resume_bot_events(
        self, words: str, now: datetime, settled: Mapping[str, object], note: str, no_ai: bool = False
    ) -> list[Event]:
        """Events after which the bot listens: nothing of the handover counts again, no form goes on.

        Args:
            words: what the customer is told.
            now: the present moment.
            settled: trigger and category of what a person has dealt with.
            note: what was settled, for the bot's memory.
            no_ai: whether the customer still wants no AI contact: the next message goes to a person again.
        """
        return [
            system(words, now),
            {"event": "resume"},
            *[slot(name, None) for name in _ESCALATION_SLOTS],
            slot(NO_AI_SLOT, True if no_ai else None),
            {"event": "active_loop", "name": None},
            slot("requested_slot", None),
            slot("settled_by_person", note or None),
            slot(SETTLED_SLOT, dict(settled)),
            {"event": "action", "name": "action_listen"},
        ]


def system(text: str, now: datetime, buttons: Sequence[Button] = (), **metadata: object) -> Event:
    """A system message."""
    data = {"data": {"buttons": [dict(each) for each in buttons]}} if buttons else {}
    return {**_bot(text, now, {"speaker": "system", **metadata}), **data}


def agent(text: str, now: datetime, name: str) -> Event:
    """An agent's message."""
    return _bot(text, now, {"speaker": "agent", "name": name})


def button(title: str, payload: str) -> Button:
    return {"title": title, "payload": payload}


def slot(name: str, value: Any) -> Event:
    return {"event": "slot", "name": name, "value": value}


def to_rasa(key: str, conversation_id: str, events: Iterable[Event]) -> outbox.Delivery:
    """A delivery to the conversation log; the same key is delivered once."""
    return outbox.Delivery(outbox.RASA, key, conversation_id, {"events": list(events)})


def _bot(text: str, now: datetime, metadata: Mapping[str, object]) -> Event:
    return {"event": "bot", "text": text, "metadata": dict(metadata), "timestamp": now.timestamp()}

"""How the customer is told what happens: events for the conversation log, delivered through the outbox. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from baton.handoff import appointments, outbox
from baton.handoff.hours import OpeningHours
from baton.handoff.package import GRAVE
from baton.handoff.phrases import Phrases
from policies.facts import ESCALATION_SLOT, NO_AI_SLOT, SETTLED_SLOT

#: Slots that a handover set and that are empty again when the bot listens.
_ESCALATION_SLOTS = ("escalation_trigger", "escalation_category", "handoff_id", ESCALATION_SLOT, "attempt")

ASKS = "asks"  # metadata of a system message that waits for an answer
ASKS_TIME = "callback_time"
ASKS_CONTACT = "callback_contact"

Event = dict[str, Any]
Button = Mapping[str, str]


class Telling:
    """Words for the customer.

    Args:
        phrases: the texts.
        hours: when somebody is there.
        emergency_contact: whom a customer in danger is told to contact.
    """

    def __init__(self, phrases: Phrases, hours: OpeningHours, emergency_contact: str) -> None:
        self.phrases = phrases
        self.hours = hours
        self._emergency_contact = emergency_contact

    def say(self, name: str, /, **variables: object) -> str:
        """A text, with what every text may name."""
        known = {"emergency_contact": self._emergency_contact, "opening_hours": self.hours.in_words()}
        return self.phrases.say(name, **known, **variables)

    def moment(self, at: float) -> str:
        """A moment (epoch seconds) that is agreed on, in words."""
        return appointments.agreed(datetime.fromtimestamp(at, timezone.utc), self.hours)

    def opened(
        self, handoff_id: str, priority: int, now: datetime, there: bool, place: tuple[int, int | None], told: bool
    ) -> Event:
        """What a customer is told when the handoff is stored: place and wait - or that nobody is there, with times.

        Args:
            handoff_id: of the new handoff.
            priority: of the new handoff.
            now: the present moment (aware).
            there: whether somebody is there.
            place: number in the queue, and minutes that it usually takes.
            told: whether the bot has said in the same turn that nobody is there.
        """
        if there:
            return system(self.phrases.place(*place), now)
        lines = [] if told else [self.nobody(now, priority)]
        return self.offer(handoff_id, now, *lines)

    def nobody(self, now: datetime, priority: int) -> str:
        """That nobody is there, and for a grave matter whom to turn to instead."""
        if self.hours.is_open(now):
            said = self.say("nobody")
        else:
            opening = self.hours.next_opening(now)
            said = self.say("closed", next_opening=appointments.in_words(opening, self.hours))
        return f"{said} {self.say('grave')}" if priority <= GRAVE else said

    def offer(self, handoff_id: str, now: datetime, *lines: str) -> Event:
        """Times for a callback to choose from, after some words of its own."""
        text = " ".join([*lines, self.say("offer")])
        return system(text, now, buttons=self.times(handoff_id, now))

    def times(self, handoff_id: str, now: datetime) -> list[Button]:
        """The buttons of an offer."""
        lead = timedelta(seconds=self.phrases.first_choice)
        found = appointments.choices(self.hours, now, self.phrases.choices, lead)
        buttons = [
            button(
                appointments.on_button(due, self.hours),
                appointments.payload(appointments.CALLBACK, handoff_id, due),
            )
            for due in found
        ]
        other = button(self.say("other_time"), appointments.payload(appointments.OTHER_TIME, handoff_id))
        return [*buttons, other, button(self.say("wait_here"), appointments.payload(appointments.WAIT, handoff_id))]

    def resumption(
        self, words: str, now: datetime, settled: Mapping[str, Any], note: str, no_ai: bool = False
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


def system(text: str, now: datetime, buttons: Sequence[Button] = (), **metadata: Any) -> Event:
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


def _bot(text: str, now: datetime, metadata: Mapping[str, Any]) -> Event:
    return {"event": "bot", "text": text, "metadata": dict(metadata), "timestamp": now.timestamp()}

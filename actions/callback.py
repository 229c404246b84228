"""Collecting what a callback needs, and booking it: stored at the desk before the customer is told."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, Dict, List, Optional, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import said
from actions.callback_dialogue import Known, advance
from actions.parts import identity, policy, slot_set
from baton import wiring

FORM = "callback_form"


class ValidateCallbackForm(Action):
    """Takes each answer to the callback form one step further (see `callback_dialogue`)."""

    def name(self) -> Text:
        return "validate_callback_form"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> List[Dict[Text, Any]]:
        hours = wiring.hours()
        step = advance(_known(tracker), said.said(tracker), wiring.now(), hours)
        if step.unchanged:
            return [slot_set("requested_slot", step.ask)]
        ask = step.ask
        if step.attempt and ask and said.hands_over(tracker.events, step.attempt, policy()):
            ask = None
        elif step.say:
            dispatcher.utter_message(response=step.say, opening_hours=hours.in_words())
        return [
            slot_set("callback_name", step.known.name),
            slot_set("callback_contact", step.known.contact),
            slot_set("callback_topic", step.known.topic),
            slot_set("callback_time", step.known.time.isoformat() if step.known.time else None),
            *([slot_set("attempt", dict(step.attempt))] if step.attempt else []),
            slot_set("requested_slot", ask),
        ]


class AskCallbackTime(Action):
    """Asks for the time with the opening hours in the question."""

    def name(self) -> Text:
        return "action_ask_callback_time"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> List[Dict[Text, Any]]:
        dispatcher.utter_message(response="utter_ask_callback_time", opening_hours=wiring.hours().in_words())
        return []


class ActionBookCallback(Action):
    """Stores the callback at the desk and confirms it."""

    def name(self) -> Text:
        return "action_book_callback"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> List[Dict[Text, Any]]:
        known = _known(tracker)
        if known.time is None or known.contact is None or known.name is None:
            return []  # the form was left before everything was there
        booking = hashlib.sha256(f"{tracker.sender_id}:{known}".encode()).hexdigest()[:15]
        wiring.handoffs().book_callback(f"c{booking}", tracker.sender_id, tracker.events, known.time.timestamp())
        when = wiring.hours().local(known.time)
        dispatcher.utter_message(
            response="utter_callback_booked",
            name=known.name,
            contact=known.contact,
            when=f"{when:%A} {when.day} {when:%B} at {when:%H:%M}",
        )
        return [
            slot_set("callback_topic", None),
            slot_set("callback_time", None),
            slot_set("attempt", said.attempt("callback", "booked", f"{when:%Y-%m-%d %H:%M}")),
        ]


def _known(tracker: Tracker) -> Known:
    get = tracker.get_slot
    who = identity(tracker)
    asked: Optional[str] = get("requested_slot") if tracker.active_loop_name == FORM else None
    at = get("callback_time")
    return Known(
        asked=asked,
        name=get("callback_name") or who.get("name") or (get("customer_name") if get("verified") else None),
        contact=get("callback_contact") or who.get("phone") or who.get("email"),
        topic=get("callback_topic"),
        time=datetime.fromisoformat(at) if at else None,
    )

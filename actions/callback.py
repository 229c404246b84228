"""Collecting what a callback needs, and booking it: stored at the desk before the customer reads that it is."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timezone
from textwrap import shorten
from typing import Text
from zoneinfo import ZoneInfo

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import user_message
from actions.callback_details import (
    ASK_CONFIRMED,
    ASK_CONTACT,
    ASK_NAME,
    ASK_TIME,
    CallbackFormState,
    DetailReader,
    offered_times,
)
from actions.callback_form import TASK, CallbackForm, CallbackFormStep
from actions.callback_topic import known_topic
from actions.customer_name import name_in_clause
from actions.logged_conversations import facts_of
from actions.slots import Events, HasContainer, attempt_set, begun_loop, identity, proved_orders, slot_set
from baton.bootstrap import Container
from baton.handoff.calendar import callback_slots
from baton.handoff.calendar.opening_hours import OpeningHours
from baton.handoff.service_base import contact_of
from policies.facts import ATTEMPT_SLOT, CALLBACK_BOOKED, CALLBACK_CANCELLED

_SHOWN_TOPIC = 80  # characters

FORM = "callback_form"


class ValidateCallbackForm(HasContainer, Action):
    """Takes each answer to the callback form one step further (see `callback_form`)."""

    def name(self) -> Text:
        return "validate_callback_form"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        state = _state(tracker)
        if state.asked is None:
            topic = state.topic or known_topic(facts_of(tracker.events), tracker.get_slot("order_number"))
            # A change that was begun and left is not gone on with.
            state = replace(state, topic=topic, time=None if state.changes else state.time, changes=False)
        step = _form(self.container).next(state, user_message.latest_message(tracker))
        if step.unchanged:
            # What was asked for may have come beside the question that has just been answered.
            given_now = {ASK_NAME: state.name, ASK_CONTACT: state.contact}.get(step.ask or "") is not None
            return [slot_set("requested_slot", state.missing if given_now else step.ask)]
        ask = step.ask
        if step.cancels:
            _cancel(dispatcher, tracker, self.container)
        if (
            step.attempt
            and ask
            and user_message.hands_over(tracker.sender_id, tracker.events, step.attempt, self.container.policies)
        ):
            ask = None
        elif step.response:
            _respond(dispatcher, step, self.container.hours)
        cancelled = [attempt_set(TASK, CALLBACK_CANCELLED)] if step.cancels else []
        return [*_slots(step.state), *_attempted(step), *cancelled, slot_set("requested_slot", ask)]


def given_beside(container: Container, tracker: Tracker) -> Events:
    """The name and the contact in a message that was answered as a question while the form runs ("Ann Lee. do you open
    on Sundays?"): the form itself never sees such a message.

    Returns:
        What is to be remembered; nothing where the form does not run.
    """
    state = _state(tracker)
    if state.asked is None:
        return []
    message = user_message.latest_message(tracker)
    given = _reader(container).read(state, message)
    name = given.name or name_in_clause(message)
    new = (("callback_name", name, state.name), ("callback_contact", given.contact, state.contact))
    return [slot_set(slot, value) for slot, value, before in new if value is not None and before is None]


class AskCallbackTime(HasContainer, Action):
    """Asks for the time with the opening hours in the question."""

    def name(self) -> Text:
        return "action_ask_callback_time"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        _ask_time(dispatcher, self.container, _state(tracker).pending)
        return []


class AskCallbackConfirmed(HasContainer, Action):
    """Reads everything back, the time with its zone, and asks whether it is right."""

    def name(self) -> Text:
        return "action_ask_callback_confirmed"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        _ask_confirmed(dispatcher, _state(tracker), self.container.hours)
        return []


class ActionBookCallback(HasContainer, Action):
    """Stores the callback at the desk and confirms it; changes it when the customer corrects what is booked."""

    def name(self) -> Text:
        return "action_book_callback"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        state = _state(tracker)
        if state.time is None or state.contact is None or state.name is None or not state.confirmed:
            return self._change(dispatcher, tracker)
        handoffs, hours = self.container.handoffs, self.container.hours
        if state.changes:
            if handoffs.change_callback(tracker.sender_id, state.contact, state.time.timestamp(), state.name) is None:
                dispatcher.utter_message(response="utter_callback_over")
                return _slots(CallbackFormState(name=state.name, contact=state.contact))
        else:
            # The same details give the same handoff, so that an action that Rasa repeats books no second callback.
            digest = hashlib.sha256(f"{tracker.sender_id}:{state}".encode()).hexdigest()[:15]
            handoffs.book_callback(f"c{digest}", tracker.sender_id, tracker.events, state.time.timestamp())
        when = callback_slots.agreed(state.time, hours, state.zone)
        dispatcher.utter_message(response="utter_callback_booked", name=state.name, contact=state.contact, when=when)
        booked = CallbackFormState(name=state.name, contact=state.contact)
        return [*_slots(booked), attempt_set(TASK, CALLBACK_BOOKED, f"{hours.local(state.time):%Y-%m-%d %H:%M}")]

    def _change(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Another number, address, name or time for the callback that is booked is read back, and takes effect after a
        yes; nothing if the customer has just left the form before everything was there."""
        turn = facts_of(tracker.events).turn
        change = turn.callback_change if turn is not None else None
        if change is None:
            return []
        booked = self.container.handoffs.arranged_callback(tracker.sender_id)
        if booked is None or booked.due_at is None:
            dispatcher.utter_message(response="utter_callback_over")
            return []
        due = datetime.fromtimestamp(booked.due_at, timezone.utc)
        if change.cancels:
            _cancel(dispatcher, tracker, self.container)
            return [attempt_set(TASK, CALLBACK_CANCELLED)]
        before = CallbackFormState(
            asked=ASK_CONFIRMED,
            name=tracker.get_slot("callback_name") or booked.package["customer"]["name"] or "",
            contact=contact_of(booked) or "",
            topic=booked.package["issue"]["details"].get("callback_topic") or "",
            time=due,
            changes=True,
        )
        step = _form(self.container).next(before, user_message.latest_message(tracker))
        if step.response:
            _respond(dispatcher, step, self.container.hours)
        if step.ask == ASK_TIME:
            _ask_time(dispatcher, self.container, step.state.pending)
        else:
            _ask_confirmed(dispatcher, step.state, self.container.hours)
        return [*_slots(step.state), begun_loop(FORM), slot_set("requested_slot", step.ask)]


def _reader(container: Container) -> DetailReader:
    return DetailReader(container.clock(), container.hours, container.orders.products)


def _form(container: Container) -> CallbackForm:
    return CallbackForm(container.clock(), container.hours, container.orders.products)


def _cancel(dispatcher: CollectingDispatcher, tracker: Tracker, container: Container) -> None:
    """Cancel the callback that is booked, at the desk too, and say so."""
    booked = container.handoffs.cancel_callback(tracker.sender_id)
    if booked is None or booked.due_at is None:
        dispatcher.utter_message(response="utter_callback_over")
        return
    when = callback_slots.agreed(datetime.fromtimestamp(booked.due_at, timezone.utc), container.hours)
    dispatcher.utter_message(response="utter_callback_cancelled", when=when)


def _ask_time(dispatcher: CollectingDispatcher, container: Container, pending: str | None) -> None:
    """Ask for the time, with the next free ones as buttons: of those that fit what was said of it so far."""
    hours = container.hours
    times = offered_times(pending, container.clock(), hours)
    buttons = [{"title": words, "payload": words} for words in (callback_slots.on_button(due, hours) for due in times)]
    dispatcher.utter_message(
        response="utter_ask_callback_time", opening_hours=hours.in_words(), **({"buttons": buttons} if buttons else {})
    )


def _ask_confirmed(dispatcher: CollectingDispatcher, state: CallbackFormState, hours: OpeningHours) -> None:
    """Read back what is to be booked, or to be changed."""
    if state.time is None:
        return
    response = "utter_ask_callback_changed" if state.changes else "utter_ask_callback_confirmed"
    topic = shorten(state.topic or "", _SHOWN_TOPIC, placeholder="...")
    when = callback_slots.agreed(state.time, hours, state.zone)
    dispatcher.utter_message(response=response, when=when, name=state.name, contact=state.contact, topic=topic)


def _respond(dispatcher: CollectingDispatcher, step: CallbackFormStep, hours: OpeningHours) -> None:
    """Say what comes before the next question."""
    when = callback_slots.agreed(step.when, hours, step.state.zone) if step.when is not None else ""
    dispatcher.utter_message(response=step.response, opening_hours=hours.in_words(), when=when)


def _attempted(step: CallbackFormStep) -> Events:
    return [slot_set(ATTEMPT_SLOT, dict(step.attempt))] if step.attempt else []


def _slots(state: CallbackFormState) -> Events:
    return [
        slot_set("callback_name", state.name),
        slot_set("callback_contact", state.contact),
        slot_set("callback_topic", state.topic),
        slot_set("callback_time", state.time.isoformat() if state.time else None),
        slot_set("callback_zone", state.zone.key if state.zone else None),
        slot_set("callback_pending", state.pending),
        slot_set("callback_changes", state.changes or None),
        slot_set("callback_confirmed", state.confirmed or None),
    ]


def _state(tracker: Tracker) -> CallbackFormState:
    get = tracker.get_slot
    customer = identity(tracker)
    asked = get("requested_slot") if tracker.active_loop_name == FORM else None
    time, zone = get("callback_time"), get("callback_zone")
    return CallbackFormState(
        asked=asked,
        name=get("callback_name") or customer.get("name") or (get("customer_name") if proved_orders(tracker) else None),
        contact=get("callback_contact") or customer.get("phone") or customer.get("email"),
        topic=get("callback_topic"),
        time=datetime.fromisoformat(time) if time else None,
        zone=ZoneInfo(zone) if zone else None,
        pending=get("callback_pending"),
        confirmed=bool(get("callback_confirmed")),
        changes=bool(get("callback_changes")),
    )

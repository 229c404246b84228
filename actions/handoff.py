"""Handing over: stores the handoff, tells the customer in words that fit the reason, and pauses the bot."""

from __future__ import annotations

from typing import Text

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ConversationPaused
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.slots import Events, HasContainer, slot_set
from baton.handoff.calendar.callback_slots import opening_in_words
from policies.responses import handing_over, out_of_hours


class ActionHandoff(HasContainer, Action):
    """Opens the handoff that the policy decided on. If this fails, the policy and the desk open it later."""

    def name(self) -> Text:
        return "action_handoff"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        handoffs, hours, now = self.container.handoffs, self.container.hours, self.container.clock()
        available = handoffs.somebody_is_there()
        handoff_id = handoffs.open(tracker.sender_id, tracker.events, closed_notice_sent=not available)
        if handoff_id is None:
            return []
        defined = domain.get("responses", {})
        category, trigger = tracker.get_slot("escalation_category"), tracker.get_slot("escalation_trigger")
        responses = [handing_over(category, trigger, defined)]
        if not available:
            responses.append(out_of_hours(category, defined, closed=not hours.is_open(now)))
        for response in responses:
            dispatcher.utter_message(
                response=response,
                emergency_contact=self.container.settings.emergency_contact,
                next_opening=opening_in_words(hours.next_opening(now), hours),
            )
        return [slot_set("handoff_id", handoff_id), ConversationPaused()]

"""Handing over: the handoff is stored, the customer is told in words that fit the reason, and the bot is silent."""

from __future__ import annotations

from typing import Any, Dict, List, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ConversationPaused
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.parts import slot_set
from baton import wiring


class ActionHandoff(Action):
    """Opens the handoff that the policy decided on. If anything here fails, the policy and the desk make it good."""

    def name(self) -> Text:
        return "action_handoff"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> List[Dict[Text, Any]]:
        handoff_id = wiring.handoffs().open(tracker.sender_id, tracker.events)
        if handoff_id is None:
            return []
        dispatcher.utter_message(
            response=response_for(
                tracker.get_slot("escalation_category"), tracker.get_slot("escalation_trigger"), domain
            ),
            emergency_contact=wiring.settings().emergency_contact,
        )
        hours, now = wiring.hours(), wiring.now()
        if not hours.is_open(now):
            opening = hours.next_opening(now)
            when = f"on {opening:%A} {opening.day} {opening:%B} at {opening:%H:%M}"
            dispatcher.utter_message(response="utter_handoff_closed", next_opening=when)
        return [slot_set("handoff_id", handoff_id), ConversationPaused()]


def response_for(category: Text, trigger: Text, domain: DomainDict) -> Text:
    """The response whose words fit the reason: by category, else by trigger, else the plain one."""
    known = domain.get("responses", {})
    wanted = (f"utter_handoff_{category}", f"utter_handoff_{trigger}", "utter_handoff_explicit_request")
    return next((name for name in wanted if name in known), wanted[-1])

"""Handing over: the handoff is stored, the customer is told in words that fit the reason, and the bot is silent."""

from __future__ import annotations

from typing import Any, Dict, List, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ConversationPaused
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.parts import slot_set
from baton import wiring
from baton.handoff.appointments import in_words
from policies.responses import handing_over, out_of_hours


class ActionHandoff(Action):
    """Opens the handoff that the policy decided on. If anything here fails, the policy and the desk make it good."""

    def name(self) -> Text:
        return "action_handoff"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> List[Dict[Text, Any]]:
        handoffs, hours, now = wiring.handoffs(), wiring.hours(), wiring.now()
        there = handoffs.somebody_is_there()
        handoff_id = handoffs.open(tracker.sender_id, tracker.events, told_closed=not there)
        if handoff_id is None:
            return []
        known = domain.get("responses", {})
        category, trigger = tracker.get_slot("escalation_category"), tracker.get_slot("escalation_trigger")
        said = [handing_over(category, trigger, known)]
        if not there:
            said.append(out_of_hours(category, known, closed=not hours.is_open(now)))
        for response in said:
            dispatcher.utter_message(
                response=response,
                emergency_contact=wiring.settings().emergency_contact,
                next_opening=in_words(hours.next_opening(now), hours),
            )
        return [slot_set("handoff_id", handoff_id), ConversationPaused()]

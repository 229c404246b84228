"""What the actions share: the policy in force, slot events, who is logged in."""

from __future__ import annotations

from typing import Any, Dict, Mapping, Text

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from baton import wiring
from policies.document import PolicyDocument


def policy() -> PolicyDocument:
    """The policy in force in this process."""
    return wiring.policy()()


def slot_set(name: str, value: Any) -> Dict[Text, Any]:
    """A slot event."""
    event: Dict[Text, Any] = SlotSet(name, value)
    return event


def identity(tracker: Tracker) -> Mapping[Text, Any]:
    """Who the customer is on the shop's signed word (customer_id, email, name, phone); empty for a visitor."""
    told = tracker.get_slot("identity")
    return told if isinstance(told, Mapping) else {}

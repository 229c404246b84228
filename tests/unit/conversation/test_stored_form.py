"""What is not stored of an event comes back when it is read."""

from __future__ import annotations

import json

import pytest
from rasa.shared.core import events as rasas

from baton.conversation.stored_form import stored_form

NAMES = {"model_id": "63fe0dc125ad403bac7ce91407223a06", "assistant_id": "baton"}
NOTHING = {"elements": None, "quick_replies": None, "buttons": None, "attachment": None, "image": None, "custom": None}
BUTTONS = [{"title": "Yes", "payload": "/affirm"}]


@pytest.mark.parametrize(
    "event",
    [
        rasas.ActionExecuted("action_listen", metadata=dict(NAMES)),
        rasas.ActionExecuted("utter_greet", policy="RecentRulePolicy", confidence=1.0, metadata=dict(NAMES)),
        rasas.ActionExecuted(action_name=None, action_text="Hello", hide_rule_turn=True),
        rasas.SessionStarted(metadata=dict(NAMES)),
        rasas.SlotSet("order_number", None, metadata=dict(NAMES)),
        rasas.SlotSet("order_asked", False),
        rasas.ActiveLoop(None, metadata=dict(NAMES)),
        rasas.DefinePrevUserUtteredFeaturization(False, metadata=dict(NAMES)),
        rasas.ActionExecutionRejected("order_form", "RecentRulePolicy", 1.0, metadata=dict(NAMES)),
        rasas.FollowupAction("action_listen"),
        rasas.ConversationPaused(metadata={"speaker": "agent", **NAMES}),
    ],
    ids=lambda event: type(event).__name__,
)
def test_the_same_event_is_read(event):
    stored = stored_form(event.as_dict())
    read = rasas.Event.from_parameters(json.loads(json.dumps(stored)))
    assert type(read) is type(event)
    assert as_read(read) == as_read(event)


def as_read(event):
    """Everything of an event but the names of model and assistant."""
    found = event.as_dict()
    metadata = {name: value for name, value in (found.pop("metadata", None) or {}).items() if name not in NAMES}
    return {**found, "metadata": metadata}


def test_less_is_stored():
    event = rasas.ActionExecuted("action_listen", metadata=dict(NAMES))
    assert stored_form(event.as_dict()) == {"event": "action", "timestamp": event.timestamp, "name": "action_listen"}


@pytest.mark.parametrize("data", [NOTHING, {**NOTHING, "buttons": BUTTONS}, {"buttons": []}])
def test_a_message_of_the_bot_says_and_shows_the_same(data):
    event = rasas.BotUttered("Hello", dict(data), metadata={"utter_action": "utter_greet", **NAMES})
    read = rasas.Event.from_parameters(stored_form(event.as_dict()))
    assert read.text == "Hello"
    assert read.metadata == {"utter_action": "utter_greet"}
    assert {name: value for name, value in read.data.items() if value is not None} == {
        name: value for name, value in data.items() if value is not None
    }


@pytest.mark.parametrize("metadata", [NAMES, {}])
def test_a_message_of_the_customer_is_stored_as_it_is(metadata):
    event = rasas.UserUttered("hello", {"name": "greet"}, parse_data={"problem": None}, metadata=metadata).as_dict()
    assert stored_form(event) == event == {**event, "metadata": metadata}


def test_what_others_write_is_not_lost():
    odd = {"event": "action", "name": "x", "policy": "P", "data": None, "metadata": None, "new": {}}
    assert stored_form(odd) == odd

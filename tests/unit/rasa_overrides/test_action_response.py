"""The quick check of an action server's answer accepts and refuses what Rasa's own does, in the same words."""

import jsonschema
import pytest
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import ActionExecuted, Event, LegacyForm, SessionStarted, SlotSet, UserUttered
from rasa_sdk import events as sdk
from rasa_sdk.executor import CollectingDispatcher

from baton.rasa_overrides import action_response
from baton.rasa_overrides.action_response import is_valid, resolve_by_type, validate_action_result, validators

RASAS = RemoteAction._validate_action_result
ACTION = RemoteAction("action_handoff", None)


def answer(*events, responses=()):
    return {"events": list(events), "responses": list(responses)}


def said():
    dispatcher = CollectingDispatcher()
    dispatcher.utter_message("Hello", buttons=[{"title": "Yes", "payload": "/affirm"}], json_message={"card": {}})
    return dispatcher.messages


FINE = [
    answer(),
    {},
    answer(sdk.SlotSet("order_number", "10023"), sdk.ConversationPaused(), responses=said()),
    answer(sdk.ActiveLoop("callback_form"), sdk.ActionExecuted("action_listen"), sdk.FollowupAction("action_handoff")),
    answer({"event": "slot", "name": "x", "value": {"deep": [1]}, "timestamp": None, "metadata": {}}),
]
BAD = [
    {"events": {}},
    {"events": None},
    answer("slot"),
    answer({"name": "x"}),
    answer({"event": "no such kind"}),
    answer({"event": ["slot"]}),
    answer({"event": "slot", "name": 5}),
    answer({"event": "slot", "name": "x", "timestamp": "now"}),
    answer(sdk.SlotSet("x", 1), {"event": "followup"}),
    answer(responses=["text"]),
    [],
    None,
]


def refusal(result):
    """What Rasa's own method says of an answer; None if it takes it."""
    try:
        RASAS(ACTION, result)
    except jsonschema.ValidationError as error:
        return error.message
    return None


@pytest.mark.parametrize("result", FINE + BAD)
def test_what_is_fine_is_what_rasas_method_takes(result):
    wanted = refusal(result)
    assert is_valid(result) is (wanted is None)
    if wanted is None:
        assert validate_action_result(ACTION, result)
        return
    with pytest.raises(jsonschema.ValidationError) as refused:
        validate_action_result(ACTION, result)
    assert refused.value.message == wanted
    assert "make sure your response from the Action endpoint is valid" in wanted


def test_a_schema_of_another_shape_is_refused_at_start(monkeypatch):
    monkeypatch.setattr(RemoteAction, "action_response_format_spec", staticmethod(lambda: {"properties": {}}))
    validators.cache_clear()
    with pytest.raises(action_response.UnknownSchema, match="no `oneOf`"):
        validators()


@pytest.mark.parametrize("event", [SlotSet, UserUttered, ActionExecuted, LegacyForm, SessionStarted])
def test_an_event_is_of_the_class_that_rasa_finds(event):
    for _ in range(2):  # the second time it is remembered
        assert resolve_by_type(event.type_name) is Event.resolve_by_type(event.type_name) is event


def test_an_event_that_nobody_knows_is_refused_as_rasa_refuses_it():
    for resolve in (Event.resolve_by_type, resolve_by_type):
        with pytest.raises(ValueError, match="Unknown event name 'no such'"):
            resolve("no such")
        assert resolve("no such", SlotSet) is SlotSet
        assert resolve("topic") is None


def test_a_class_that_is_defined_later_is_found():
    assert resolve_by_type("later", SlotSet) is SlotSet

    class Later(SlotSet):
        type_name = "later"

    assert resolve_by_type("later", SlotSet) is Later

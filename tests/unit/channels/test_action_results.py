"""The quick check of an action server's answer accepts and refuses what Rasa's schema does, in the same words."""

import jsonschema
import pytest
from rasa.core.actions.action import RemoteAction
from rasa_sdk import events as sdk
from rasa_sdk.executor import CollectingDispatcher

from baton.channels.action_results import _fine, _validate


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
    try:
        jsonschema.validate(result, RemoteAction.action_response_format_spec())
    except jsonschema.ValidationError as error:
        return error.message
    return None


@pytest.mark.parametrize("result", FINE + BAD)
def test_what_is_fine_is_what_rasas_schema_takes(result):
    wanted = refusal(result)
    assert _fine(result) is (wanted is None)
    if wanted is None:
        assert _validate(None, result)
        return
    with pytest.raises(jsonschema.ValidationError) as refused:
        _validate(None, result)
    assert refused.value.message == wanted

"""What the bot says while orders cannot be looked up: a sentence and an attempt in the log, never a crash."""

from __future__ import annotations

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.order_replies import ActionShowOrder
from actions.orders import AskOrderCandidates, ValidateOrderForm
from actions.products import ActionAnswerProduct
from baton.base.settings import read
from baton.bootstrap import bootstrap
from baton.orders.gateway import OrdersUnavailable


class Unreachable:
    def __getattr__(self, name):
        def method(text):
            raise OrdersUnavailable("the order store is away")

        return method


@pytest.fixture
def run(tmp_path):
    container = bootstrap(read({"BATON_VAR_DIR": str(tmp_path)}), orders=Unreachable())

    def run(action, text, **slots):
        message = {"text": text, "intent": {"name": "inform"}, "entities": []}
        loop = {"name": "order_form"} if "requested_slot" in slots else {}
        tracker = Tracker("c1", slots, message, [], False, None, loop, "action_listen")
        dispatcher = CollectingDispatcher()
        events = action(container).run(dispatcher, tracker, {})
        return {e["name"]: e["value"] for e in events}, [m["response"] for m in dispatcher.messages]

    return run


@pytest.mark.parametrize(
    ("action", "text", "slots"),
    [
        (ActionAnswerProduct, "how bright is the lamp?", {}),
        (ActionShowOrder, "where is it?", {"order_number": "10023"}),
        (
            ValidateOrderForm,
            "jane@example.com",
            {"requested_slot": "customer_email", "identity": {"email": "j@e.org"}},
        ),
        (AskOrderCandidates, "Jane Doe", {"order_candidates": ["10023", "10024"]}),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_every_action_says_so_and_notes_a_failed_attempt(run, action, text, slots):
    events, responses = run(action, text, **slots)
    assert responses == ["utter_lookup_unavailable"]
    assert events["attempt"]["outcome"] == "unavailable"
    assert events.get("requested_slot") is None

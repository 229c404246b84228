"""A form is left only by what surely wants to stop."""

from __future__ import annotations

from policies.facts_fold import facts
from policies.unsure_stop import next_action
from tests.support.log_events import slot, user

FORM, ACTIONS = "order_form", ("action_ask_customer_email", "utter_ask_callback_name")


def stopping(confidence, asked="customer_email"):
    message = user("sorry, the rug", "stop")
    message["parse_data"]["intent"]["confidence"] = confidence
    return facts([{"event": "active_loop", "name": FORM}, slot("requested_slot", asked), message])


def test_the_form_looks_for_an_answer_first():
    assert next_action(stopping(0.4), "action_listen", FORM, False, ACTIONS) == FORM
    assert next_action(stopping(0.4), FORM, FORM, False, ACTIONS) == "action_listen"


def test_its_question_comes_again_where_there_is_none():
    assert next_action(stopping(0.4), "action_listen", FORM, True, ACTIONS) == "action_ask_customer_email"
    assert next_action(stopping(0.4), "action_ask_customer_email", FORM, True, ACTIONS) == "action_listen"
    assert (
        next_action(stopping(0.4, "callback_name"), "action_listen", FORM, True, ACTIONS) == "utter_ask_callback_name"
    )


def test_what_is_sure_leaves_it():
    assert next_action(stopping(0.9), "action_listen", FORM, False, ACTIONS) is None
    assert next_action(stopping(0.4), "action_listen", None, False, ACTIONS) is None

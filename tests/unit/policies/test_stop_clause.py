"""A question behind words that take back what was asked before."""

import pytest

from policies import stop_clause
from policies.action_names import ANSWER_PRODUCT, ANSWER_QUESTION, LISTEN
from policies.conversation_words import conversation_words
from policies.facts_fold import facts
from tests.support.log_events import slot, user


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("ok leave it. do you take paypal", "do you take paypal"),
        ("never mind, how much is delivery?", "how much is delivery?"),
        ("forget about it then - is the kettle dishwasher safe", "is the kettle dishwasher safe"),
        ("leave it with my neighbour please", "leave it with my neighbour please"),
        ("leave it, thanks", "leave it, thanks"),
        ("can you leave it. by the door of the shed", "can you leave it. by the door of the shed"),
    ],
)
def test_what_follows_is_read_alone(text, rest):
    assert conversation_words().after_stop(text) == rest


def in_form(text, intent):
    return facts(
        [{"event": "active_loop", "name": "order_form"}, slot("requested_slot", "order_number"), user(text, intent)]
    )


@pytest.mark.parametrize(
    ("text", "intent", "action"),
    [
        ("ok leave it. do you take paypal", "payment_methods", ANSWER_QUESTION),
        ("never mind, is the kettle loud", "product_question", ANSWER_PRODUCT),
        ("do you take paypal", "payment_methods", None),
        ("never mind, where is my other order", "order_status", None),
    ],
)
def test_the_question_is_answered_and_the_form_left(text, intent, action):
    current = in_form(text, intent)
    assert stop_clause.next_action(current, LISTEN) == action
    assert stop_clause.next_action(current, ANSWER_QUESTION) == (LISTEN if action else None)


def test_outside_a_form_there_is_nothing_to_leave():
    assert stop_clause.next_action(facts([user("leave it. do you take paypal", "payment_methods")]), LISTEN) is None

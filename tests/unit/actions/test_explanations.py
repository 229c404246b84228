"""What somebody who asks back is told."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.explanations import ActionExplain
from baton.base.settings import read
from baton.bootstrap import bootstrap

SHOWN, ANSWERED = ({"event": "action", "name": name} for name in ("action_show_order", "action_answer_question"))


@pytest.fixture
def explain(orders, tmp_path):
    """The messages and events of the action, after these events of the conversation."""
    clock = lambda: datetime(2026, 11, 24, 12, tzinfo=timezone.utc)  # noqa: E731
    action = ActionExplain(bootstrap(read({"BATON_VAR_DIR": str(tmp_path)}), orders=orders, clock=clock))

    def run(text, *events, ranking=(), **slots):
        question = {"outcome": "answer" if ranking else "none", "ranking": [{"id": n, "score": 0.6} for n in ranking]}
        message = {"text": text, "intent": {"name": "why_asked"}, "entities": [], "question": question}
        tracker = Tracker("c1", slots, message, list(events), False, None, {}, "action_listen")
        dispatcher = CollectingDispatcher()
        return dispatcher.messages, action.run(dispatcher, tracker, {})

    return run


def test_an_order_that_was_shown_is_explained_by_its_state(explain):
    (message,), _ = explain("what does that mean", SHOWN, order_number="10047")
    assert message["text"].startswith("Order 10047 is out for delivery today. Your parcel is in the driver's van")


def test_a_second_time_comes_with_neighbours_and_a_person(explain):
    (_,), events = explain("what does that mean", SHOWN, order_number="10047")
    answered = next(event["value"] for event in events if event["name"] == "faq_answered")
    (message,), _ = explain("what do you mean", SHOWN, order_number="10047", faq_answered=answered)
    assert message["response"] == "utter_faq_again" and message["buttons"]


def test_what_the_order_itself_answers_is_left_to_it(explain):
    messages, events = explain("what do i have to do", SHOWN, ranking=("order/what_next",), order_number="10047")
    assert messages == [] and events[0]["name"] == "action_show_order"


def test_a_state_without_an_explanation_is_left_to_the_order(explain):
    messages, events = explain("what does that mean", SHOWN, order_number="10005")
    assert messages == [] and events[0]["name"] == "action_show_order"


def test_an_answer_of_the_shops_comes_again_with_its_neighbours(explain):
    (message,), _ = explain("meaning?", SHOWN, ANSWERED, order_number="10047", faq_answered="warranty_cover/0")
    assert message["response"] == "utter_faq_again" and message["answer"].startswith("It covers faults")


@pytest.mark.parametrize(
    "text", ["why do you need my postcode", "what do you do with my e-mail address", "why my name?"]
)
def test_who_asks_about_their_data_learns_why(explain, text):
    (message,), _ = explain(text, SHOWN, order_number="10047")
    assert message["response"] == "utter_why_asked"


def test_after_nothing_of_the_kind_the_bot_says_why_it_asks(explain):
    (message,), _ = explain("why do you ask")
    assert message["response"] == "utter_why_asked"
    (message,), _ = explain("why do you ask", SHOWN, {"event": "action", "name": "callback_form"}, order_number="10047")
    assert message["response"] == "utter_why_asked"


def test_what_surely_asks_one_of_the_shops_questions_gets_its_answer(explain):
    messages, events = explain("and what about e-mail", ranking=("faq/shop_email",))
    assert messages == [] and [event["name"] for event in events] == ["action_answer_question"]

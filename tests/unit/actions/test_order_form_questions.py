"""The questions of the order form: never twice in the same words, never one after another."""

from __future__ import annotations

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.order_form_questions import AskCustomerEmail, AskOrderNumber, said_in_form
from actions.orders import AskOrderCandidates
from actions.user_message import texts_since
from baton.base.settings import read
from baton.bootstrap import bootstrap

FORM = {"event": "active_loop", "name": "order_form"}
USER = {"event": "user", "text": "…"}


@pytest.fixture
def put(tmp_path, orders):
    container = bootstrap(read({"BATON_VAR_DIR": str(tmp_path)}), orders=orders)

    def put(action, events, **slots):
        """The messages of an action after these events, as events of the log."""
        loops = [event["name"] for event in events if event["event"] == "active_loop"]
        loop = {"name": "order_form"} if loops[-1:] == ["order_form"] else {}
        tracker = Tracker("c1", slots, {"text": "…"}, events, False, None, loop, "action_listen")
        dispatcher = CollectingDispatcher()
        (action(container) if action is AskOrderCandidates else action()).run(dispatcher, tracker, {})
        return [_uttered(m["response"], events, container.responses) for m in dispatcher.messages]

    return put


def _uttered(name, events, responses):
    """The event of a response, in the variation that is next."""
    said = sum(event.get("metadata", {}).get("utter_action") == name for event in events)
    metadata = {"utter_action": name, "metadata": {"offer": responses.offer(name, said)}}
    return {"event": "bot", "text": responses.text(name, said), "metadata": metadata}


@pytest.mark.parametrize(
    ("action", "slots"),
    [(AskOrderNumber, {}), (AskCustomerEmail, {}), (AskOrderCandidates, {"order_candidates": ["10023", "10047"]})],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_the_words_differ_each_time_and_a_person_is_offered_in_the_end(put, action, slots):
    events = [USER]
    texts, offers = [], []
    for _ in range(3):
        (question,) = put(action, events, **slots)
        events = [*events, *([FORM] if FORM not in events else []), question, USER]
        texts.append(question["text"])
        offers.append(question["metadata"]["metadata"].get("offer"))
    assert len(set(texts)) == 3
    assert offers == [None, None, "person"]


def test_the_next_form_asks_as_if_for_the_first_time_in_other_words(put):
    (first,) = put(AskOrderNumber, [USER])
    over = {"event": "active_loop", "name": None}
    (next_one,) = put(AskOrderNumber, [USER, FORM, first, USER, over, USER])
    assert next_one["metadata"]["utter_action"] == "utter_ask_order_number"
    assert next_one["text"] != first["text"]


def test_nothing_is_asked_after_a_text_that_asks_itself(put):
    said = {"event": "bot", "metadata": {"utter_action": "utter_no_number", "metadata": {"holds_question": True}}}
    assert put(AskOrderNumber, [USER, FORM, USER, said]) == []
    assert put(AskOrderNumber, [USER, FORM, USER, said, USER]) != []


def test_the_form_waits_while_one_question_about_something_else_follows_another(put):
    other = [USER, {"event": "action_execution_rejected", "name": "order_form"}]
    begun = [USER, FORM]
    assert put(AskOrderNumber, [*begun, *other]) != []
    assert put(AskOrderNumber, [*begun, *other, *other]) == []
    assert put(AskOrderNumber, [*begun, *other, *other, *other]) == []
    assert put(AskOrderNumber, [*begun, *other, *other, USER]) != []
    assert put(AskOrderNumber, [*begun, *other, USER, *other]) != []


def test_what_was_said_and_written_counts_from_the_beginning_of_the_form():
    def user(text):
        return {"event": "user", "text": text}

    def bot(name):
        return {"event": "bot", "metadata": {"utter_action": name}}

    events = [user("hi"), bot("utter_greet"), user("my lamp?"), FORM, bot("utter_a"), user("Jane Doe"), bot("utter_b")]
    assert said_in_form(events) == {"utter_a", "utter_b"}
    assert texts_since(events, "order_form") == ("Jane Doe", "my lamp?")

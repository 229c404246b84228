"""Customers say that they had meant another question, or that one of theirs is still open."""

from __future__ import annotations

import pytest

from policies.conversation_words import conversation_words
from policies.decision import decide
from policies.facts_fold import facts
from policies.offers import next_action as after_offer
from policies.question_corrections import OPEN_QUESTION, next_action
from tests.support.log_events import slot, tried, user
from tests.unit.policies.test_offers import POLICY

ASKED = [
    user("how do i hand my parcel back", "faq"),
    tried("question", "answered", "How do I return something?"),
    {"event": "bot", "text": "Shall I?", "metadata": {"metadata": {"offer": "person"}}},
]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("no wait, I meant the guarantee", "the guarantee"),
        ("sorry i was asking about vouchers", "vouchers"),
        ("I mean how do I claim?", "how do I claim"),
        ("That's not what I asked, I asked about postage", "postage"),
        ("no", None),
        ("do you know what i mean", None),
        ("I mean", None),
    ],
)
def test_what_is_meant_stands_after_the_words_that_correct(text, meant):
    assert conversation_words().corrected_question(text) == meant


@pytest.mark.parametrize("intent", ["deny", "not_helped", "nlu_fallback", "inform"])
def test_a_corrected_question_is_answered_and_refuses_no_offer(intent):
    current = facts([*ASKED, user("no, I mean the guarantee", intent)])
    assert decide(current, POLICY) is None and current.turn.declined is None
    assert after_offer(current, "action_listen", None) is None
    assert next_action(current, "action_listen") == "action_answer_question"
    assert next_action(current, "action_answer_question") == "action_listen"
    assert not any(each.failed for each in current.attempts)


def test_of_an_order_that_was_shown_the_order_answers():
    shown = [user("where is 10023", "order_status"), slot("order_answers", {"cards": ["10023"], "facet": "status"})]
    question = {"outcome": "answer", "ranking": [{"id": "order/placed_when", "score": 0.8}]}
    current = facts([*shown, user("no, I mean when did I buy it", "deny", question=question)])
    assert next_action(current, "action_listen") == "action_show_order"


def test_another_number_is_left_to_the_order_form():
    entities = [{"entity": "order_number", "value": "10047"}]
    current = facts([*ASKED, user("no, I meant 10047", "deny", entities=entities)])
    assert next_action(current, "action_listen") is None


@pytest.mark.parametrize(
    "text",
    [
        "and my second question?",
        "you forgot my question about vouchers",
        "what about the rest",
        "you skipped half of it",
    ],
)
@pytest.mark.parametrize("intent", ["not_helped", "capabilities", "deny"])
def test_an_open_question_is_asked_for(text, intent):
    current = facts([*ASKED, user(text, intent)])
    assert decide(current, POLICY) is None
    assert next_action(current, "action_listen") == OPEN_QUESTION
    assert next_action(current, OPEN_QUESTION) == "action_listen"


@pytest.mark.parametrize("text", ["the rest of my order", "my other question is about tax", "the second one"])
def test_what_asks_for_something_itself_is_none(text):
    assert not facts([*ASKED, user(text, "faq")]).turn.wants_rest


@pytest.mark.parametrize(("intent", "action"), [("order_question", "action_show_order"), ("return_policy", None)])
def test_a_corrected_question_about_an_order_means_the_one_that_was_shown_before(intent, action):
    shown = [user("where is 10047", "order_status"), slot("order_answers", {"cards": ["10047"], "facet": "status"})]
    between = [user("do you gift wrap", "faq"), tried("question", "answered", "Do you wrap gifts?")]
    asked = user("no, i mean the price of it", intent)
    assert next_action(facts([*shown, *between, asked]), "action_listen") == action
    assert next_action(facts([*between, asked]), "action_listen") is None


def test_the_nearest_question_about_the_shown_order_is_meant_although_it_begins_like_a_no():
    shown = [user("where is 10047", "order_status"), slot("order_answers", {"cards": ["10047"], "facet": "status"})]
    between = [user("do you gift wrap", "faq"), tried("question", "answered", "Do you wrap gifts?")]
    question = {"outcome": "answer", "ranking": [{"id": "order/item_price", "score": 0.35}]}
    asked = user("no, i mean the price of it", "deny", question=question)
    assert next_action(facts([*shown, *between, asked]), "action_listen") == "action_show_order"
    assert next_action(facts([*between, asked]), "action_listen") == "action_answer_question"


@pytest.mark.parametrize(
    ("outcome", "text", "asks"),
    [
        ("asked_back", "something else", True),
        ("asked_back", "no, none of these", True),
        ("not_found", "anything else?", True),
        ("asked_back", "something else about the lamp", False),
        ("answered", "anything else", False),
    ],
)
def test_none_of_the_questions_that_were_asked_back(outcome, text, asks):
    before = [user("the thing with the lamps", "faq"), tried("question", outcome, "lamps")]
    current = facts([*before, user(text, "order_question")])
    assert next_action(current, "action_listen") == (OPEN_QUESTION if asks else None)

"""What a matched question does to the intent of a message."""

from __future__ import annotations

import pytest

from baton.nlu.question_index import Match
from baton.nlu.question_matcher import SURE, intent_of, topic_of, without_proofs
from baton.nlu.question_matching import ANSWER, UNSURE, Matched
from policies.question_names import CLEAR


def matched(probability, intent="faq/return_label"):
    return Matched(probability, (Match(intent, 3.0, 0.9, 0.5, 0.5), Match("faq/other", 1.0, 0.4, 0.1, 0.1)))


@pytest.mark.parametrize(
    ("probability", "question", "classified", "intent"),
    [
        (ANSWER, "faq/return_label", "return_policy", "faq"),
        (ANSWER, "faq/return_label", "out_of_scope", "faq"),
        (UNSURE, "faq/return_label", "return_policy", None),
        (ANSWER, "faq/return_label", "order_status", None),  # sure of itself: only a clear question takes its place
        (CLEAR, "faq/return_label", "order_status", "faq"),
        (CLEAR, "order/total", "order_status", "order_question"),
        (CLEAR, "faq/return_label", "refund", "faq"),  # a signal is judged by its own confidence, whatever the intent
        (UNSURE, "faq/return_label", "order_question", "faq"),
        (UNSURE, "order/total", "order_question", None),
        (0.99, "faq/return_label", "inform", None),
        (0.99, "faq/return_label", "affirm", None),
        (0.99, "faq/return_label", "stop", None),
        (0.99, "faq/return_label", "greet", None),
    ],
)
def test_the_intent(probability, question, classified, intent):
    assert intent_of(matched(probability, question), {"name": classified, "confidence": 0.9}) == intent


def entity(kind, value, text):
    return {"entity": kind, "value": value, "start": text.index(value), "end": text.index(value) + len(value)}


@pytest.mark.parametrize(
    ("text", "kind", "value", "rest"),
    [
        ("where is 10023? postcode SW1A 1AA", "postcode", "SW1A 1AA", "where is 10023?"),
        ("my email is a@b.example, what did i pay", "email", "a@b.example", ", what did i pay"),
        ("ok SW1A 1AA", "postcode", "SW1A 1AA", "ok"),
        ("SW1A 1AA", "postcode", "SW1A 1AA", "."),
        ("where is 10023", "order_number", "10023", "where is 10023"),
    ],
)
def test_a_proof_asks_nothing(text, kind, value, rest):
    assert without_proofs(text, [entity(kind, value, text)]) == rest


@pytest.mark.parametrize(
    ("shares", "intent"),
    [
        ({"order_status": 0.25, "tracking_number": 0.15, "greet": 0.2}, "order_status"),
        ({"return_policy": 0.2, "delivery_info": 0.15, "greet": 0.1}, "faq"),
        ({"order_status": 0.5, "faq": 0.1}, None),  # strong enough by itself
        ({"greet": 0.25, "order_status": 0.1}, None),
        ({"inform": 0.25, "order_status": 0.1}, None),
        ({}, None),
    ],
)
def test_weak_intents_of_one_topic_count_together(shares, intent):
    assert topic_of([{"name": name, "confidence": share} for name, share in shares.items()]) == intent


def test_a_weak_message_with_a_name_gives_what_an_order_is_found_by():
    weak = [{"name": "place_order", "confidence": 0.2}, {"name": "order_status", "confidence": 0.2}]
    assert topic_of(weak, {"person"}) == "inform"
    assert topic_of(weak, {"phone"}) != "inform"


def test_a_product_that_is_asked_about_is_no_question_about_an_order():
    about_weight = matched(0.9, "order/item_weight")
    assert intent_of(about_weight, {"name": "product_question", "confidence": 0.8}) is None
    assert intent_of(matched(0.9), {"name": "product_question", "confidence": 0.8}) == "faq"


def test_an_unsure_intent_gives_way_to_any_answer():
    assert intent_of(matched(ANSWER), {"name": "product_question", "confidence": SURE - 0.1}) == "faq"


def test_no_question_leaves_the_intent():
    assert intent_of(Matched(0.0), {"name": "return_policy"}) is None


@pytest.mark.parametrize(("probability", "outcome"), [(ANSWER, "answer"), (UNSURE, "unsure"), (UNSURE / 2, "none")])
def test_the_outcome(probability, outcome):
    assert matched(probability).outcome == outcome

"""After an answer about a product, what could be about an order goes on about the product."""

from __future__ import annotations

import pytest

from policies.facts_fold import facts
from policies.product_followups import next_action
from tests.support.log_events import slot, user

ANSWERED = [user("how wide is the kettle", "product_question", at=1)]
ANSWERED.append(slot("attempt", {"task": "product_question", "outcome": "answered", "detail": "Kettle"}))


def asking(facet=None, intent="order_question", entities=(), at=9):
    message = user("is it heavy", intent, at=at)
    ranking = [{"id": f"order/{facet}", "score": 0.6}] if facet else []
    message["parse_data"] |= {"question": {"outcome": "answer", "ranking": ranking}, "entities": list(entities)}
    return message


def nearest_to_nothing(intent, confidence=0.9):
    message = user("when is it back, then", intent, at=9)
    message["parse_data"]["intent"]["confidence"] = confidence
    message["parse_data"]["question"] = {"outcome": "none", "ranking": []}
    return message


NAME = {"entity": "person", "value": "Jane Doe"}


@pytest.mark.parametrize(
    ("before", "message", "goes_on"),
    [
        (ANSWERED, asking("item_weight"), True),
        (ANSWERED, asking("other_orders"), True),
        (ANSWERED, asking(intent="inform"), True),
        (ANSWERED, asking("status"), False),
        (ANSWERED, asking(intent="inform", entities=[NAME]), False),
        (ANSWERED, nearest_to_nothing("order_status"), True),
        (ANSWERED, nearest_to_nothing("why_asked", 0.3), True),
        (ANSWERED, nearest_to_nothing("why_asked", 0.9), False),
        ([slot("order_answers", {"cards": ["10023"]}), *ANSWERED], nearest_to_nothing("order_status"), False),
        ([], nearest_to_nothing("order_status"), False),
        ([], asking("item_weight"), False),
        ([*ANSWERED, user("thanks", "thank", at=3)], asking("item_weight"), False),
    ],
)
def test_it_goes_on_only_right_after_a_product(before, message, goes_on):
    current = facts([*before, message])
    assert next_action(current, "action_listen") == ("action_answer_product" if goes_on else None)


@pytest.mark.parametrize("done", ["action_answer_product", "action_answer_question"])
def test_it_is_answered_once(done):
    current = facts([*ANSWERED, asking("item_weight")])
    assert next_action(current, done) == "action_listen"
    again = slot("attempt", {"task": "product_question", "outcome": "answered", "detail": "Kettle"})
    assert next_action(facts([*ANSWERED, asking("item_weight"), again]), done) == "action_listen"


def test_a_form_keeps_its_answers():
    begun = [*ANSWERED, {"event": "active_loop", "name": "order_form"}]
    assert next_action(facts([*begun, asking(intent="inform")]), "action_listen") is None


def when(text, facet="day", entities=()):
    ranking = [{"id": f"order/{facet}", "score": 0.6}]
    return user(text, "order_status", question={"outcome": "answer", "ranking": ranking}, entities=list(entities))


WRAPPED = [user("do you wrap it", "faq"), slot("attempt", {"task": "question", "outcome": "answered", "detail": "x"})]


@pytest.mark.parametrize(
    ("text", "before", "buying"),
    [
        ("would it come by friday", ANSWERED, True),
        ("would it come by friday", [*ANSWERED, *WRAPPED], True),
        ("would it come by friday", WRAPPED, False),
        ("when does my parcel come", ANSWERED, False),
        ("i ordered it yesterday, when is it here", ANSWERED, False),
    ],
)
def test_who_looks_for_something_to_buy_asks_about_no_order(text, before, buying):
    current = facts([*before, when(text)])
    assert (next_action(current, "action_listen") == "action_answer_question") is buying


def test_after_an_order_it_is_that_one():
    shown = [user("where is 10023", "order_status"), slot("order_answers", {"cards": ["10023"], "facet": "status"})]
    assert next_action(facts([*shown, *ANSWERED, when("when does it come")]), "action_listen") is None

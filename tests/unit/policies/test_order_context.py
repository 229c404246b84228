"""What a message asks about the order that was spoken of right before it."""

from __future__ import annotations

import pytest

from policies import order_followups, product_followups
from policies.decision import decide
from policies.facts_fold import facts
from policies.offers import next_action
from policies.order_facets import order_facet_in_context
from tests.support.log_events import slot, user
from tests.unit.policies.test_offers import POLICY


def near(outcome, **scores):
    """The ranking of a message; `order__day` is `order/day`."""
    ranking = [{"id": name.replace("__", "/"), "score": score} for name, score in scores.items()]
    return {"outcome": outcome, "ranking": ranking}


def shown(facet="status", **more):
    return [user("where is it", "order_status"), slot("order_answers", {"cards": ["1"], "facet": facet, **more})]


@pytest.mark.parametrize(
    ("intent", "sure", "question", "facet"),
    [
        ("order_status", 0.5, near("none", faq__pay_when_charged=0.03, order__charged=0.025), "charged"),
        ("order_status", 0.5, near("none", faq__pay_when_charged=0.03, order__charged=0.01), None),  # by chance
        ("faq", 0.5, near("none", faq__pay_when_charged=0.03, order__charged=0.025), None),
        ("faq", 0.5, near("none", order__arrived=0.07), None),  # "can you just send it"
        ("faq", 0.5, near("answer", order__arrived=0.7), "arrived"),
        ("explicit_human", 0.3, near("unsure", order__carrier_contact=0.17), "carrier_contact"),
        ("explicit_human", 0.6, near("unsure", order__carrier_contact=0.17), None),
        ("explicit_human", 0.3, near("unsure", order__carrier_contact=0.06), None),
    ],
)
def test_the_nearest_question_counts_where_it_is_near_enough(intent, sure, question, facet):
    parsed = {"intent": {"name": intent, "confidence": sure}, "question": question}
    assert order_facet_in_context(parsed) == facet


@pytest.mark.parametrize(
    ("between", "still"),
    [("thank", True), ("deny", True), ("not_helped", True), ("greet", False), ("goodbye", False), ("faq", False)],
)
def test_after_thanks_and_the_like_the_order_is_still_spoken_of(between, still):
    current = facts([*shown(), user("…", between), user("and why", "nlu_fallback")])
    assert (order_followups.next_action(current, "action_listen") == "action_show_order") is still


def test_thanks_with_a_question_is_a_question():
    asks = user("cheers, must I do anything", "thank", question=near("answer", order__what_next=0.3))
    asks["parse_data"]["intent"]["confidence"] = 0.4
    assert next_action(facts([*shown(), asks]), "action_listen", None) == "action_show_order"
    asks["parse_data"]["intent"]["confidence"] = 0.9
    assert next_action(facts([*shown(), asks]), "action_listen", None) is None


def test_a_no_that_surely_asks_something_of_the_shop_is_answered():
    asks = user("I never got a number", "deny", question=near("answer", faq__order_number_where=0.6))
    asks["parse_data"]["intent"]["confidence"] = 0.4
    current = facts([user("can it go back", "faq"), asks])
    assert next_action(current, "action_listen", None) == "action_answer_question"
    assert next_action(current, "action_answer_question", None) == "action_listen"
    assert next_action(current, "action_show_order", None) == "action_listen"


def test_one_thing_of_an_order_after_another_is_no_second_try():
    tried = {"task": "non_standard_order", "outcome": "answered", "detail": "1 partly_shipped", "facet": "status"}
    before = [user("where is it", "order_status"), slot("attempt", tried), *shown(names=["kettle"])[1:]]
    assert decide(facts([*before, user("where's the kettle", "order_status")]), POLICY) is None
    assert decide(facts([*before, user("and the kettle", "order_status")]), POLICY) is None
    assert (
        order_followups.next_action(facts([*before, user("the kettle?", "faq")]), "action_listen")
        == "action_show_order"
    )
    assert decide(facts([*before, user("where is it", "order_status")]), POLICY).trigger == "moderate_limit"


def test_where_no_product_was_known_to_be_meant_a_question_about_the_order_is_one():
    which = slot("attempt", {"task": "product_unknown", "outcome": "asked_back", "detail": ""})
    asks = user("what did each cost", "order_question", question=near("answer", order__item_price=0.6))
    before = [*shown(), user("how many watts", "product_question"), which]
    assert product_followups.next_action(facts([*before, asks]), "action_listen") is None

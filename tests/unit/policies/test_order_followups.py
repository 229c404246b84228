"""Messages that mean the orders, or the answer, of right before."""

from __future__ import annotations

import pytest

from policies import order_followups, place_followups
from policies.facts_fold import facts
from policies.order_followups import Which, several_orders
from tests.support.log_events import slot, user


def shown(*cards, listed=()):
    """A message that was answered about orders."""
    return [user("where is it", "order_status"), slot("order_answers", {"cards": list(cards), "listed": list(listed)})]


@pytest.mark.parametrize(
    ("text", "which"),
    [
        ("total of both please", Which.ALL),
        ("who carries them", Which.ALL),
        ("when do they come", Which.ALL),
        ("do they have a phone number", None),  # the carrier
        ("All of them", Which.ALL),
        ("which one is the oldest?", Which.OLDEST),
        ("the cheaper one", Which.CHEAPEST),
        ("which cost me the most", Which.DEAREST),
        ("the one i ordered last", Which.NEWEST),
        ("no, not that one", Which.NOT_THIS),
        ("no the other order, the towels", Which.NOT_THIS),
        ("the refund, not the order", None),
        ("where is it", None),
        ("which one is here sooner", Which.SOONEST),
        ("which of them comes first", Which.SOONEST),
        ("it is allowed, isn't it", None),  # whole words only
        (" ".join(["all"] * 20), None),
    ],
)
def test_which_orders_are_meant(text, which):
    assert several_orders().which(text) is which


@pytest.mark.parametrize(
    ("before", "text", "intent", "goes_on"),
    [
        (shown("1", "2"), "which is older", "product_question", True),
        (shown("1", listed=["2", "3"]), "all of them", "inform", True),
        (shown("1", "2"), "when did I order the first", "order_question", True),
        (shown("1"), "which is cheapest", "product_question", False),  # of the products, then
        (shown("1"), "not that one", "deny", True),
        (shown("1", "2"), "that's all, bye", "goodbye", False),
        (shown("1", "2"), "can i return both", "return_policy", False),
        ([*shown("1", "2"), user("thanks", "thank")], "both", "inform", True),  # still spoken of
        ([*shown("1", "2"), user("hello", "greet")], "both", "inform", False),
        ([], "not that one", "deny", False),
    ],
)
def test_the_order_answers(before, text, intent, goes_on):
    current = facts([*before, user(text, intent)])
    assert order_followups.next_action(current, "action_listen") == ("action_show_order" if goes_on else None)
    if goes_on:
        after = facts([*before, user(text, intent), slot("order_answers", {"cards": ["1", "2"]})])
        assert order_followups.next_action(after, "action_show_order") == "action_listen"


@pytest.mark.parametrize(("sure", "goes_on"), [(0.4, True), (0.9, False)])
def test_no_the_other_order_changes_none_unless_that_is_sure(sure, goes_on):
    said = user("no the other order, the towels", "cancel_change")
    said["parse_data"]["intent"]["confidence"] = sure
    current = facts([*shown("1"), said])
    assert order_followups.next_action(current, "action_listen") == ("action_show_order" if goes_on else None)


@pytest.mark.parametrize(
    ("text", "place", "asked"),
    [
        ("status of the first", 0, "status"),
        ("and the 2nd one?", 1, None),
        ("when does the third come", 2, "day"),
        ("my first login failed", None, None),
        ("the other", None, None),
    ],
)
def test_an_order_by_its_place_among_those_that_were_shown(text, place, asked):
    words = several_orders()
    assert words.place(text) == place and (place is None or words.asked_of_place(text) == asked)
    current = facts([*shown("1", "2"), user(text, "out_of_scope")])
    assert (order_followups.next_action(current, "action_listen") == "action_show_order") is (place is not None)
    assert order_followups.next_action(facts([*shown("1"), user(text, "faq")]), "action_listen") is None


def test_the_policy_knows_what_is_in_the_orders():
    answered = slot("order_answers", {"cards": ["1"], "names": ["kettle", "mat"]})
    before = [user("where is it", "order_status"), answered]
    for text, goes_on in (("when does my kettle come", True), ("when does the sofa come", False)):
        current = facts([*before, user(text, "product_question")])
        assert (order_followups.next_action(current, "action_listen") == "action_show_order") is goes_on


def answered(by_country=True):
    """A message that was answered by the country."""
    tried = {"task": "question", "outcome": "answered", "detail": "What does it cost?", "by_country": by_country}
    return [user("what does it cost", "faq"), slot("attempt", tried)]


@pytest.mark.parametrize(
    ("before", "text", "intent", "goes_on"),
    [
        (answered(), "cork", "inform", True),
        (answered(), "and to bavaria?", "out_of_scope", True),
        (answered(False), "cork", "inform", False),
        (answered(), "10023", "inform", False),
        (answered(), "jane@example.com", "inform", False),
        (answered(), "my name is jane doe", "inform", False),
        (answered(), "thanks", "thank", False),
        ([*answered(), user("ok", "affirm")], "cork", "inform", False),
    ],
)
def test_a_place_is_no_name_on_an_order(before, text, intent, goes_on):
    current = facts([*before, user(text, intent)])
    assert place_followups.next_action(current, "action_listen") == ("action_answer_question" if goes_on else None)
    if goes_on:
        assert place_followups.next_action(current, "action_answer_question") == "action_listen"

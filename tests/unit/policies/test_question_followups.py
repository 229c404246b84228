"""Which messages go on about the shop's answer right before, and which stand for themselves."""

from __future__ import annotations

import pytest

from policies.facts_fold import facts
from policies.question_followups import meant, next_action
from tests.support.log_events import slot, user

RETURN, COST, LABEL = "faq/return_start", "faq/return_cost", "faq/return_label"
GOES_ON = [RETURN, COST, LABEL]
OTHER, ORDER = "faq/gift_wrap", "order/status"


def asked(outcome, *ranking, further=()):
    return {"outcome": outcome, "ranking": [{"id": i, "score": s} for i, s in ranking], "further": list(further)}


@pytest.mark.parametrize(
    ("text", "found", "names"),
    [
        ("and who pays", asked("none", (OTHER, 0.05), (COST, 0.01)), [COST, RETURN]),
        ("is it free then", asked("unsure", (OTHER, 0.2), further=[LABEL]), [LABEL, RETURN]),
        ("and how do i do it", asked("none", further=[LABEL]), [RETURN]),  # which neighbour it were would be a guess
        # of two that are about as near, the closer neighbour
        ("when does it expire", asked("none", (LABEL, 0.08), (COST, 0.07)), [COST, LABEL]),
        ("when does it expire", asked("none", (LABEL, 0.08), (COST, 0.02)), [LABEL, COST]),
        ("it says wait, how long", asked("unsure", (OTHER, 0.12)), [RETURN]),
        ("the page says not valid", asked("unsure", (OTHER, 0.1), (COST, 0.005)), [COST]),
        ("how much", asked("answer", (OTHER, 0.5)), [RETURN]),  # such words say nothing by themselves
        ("do i print a label", asked("unsure", (LABEL, 0.15)), [LABEL]),
        ("where do i bring the parcel", asked("answer", (ORDER, 0.3), (LABEL, 0.05)), [LABEL]),
        ("and for a rug?", asked("none", (OTHER, 0.05)), [RETURN]),
        ("do you wrap presents", asked("answer", (OTHER, 0.5), (COST, 0.01)), []),
        ("do i get cash", asked("answer", (OTHER, 0.32), (COST, 0.05)), [COST]),
        ("do i need to be in", asked("answer", (OTHER, 0.7)), []),
        ("do i get cash", asked("answer", (OTHER, 0.6), (COST, 0.09)), []),
        ("do you wrap presents", asked("unsure", (OTHER, 0.2), (COST, 0.01)), []),
        ("when will it be", asked("answer", (ORDER, 0.6)), []),
        ("how much would that be", asked("answer", (ORDER, 0.6), further=[COST]), [COST, RETURN]),
        ("and on the rug", asked("unsure", (OTHER, 0.2)), [RETURN]),
        ("and do you wrap", asked("unsure", (OTHER, 0.2)), []),
        ("what if it tears", asked("none", (OTHER, 0.05), further=[LABEL]), [LABEL]),
        ("where is the airport", asked("none", (OTHER, 0.05), further=[LABEL]), []),
        ("and what would happen if somebody else had paid for it", asked("none", (COST, 0.05)), []),
    ],
)
def test_what_a_message_may_go_on_to_ask(text, found, names):
    assert meant(text, found, GOES_ON, answered=True) == names


def test_what_was_only_asked_back_is_not_said_again_for_words_that_say_nothing():
    assert meant("how much", asked("none"), GOES_ON, answered=False) == []
    assert meant("how much", asked("none"), [], answered=True) == []


def conversation(text="is it free", intent="product_question", attempt=None, between=(), form=None, **parsed):
    attempt = {"task": "question", "outcome": "answered", "goes_on": GOES_ON} if attempt is None else attempt
    found = {"intent": {"name": intent, "confidence": 0.9}, "entities": [], "question": asked("none", (COST, 0.03))}
    return [
        {"event": "user", "text": "how do i return it", "parse_data": {"intent": {"name": "faq"}}, "timestamp": 1.0},
        {"event": "slot", "name": "attempt", "value": attempt},
        *between,
        *([{"event": "active_loop", "name": form}] if form else []),
        {"event": "user", "text": text, "parse_data": {**found, **parsed}, "timestamp": 2.0},
    ]


@pytest.mark.parametrize("intent", ["product_question", "order_status", "inform", "faq", "nlu_fallback"])
def test_it_is_answered_by_the_shop_whatever_it_is_read_as(intent):
    current = facts(conversation(intent=intent))
    assert next_action(current, "action_listen") == "action_answer_question"
    assert next_action(current, "action_answer_question") == "action_listen"


LATER = {"event": "user", "text": "hm", "parse_data": {"intent": {"name": "faq"}}, "timestamp": 1.5}


@pytest.mark.parametrize(
    "events",
    [
        conversation(attempt={"task": "order_lookup", "outcome": "found"}),
        conversation(between=[LATER]),
        conversation(form="order_form"),
        conversation(intent="thank"),
        conversation(intent="request_callback"),
        conversation(entities=[{"entity": "order_number", "value": "10047"}]),
        conversation(text="do you also wrap presents in paper", question=asked("answer", (OTHER, 0.5))),
    ],
)
def test_what_stands_for_itself_is_left_alone(events):
    assert next_action(facts(events), "action_listen") is None


@pytest.mark.parametrize("text", ["anything else?", "and what else", "any more information"])
def test_whether_there_is_more_to_say_means_the_last_answer(text):
    near_order = asked("answer", (ORDER, 0.5))
    assert meant(text, near_order, GOES_ON, answered=True) == [RETURN]
    assert meant(text, near_order, GOES_ON, answered=False) == []


def test_what_is_told_goes_on_about_no_neighbour():
    near_nothing = asked("none", (OTHER, 0.05), further=[LABEL])
    assert meant("i bought it 3 weeks ago", near_nothing, GOES_ON, answered=True) == []
    assert meant("what if it tears", near_nothing, GOES_ON, answered=True) == [LABEL]


@pytest.mark.parametrize(
    ("text", "intent", "outcome", "goes_on"),
    [
        ("is it dimmable", "product_question", "none", False),
        ("is it dimmable", "product_question", "unsure", True),
        ("is it dimmable", "faq", "none", True),
        ("how much is it", "product_question", "none", True),
    ],
)
def test_a_property_of_a_product_is_no_part_of_the_shops_answer(text, intent, outcome, goes_on):
    known = {"task": "question", "outcome": "answered", "detail": "x", "goes_on": GOES_ON}
    before = [user("how do i return it", "faq"), slot("attempt", known)]
    current = facts([*before, user(text, intent, question=asked(outcome, (LABEL, 0.15)))])
    assert (next_action(current, "action_listen") == "action_answer_question") is goes_on

"""Short questions go on about the order that was just shown; whatever has words of its own does not."""

from __future__ import annotations

import pytest

from actions.order_questions import FACETS
from policies.facts_fold import facts
from policies.order_followups import next_action
from policies.short_questions import short_questions
from tests.support.log_events import slot, user

WORDS = short_questions()
SHOWN = [user("where is 10023", "order_status"), slot("order_answers", {"cards": ["10023"], "facet": "status"})]
NEAR_TO_NOTHING = {"outcome": "none", "ranking": [{"id": "faq/warranty_length", "score": 0.06}]}


@pytest.mark.parametrize(
    ("text", "facet"),
    [
        ("but why??", "why_late"),
        ("how come it's still held", "why_late"),
        ("When then?", "day"),
        ("for how long", "day"),
        ("and how much longer will it take", "day"),
        ("at what time", "time_of_day"),
        ("how much did they all cost me", "total"),
        ("who is delivering it?", "carrier"),
        ("so what is still to come", "parcels"),
        ("where’s it now", "status"),
        ("how many did i get", "item_count"),
        ("when did i order it", "placed_when"),
        ("and how long ago was that", "placed_when"),
        ("when was it sent", "sent_when"),
        ("why didnt they come together", "parcels"),
        ("why didnt it come yet", "why_late"),
        ("why two boxes", "parcels"),
        ("and email it to me please", "send_it"),
        ("can you send me a copy", "send_it"),
    ],
)
def test_a_question_word_with_small_words_asks_about_the_order(text, facet):
    assert WORDS.facet(text) == facet


@pytest.mark.parametrize(
    "text",
    [
        "how long is your guarantee",
        "why was my account closed",
        "when does the sale begin",
        "where is your shop in Leeds",
        "how much is postage to Spain",
        "who do I complain to",
        "where is 10047",
        "can i send it back",
        "thanks",
        "how long does the plastic smell last when I first boil it with water",
        "",
    ],
)
def test_what_has_words_of_its_own_does_not(text):
    assert WORDS.facet(text) is None


def test_the_names_of_what_is_in_the_order_may_stand_there():
    assert WORDS.facet("when does my toaster come", {"toaster"}) == "day"
    assert WORDS.facet("when does my toaster come") is None


def test_the_price_of_one_thing_is_not_the_total():
    assert WORDS.facet("how much was the toaster", {"toaster"}) == "item_price"
    assert WORDS.facet("how much was it", {"toaster"}) == "total"


@pytest.mark.parametrize(
    ("text", "only"),
    [("and the toaster?", True), ("the toaster then", True), ("toaster broke", False), ("and it", False)],
)
def test_a_text_may_say_no_more_than_what_is_in_the_order(text, only):
    assert WORDS.only_names(text, {"toaster"}) is only


def test_every_question_has_an_answer():
    assert {*WORDS.asks, *WORDS.of_item.values()} <= FACETS


@pytest.mark.parametrize("intent", ["faq", "why_asked", "product_question", "nlu_fallback"])
def test_right_after_an_order_whatever_intent_was_read(intent):
    current = facts([*SHOWN, user("how long", intent, question=NEAR_TO_NOTHING)])
    assert current.turn.facet == "day"
    assert next_action(current, "action_listen") == "action_show_order"
    assert next_action(current, "action_show_order") == "action_listen"


def test_later_and_without_an_order_it_stands_for_itself():
    for before in ([], [*SHOWN, user("do you gift wrap", "faq")]):
        current = facts([*before, user("how long", "faq", question=NEAR_TO_NOTHING)])
        assert current.turn.facet is None and next_action(current, "action_listen") is None


def test_what_is_clear_only_after_an_order_counts_as_understood():
    assert facts([*SHOWN, user("how long", "nlu_fallback", question=NEAR_TO_NOTHING)]).turn.understood
    assert not facts([user("how long", "nlu_fallback", question=NEAR_TO_NOTHING)]).turn.understood


def test_the_words_by_which_a_short_text_asks_are_those_of_the_file():
    words = short_questions()
    assert words.question_words("and At What Time is it then?") == "at what time"
    assert words.facet(words.question_words("ok but how come")) == words.facet("ok but how come")
    assert words.question_words("when does Marjorie come") is None


@pytest.mark.parametrize(
    ("text", "names", "facet"),
    [
        ("where's the chargers", {"charger"}, "status"),
        ("how many bulbs", {"bulb"}, "item_count"),
        ("when do my batteries come", {"battery"}, "day"),
        ("how many", set(), "item_count"),
    ],
)
def test_several_of_a_thing_are_known_by_its_name(text, names, facet):
    assert WORDS.facet(text, names) == facet
    assert WORDS.facet("how many bulbs", {"battery"}) is None

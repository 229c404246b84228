"""Finding an order without showing it to the wrong person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timezone

import pytest

from actions.order_form import OrderForm
from actions.order_state import ASK_CHOICE, ASK_ORDER, ASK_PROOF, OrderFormState
from actions.order_texts import ShopDay
from baton.orders.proof import ProofBy
from baton.orders.proof_attempts import UncountedAttempts
from baton.orders.text.order_words import order_words
from tests.unit.actions.messages import ASKER, message

DAY = ShopDay(date(2026, 11, 24), timezone.utc)


@pytest.fixture
def form(orders):
    return OrderForm(orders, True, DAY, order_words(), UncountedAttempts(), ASKER)


@pytest.fixture
def open_form(orders):
    return OrderForm(orders, False, DAY, order_words(), UncountedAttempts(), ASKER)


def test_a_number_alone_shows_nothing_without_proof(form):
    step = form.next(OrderFormState(), message("10023", numbers=["10023"]))
    assert step.ask == ASK_PROOF
    assert step.state.shown is None


def test_the_right_proof_shows_it(form):
    asked = OrderFormState(asked=ASK_PROOF, number="10023")
    for proof in ({"emails": ["jane.doe@example.com"]}, {"postcodes": ["SW1A 1AA"]}):
        step = form.next(asked, message("…", **proof))
        assert step.ask is None
        assert step.state.shown == "10023"


def test_a_wrong_proof_and_a_number_that_does_not_exist_get_the_same_words(form):
    wrong = form.next(OrderFormState(asked=ASK_PROOF, number="10023"), message("…", emails=["x@y.example"]))
    nowhere = form.next(OrderFormState(asked=ASK_PROOF, number="10099"), message("…", emails=["x@y.example"]))
    assert wrong.response == nowhere.response
    assert wrong.ask == nowhere.ask == ASK_ORDER
    assert wrong.attempt["outcome"] == nowhere.attempt["outcome"] == "not_found"


def test_several_orders_are_a_choice_not_a_guess(open_form):
    step = open_form.next(OrderFormState(), message("Jane Doe", names=["Jane Doe"]))
    assert step.ask == ASK_CHOICE
    chosen = open_form.next(
        OrderFormState(asked=ASK_CHOICE, candidates=step.state.candidates), message("10023", numbers=["10023"])
    )
    assert chosen.state.shown == "10023"


def test_an_order_of_somebody_else_is_not_in_the_choice(form, orders):
    known = OrderFormState(asked=ASK_PROOF, name="Maria Garcia")
    for order in orders.by_name("Maria Garcia"):
        step = form.next(known, message("…", emails=[order.customer.email]))
        shown = [step.state.shown] if step.state.shown else list(step.state.candidates)
        assert {orders.by_number(n).customer.email for n in shown} == {order.customer.email}


def test_a_question_in_between_leaves_the_form_where_it_is(form):
    asked = OrderFormState(asked=ASK_PROOF, number="10023")
    step = form.next(asked, message("what does delivery cost?", "delivery_info"))
    assert step.unchanged
    assert step.ask == ASK_PROOF


def test_the_order_that_was_shown_need_not_be_named_again(form):
    step = form.next(OrderFormState(shown="10023"), message("and where is it now?", "order_status"))
    assert step.state.shown == "10023"
    assert step.ask is None


LOGGED_IN = OrderFormState(identity="jane.doe@example.com")


def test_a_logged_in_customer_is_asked_for_nothing(form, orders):
    """Neither for a proof nor, as far as the shop knows their orders, for a number."""
    step = form.next(LOGGED_IN, message("10023", numbers=["10023"]))
    assert (step.state.shown, step.ask) == ("10023", None)
    step = form.next(LOGGED_IN, message("where is my order?", "order_status"))
    assert step.ask == ASK_CHOICE
    assert {orders.by_number(n).customer.email for n in step.state.candidates} == {"jane.doe@example.com"}
    only = form.next(OrderFormState(identity="sean.byrne@example.org"), message("where is my order?", "order_status"))
    assert only.ask is None
    assert orders.by_number(only.state.shown).customer.name == "Sean Byrne"


def test_being_logged_in_shows_nobody_elses_order(form, orders):
    """With the same words as for a number that does not exist, and without a question that would tell them apart."""
    other = next(o.number for o in orders.by_email("sean.byrne@example.org"))
    theirs = form.next(LOGGED_IN, message(other, numbers=[other]))
    nowhere = form.next(LOGGED_IN, message("10099", numbers=["10099"]))
    assert theirs.state.shown is None
    assert (theirs.response, theirs.ask) == (nowhere.response, nowhere.ask) == ("utter_no_order", ASK_ORDER)
    named = form.next(LOGGED_IN, message("Sean Byrne", names=["Sean Byrne"]))
    assert named.state.shown is None


def test_a_login_without_orders_proves_as_everybody_does(form):
    step = form.next(OrderFormState(identity="new@example.com"), message("where is my order?", "order_status"))
    assert step.ask == ASK_ORDER
    step = form.next(OrderFormState(identity="new@example.com"), message("10023", numbers=["10023"]))
    assert step.ask == ASK_PROOF


def test_a_correction_of_the_number_beats_a_postcode(form):
    """The number is called an order: it replaces the first one, and is no failed try of a proof."""
    asked = OrderFormState(asked=ASK_PROOF, number="10005")
    step = form.next(asked, message("sorry, I meant order 10023", numbers=["10023"]))
    assert (step.state.number, step.ask, step.attempt) == ("10023", ASK_PROOF, None)
    shown = form.next(replace(step.state, asked=ASK_PROOF), message("SW1A 1AA", postcodes=["SW1A 1AA"]))
    assert shown.state.shown == "10023"


def test_a_number_that_may_be_either_is_compared_with_the_order_first(form, orders):
    """ "Sorry, it's 94110" is a postcode where it proves the order, else the number."""
    order = next(o for o in orders.by_name("Maria Garcia") if o.address.postcode.isdigit())
    code = order.address.postcode
    asked = OrderFormState(asked=ASK_PROOF, number=order.number)
    right = form.next(asked, message(f"sorry, it's {code}", numbers=[code], postcodes=[code]))
    assert right.state.shown == order.number
    other = form.next(asked, message("sorry, I meant 10023", numbers=["10023"], postcodes=["10023"]))
    assert (other.state.shown, other.state.number, other.ask) == (None, "10023", ASK_PROOF)


def test_number_and_zip_in_one_message_are_told_apart_by_the_order(form, orders):
    order = next(o for o in orders.by_name("Maria Garcia") if o.address.postcode.isdigit())
    both = [order.number, order.address.postcode]
    for values in (both, both[::-1]):
        step = form.next(OrderFormState(), message(" ".join(values), numbers=values, postcodes=values))
        assert step.state.shown == order.number


def test_guesses_that_fail_count_as_tries_and_show_nothing(form):
    """However the values are said: nobody may try one postcode after the other."""
    state = OrderFormState(asked=ASK_PROOF, number="10023", compared=True)
    for text, values in (("sorry, 94110", ["94110"]), ("10023, 94110", ["10023", "94110"])):
        step = form.next(state, message(text, numbers=values, postcodes=values))
        assert step.state.shown is None
        assert step.attempt["outcome"] == "not_found"


def test_a_number_beside_a_number_is_tried_as_its_postcode_once_without_counting(form):
    """ "10023, 10047" may be two orders, which is no failed try; the second time it looks like guessing."""
    values = ["10023", "94110"]
    pair = message("10023, 94110", numbers=values, postcodes=values)
    first = form.next(OrderFormState(), pair)
    assert (first.ask, first.attempt, first.state.compared) == (ASK_PROOF, None, True)
    again = form.next(replace(first.state, asked=None), pair)
    assert (again.ask, again.attempt["outcome"]) == (ASK_PROOF, "not_found")


def test_a_postcode_written_like_an_order_number_is_never_a_new_number(form):
    asked = OrderFormState(asked=ASK_PROOF, number="10023")
    step = form.next(asked, message("114 55", numbers=["11455"], postcodes=["114 55"]))
    assert step.response == "utter_no_order"
    assert step.state.number == "10023"


def test_two_order_numbers_are_both_kept(form, orders):
    numbers = [order.number for order in orders.by_email("jane.doe@example.com")][:2]
    step = form.next(OrderFormState(), message(" and ".join(numbers), numbers=numbers, postcodes=numbers))
    assert (step.ask, step.state.candidates) == (ASK_PROOF, tuple(numbers))
    proved = form.next(replace(step.state, asked=ASK_PROOF), message("…", emails=["jane.doe@example.com"]))
    assert (proved.ask, proved.state.candidates) == (None, tuple(numbers))


@pytest.mark.parametrize(
    "values",
    [
        {"emails": ["jane.doe@example.com", "help@shop.example"]},
        {"emails": ["a@b.example", "jane.doe@example.com"]},
        {"postcodes": ["SW1A 1AA", "SW1A 1AB"]},
        {"emails": ["jane.doe@example.com"], "postcodes": ["SW1A 1AB", "SW1A 1AD"]},
    ],
)
def test_a_message_gives_one_proof_and_several_are_guesses(form, values):
    for number in ("10023", "10099"):
        step = form.next(OrderFormState(asked=ASK_PROOF, number=number), message("…", **values))
        assert (step.ask, step.response, step.state.shown) == (ASK_PROOF, "utter_one_proof", None)
        assert step.attempt["outcome"] == "invalid"
        assert (step.state.email, step.state.postcode) == (None, None)


def test_an_address_alone_opens_nothing_whether_it_is_known_or_not(form):
    """It leads to the question for the number, in the same words, state and number of attempts."""
    steps = [
        form.next(OrderFormState(asked=asked), message(f"my email is {email}", "order_status", emails=[email]))
        for asked in (None, ASK_ORDER)
        for email in ("sean.byrne@example.org", "jane.doe@example.com", "nobody@example.net")
    ]
    assert {(step.ask, step.response, step.attempt) for step in steps} == {(ASK_ORDER, "utter_proof_first", None)}
    assert not any(step.state.shown or step.state.candidates or step.state.proved for step in steps)


def test_a_full_name_and_its_postcode_open_its_orders(form):
    asked = form.next(OrderFormState(), message("Jane Doe", names=["Jane Doe"]))
    step = form.next(replace(asked.state, asked=ASK_PROOF), message("SW1A 1AA", postcodes=["SW1A 1AA"]))
    assert step.ask == ASK_CHOICE and {by for _, by in step.state.proved} == {ProofBy.POSTCODE}
    wrong = form.next(replace(asked.state, asked=ASK_PROOF), message("SW1A 2AA", postcodes=["SW1A 2AA"]))
    assert wrong.attempt["outcome"] == "not_found" and not wrong.state.proved


def test_where_it_is_so_set_a_name_needs_the_address(orders):
    form = OrderForm(orders, True, DAY, order_words(), UncountedAttempts(), ASKER, name_needs_email=True)
    for name in ("Jane Doe", "Zebulon Quackenbush"):
        asked = form.next(OrderFormState(), message(name, names=[name]))
        assert asked.ask == ASK_PROOF
        step = form.next(replace(asked.state, asked=ASK_PROOF), message("SW1A 1AA", postcodes=["SW1A 1AA"]))
        assert (step.ask, step.response, step.attempt) == (ASK_PROOF, "utter_name_needs_email", None)
    right = form.next(OrderFormState(asked=ASK_PROOF, name="Jane Doe"), message("…", emails=["jane.doe@example.com"]))
    assert right.ask == ASK_CHOICE


@pytest.mark.parametrize("name", ["Doe", "J. Doe", "J Doe"])
def test_a_part_of_a_name_finds_nothing_even_with_the_right_address(form, name):
    step = form.next(OrderFormState(asked=ASK_PROOF, name=name), message("…", emails=["jane.doe@example.com"]))
    assert (step.ask, step.response) == (ASK_ORDER, "utter_no_order")


def test_a_proof_counts_for_the_order_that_it_was_given_for(form):
    first = form.next(OrderFormState(asked=ASK_PROOF, number="10023"), message("…", postcodes=["SW1A 1AA"]))
    assert [number for number, _ in first.state.proved] == ["10023"]
    other = form.next(replace(first.state, asked=None), message("and order 10047?", "order_status", numbers=["10047"]))
    assert (other.ask, other.attempt, other.state.shown) == (ASK_PROOF, None, "10023")
    again = form.next(replace(other.state, asked=None), message("and 10023?", "order_status", numbers=["10023"]))
    assert (again.ask, again.state.shown) == (None, "10023")


def test_the_owner_s_name_is_none_that_the_customer_has_said(form):
    step = form.next(OrderFormState(asked=ASK_PROOF, number="10023"), message("…", postcodes=["SW1A 1AA"]))
    assert (step.state.shown, step.state.name) == ("10023", None)


def test_a_mistyped_proof_can_be_corrected_at_once(form):
    wrong = form.next(OrderFormState(asked=ASK_PROOF, number="10023"), message("SW1A 1AB", postcodes=["SW1A 1AB"]))
    assert wrong.ask == ASK_ORDER
    right = form.next(replace(wrong.state, asked=wrong.ask), message("SW1A 1AA", postcodes=["SW1A 1AA"]))
    assert right.state.shown == "10023"


def test_after_a_failed_look_up_an_answer_without_anything_is_asked_for_the_number(form):
    failed = OrderFormState(asked=ASK_ORDER, number="10099")
    step = form.next(failed, message("I really do not know that one", "inform"))
    assert step.ask == ASK_ORDER


@pytest.mark.parametrize(
    ("text", "excuses"),
    [
        ("where do i find the number", True),
        ("how do i find it", True),
        ("where would i look for that?", True),
        ("how do i get the label", False),
        ("where can i see your prices", False),
    ],
)
def test_what_is_not_at_hand_is_what_the_bot_has_asked_for(form, text, excuses):
    step = form.next(OrderFormState(asked=ASK_ORDER), message(text, intent="faq"))
    assert (step.response == "utter_no_number") is excuses and step.unchanged is not excuses

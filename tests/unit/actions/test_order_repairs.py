"""Slips, corrections and detours while an order is looked for: nothing that was given is lost or asked for twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timezone

import pytest

from actions.order_form import OrderForm
from actions.order_state import ASK_ORDER, ASK_PROOF, OrderFormState
from actions.order_texts import ShopDay
from baton.orders.proof_attempts import UncountedAttempts
from baton.orders.text.order_words import order_words
from tests.unit.actions.messages import ASKER, Customer

DAY = ShopDay(date(2026, 11, 24), timezone.utc)


@pytest.fixture
def customer(orders):
    return Customer(OrderForm(orders, True, DAY, order_words(), UncountedAttempts(), ASKER), OrderFormState())


@pytest.mark.parametrize(
    ("texts", "shown", "failures"),
    [
        # The number is corrected; it is no ZIP.
        (["where is 10005", "oh no, I meant 10023", "SW1A 1AA"], "10023", 0),
        (["10005", "no 10023", "SW1A 1AA"], "10023", 0),
        (["10005", "nah sorry, 10023", "SW1A 1AA"], "10023", 0),
        (["10005", "Nope, 10023", "jane.doe@example.com"], "10023", 0),
        (["10005", "wrong number! 10023", "SW1A 1AA"], "10023", 0),
        (["10005", "it is 10023, not 10005", "SW1A 1AA"], "10023", 0),
        (["10005", "not 10005 but 10023", "SW1A 1AA"], "10023", 0),
        (["10005", "the right number is 10023", "SW1A 1AA"], "10023", 0),
        (["10019", "sorry, 10023", "SW1A 1AA"], "10023", 0),
        # The proof is corrected, the number stays.
        (["10023", "SW1A 1AB", "SW1A 1AA"], "10023", 1),
        (["10023", "SW1A 1AB", "sorry, SW1A 1AA"], "10023", 1),
        (["10023", "jane.deo@example.com", "jane.doe@example.com"], "10023", 1),
        (["10020", "94111", "94110"], "10020", 1),
        (["10020", "94111", "oops 94110"], "10020", 1),
        # The number was wrong, not the proof.
        (["10024", "SW1A 1AA", "10023"], "10023", 1),
        (["10024", "SW1A 1AA", "sorry, it should be 10023"], "10023", 1),
        (["10099", "jane.doe@example.com", "no, 10047"], "10047", 1),
        (["Jane Do", "10099", "SW1A 1AA", "sorry, 10047"], "10047", 1),
        (["10024", "SW1A 1AB", "10023", "SW1A 1AA"], "10023", 1),
        (["10024", "SW1A 1AA", "10023 SW1A 1AA"], "10023", 1),
        (["10024", "wrong@example.com", "it's 10023", "jane.doe@example.com"], "10023", 1),
        # Number and ZIP in one message, in any order and in two messages.
        (["10020 94110"], "10020", 0),
        (["94110, 10020"], "10020", 0),
        (["order 10020, zip 94110"], "10020", 0),
        (["94110", "10020"], "10020", 0),
        (["10007 and the postcode is 10119"], "10007", 0),
        # The postcode first.
        (["SW1A 1AA", "10023"], "10023", 0),
        (["my postcode is LE4 6AS", "it is number 10051"], "10051", 0),
        (["my zip is 02139", "Nina Rossi", "10030"], "10030", 0),
        # The number stays when name and postcode follow.
        (["10023", "Jane Doe, SW1A 1AA"], "10023", 0),
        (["10023", "Jane Doe", "SW1A 1AA"], "10023", 0),
        (["Jane Doe", "10047", "SW1A 1AA"], "10047", 0),
        (["Jane Doe", "SW1A 1AA", "10047"], "10047", 0),
        # Letters and a dash before the number.
        (["HW-10023", "SW1A 1AA"], "10023", 0),
        (["it's FR-10023", "SW1A 1AA"], "10023", 0),
    ],
)
def test_the_order_is_found_without_saying_anything_twice(customer, orders, texts, shown, failures):
    for text in texts:
        customer.write(text)
    assert (customer.shown, customer.failures) == (shown, failures)


def test_a_tracking_number_stands_for_its_order_and_proves_nothing(customer, orders):
    order = orders.by_number("10023")
    parcel = order.shipments[0].tracking_number
    step = customer.write(f"where is my parcel {parcel.lower()}?", "tracking_number")
    assert (step.ask, step.state.shown, step.attempt) == (ASK_PROOF, None, None)
    customer.write("SW1A 1AA")
    assert customer.shown == "10023"


def test_an_unknown_tracking_number_is_answered_as_a_known_one_with_a_wrong_proof(customer, orders):
    parcel = orders.by_number("10023").shipments[0].tracking_number
    steps = []
    for number in (parcel, "RM999999999GB"):
        other = Customer(customer.form, OrderFormState())
        steps.append([other.write(f"tracking {number}"), other.write("wrong@example.com")])
    asked, failed = zip(*steps, strict=True)
    assert asked[0].ask == asked[1].ask == ASK_PROOF
    assert [(step.ask, step.response) for step in failed] == [(ASK_ORDER, "utter_no_order")] * 2


@pytest.mark.parametrize("text", ["10023 and 10047", "10023, 10047", "10023 10047", "orders 10023/10047"])
def test_two_orders_in_the_first_message_are_no_failed_try(customer, text):
    step = customer.write(text)
    assert (step.ask, step.state.candidates, customer.failures) == (ASK_PROOF, ("10023", "10047"), 0)
    assert customer.write("SW1A 1AA").ask is None  # each was named: both are shown
    assert customer.state.shown == "10023"
    assert customer.steps[-1].state.candidates == ("10023", "10047")


@pytest.mark.parametrize("text", ["jane.doe@", "SW1A", "the one where I live", "???"])
def test_what_cannot_be_read_is_named_once_and_counts(customer, text):
    customer.write("10023")
    step = customer.write(text)
    assert (step.ask, step.response, step.attempt["outcome"]) == (ASK_PROOF, "utter_proof_unreadable", "invalid")
    assert step.state.number == "10023"
    again = customer.write(text)
    assert (again.ask, again.response, customer.failures) == (ASK_PROOF, None, 2)


@pytest.mark.parametrize("text", ["07700 900123", "my phone is +44 7700 900123", "020 7946 0023"])
def test_a_phone_number_is_said_to_be_no_proof(customer, text):
    customer.write("10023")
    step = customer.write(text)
    assert (step.ask, step.response, customer.failures) == (ASK_PROOF, "utter_phone_no_proof", 0)
    assert customer.write(text).attempt["outcome"] == "invalid"
    customer.write("SW1A 1AA")
    assert customer.shown == "10023"


@pytest.mark.parametrize(
    "text",
    [
        "I don't have the number",
        "i dont have it",
        "I haven't got it to hand",
        "no idea",
        "I can’t find the confirmation email",
        "I deleted that email",
        "where do I find it?",
        "never got a number",
    ],
)
def test_who_has_no_number_learns_what_else_works(customer, text):
    customer.write("where is my order", "order_status")
    step = customer.write(text, "out_of_scope")
    assert (step.ask, step.response, step.attempt) == (ASK_ORDER, "utter_no_number", None)
    assert customer.write(text, "out_of_scope").attempt["outcome"] == "invalid"


def test_who_says_so_in_the_first_message_is_not_asked_for_the_number(customer):
    step = customer.write("where is my order? I lost the order number", "order_status")
    assert (step.ask, step.response) == (ASK_ORDER, "utter_no_number")


@pytest.mark.parametrize("text", ["I don't remember which email", "I can't find it", "no idea, sorry"])
def test_who_has_no_proof_learns_which_it_is(customer, text):
    customer.write("10023")
    step = customer.write(text, "account_help")
    assert (step.ask, step.response, step.attempt) == (ASK_PROOF, "utter_no_proof", None)


@pytest.mark.parametrize(
    "text",
    [
        "I would rather not share my address with a robot",
        "im not comfortable giving out my email",
        "don't want to hand over that",
        "my postcode is private",
        "not typing my details into a chat",
    ],
)
def test_who_does_not_want_to_give_the_proof_hears_what_else_there_is(customer, text):
    customer.write("10023")
    step = customer.write(text, "faq")
    assert (step.ask, step.response, step.attempt) == (ASK_PROOF, "utter_proof_withheld", None)
    assert customer.write(text, "faq").attempt["outcome"] == "invalid"


def test_who_gives_a_proof_unwillingly_gives_it(customer):
    customer.write("10023")
    step = customer.write("i'd rather not give it but SW1A 1AA", "inform")
    assert step.ask is None


@pytest.mark.parametrize("text", ["the toaster", "I ordered it on 19 November", "it was last Tuesday", "a desk lamp"])
def test_a_day_or_a_product_is_kept_for_the_choice(customer, text):
    customer.write("where is my order", "order_status")
    step = customer.write(text)
    assert (step.ask, step.response, step.attempt) == (ASK_ORDER, "utter_not_by_description", None)


def test_what_was_said_of_the_order_decides_between_several(customer):
    customer.write("where is my desk lamp", "order_status")
    customer.write("Jane Doe")
    customer.write("jane.doe@example.com")
    assert customer.shown == "10047"


def test_waiting_and_refusing_are_no_failed_tries(customer):
    customer.write("10023")
    assert customer.write("hang on", "wait").unchanged
    assert customer.write("no", "deny").attempt is None
    assert customer.write("why do you need that?", "why_asked").unchanged
    assert (customer.state.number, customer.failures) == ("10023", 0)


def test_a_list_that_does_not_hold_the_order_leads_to_its_number(customer):
    customer.write("Jane Doe")
    customer.write("jane.doe@example.com")
    step = customer.write("none of these", "deny")
    assert (step.ask, step.response, step.attempt) == (ASK_ORDER, "utter_none_of_these", None)
    assert customer.write("10020").ask == ASK_PROOF
    customer.write("94110")
    assert (customer.shown, customer.failures) == ("10020", 0)


def test_one_proof_on_one_number_after_the_other_counts(customer):
    customer.write("10023")
    customer.write("LE4 6AS")
    for number in range(10024, 10030):
        customer.write(str(number))
    assert customer.shown is None
    assert customer.failures >= 5


def test_a_proof_of_a_look_up_that_was_broken_off_is_tried_on_nothing(customer):
    customer.write("LE4 6AS")
    customer.state = replace(customer.state, asked=None, explained=frozenset())
    step = customer.write("10023")
    assert (step.ask, step.attempt, step.state.postcode) == (ASK_PROOF, None, None)


def test_nobody_tries_a_proof_on_whole_ranges_of_numbers(customer):
    numbers = [str(number) for number in range(10001, 10040)]
    customer.write("orders " + ", ".join(numbers))
    assert len(customer.state.numbers) <= 6


def test_who_asks_for_the_order_again_is_asked_again_and_has_not_failed(customer):
    for text, asked in (("where is my order", ASK_ORDER), ("so where is my order", ASK_ORDER)):
        assert customer.write(text, "order_status").ask == asked
    assert customer.write("10023").ask == ASK_PROOF
    assert customer.write("and where is it?", "order_status").ask == ASK_PROOF
    assert customer.failures == 0


def test_which_proof_is_wanted_is_explained(customer):
    customer.write("10023")
    step = customer.write("do you want my home postcode or the one of my office?", "order_question")
    assert (step.ask, step.response, step.attempt) == (ASK_PROOF, "utter_which_proof", None)
    assert customer.write("SW1A 1AA").state.shown == "10023"


def test_how_to_find_the_number_is_an_excuse(customer):
    customer.write("where is my order", "order_status")
    assert customer.write("how would I find that", "faq").response == "utter_no_number"


def test_a_number_that_was_named_before_the_form_is_gone_on_with(customer):
    customer.state = replace(customer.state, named=("10023",))
    assert customer.write("it's SW1A 1AA").state.shown == "10023"
    customer.state = OrderFormState(named=("10047", "10023"))
    assert customer.write("jane.doe@example.com").state.candidates == ("10047", "10023")
    customer.state = OrderFormState(named=("10047",))
    assert customer.write("10023 SW1A 1AA").state.shown == "10023"

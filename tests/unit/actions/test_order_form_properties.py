"""Whatever customers write in whatever order: no order without its proof, no number lost, no guessing on and on."""

from __future__ import annotations

from datetime import date, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.order_form import OrderForm
from actions.order_state import ASK_CHOICE, OrderFormState
from actions.order_texts import ShopDay
from baton.orders.proof import proved_by
from baton.orders.proof_attempts import UncountedAttempts
from baton.orders.text.details import find_details
from baton.orders.text.order_words import order_words
from tests.unit.actions.messages import ASKER, Customer

DAY = ShopDay(date(2026, 11, 24), timezone.utc)
NUMBERS = ("10023", "10047", "10020", "10005", "99999", "94110")
PROOFS = (
    "SW1A 1AA",
    "94110",
    "jane.doe@example.com",
    "wrong@example.com",
    "LE4 6AS",
    "10119",
    "emily.carter@example.com",
)
OTHER = (
    "Jane Doe",
    "Maria Garcia",
    "07700 900123",
    "I don't have it",
    "the second one",
    "both",
    "none of these",
    "the lamp",
    "the newest",
    "RM000000023GB",
    "no",
    "yes please",
    "what does delivery cost?",
    "???",
)
SENTENCES = (
    "{}",
    "sorry, {}",
    "no, I meant {}",
    "no {}",
    "it's {} I think",
    "order {}",
    "my postcode is {}",
    "{} please",
    "not {}",
    "it's {}, not 10023",
)
values = st.sampled_from((*NUMBERS, *PROOFS))
messages = st.one_of(
    st.builds(lambda sentence, value: sentence.format(value), st.sampled_from(SENTENCES), values),
    st.builds(lambda a, b, between: f"{a}{between}{b}", values, values, st.sampled_from((" ", ", ", " and "))),
    st.sampled_from(OTHER),
)
intents = st.sampled_from(("inform", "order_status", "deny", "delivery_info", "out_of_scope"))
dialogues = st.lists(st.tuples(messages, intents), min_size=1, max_size=9)
fixtures_stay = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)


@pytest.fixture
def form(orders):
    return OrderForm(orders, True, DAY, order_words(), UncountedAttempts(), ASKER)


def play(form, dialogue):
    customer = Customer(form, OrderFormState())
    for text, intent in dialogue:
        customer.write(text, intent)
        yield customer


@fixtures_stay
@given(dialogues)
def test_no_order_is_shown_or_listed_without_its_proof(form, orders, dialogue):
    written = ""
    for customer, (text, _) in zip(play(form, dialogue), dialogue, strict=True):
        written += f"\n{text}"
        step = customer.steps[-1]
        visible = {step.state.shown} if step.ask is None else set()
        if step.ask == ASK_CHOICE or step.ask is None:
            visible |= set(step.state.candidates)
        details = find_details(written)
        given_emails = [value for kind, value in details if kind == "email"]
        given_codes = [value for kind, value in details if kind in ("postcode", "order_number")]
        for number in visible - {None}:
            order = orders.by_number(number)
            assert any(proved_by(order, [email], []) for email in given_emails) or any(
                proved_by(order, [], [code]) for code in given_codes
            )


@fixtures_stay
@given(dialogues)
def test_a_number_is_kept_until_it_is_found_or_taken_back(form, dialogue):
    """A lone number in answer to the form stays in what is being looked for, whatever is written about proofs."""
    kept = None
    for customer, (text, _) in zip(play(form, dialogue), dialogue, strict=True):
        step = customer.steps[-1]
        number = text.removeprefix("order ") if text.startswith("order ") else None
        if step.ask is None or step.ask == ASK_CHOICE:
            kept = None
        elif number in NUMBERS:
            kept = number
        elif kept and text not in (*PROOFS, "???", "07700 900123", "I don't have it", "yes please"):
            kept = None  # it may have been taken back, replaced or put aside
        if kept:
            assert kept in step.state.numbers


@fixtures_stay
@given(st.lists(st.sampled_from([f"{code}" for code in range(94000, 94010)]), min_size=3, max_size=8, unique=True))
def test_guesses_at_the_postcode_count_but_for_one(form, guesses):
    for sentence in ("{}", "sorry, {}", "10020 {}", "order 10020, zip {}"):
        customer = Customer(form, OrderFormState())
        customer.write("10020")
        for guess in guesses:
            customer.write(sentence.format(guess))
        assert customer.shown is None
        assert customer.failures >= len(guesses) - 1


@fixtures_stay
@given(dialogues)
def test_nothing_that_the_form_says_depends_on_whether_an_order_exists(form, dialogue):
    """With a number that nobody has in place of a stranger's, every step is the same."""
    real, unknown = Customer(form, OrderFormState()), Customer(form, OrderFormState())
    for text, intent in dialogue:
        if any(secret in text for secret in ("10119", "LE4", "SW1A", "94110", "@")) and "wrong@" not in text:
            continue  # a right proof may tell them apart
        for customer, replaced in ((real, text), (unknown, text.replace("10023", "99998"))):
            customer.write(replaced, intent)
        first, second = real.steps[-1], unknown.steps[-1]
        assert (first.ask, first.response, first.unchanged) == (second.ask, second.response, second.unchanged)
        assert (first.attempt or {}).get("outcome") == (second.attempt or {}).get("outcome")

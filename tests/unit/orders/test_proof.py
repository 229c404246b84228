"""The proof that an order is somebody's: what counts, and above all what does not."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import datetime, timezone

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from baton.orders.gateway import Address, Customer, Order
from baton.orders.proof import ProofBy, proved_by, proved_in
from baton.orders.text.emails import find_emails
from baton.orders.text.postcodes import find_postcodes

EMAIL = "jane.doe@example.com"


def order(number="20001", delivery="LS6 2AB", billing="SW1A 1AA", email=EMAIL):
    address = Address("1 Mill Lane", "Leeds", delivery, "GB")
    own = Address("2 Mill Lane", "London", billing, "GB") if billing is not None else None
    return Order(
        number=number,
        status="paid",
        placed_at=datetime(2026, 11, 2, tzinfo=timezone.utc),
        expected_on=None,
        delivered_at=None,
        customer=Customer(1, "Jane Doe", email, None, None, own),
        address=address,
        items=(),
        shipments=(),
        history=(),
        returns=(),
        shipping_cents=0,
        total_cents=0,
        currency="GBP",
    )


def proves_ownership(of, emails, codes):
    """Whether one of them does, given alone: a message gives one proof of a kind."""
    return any(proved_by(of, [e], []) for e in emails) or any(proved_by(of, [], [c]) for c in codes)


def letters_and_digits(text):
    """What of a postcode counts, said in another way than the code does."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).upper() if re.fullmatch("[A-Z0-9]", c))


postcodes = st.one_of(
    st.from_regex(r"[A-Z]{1,2}[1-9][0-9]? [0-9][A-Z]{2}", fullmatch=True),
    st.from_regex(r"[1-9][0-9]{3} [A-Z]{2}", fullmatch=True),
    st.from_regex(r"[0-9]{5}", fullmatch=True),
    st.from_regex(r"[0-9]{5}-[0-9]{4}", fullmatch=True),
)
emails = st.from_regex(r"[a-z]{1,8}(\.[a-z]{1,8})?@[a-z]{1,8}\.(com|de|co\.uk)", fullmatch=True)
noise = st.text(st.sampled_from(" -.\u00a0\u2009\t/"), max_size=2)


def five(code):
    """A US ZIP counts without its last four digits."""
    return code[:5] if re.fullmatch("[0-9]{9}", code) else code


@given(st.data(), postcodes)
def test_its_own_postcode_proves_it_however_it_is_typed(data, postcode):
    typed = "".join(data.draw(noise) + data.draw(st.sampled_from([c, c.lower()])) for c in postcode)
    wide = "".join(chr(ord(c) + 0xFEE0) if data.draw(st.booleans()) and c.isalnum() else c for c in typed)
    for of in (order(delivery=postcode), order(billing=postcode)):
        assume(five(letters_and_digits(postcode)) != of.number)
        assert proves_ownership(of, [], [wide])


@given(st.data(), emails)
def test_its_own_email_address_proves_it_however_it_is_typed(data, email):
    typed = "".join(data.draw(st.sampled_from([c, c.upper()])) for c in email)
    assert proves_ownership(order(email=email), [f" {typed}\n"], [])
    assert proves_ownership(order(email=typed), [email], [])


@given(st.lists(postcodes, max_size=10), postcodes, postcodes)
def test_postcodes_of_other_orders_never_prove_it(given_ones, delivery, billing):
    own = {five(letters_and_digits(delivery)), five(letters_and_digits(billing))}
    others = [code for code in given_ones if five(letters_and_digits(code)) not in own]
    assert not proves_ownership(order(delivery=delivery, billing=billing), [], others)


@given(st.lists(emails, max_size=10), emails)
def test_email_addresses_of_other_customers_never_prove_it(given_ones, own):
    assert not proves_ownership(order(email=own), [email for email in given_ones if email != own], [])


@given(st.lists(st.text(max_size=20), max_size=5), st.lists(st.text(max_size=20), max_size=5))
def test_no_text_proves_an_order_by_chance(texts, more):
    assume(EMAIL not in [unicodedata.normalize("NFKC", text).strip().casefold() for text in texts])
    own = {letters_and_digits("LS6 2AB"), letters_and_digits("SW1A 1AA")}
    assume(not own & {letters_and_digits(text) for text in more})
    assert not proves_ownership(order(), texts, more)


@pytest.mark.parametrize(
    "part", ["SW1A", "1AA", "LS6", "2AB", "LS6 2A", "S6 2AB", "LS6 2ABX", "LS6 2AB SW1A 1AA", "LS62AB0", "ĹS6 2AB"]
)
def test_a_part_of_a_postcode_proves_nothing_nor_does_more_than_one(part):
    assert not proves_ownership(order(), [], [part])


@pytest.mark.parametrize(
    "near", ["jane.doe@example.co", "ane.doe@example.com", "janedoe@example.com", "jane.doe@example.com.", "@", ""]
)
def test_a_part_of_an_address_proves_nothing(near):
    assert not proves_ownership(order(), [near], [])


@pytest.mark.parametrize("email", [None, "", " "])
def test_a_customer_without_an_address_is_not_proved_by_an_empty_one(email):
    assert not proves_ownership(order(email=email), ["", " ", "None", "null"], [])


@pytest.mark.parametrize("code", ["", "  ", "-", "〒", "--"])
def test_a_postcode_without_a_letter_or_digit_proves_nothing(code):
    assert not proves_ownership(order(delivery=code, billing=code), [], ["", " ", "-", "〒"])


def test_a_postcode_is_no_email_address_and_the_other_way_round():
    assert not proves_ownership(order(), ["LS6 2AB", "SW1A 1AA"], [EMAIL])


def test_an_order_of_a_customer_without_an_address_is_proved_by_where_it_goes():
    assert proves_ownership(order(billing=None), [], ["LS6 2AB"])
    assert not proves_ownership(order(billing=None), [], ["SW1A 1AA"])


@pytest.mark.parametrize(
    ("known", "typed"),
    [
        ("94110-1234", "94110"),
        ("94110", "94110-1234"),
        ("941101234", "94110-1234"),
        ("94110-1234", "94110-9999"),  # the last four digits are not asked for
        ("02139-4307", "02139"),
    ],
)
def test_a_us_zip_counts_with_and_without_its_last_four_digits(known, typed):
    assert proves_ownership(order(delivery=known), [], [typed])


@pytest.mark.parametrize(("known", "typed"), [("94110-1234", "1234"), ("94110", "9411"), ("941101", "94110")])
def test_only_the_first_five_of_nine_digits_are_a_zip(known, typed):
    assert not proves_ownership(order(delivery=known), [], [typed])


@pytest.mark.parametrize("typed", ["10115", "10115-1234", "1 0 1 1 5", "１０１１５"])
def test_the_orders_own_number_proves_nothing_even_where_it_is_the_zip(typed):
    berlin = order(number="10115", delivery="10115")
    assert not proves_ownership(berlin, [], [typed])
    assert proved_by(berlin, [], [typed, "SW1A 1AA"]) is ProofBy.POSTCODE
    assert proves_ownership(berlin, [EMAIL], [typed])
    assert proves_ownership(order(number="10116", delivery="10115"), [], [typed])


@pytest.mark.parametrize("number", ["SO-10115", "#10115", "HW10115"])
def test_the_digits_of_a_number_are_not_its_postcode_either(number):
    berlin = order(number=number, delivery="10115")
    assert proved_by(berlin, [], ["10115"]) is None
    assert proved_by(berlin, [], [number]) is None


@given(st.lists(postcodes, min_size=1, max_size=6), st.lists(emails, min_size=1, max_size=6))
def test_several_values_of_a_kind_are_guesses_and_prove_nothing_with_the_right_one_among_them(codes, people):
    assume("LS62AB" not in map(letters_and_digits, codes) and "SW1A1AA" not in map(letters_and_digits, codes))
    assert proved_by(order(), [], [*codes, "LS6 2AB"]) is None
    assume(EMAIL not in people)
    assert proved_by(order(), [*people, EMAIL], []) is None


def test_the_same_value_over_and_over_is_one():
    assert proved_by(order(), [], ["ls6 2ab", "LS6-2AB", " LS62AB ", ""] * 20) is ProofBy.POSTCODE
    assert proved_by(order(), [EMAIL, EMAIL.upper()] * 20, []) is ProofBy.EMAIL


def test_one_right_value_is_enough_beside_a_wrong_one_of_the_other_kind():
    assert proved_by(order(), [EMAIL], ["LS1 9ZZ"]) is ProofBy.EMAIL
    assert proved_by(order(), ["x@y.example"], ["LS6 2AB"]) is ProofBy.POSTCODE
    assert proved_by(order(), [EMAIL], ["LS1 9ZZ", "LS2 9ZZ"]) is ProofBy.EMAIL


@pytest.mark.parametrize(
    "slot",
    [None, True, "10023", {"order": "10023"}, [{"order": "10023"}], [None], [{"order": "1", "by": "magic", "at": ""}]],
)
def test_what_the_slot_holds_besides_proves_nothing(slot):
    assert proved_in(slot) == []


@given(postcodes)
def test_what_is_found_in_a_sentence_is_the_proof(postcode):
    own = order(number="99999", delivery=postcode)
    assume(five(letters_and_digits(postcode)) != "99999")
    found = find_postcodes(f"Sure, my postcode is {postcode}, thanks")
    assume(found)  # "1500 KG" and "1012 SS" are none
    assert proves_ownership(own, [], found)


@given(emails)
def test_an_address_found_in_a_sentence_is_the_proof(email):
    assert proves_ownership(order(email=email), find_emails(f"My e-mail address is {email.title()}."), [])


@pytest.mark.parametrize(
    ("country", "known", "typed"),
    [
        ("CA", "K1A 0B1", "k1a0b1"),
        ("AT", "1010", "1010 Wien"),
        ("AT", "A-1010", "1010"),
        ("AU", "2000", "it's 2000"),
        ("BR", "01310-100", "01310-100"),
        ("BR", "01310100", "01310-100"),
        ("JP", "100-0001", "100-0001"),
        ("DK", "1050", "1050"),
        ("IN", "560001", "560 001"),
        ("SG", "018989", "018989"),
        ("SE", "114 55", "114 55"),
        ("SE", "SE-114 55", "11455"),
        ("CZ", "110 00", "110 00"),
        ("LV", "LV-1050", "1050"),
        ("PL", "00-950", "00-950 Warszawa"),
    ],
)
def test_the_postcode_that_stands_on_the_order_proves_it_in_every_country(country, known, typed):
    own = replace(order(billing=None), address=Address("1", "City", known, country))
    assert proves_ownership(own, [], find_postcodes(typed))

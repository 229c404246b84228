"""Order numbers in what people write."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.orders.text.digit_runs import chains
from baton.orders.text.order_numbers import find_order_numbers, is_order_number
from baton.orders.text.phone_ranges import VARIABLE

numbers = st.integers(10_000, 99_999).map(str)
ordinary = numbers.filter(lambda number: not re.search("(19|20)[0-9]{2}$", number))

SENTENCES = (
    "{}",
    " {} ",
    "#{}",
    "# {}",
    "BT{}",
    "bt-{}",
    "order {}",
    "Order no. {}",
    "order number: {}",
    "order-{}",
    "nr{}",
    "my order number is {}.",
    "it's {} I think",
    "Hi! Where is order #{}?",
    "Bestellung {}",
    "Bestellnr. {}",
    "pedido {}",
    "commande n° {}",
    "order {} from 24/11/2026",
    "24 November 2026, order {}",
    "{}, placed 3 days ago",
    "order {} costs £49.00",
    "order {} 2 items",
    "({})",
    "“{}”",
    "{}'s status",
    "jane@example.com {}",
    "SW1A 1AA, {}",
    "tell me where {} is",
    "track {}",
    "extra: {}",
    "call me on 020 7946 0018 about {}",
    "order\n{}\n",
)
NOT_ORDERS = (
    "£{}",
    "{} £",
    "{}€",
    "{} euros",
    "EUR {}",
    "I paid {}",
    "{} kg",
    "{} mAh",
    "{}%",
    "jane{}@example.com",
    "https://shop.example/orders/{}",
    "XK-{}",
    "{}-AB",
    "{}x",
    "order {}x",
    "_{}",
    "call me on {}",
    "my phone: {}",
    "tel {}",
    "track no {}",
    "ext. {}",
    "my cell number is {}",
    "1{}",
    "{}0",
    "{}123456789",
    "1234 5678 90{}",
    "DE89 3704 0044 {}",
)


@given(numbers, st.sampled_from(SENTENCES))
def test_a_number_in_a_sentence_is_found(number, sentence):
    assert find_order_numbers(sentence.format(number)) == [number]


@given(numbers, st.sampled_from(NOT_ORDERS))
def test_digits_of_something_else_are_not_taken(number, sentence):
    assert find_order_numbers(sentence.format(number)) == []


@given(
    ordinary, st.sampled_from(["{0}{1} {2}{3}{4}", "{0} {1} {2} {3} {4}", "{0}-{1}-{2}-{3}-{4}", "{0}{1}-{2}{3}{4}"])
)
def test_groups_of_digits_as_people_set_them(number, grouping):
    assert find_order_numbers(f"order {grouping.format(*number)}") == [number]


@given(ordinary, st.sampled_from(["{0}{1}{2} {3}{4}", "{0}{1}.{2}{3}{4}", "{0}{1},{2}{3}{4}", "{0} {1}{2}{3}{4}"]))
def test_unusual_groups_are_an_answer_but_not_a_part_of_a_story(number, grouping):
    grouped = grouping.format(*number)
    assert find_order_numbers(grouped) == [number]
    assert find_order_numbers(f"my number is {grouped}") == [number]
    assert find_order_numbers(f"we bought a lot of those things and then {grouped} of the others") == []


WORDS = dict(zip("0123456789", "zero one two three four five six seven eight nine".split(), strict=True))


@given(numbers, st.sampled_from([" ", "-", ", "]))
def test_digits_that_are_spoken(number, separator):
    spoken = separator.join(WORDS[digit] for digit in number)
    assert find_order_numbers(f"Order {spoken} please") == [number]
    assert find_order_numbers(spoken.replace("zero", "oh").upper()) == [number]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("one double zero two three", ["10023"]),
        ("triple one double two", ["11122"]),
        ("one zero zero twenty three", ["10023"]),
        ("ten zero two three", ["10023"]),
        ("ten twenty three", []),
        ("one or two of them", []),
        ("one zero zero two three-piece sets", []),
        ("someone zero zero two three", []),
    ],
)
def test_spoken_runs(text, found):
    assert find_order_numbers(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("10023/10024", ["10023", "10024"]),
        ("10023,10024,10025", ["10023", "10024", "10025"]),
        ("10023 and #10024", ["10023", "10024"]),
        ("orders 10023 10024", ["10023", "10024"]),
        ("10023, 10023", ["10023"]),
        ("10023\n10024", ["10023", "10024"]),
        ("10023 10047", ["10023", "10047"]),
        ("10023-10024", []),
    ],
)
def test_several_numbers(text, found):
    assert find_order_numbers(text) == found


def test_two_numbers_are_none_where_they_are_a_phone_number(monkeypatch):
    monkeypatch.setenv(VARIABLE, "IN")
    assert find_order_numbers("98765 43210") == []


@pytest.mark.parametrize("text", ["01023", "1002", "100234", "1 002", "2026-11-24", "24.11.2026", "10:02", "14:30:15"])
def test_what_has_another_length_or_is_a_date_or_a_time(text):
    assert find_order_numbers(text) == []


@given(numbers)
def test_an_order_number_stands_alone(number):
    assert is_order_number(number)
    assert not any(
        is_order_number(text) for text in (f" {number}", f"{number}\n", f"#{number}", f"{number}0", "０" * 5)
    )


PIECES = (
    "10023|1|0|20 7946 0018|£|order |no. | |-|/|,|.|(|)|one |double |é|\u200b|１|٣|a@b.co|SW1A 1AA|\n|+|#|kg|\ufffc|🪔"
    "|24/11/2026|call me on "
).split("|")
texts = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=14).map("".join))


@given(texts)
def test_any_text_gives_numbers_of_this_shop_each_once(text):
    found = find_order_numbers(text)
    assert all(map(is_order_number, found))
    assert len(set(found)) == len(found)


@given(texts)
def test_chains_are_digits_with_something_between_them(text):
    for chain in chains(text):
        assert chain.groups and len(chain.separators) == len(chain.groups) - 1
        assert all(re.fullmatch("[0-9]+", group) for group in chain.groups)
        assert not any(re.search("[0-9]", separator) for separator in chain.separators)
        assert chain.total == sum(len(group) for group in chain.groups)


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("10 023", ("10", "023")),
        ("(020) 7946-0018", ("020", "7946", "0018")),
        ("10–023", ("10", "023")),
        ("１０ ０２３", ("10", "023")),
        ("10\u00a0023", ("10", "023")),
        ("10\u200b023", ("10023",)),
    ],
)
def test_what_a_reader_sees_as_one_number_is_one_chain(text, groups):
    assert [chain.groups for chain in chains(text)] == [groups]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("it cost £10023 in all", "amount"),
        ("10023 lumens", "amount"),
        ("call me on 10023", "phone"),
        ("+44 20 7946 0018", "phone"),
        ("0161 496 0000", "phone"),
        ("10023-AB", "attached"),
        ("10023x", "attached"),
    ],
)
def test_what_stands_around_a_chain_tells_what_it_is(text, kind):
    (chain,) = chains(text)
    assert [name for name in ("amount", "phone", "attached") if getattr(chain, name)] == [kind]


@pytest.mark.parametrize(
    "text", ["http://a.example/10023", "www.a.example/10023", "10023@a.co", "10:02:30", "2026-11-24", "1st May 2026"]
)
def test_addresses_dates_and_times_hold_no_chain(text):
    assert list(chains(text)) == []


SEEDS = (
    "1|1 |12345 |1-|(1) |1(0)|one |one- |double |a|a@|'|order no: |is |A1|SW1A 1A|1.|1:|@a.a|phone |12345-1234 |"
    "is the |10023,|1 AB|£1|1OO|plus one |hundred |thousand |invoice |1st |07700 900123 10023 "
).split("|")


@pytest.mark.parametrize("seed", SEEDS)
def test_a_long_text_takes_no_longer_than_its_length(seed):
    """A text comes from a stranger; with one try of each end per beginning this one takes a quarter of a minute."""
    text = (seed * 20_000)[:20_000]
    start = time.process_time()
    find_order_numbers(text)
    assert time.process_time() - start < 4


@pytest.mark.parametrize("text", ["#10023", "order no. 10 023", "it's 10023 I think", "10-023", "where is 10023?"])
def test_ways_to_write_one_number(text):
    assert find_order_numbers(text) == ["10023"]


@pytest.mark.parametrize("text", ["call 020 7946 0018", "it cost £10023.50", "jane10023@example.com", "on 24.11.2026"])
def test_numbers_of_other_things(text):
    assert find_order_numbers(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("10023.", ["10023"]),
        ("(10023)", ["10023"]),
        ("order:10023", ["10023"]),
        ("ORD-10023", ["10023"]),
        ("ord 10023", ["10023"]),
        ("HW 10023", ["10023"]),
        ("hw10023", ["10023"]),
        ("Order#10023", ["10023"]),
        ("order no10023", ["10023"]),
        ("10 023", ["10023"]),
        ("10,023", ["10023"]),
        ("1-0-0-2-3", ["10023"]),
        ("one oh oh two three", ["10023"]),
        ("one zero zero two three", ["10023"]),
        ("ten thousand and twenty three", ["10023"]),
        ("ten thousand twenty three", ["10023"]),
        ("1OO23", ["10023"]),
        ("lOO23", ["10023"]),
        ("1oo23", ["10023"]),
        ("IOO23", ["10023"]),
        ("10O23", ["10023"]),
        ("order 1OO23 please", ["10023"]),
        ("it's 10023", ["10023"]),
        ("my order is 10023!", ["10023"]),
        ("10023 thanks", ["10023"]),
        ('"10023"', ["10023"]),
        ("`10023`", ["10023"]),
        ("order n°10023", ["10023"]),
        ("№10023", ["10023"]),
        ("No 10023", ["10023"]),
        ("num:10023", ["10023"]),
        ("ref 10023", ["10023"]),
        ("order 10023 from 2024", ["10023"]),
        ("１００２３", ["10023"]),
        ("١٠٠٢٣", ["10023"]),
        ("order ١٠٠٢٣", ["10023"]),
        ("१००२३", ["10023"]),
        ("10\u200b023", ["10023"]),
        ("\u202a10023\u202c", ["10023"]),
        ("order 10023 - total £93.00", ["10023"]),
        ("order 10023, invoice 55012", ["10023"]),
        ("invoice 55012 for order 10023", ["10023"]),
        ("10023 (paid 93.00)", ["10023"]),
        ("order 10023 dated 3 November 2026", ["10023"]),
        ("order 10023 2nd time asking", ["10023"]),
        ("where's 10023??", ["10023"]),
        ("it is order 10023 placed on 20.11.26", ["10023"]),
        ("10023, phone 07700 900123", ["10023"]),
        ("07700 900123 10023", ["10023"]),
        ("10023 07700900123", ["10023"]),
        ("reach me at 07700 900 123, order 10023", ["10023"]),
        ("10023 SW1A 1AA", ["10023"]),
        ("10023, 94110 1234", ["10023"]),
        ("order 10023 zip 94110", ["10023"]),
        ("10023, zip code is 94110", ["10023"]),
        ("order 10023 postcode 10115", ["10023"]),
        ("tel 020 7946 0023 order 10023", ["10023"]),
        ("Order No : 10023", ["10023"]),
        ("order nr.10023", ["10023"]),
        ("#10023#", ["10023"]),
        ("order_number=10023", ["10023"]),
        ("10023\n", ["10023"]),
        ("10023/", ["10023"]),
        ("10023-", ["10023"]),
        ("order–10023", ["10023"]),
        ("my phone number is 07700900123 and the order number is 10023", ["10023"]),
        ("10023 please call 07700 900 123", ["10023"]),
        ("customer number 55012 order 10023", ["10023"]),
        ("tracking 55012, order number 10023", ["10023"]),
        ("One-double-oh-two-three", ["10023"]),
        ("number one zero zero two three", ["10023"]),
        ("10023 yes", ["10023"]),
        ("hi 10023", ["10023"]),
        ("10023, 10047", ["10023", "10047"]),
        ("10023 and 10047", ["10023", "10047"]),
        ("10023+10047", ["10023", "10047"]),
        ("orders 10023 & 10047", ["10023", "10047"]),
        ("10023;10047", ["10023", "10047"]),
        ("10023 / 10047", ["10023", "10047"]),
        ("order 10023 and also order 10047", ["10023", "10047"]),
        ("10023 or 10047", ["10023", "10047"]),
        ("both 10023 and #10047", ["10023", "10047"]),
        ("10023\n10047", ["10023", "10047"]),
        ("10023,10047", ["10023", "10047"]),
        ("123456", []),
        ("2024", []),
        ("I have 10 items", []),
        ("100 23rd street", []),
        ("£10023", []),
        ("invoice 55012", []),
        ("tracking number 55012", []),
        ("07700 900123", []),
        ("customer number is 55012", []),
        ("my zip is 94110", []),
        ("postcode 10115", []),
        ("in 2024 we bought", []),
        ("12/11/2026", []),
        ("10:23", []),
        ("15500182144153", []),
        ("DE89370400440532013000", []),
        ("my account number 10023", []),
        ("10023 euros", []),
        ("ticket 55012", []),
        ("voucher code 10023", []),
        ("JD0002233445566778", []),
        ("1Z999AA10123456784", []),
        ("1500l barrel", []),
        ("the 32000 BTU one", []),
    ],
)
def test_order_numbers_beside_other_values_and_slips(text, found):
    assert sorted(find_order_numbers(text)) == sorted(found)

"""Phone numbers as people write them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.orders.text.order_numbers import find_order_numbers
from baton.orders.text.phone_ranges import VARIABLE
from baton.orders.text.phones import find_phones


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("07700 900123", ["+447700900123"]),
        ("07700-900-123", ["+447700900123"]),
        ("07700900123", ["+447700900123"]),
        ("+447700900123", ["+447700900123"]),
        ("+44 7700 900123", ["+447700900123"]),
        ("0044 7700 900123", ["+447700900123"]),
        ("+44 (0)7700 900123", ["+447700900123"]),
        ("+44(0)7700900123", ["+447700900123"]),
        ("7700900123", ["+447700900123"]),
        ("447700900123", ["+447700900123"]),
        ("(07700) 900123", ["+447700900123"]),
        ("07700.900.123", ["+447700900123"]),
        ("oh seven seven double oh nine hundred one two three", ["+447700900123"]),
        ("zero seven seven zero zero nine zero zero one two three", ["+447700900123"]),
        ("oh double seven double oh nine double oh one two three", ["+447700900123"]),
        ("plus four four seven seven zero zero nine zero zero one two three", ["+447700900123"]),
        ("O7700 9OO123", ["+447700900123"]),
        ("٠٧٧٠٠ ٩٠٠١٢٣", ["+447700900123"]),
        ("\u202a+447700900123\u202c", ["+447700900123"]),
        ("tel:+447700900123", ["+447700900123"]),
        ("ring 07700 900 123 after 5", ["+447700900123"]),
        ("my number's 07700900123.", ["+447700900123"]),
        ("07700 900 123", ["+447700900123"]),
        ("0 7 7 0 0 9 0 0 1 2 3", ["+447700900123"]),
        ("07700 900123 or jane@example.com", ["+447700900123"]),
        ("Mobile:07700900123", ["+447700900123"]),
        ("00447700900123", ["+447700900123"]),
        ("Jane, 07700 900123", ["+447700900123"]),
        ("call me on 07700900123 at 3pm", ["+447700900123"]),
        ("07700 900123 tomorrow at 10", ["+447700900123"]),
        ("020 7946 0031 ext. 7", ["+442079460031 x7"]),
        ("020 7946 0031 x7", ["+442079460031 x7"]),
        ("0151 23456789", ["0151 23456789"]),
        ("06 12 34 56 78", ["06 12 34 56 78"]),
        ("01 234 5678", ["01 234 5678"]),
        ("(212) 555-0123", ["(212) 555-0123"]),
        ("+1 (415) 555-0170", ["+14155550170"]),
        ("+1-415-555-0170", ["+14155550170"]),
        ("+33 6 12 34 56 78", ["+33612345678"]),
        ("0033612345678", ["+33612345678"]),
        ("+49 30 901820", ["+4930901820"]),
        ("call me on 212 555 0123", ["212 555 0123"]),
        ("07700900123 or 07700900456", ["+447700900123", "+447700900456"]),
        ("07700900123 07700900456", ["+447700900123", "+447700900456"]),
        ("07700900123/07700900456", ["+447700900123", "+447700900456"]),
        ("415-555-0170", ["415-555-0170"]),
        ("01310-100", []),
        ("100-0001", []),
        ("560 001", []),
        ("018989", []),
        ("10023", []),
        ("10023/10047", []),
        ("20/11/2026", []),
        ("tracking number is 15500182144153", []),
        ("order 10023 placed 20/11/2026", []),
        ("SW1A 1AA", []),
        ("02139-4307", []),
        ("1234 5678 9012 3456", []),
        ("GB29 NWBK 6016 1331 9268 19", []),
        ("£1,234,567.00", []),
        ("JD0002233445566778", []),
        ("10115 10117", []),
        ("2026-11-24 10:30", []),
    ],
)
def test_phone_numbers(text, found):
    assert sorted(find_phones(text)) == sorted(found)


@pytest.mark.parametrize(
    ("country", "text", "found"),
    [
        ("US", "(212) 555-0123", ["+12125550123"]),
        ("US", "212.555.0123", ["+12125550123"]),
        ("FR", "06 12 34 56 78", ["+33612345678"]),
        ("DE", "0171 1234567", ["+491711234567"]),
        ("US", "07700 900123", ["07700 900123"]),
        ("US", "+44 7700 900123", ["+447700900123"]),
    ],
)
def test_a_number_without_country_code_is_one_of_the_shops_country(monkeypatch, country, text, found):
    monkeypatch.setenv(VARIABLE, country)
    assert find_phones(text) == found


def digits(text):
    return "".join(c for c in text if c.isdigit())


@given(st.from_regex(r"0[1-9][0-9]{1,3}[ -]?[0-9]{3,4}[ -]?[0-9]{3,4}", fullmatch=True))
def test_no_digit_of_a_number_is_ever_lost(typed):
    for found in find_phones(f"call me on {typed}"):
        assert digits(found).endswith(digits(typed).lstrip("0"))


@given(st.text(max_size=60))
def test_any_text_gives_numbers_each_once(text):
    found = find_phones(text)
    assert len(set(found)) == len(found)
    assert all(len(digits(number)) >= 7 for number in found)


SEEDS = (
    "1|1 |1-|(1) |1(0)|one |double |07700900123 |07700 900 123 |+|+1|0|00 |plus one |hundred |ext |1 ext 1|tel "
).split("|")


@pytest.mark.parametrize("seed", SEEDS)
def test_a_long_text_takes_no_longer_than_its_length(seed):
    text = (seed * 20_000)[:20_000]
    start = time.process_time()
    find_phones(text)
    assert time.process_time() - start < 4


def test_an_order_number_with_a_postcode_is_no_phone_number():
    assert find_phones("10038 08008") == [] and find_order_numbers("10038 08008") == ["10038"]
    assert find_phones("01632 96055") != []

"""Postcodes of every country as people write them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.orders.text import postal_formats
from baton.orders.text.postcodes import find_postcodes


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("it's sw1a 1aa thanks", ["SW1A 1AA"]),
        ("SW1A1AA", ["SW1A 1AA"]),
        ("sw1a-1aa", ["SW1A 1AA"]),
        ("SW1A  1AA", ["SW1A 1AA"]),
        ("ＳＷ１Ａ\u00a0１ＡＡ", ["SW1A 1AA"]),
        ("M1 1AE or W1A 0AX?", ["M1 1AE", "W1A 0AX"]),
        ("LS6 2AB, as I said: ls6 2ab", ["LS6 2AB"]),
        ("d02x285", ["D02 X285"]),
        ("A65 F4E2.", ["A65 F4E2"]),
        ("1012 AB Amsterdam", ["1012 AB"]),
        ("1012ab", ["1012 AB"]),
        ("10115 Berlin", ["10115"]),
        ("D-10115 Berlin", ["10115"]),
        ("F-75001 Paris", ["75001"]),
        ("Calle Mayor 12 28013 Madrid", ["28013"]),
        ("San Francisco, CA 94110-1234", ["94110-1234"]),
        ("Cambridge MA 02139-4307", ["02139-4307"]),
        ("zip 02139", ["02139"]),
        ("order 10023, zip 10115", ["10115"]),
    ],
)
def test_postcodes_as_people_write_them(text, found):
    assert find_postcodes(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "in 2024 we bought it",
        "it weighs 1500 kg",
        "10115 EUR",
        "£10115",
        "call me on 10115",
        "+49 30 10115",
        "020 7946 0018",
        "my mail is sw1a1aa@example.com",
        "XK-10115",
        "10115-AB",
        "order_10115",
        "20:24 am",
        "1Z9998887776",
    ],
)
def test_what_is_no_postcode(text):
    assert find_postcodes(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("sw1a 1aa", ["SW1A 1AA"]),
        ("SW1A1AA", ["SW1A 1AA"]),
        ("sw1a-1aa", ["SW1A 1AA"]),
        ("SW1A  1AA", ["SW1A 1AA"]),
        ("S W 1 A 1 A A", ["SW1A 1AA"]),
        ("SWIA 1AA", ["SW1A 1AA"]),
        ("swia1aa", ["SW1A 1AA"]),
        ("SW1A IAA", ["SW1A 1AA"]),
        ("S.W.1.A.1.A.A", ["SW1A 1AA"]),
        ("sw1a\t1aa", ["SW1A 1AA"]),
        ("sw1a 1aa.", ["SW1A 1AA"]),
        ("it's SW1A 1AA", ["SW1A 1AA"]),
        ("my postcode is SWIA 1AA thanks", ["SW1A 1AA"]),
        ("postcode: sw1a1aa", ["SW1A 1AA"]),
        ("SW1A\u200e 1AA", ["SW1A 1AA"]),
        ("ＳＷ１Ａ １ＡＡ", ["SW1A 1AA"]),
        ("SW 1A 1AA", ["SW1A 1AA"]),
        ("SW1 A1AA", ["SW1A 1AA"]),
        ("SW1A 1 AA", ["SW1A 1AA"]),
        ("sw1a1aa please", ["SW1A 1AA"]),
        ("SW1A.1AA", ["SW1A 1AA"]),
        ("postcode S W 1 A 1 A A", ["SW1A 1AA"]),
        ("K1A0B1", ["K1A 0B1"]),
        ("k1a 0b1", ["K1A 0B1"]),
        ("K1A-0B1", ["K1A 0B1"]),
        ("my postal code is K1A 0B1", ["K1A 0B1"]),
        ("KIA 0B1", ["K1A 0B1"]),
        ("K1A OB1", ["K1A 0B1"]),
        ("1010", ["1010"]),
        ("1010 Wien", ["1010"]),
        ("A-1010 Wien", ["1010"]),
        ("2000", ["2000"]),
        ("01310-100", ["01310-100"]),
        ("100-0001", ["100-0001"]),
        ("1050", ["1050"]),
        ("560001", ["560001"]),
        ("018989", ["018989"]),
        ("114 55", ["114 55"]),
        ("110 00", ["110 00"]),
        ("SE-114 55", ["114 55"]),
        ("CH-8001 Zürich", ["8001"]),
        ("it's 8001", ["8001"]),
        ("my postcode is 2000 thanks", ["2000"]),
        ("1000-205 Lisboa", ["1000-205"]),
        ("1012 AB", ["1012 AB"]),
        ("1012AB Amsterdam", ["1012 AB"]),
        ("D08R2C4", ["D08 R2C4"]),
        ("DO8 R2C4", ["D08 R2C4"]),
        ("d08 r2c4", ["D08 R2C4"]),
        ("LV-1050", ["LV-1050"]),
        ("BT1 5GS", ["BT1 5GS"]),
        ("00-950", ["00-950"]),
        ("75008 Paris", ["75008"]),
        ("F-75008 Paris", ["75008"]),
        ("28013 Madrid", ["28013"]),
        ("94110-1234", ["94110-1234"]),
        ("zip 94110", ["94110"]),
        ("02139", ["02139"]),
        ("D-10119", ["10119"]),
        ("10119 Berlin", ["10119"]),
        ("C1070AAM", ["C1070AAM"]),
        ("AD500", ["AD500"]),
        ("150 00 Praha", ["150 00"]),
        ("811 01 Bratislava", ["811 01"]),
        ("H-1051 Budapest", ["1051"]),
        ("0150 Oslo", ["0150"]),
        ("94l10", ["94110"]),
        ("٩٤١١٠", ["94110"]),
        ("zip code 94110", ["94110"]),
        ("BFPO 61", ["BFPO 61"]),
        ("EC1A 1BB and W1A 0AX", ["EC1A 1BB", "W1A 0AX"]),
        ("in 2024 we bought it", []),
        ("it weighs 1500 kg", []),
        ("SW1A", []),
        ("order 10023", []),
        ("#10023", []),
        ("I have 100 of them", []),
        ("", []),
        ("ok", []),
        ("2 items", []),
        ("call 020 7946 0018", []),
        ("invoice 55012", []),
        ("at 10", []),
        ("the 3rd one", []),
        ("iPhone 15", []),
        ("PS5", []),
        ("room 1010 in the hotel please deliver", []),
        ("4GB 16GB", []),
        ("10 oct", []),
        ("first one", []),
        ("20/11/2026", []),
    ],
)
def test_postcodes_of_every_country_and_their_slips(text, found):
    assert sorted(find_postcodes(text)) == sorted(found)


letters = st.sampled_from("ABCEGHJKLMNPRST")


@given(
    st.sampled_from(["K{d}{l} {d}{l}{d}", "EC{d}A {d}AA", "{d}{d}-{d}{d}{d}", "{d}{d}{d} {d}{d}", "{d}{d}{d}{d}"]),
    st.lists(st.integers(1, 9), min_size=6, max_size=6),
    letters,
)
def test_an_answer_in_the_format_of_a_country_is_a_postcode(format_, digits, letter):
    values = iter(digits)
    code = "".join(
        str(next(values)) if part == "{d}" else part
        for part in format_.replace("{l}", letter).replace("{d}", "\0{d}\0").split("\0")
    )
    assert find_postcodes(code) == [code]
    assert find_postcodes(f"my postcode is {code.lower()}, thanks") == [code]


@given(st.text(max_size=60))
def test_any_text_gives_postcodes_in_upper_case_each_once(text):
    found = find_postcodes(text)
    assert len(set(found)) == len(found)
    assert all(code == code.upper() and any(c.isdigit() for c in code) for code in found)


@pytest.mark.parametrize("text", ["1001 1002", "1 2 3", "order 1010", "at 10"])
def test_digits_that_are_rather_something_else_are_no_answer(text):
    assert find_postcodes(text) == []


@pytest.mark.parametrize(
    ("typed", "code"),
    [("SWIA 1AA", "SW1A 1AA"), ("K1A OB1", "K1A 0B1"), ("SW1A 1AA", None), ("SOIL", None), ("", None)],
)
def test_only_what_is_nearly_a_postcode_is_mended(typed, code):
    assert postal_formats.mended(typed) == code


SEEDS = "1|1 |12345 |A1|SW1A 1A|1 AB|S W |S.W.|K1A 0B|A1A|zip |zip is |postcode |+1|1OO|£1|1-".split("|")


@pytest.mark.parametrize("seed", SEEDS)
def test_a_long_text_takes_no_longer_than_its_length(seed):
    text = (seed * 20_000)[:20_000]
    start = time.process_time()
    find_postcodes(text)
    assert time.process_time() - start < 4

"""Names, addresses and product words in the form in which they are compared."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.orders.text.normalise import email_key, name_key, plain, spellings, surname_key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("O'Brien, Zoë", "obrien zoe"),
        ("O’Brien", "obrien"),
        ("Jean-Luc  PICARD", "jean luc picard"),
        ("Søren Ærø", "soren aero"),
        ("Łukasz Żółć", "lukasz zolc"),
        ("Weiß", "weiss"),
        ("İpek Ilgın", "ipek ilgin"),
        ("Nguyễn Thị Đào", "nguyen thi dao"),
        ("ﬁona", "fiona"),
        ("Ｊａｎｅ", "jane"),
        ("Müller-Lüdenscheidt", "muller ludenscheidt"),
        ("王小明", "王小明"),
        ("Jane_Doe", "jane doe"),
        ("  ", ""),
        ("---", ""),
    ],
)
def test_a_text_without_case_accents_and_punctuation(text, key):
    assert plain(text) == key


@given(st.text(max_size=40))
def test_a_key_is_its_own_key(text):
    assert plain(plain(text)) == plain(text)


@given(st.text(st.characters(max_codepoint=0x24F), max_size=40))
def test_a_key_of_an_address_is_its_own_key(text):
    assert email_key(email_key(text)) == email_key(text)


@given(st.text(max_size=40))
def test_how_letters_are_composed_does_not_matter(text):
    assert plain(unicodedata.normalize("NFD", text)) == plain(unicodedata.normalize("NFC", text))


@given(st.text(st.characters(min_codepoint=32, max_codepoint=0x17F), max_size=30))
def test_upper_and_lower_case_do_not_matter_in_latin_letters(text):
    assert plain(text.upper()) == plain(text.lower())


@pytest.mark.parametrize(
    ("name", "surname"),
    [("Jane Mary Doe", "doe"), ("Doe", "doe"), ("Ludwig van der Berg", "berg"), ("Ana López", "lopez")],
)
def test_the_surname_is_the_last_word(name, surname):
    assert surname_key(name) == surname


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Jane Doe", "Jane Doe"),
        ("doe, jane", "Jane Doe"),
        ("Mrs Jane Doe", "Jane Doe"),
        ("Dr. Jane Doe", "Jane Doe"),
        ("Herr Prof. Müller", "Müller"),
        ("Jürgen Müller", "Juergen Mueller"),
        ("Juergen Mueller", "Jürgen Müller"),
        ("Jurgen Muller", "Jürgen Müller"),
        ("J\u0075\u0308rgen Müller", "Juergen Mueller"),  # the diaeresis as a character of its own
        ("GARCÍA, María", "Maria Garcia"),
    ],
)
def test_a_name_is_found_in_another_spelling(typed, stored):
    assert name_key(stored) in spellings(typed)


@pytest.mark.parametrize(
    ("typed", "other"), [("Jane Doe", "John Doe"), ("Doe Jane", "Jane Doe"), ("Miss", ""), ("Jane", "Jane Doe")]
)
def test_a_name_is_not_found_in_the_spelling_of_another(typed, other):
    assert name_key(other) not in spellings(typed)


@pytest.mark.parametrize("text", ["", "10023", "?!", "🪔", " , "])
def test_a_text_without_a_letter_has_no_spelling(text):
    assert spellings(text) == []


def test_a_title_alone_is_a_name():
    assert spellings("Miss") == ["miss"]
    assert spellings("Mr Sir") == ["sir"]


@given(st.text(max_size=40))
def test_spellings_are_keys_each_once(text):
    keys = spellings(text)
    assert len(set(keys)) == len(keys) <= 3
    assert all(key and plain(key) == key for key in keys)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Jane.Doe@Example.com", " jane.doe@example.com\n", True),
        ("ｊａｎｅ＠example.com", "jane@example.com", True),
        ("jane.doe@example.com", "janedoe@example.com", False),
        ("jane+shop@example.com", "jane@example.com", False),
        ("josé@example.com", "jose@example.com", False),
    ],
)
def test_addresses_are_compared_without_case_and_blanks_around(one, other, same):
    assert (email_key(one) == email_key(other)) == same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("info@gross.de", "info@groß.de"),
        ("straße@shop.example", "strasse@shop.example"),
        ("ｊane@shop.example", "jane@shop.example"),
        ("ﬁna@shop.example", "fina@shop.example"),
        ("jane@shop.example", "jane.@shop.example"),
    ],
)
def test_addresses_of_two_people_have_two_keys(one, other):
    assert email_key(one) != email_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jane@Shop.Example", " jane@shop.example "),
        ("jane@ＳＨＯＰ.example", "jane@shop.example"),
        ("jane@MÜLLER.de", "jane@müller.de"),
        ("zoe\u0308@shop.example", "zoë@shop.example"),
    ],
)
def test_spellings_of_one_address_have_one_key(one, other):
    assert email_key(one) == email_key(other)

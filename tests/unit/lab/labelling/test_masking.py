"""A customer's message as an example: nothing tells who wrote it, and the rest stays as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.lab.labelling.masking import example_of


def entity(kind, text, value, written=None):
    start = text.index(written or value)
    return {"entity": kind, "value": value, "start": start, "end": start + len(written or value)}


def test_a_name_is_marked_as_the_language_data_mark_it():
    text = "it is under Priya Raman, thanks"
    assert example_of(text, [entity("person", text, "Priya Raman")]) == "it is under [Jane Doe](person), thanks"
    assert example_of(text, [entity("person", text, "Priya Raman")], marked=False) == "it is under Jane Doe, thanks"


def test_a_name_keeps_its_case_and_its_length():
    text = "PRIYA here, order for priya raman"
    found = example_of(text, [], ["Priya Raman"])
    assert found == "[JANE](person) here, order for [jane doe](person)"


def test_a_name_that_only_the_conversation_knows_is_replaced():
    assert "Raman" not in example_of("Mrs Raman again", names=["Priya Raman"])


@pytest.mark.parametrize(
    "said, kind, value, example",
    [
        ("where is 48213?", "order_number", "48213", "where is 10023?"),
        (
            "write to k.osei@mail.example.net now",
            "email",
            "k.osei@mail.example.net",
            "write to jane.doe@example.com now",
        ),
        ("ring 07911 123456 after six", "phone", "07911 123456", "ring 07700 900318 after six"),
        ("my postcode is LS6 2QR", "postcode", "LS6 2QR", "my postcode is SW1A 1AA"),
    ],
)
def test_details_become_samples(said, kind, value, example):
    assert example_of(said, [entity(kind, said, value)]) == example


def test_two_orders_stay_two_orders_and_the_same_stays_the_same():
    text = "48213 came, 48214 not; 48213 is broken"
    found = [entity("order_number", text, "48213"), entity("order_number", text, "48214")]
    found.append({**found[0], "start": text.rindex("48213"), "end": text.rindex("48213") + 5})
    assert example_of(text, found) == "10023 came, 10051 not; 10023 is broken"


@pytest.mark.parametrize(
    "said, gone",
    [
        ("it went to 14 Alder Grove, not to us", "Alder"),
        ("flat 3, 22 old mill lane please", "mill"),
        ("tracking JD0002 is JD014600003921", "14600003921"),
        ("see https://me.example/k-osei", "osei"),
        ("mail me at k.osei@mail.example.net", "osei"),
        ("call +44 20 7946 0958", "7946"),
        ("my card is 4111 1111 1111 1111", "4111 1111"),
    ],
)
def test_what_the_pipeline_did_not_find_is_replaced_as_well(said, gone):
    assert gone not in example_of(said)


def test_an_example_is_one_line_and_has_no_marks_of_the_customers():
    assert example_of("two\nlines [x](person) {y}") == "two lines (x)(person) (y)"
    ends = "\r\n\x0b\x0c\x85\u2028\u2029"  # with any of which YAML, or an editor, may begin a line
    assert example_of(f"hello{ends}- intent: legal") == "hello - intent: legal"


def test_a_detail_that_is_written_in_words_does_not_take_the_message_with_it():
    text = "it is one double oh two three"
    spoken = {"entity": "order_number", "value": "10023", "start": 0, "end": len(text)}
    assert example_of(text, [spoken]) == text


def test_ordinary_words_stay():
    text = "why isn't my 2nd parcel here, it's been 3 weeks!!"
    assert example_of(text) == text


@given(st.text(max_size=200), st.lists(st.tuples(st.integers(-5, 210), st.integers(-5, 210)), max_size=4))
def test_no_text_and_no_places_break_it(text, places):
    entities = [{"entity": "person", "value": text[a:b], "start": a, "end": b} for a, b in places]
    assert "\n" not in example_of(text, entities, ["Ann Lee"])

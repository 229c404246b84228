"""A message is split without losing a word, and only what surely stands by itself is a matter of its own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.nlu.message_parts import MOST, Part, matters, split

ANSWERED, ABOUT_ORDERS = {"opening_hours", "product_question"}, {"order_status"}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("where is my order", ["where is my order"]),
        ("Do you take Amex? And are you open today?", ["Do you take Amex?", "And are you open today?"]),
        ("10047 and do you ship to Italy", ["10047", "do you ship to Italy"]),
        ("do you have it in red and blue?", ["do you have it in red and blue?"]),
        ("can I pay later, and how do I return a rug", ["can I pay later", "how do I return a rug"]),
        ("the shade is torn, thanks\nwhat now?", ["the shade is torn, thanks", "what now?"]),
    ],
)
def test_parts(text, parts):
    assert [part.text for part in split(text)] == parts


@given(st.text(alphabet="ab 1,.?!\n-", max_size=60) | st.lists(st.sampled_from(["and", "do", "it", "10047,", "why?"])))
def test_the_parts_stand_where_they_say_and_are_few(words):
    text = words if isinstance(words, str) else " ".join(words)
    parts = split(text)
    assert len(parts) <= MOST
    assert all(text[part.start : part.end] == part.text for part in parts)
    assert [part.start for part in parts] == sorted({part.start for part in parts})


def part(text, intent, confidence=0.9, **about):
    return Part(text, 0, intent, confidence, **about)


CARDS = part("do you take Amex?", "faq", question="faq/cards")
ABROAD = part("do you ship to Italy?", "faq", question="faq/abroad")
HOURS = part("are you open now?", "opening_hours")
ORDER = part("where is my order", "order_status")
NUMBER = part("hello 10047", "greet", details=True)
HELLO = part("hello there you", "greet")


def near(name, outcome="answer"):
    return {"outcome": outcome, "ranking": [{"id": name, "score": 0.3}]}


TOTAL = part("how much was it", "order_status", nearest=near("order/total"))
BACK = part("tell me when it is back", "order_status", nearest=near("faq/stock"))
WHICH = part("can I send it back", "faq", 0.5, nearest=near("faq/returns", "unsure"))
KETTLE = part("how tall is the kettle", "product_question", 0.7)
UNSURE = part("if I don't like it", "faq", 0.3)
STATEMENT = part("I have no printer", "faq", question="faq/printer")


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ([CARDS, ABROAD], [CARDS, ABROAD]),
        ([HELLO, CARDS, HOURS], [CARDS, HOURS]),
        ([CARDS, replace(CARDS, text="is Amex fine?")], [CARDS]),
        ([ORDER, NUMBER], [ORDER]),
        ([NUMBER, ABROAD], [replace(NUMBER, intent="inform"), ABROAD]),
        ([CARDS, UNSURE], [replace(CARDS, text="do you take Amex? if I don't like it")]),
        ([STATEMENT, CARDS], [CARDS]),
        ([replace(ABROAD, details=True), CARDS], [replace(ABROAD, details=True), CARDS]),
        ([replace(HOURS, confidence=0.5)], []),
        ([ORDER, TOTAL], [ORDER, TOTAL]),  # two questions about an order
        ([TOTAL, replace(TOTAL, text="what was the sum")], [TOTAL]),
        ([BACK, CARDS], [replace(BACK, intent="faq"), CARDS]),  # the shop answers it, whatever intent was read
        ([WHICH, CARDS], [WHICH, CARDS]),  # which it is, is asked back
        ([WHICH], []),
        ([CARDS, replace(WHICH, text="mine or yours?")], [replace(CARDS, text="do you take Amex? mine or yours?")]),
        (
            [CARDS, KETTLE, replace(KETTLE, text="and how wide")],
            [CARDS, replace(KETTLE, text="how tall is the kettle and how wide")],
        ),
    ],
)
def test_what_counts_as_a_matter(parts, found):
    assert matters(parts, ANSWERED, ABOUT_ORDERS) == found

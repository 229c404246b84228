"""Notes for outside desks: nobody can write a line of ours, and no mark of theirs means anything."""

from __future__ import annotations

import re

import pytest
from markdown import markdown

from baton.connectors import plain_text
from baton.connectors.chatwoot import markup
from tests.support.bench import Bench

FORGED = "[10:03] System: Identity checked by phone"
ENDS = ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1e", "\x85", "\u2028", "\u2029", "\n\n"]


def line(text, escape=str, **more):
    return plain_text.line({"at": "2026-11-24T10:02:00+00:00", "speaker": "customer", "text": text, **more}, escape)


@pytest.mark.parametrize("end", ENDS)
def test_a_further_line_of_a_customers_stands_behind_a_bar(end):
    first, *rest = line(f"Hello{end}{FORGED}").splitlines()
    assert first == "[10:02] Customer: Hello"
    assert rest and all(each.startswith(plain_text.BAR) for each in rest) and rest[-1].endswith(FORGED)


def test_a_name_begins_no_line_and_letters_stay_in_their_order():
    assert line("hi", name=f"Jane\n{FORGED}") == f"[10:02] Jane {FORGED}: hi"
    assert "\u202e" not in line("\u202ehello \u2066x")


@pytest.fixture
def package(tmp_path):
    bench = Bench(tmp_path)
    evil = f"a person\n{FORGED}\n\nFirst: Pay out the refund"
    handoff = bench.handoff(evidence=evil)
    details = {**handoff.package["issue"]["details"], "callback_topic": evil}
    customer = {**handoff.package["customer"], "name": f"Jane\n{FORGED}"}
    return {**handoff.package, "issue": {**handoff.package["issue"], "details": details}, "customer": customer}


def test_nothing_that_a_customer_typed_begins_a_line_of_the_note(package):
    lines = plain_text.package(package).splitlines()
    assert not [each for each in lines if each.startswith(FORGED)]
    assert len([each for each in lines if each.startswith("First:")]) == 1


@pytest.mark.parametrize(
    "typed",
    [
        "**x** [Open the case](https://evil.example/login)",
        "# Done",
        "- paid",
        "1. paid",
        "> quoted",
        "![x](https://evil.example/x.png)",
        "<https://evil.example>",
        "`code` ~~gone~~ _so_",
        "a\\*b*",
        "===",
    ],
)
def test_marks_mean_nothing_in_chatwoot(typed):
    html = markdown(markup.escaped(typed))
    assert not re.search(r"<(?!/?p>)", html), html


def test_addresses_and_everyday_words_stay_as_they_are():
    for text in ("see https://shop.example/a_b_(c", "order 10023, 2 x lamp - 49.00", "it's 5 o'clock; where is it?"):
        assert markup.escaped(text) == text

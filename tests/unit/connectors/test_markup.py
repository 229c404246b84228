"""Markdown of agents elsewhere as the customer reads it."""

from __future__ import annotations

import time

import pytest

from baton.connectors.chatwoot.markup import escaped, plain


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Your parcel is **late**, _sorry_.", "Your parcel is late, sorry."),
        ("***both*** ~~old~~ `code <b>`", "both old code <b>"),
        ("[track it](https://dpd.example/D_2_2?a=1&b=2)", "track it: https://dpd.example/D_2_2?a=1&b=2"),
        ("[https://a.example](https://a.example) <https://b.example/_x_>", "https://a.example https://b.example/_x_"),
        ("![label](https://a.example/l.png)", "label: https://a.example/l.png"),
        ("see https://a.example/_x_/y", "see https://a.example/_x_/y"),
        ("one\\\ntwo  \nthree\\", "one\ntwo\nthree"),
        ("1\\. a \\* b \\_c", "1. a * b _c"),
        ("# Title\n## Part ##\n#10012", "Title\nPart\n#10012"),
        ("5. March\n7. March", "5. March\n7. March"),
        ("- a\n  - **b**\n* c", "- a\n  - b\n* c"),
        ("> you wrote **x**\n\nyes", "> you wrote x\n\nyes"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        ("a < b & c > d &amp; <b>x</b>", "a < b & c > d &amp; <b>x</b>"),
        ("stray ** and [ and ](", "stray ** and [ and ]("),
        ("", ""),
        ("\n \n", ""),
    ],
)
def test_marks_are_resolved_and_the_rest_stays_as_typed(typed, read):
    assert plain(typed) == read


@pytest.mark.parametrize(("change", "text"), [(plain, "[" * 100_000), (escaped, "\n" * 100_000 + "a")])
def test_the_cost_grows_with_the_text_and_not_faster(change, text):
    start = time.process_time()
    assert change(text) == text
    assert time.process_time() - start < 4  # a square of it took minutes

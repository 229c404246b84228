"""Days in the past as customers name them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.orders.text.days import find_days

TODAY = date(2026, 11, 24)  # a Tuesday


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("19 November", [date(2026, 11, 19)]),
        ("the 19th of Nov", [date(2026, 11, 19)]),
        ("Nov. 19", [date(2026, 11, 19)]),
        ("November 3rd, 2025", [date(2025, 11, 3)]),
        ("24 December", [date(2025, 12, 24)]),
        ("19/11", [date(2026, 11, 19)]),
        ("19.11.2026", [date(2026, 11, 19)]),
        ("11/19/26", [date(2026, 11, 19)]),
        ("2026-11-19", [date(2026, 11, 19)]),
        ("the 19th", [date(2026, 11, 19)]),
        ("the 30th", [date(2026, 10, 30)]),
        ("yesterday", [date(2026, 11, 23)]),
        ("last Tuesday", [date(2026, 11, 17), date(2026, 11, 10)]),
        ("on monday", [date(2026, 11, 23)]),
        ("Sun", [date(2026, 11, 22)]),
        ("it sat there, in the sun", []),
        ("31 February", []),
        ("order 10023, 3 lamps", []),
        ("", []),
    ],
)
def test_a_day_is_the_latest_that_is_meant(text, days):
    assert find_days(text, TODAY) == days


@given(st.text(max_size=200))
def test_any_text_names_days_or_none(text):
    assert all(isinstance(day, date) for day in find_days(text, TODAY))

"""Tracking numbers in messages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.orders.text.tracking_numbers import LONGEST, find_tracking_numbers


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("RM000000023GB", ["RM000000023GB"]),
        ("where is my parcel rm000000023gb?", ["RM000000023GB"]),
        ("RM 000 000 023 GB", ["RM000000023GB"]),
        ("1Z 999 AA1 01 2345 6784", ["1Z999AA10123456784"]),
        ("the tracking number is 15501234567890", ["15501234567890"]),
        ("tracking no. 123456", ["123456"]),
        ("order 10023", []),
        ("jane.doe123456@example.com", []),
        ("invoice INV-2026-001234", []),
        ("https://track.example/RM000000023GB", []),
        ("I ordered 3 lamps on 19/11/2026", []),
        ("SW1A 1AA", []),
    ],
)
def test_long_runs_of_digits_are_tracking_numbers(text, found):
    assert find_tracking_numbers(text) == found


def test_what_was_found_as_something_else_is_none():
    assert find_tracking_numbers("+447700900123", ["+447700900123"]) == []
    assert find_tracking_numbers("tracking 447700900123 x", ["+447700900123"]) == []


@given(st.text(max_size=300))
def test_any_text_holds_short_ones_or_none(text):
    assert all(len(number) <= LONGEST for number in find_tracking_numbers(text))

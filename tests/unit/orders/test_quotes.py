"""Rows that a misplaced quote has swallowed are found in one pass, whatever the cell holds."""

from __future__ import annotations

import pytest

from baton.orders.imports.quotes import swallowed_line
from tests.support.long_texts import assert_linear

#: A column of each shape, and one without any.
HEADER = ("number", "status", "placed_at", "currency", "email", "price", "quantity", "notes")


@pytest.mark.parametrize("piece", ["@", "a@", "@.", "1", "1.", "1-", "-", " ", "w ", ",", "\n", "2026-", '"'])
@pytest.mark.parametrize("column", HEADER)
def test_eight_times_the_cell_takes_eight_times_the_time(column, piece):
    header = (column, "city")
    assert_linear(lambda text: swallowed_line(header, (f"x\n{text} x,b", "c"), ","), piece)


@pytest.mark.parametrize(
    ("line", "is_row"),
    [
        ("ann@example.com,London", True),
        ("a@b@example.com,London", True),
        ("@@b,London", True),
        ("@example.com,London", False),
        ("ann@,London", False),
        ("ann @example.com,London", False),
        ("likes tea,London", False),
    ],
)
def test_an_address_is_whatever_has_an_at_sign_between_two_other_signs(line, is_row):
    found = swallowed_line(("email", "city"), (f"x@example.com\n{line}", "Leeds"), ",")
    assert (found is not None) == is_row

"""Measures in a shop's own values, whatever an import brings."""

from __future__ import annotations

import pytest

from baton.orders.product_questions.measures import along, converted, measures
from baton.orders.product_questions.vocabulary import Unit
from tests.support.long_texts import assert_linear

CM, INCH = Unit("cm", "length", 1.0, 0.0), Unit("inches", "length", 2.54, 0.0)
UNITS, WORDS = {"cm": CM, "inches": INCH}, {"cm": "cm", "in": "inches"}
READERS = {
    "measures": lambda value: measures(value, UNITS, WORDS),
    "converted": lambda value: converted(value, INCH, UNITS, WORDS),
    "along": lambda value: along("h", "size", f"85 {value}"),
    "along, named": lambda value: along("h", "size", f"h {value}"),
}


@pytest.mark.parametrize("piece", ["1", "1x", "1.", "12 to ", "1 , ", "1 x 2 cm ", " ", "1 ", "h ", "h x ", "cm "])
@pytest.mark.parametrize("reader", READERS.values(), ids=list(READERS))
def test_eight_times_the_value_takes_eight_times_the_time(reader, piece):
    assert_linear(reader, piece)


@pytest.mark.parametrize(
    ("value", "numbers"),
    [
        ("41 x 34 x 42 cm", [(41.0, 34.0, 42.0)]),
        ("cable 1.5, 3 or 5 cm, plug 2 cm", [(1.5, 3.0, 5.0), (2.0,)]),
        ("10 or more, 5 cm", [(5.0,)]),
        ("10023 12cm", [(12.0,)]),
        ("3, 4, 5", []),
    ],
)
def test_numbers_without_a_unit_are_passed_over(value, numbers):
    assert [one.numbers for one in measures(value, UNITS, WORDS)] == numbers

"""Whether a text tells a price or a time, at a cost that grows with the text."""

from __future__ import annotations

import time

import pytest

from baton.knowledge.quantities import has_price, has_time


@pytest.mark.parametrize(
    ("text", "price", "time_"),
    [
        ("It costs £4.99.", True, False),
        ("Delivery is free.", True, False),
        ("It takes 3 to 5 working days.", False, True),
        ("within 14 days, €1,200", True, True),
        ("order 10023", False, False),
    ],
)
def test_what_a_text_tells(text, price, time_):
    assert (has_price(text), has_time(text)) == (price, time_)


@pytest.mark.parametrize("piece", ["1", "1,", "1 to ", "£", "one "])
@pytest.mark.parametrize("tells", [has_price, has_time])
def test_the_cost_grows_with_the_text_and_not_faster(tells, piece):
    start = time.process_time()
    assert not tells(piece * 50_000 + "x") or piece == "1,"
    assert time.process_time() - start < 4  # a square of it took minutes

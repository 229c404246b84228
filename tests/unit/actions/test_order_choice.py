"""Choosing one of several orders in one's own words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from actions.order_choice import OrderChooser
from actions.order_texts import ShopDay
from baton.orders.gateway import Item, Product
from baton.orders.text.order_words import order_words

TODAY = date(2026, 11, 24)
GLOBE = Product("LT-GLB-01", "Globe", "lighting", 4900, "GBP", "", 1, False, {"colour": "blue", "sizes": ["S", "M"]})


@pytest.fixture
def listed(orders):
    """Four orders as the list shows them: the newest first."""
    order = orders.by_number("10023")
    contents = {
        "20001": ("LT-GLB-01", "Globe"),
        "20002": ("KT-1", "Copper kettle"),
        "20003": ("LT-2", "Floor lamp"),
        "20004": ("KT-2", "Toaster"),
    }
    return [
        replace(
            order,
            number=number,
            status="delivered" if number == "20003" else "packed",
            placed_at=datetime(2026, 11, 22, 12, tzinfo=timezone.utc) - timedelta(days=3 * place),
            items=(Item(sku, name, 1, 0, 100),),
        )
        for place, (number, (sku, name)) in enumerate(contents.items())
    ]


@pytest.fixture
def chooser():
    products = {GLOBE.sku: GLOBE}
    return OrderChooser(order_words(), ShopDay(TODAY, timezone.utc), products.get)


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("2", "20002"),
        ("2.", "20002"),
        ("2 please", "20002"),
        ("#3", "20003"),
        ("number 2", "20002"),
        ("No. 4", "20004"),
        ("option two", "20002"),
        ("it's number four", "20004"),
        ("the first one", "20001"),
        ("2nd", "20002"),
        ("I think the fourth", "20004"),
        ("the last one", "20004"),
        ("the bottom one", "20004"),
        ("the newest", "20001"),
        ("my most recent order", "20001"),
        ("my last order", "20001"),
        ("the oldest please", "20004"),
        ("the one from 19 November", "20002"),
        ("Nov 16th", "20003"),
        ("ordered on 13/11", "20004"),
        ("2026-11-19", "20002"),
        ("the one from the 22nd", "20001"),
        ("the one I ordered on Sunday", "20001"),
        ("the 2nd of November", None),
        ("not the first one, the third", "20003"),
        ("not the kettle but the toaster", "20004"),
        ("the third, not the first", "20003"),
        ("the kettle please", "20002"),
        ("the lamps", "20003"),
        ("the toster", "20004"),
        ("the blue one please", "20001"),
        ("the delivered one", "20003"),
        ("the nice one", None),
        ("7", None),
        ("the seventh", None),
        ("wrong one", None),
        ("yes", None),
        ("", None),
    ],
)
def test_the_words_pick_an_order(chooser, listed, text, chosen):
    choice = chooser.answer(text, (), listed, len(listed))
    assert [order.number for order in choice.orders] == ([chosen] if chosen else [])
    assert not choice.none


@pytest.mark.parametrize(
    "text", ["none of these", "None", "neither", "none of them is mine", "it's not in the list", "a different one"]
)
def test_none_of_them(chooser, listed, text):
    assert chooser.answer(text, (), listed, len(listed)).none


@pytest.mark.parametrize("text", ["both", "all of them", "each please"])
def test_all_of_them(chooser, listed, text):
    assert len(chooser.answer(text, (), listed, len(listed)).orders) == 4


def test_both_of_those_that_are_named(chooser, listed):
    choice = chooser.answer("both kettle and toaster pls", (), listed, shown=4)
    assert [order.number for order in choice.orders] == ["20002", "20004"]


def test_numbers_in_the_answer_come_first(chooser, listed):
    choice = chooser.answer("20003, that is the second", ["20003"], listed, len(listed))
    assert [order.number for order in choice.orders] == ["20003"]


def test_of_two_the_one_that_is_not_refused_remains(chooser, listed):
    choice = chooser.answer("not the first one", (), listed[:2], 2)
    assert [order.number for order in choice.orders] == ["20002"]


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("where is my last order?", "20001"),
        ("where's the kettle", "20002"),
        ("I ordered it on Thursday", "20002"),
        ("the one I ordered last Thursday", "20002"),  # neither this week's nor the newest
        ("the one I ordered last", "20001"),
        ("where is my second order", None),  # in no list yet: a place is nothing to go by
        ("where is my order?", None),
    ],
)
def test_a_description_decides_before_there_is_a_list(chooser, listed, text, chosen):
    order = chooser.described(text, listed)
    assert (order.number if order else None) == chosen


def test_a_place_beyond_the_shown_ones_picks_nothing(chooser, listed):
    assert not chooser.answer("the fourth", (), listed, shown=3).orders

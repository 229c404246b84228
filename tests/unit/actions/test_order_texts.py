"""An order as text and as a card."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timezone
from zoneinfo import ZoneInfo

import pytest

from actions import order_texts
from actions.order_texts import ShopDay
from actions.sentences import joined
from baton.base.responses import Responses
from baton.orders.gateway import STATUSES, Shipment, StatusChange

LONDON, LOS_ANGELES = ZoneInfo("Europe/London"), ZoneInfo("America/Los_Angeles")
TODAY = date(2026, 11, 24)
WORDS = Responses()


def status_text(order, today=TODAY, zone=LONDON):
    return joined(order_texts.status(order, ShopDay(today, zone), WORDS), WORDS)


def text_beside_card(order, today=TODAY, zone=LONDON):
    return joined(order_texts.status(order, ShopDay(today, zone), WORDS, beside_card=True), WORDS)


def card(order, zone=LONDON):
    return order_texts.card(order, ShopDay(TODAY, zone), WORDS)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


@pytest.fixture
def order(orders):
    return orders.by_number("10023")


def test_beside_the_card_the_words_are_few(orders):
    order = orders.by_number("10023")
    long, short = status_text(order), text_beside_card(order)
    assert order.shipments[-1].tracking_number in long
    assert order.shipments[-1].tracking_number not in short
    assert "10023" in short
    assert "is on its way" in short
    assert card(order)["tracking_number"] == order.shipments[-1].tracking_number


@pytest.mark.parametrize(
    ("delivered_at", "today", "zone", "words"),
    [
        ("2026-11-28T12:30", date(2026, 11, 29), LONDON, "was delivered yesterday."),
        ("2026-11-29T08:30", date(2026, 11, 29), LONDON, "was delivered today."),
        ("2026-07-01T23:30", date(2026, 7, 2), LONDON, "was delivered today."),
        ("2026-07-02T01:30", date(2026, 7, 1), LOS_ANGELES, "was delivered today."),
        ("2023-07-01T23:00", date(2026, 7, 2), LONDON, "was delivered on Sunday 2 July 2023."),
        ("2026-11-21T12:00", date(2026, 11, 29), LONDON, "was delivered on Saturday 21 November."),
    ],
)
def test_days_are_the_shop_s(order, delivered_at, today, zone, words):
    delivered = replace(order, status="delivered", delivered_at=at(delivered_at))
    for text in (status_text, text_beside_card):
        assert words in text(delivered, today, zone)
    last = card(delivered, zone)["steps"][-1]
    assert last["at"] == at(delivered_at).astimezone(zone).date().isoformat()


@pytest.mark.parametrize(
    ("expected", "words"),
    [
        (date(2026, 11, 24), "It should arrive today."),
        (date(2026, 11, 25), "It should arrive tomorrow, Wednesday 25 November."),
        (date(2027, 1, 4), "It should arrive on Monday 4 January 2027."),
        (date(2026, 11, 23), "It was expected yesterday, so it is late."),
        (date(2026, 11, 20), "It was expected on Friday 20 November, so it is late."),
    ],
)
def test_the_expected_day(order, expected, words):
    assert words in text_beside_card(replace(order, expected_on=expected), TODAY, LONDON)


def test_a_button_has_the_shop_s_day(order):
    late = replace(order, placed_at=at("2026-07-01T23:30"))
    assert order_texts.choice_button(late, ShopDay(TODAY, LONDON), WORDS)["title"].endswith(", 2 Jul")
    assert order_texts.choice_button(late, ShopDay(date(2028, 1, 1), LONDON), WORDS)["title"].endswith(", 2 Jul 2026")


EVRI = Shipment("Evri", "H111", None, "in_transit", at("2026-11-21T10:00"))
DPD = Shipment("DPD", "D222", "https://track.example/D222", "in_transit", at("2026-11-22T10:00"))


def test_every_parcel_is_named(order):
    several = replace(order, status="partly_shipped", shipments=(EVRI, DPD, EVRI))
    text = status_text(several, TODAY, LONDON)
    assert "There are 2 parcels. Evri carries one, tracking number H111. DPD carries one, tracking number D222." in text
    assert "Follow it here: https://track.example/D222" in text
    assert [parcel["tracking_number"] for parcel in card(several)["parcels"]] == ["H111", "D222"]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("cancelled", "Order 10023 was cancelled on Friday 20 November."),
        ("refunded", "Order 10023 was refunded on Friday 20 November."),
        ("on_hold", "Order 10023 is on hold."),
        ("ready_for_pickup", "Order 10023 is ready to be picked up."),
        ("collected", "Order 10023 was picked up on Friday 20 November."),
    ],
)
def test_what_becomes_of_an_order_that_is_not_sent(order, status, words):
    ended = replace(order, status=status, shipments=(), history=(StatusChange(status, at("2026-11-20T10:00")),))
    text = status_text(ended, TODAY, LONDON)
    assert text.startswith(words) and "arrive" not in text and "expected" not in text
    undated = status_text(replace(ended, history=()), TODAY, LONDON)
    assert undated.startswith(words.partition(" on Friday")[0].rstrip("."))


def test_out_for_delivery_is_today_only_on_that_day(order):
    since = StatusChange("out_for_delivery", at("2026-11-20T07:00"))
    out = replace(order, status="out_for_delivery", history=(since,), expected_on=date(2026, 11, 20))
    assert "today" not in text_beside_card(out, TODAY, LONDON)
    text = text_beside_card(out, date(2026, 11, 20), LONDON)
    assert "is out for delivery today." in text
    assert text.count("today") == 1


@pytest.mark.parametrize(
    ("status", "current"),
    [
        ("delayed", "Shipped"),
        ("customs_hold", "Shipped"),
        ("lost", "Shipped"),
        ("packed", "Packed"),
        ("partly_shipped", "Packed"),
        ("out_for_delivery", "Out for delivery"),
        ("delivered", "Delivered"),
        ("ready_for_pickup", "Ready for pickup"),
    ],
)
def test_steps_need_no_history(order, status, current):
    bare = replace(order, status=status, history=(), shipments=(EVRI,) if status != "packed" else ())
    (step,) = (step for step in card(bare)["steps"] if step["current"])
    assert step["label"] == current


@pytest.mark.parametrize("kind", ["status", "next", "label"])
def test_every_status_has_words(kind):
    assert [status for status in STATUSES if f"utter_order_{kind}_{status}" not in WORDS] == []


@pytest.mark.parametrize("status", STATUSES)
def test_every_status_says_what_happens_next(order, status):
    text = status_text(replace(order, status=status))
    assert WORDS.text(f"utter_order_next_{status}") in text


def test_a_status_of_another_source_is_named(order):
    assert "the status “in limbo”" in status_text(replace(order, status="in_limbo"))
    assert card(replace(order, status="in_limbo"))["status_text"] == "in limbo"

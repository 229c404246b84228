"""Finding an order, collecting a callback, understanding a time: the pure parts of the actions."""

from __future__ import annotations

from datetime import date, datetime, timezone

import pytest

from actions import order_words
from actions.callback_dialogue import Known as CallbackKnown
from actions.callback_dialogue import advance as collect
from actions.order_dialogue import ASK_CHOICE, ASK_ORDER, ASK_PROOF, Known, advance
from actions.said import Said
from baton.handoff import hours as hours_module
from baton.handoff.times import callback_time
from baton.migrate import upgrade
from baton.orders.seed import seed
from baton.orders.sql import SqlOrders
from baton.settings import ROOT

NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)  # a Tuesday
HOURS = hours_module.load(ROOT / "policies" / "opening_hours.yml")


@pytest.fixture(scope="module")
def orders(tmp_path_factory):
    url = f"sqlite:///{tmp_path_factory.mktemp('orders')}/orders.db"
    upgrade("orders", url)
    seed(url, date(2026, 11, 24))
    return SqlOrders(url)


def said(text, intent="inform", **found):
    return Said(text, intent, 0.9, **{k: tuple(v) for k, v in found.items()})


def test_a_number_alone_shows_nothing_without_proof(orders):
    step = advance(Known(), said("10023", numbers=["10023"]), orders, proof_required=True)
    assert step.ask == ASK_PROOF
    assert step.known.shown is None


def test_the_right_proof_shows_it(orders):
    asked = Known(asked=ASK_PROOF, number="10023")
    for proof in ({"emails": ["jane.doe@example.com"]}, {"postcodes": ["SW1A 1AA"]}):
        step = advance(asked, said("…", **proof), orders, proof_required=True)
        assert step.ask is None
        assert step.known.shown == "10023"


def test_a_wrong_proof_and_a_number_that_does_not_exist_get_the_same_words(orders):
    wrong = advance(Known(asked=ASK_PROOF, number="10023"), said("…", emails=["x@y.example"]), orders, True)
    nowhere = advance(Known(asked=ASK_PROOF, number="10099"), said("…", emails=["x@y.example"]), orders, True)
    assert wrong.say == nowhere.say
    assert wrong.ask == nowhere.ask == ASK_ORDER
    assert wrong.attempt["outcome"] == nowhere.attempt["outcome"] == "not_found"


def test_several_orders_are_a_choice_not_a_guess(orders):
    step = advance(Known(), said("Jane Doe", names=["Jane Doe"]), orders, proof_required=False)
    assert step.ask == ASK_CHOICE
    chosen = advance(
        Known(asked=ASK_CHOICE, candidates=step.known.candidates), said("10023", numbers=["10023"]), orders, False
    )
    assert chosen.known.shown == "10023"


def test_an_order_of_somebody_else_is_not_in_the_choice(orders):
    known = Known(asked=ASK_PROOF, name="Maria Garcia")
    for order in orders.by_name("Maria Garcia"):
        step = advance(known, said("…", emails=[order.customer.email]), orders, proof_required=True)
        shown = [step.known.shown] if step.known.shown else list(step.known.candidates)
        assert {orders.by_number(n).customer.email for n in shown} == {order.customer.email}


def test_a_question_in_between_leaves_the_form_where_it_is(orders):
    asked = Known(asked=ASK_PROOF, number="10023")
    step = advance(asked, said("what does delivery cost?", "delivery_info"), orders, True)
    assert step.unchanged
    assert step.ask == ASK_PROOF


def test_the_order_that_was_shown_need_not_be_named_again(orders):
    step = advance(Known(shown="10023"), said("and where is it now?", "order_status"), orders, True)
    assert step.known.shown == "10023"
    assert step.ask is None


LOGGED_IN = Known(identity="jane.doe@example.com")


def test_a_logged_in_customer_is_asked_for_nothing(orders):
    """Neither for a proof nor, as far as the shop knows their orders, for a number."""
    step = advance(LOGGED_IN, said("10023", numbers=["10023"]), orders, True)
    assert (step.known.shown, step.ask) == ("10023", None)
    step = advance(LOGGED_IN, said("where is my order?", "order_status"), orders, True)
    assert step.ask == ASK_CHOICE
    assert {orders.by_number(n).customer.email for n in step.known.candidates} == {"jane.doe@example.com"}
    only = advance(Known(identity="sean.byrne@example.org"), said("where is my order?", "order_status"), orders, True)
    assert only.ask is None
    assert orders.by_number(only.known.shown).customer.name == "Sean Byrne"


def test_being_logged_in_shows_nobody_elses_order(orders):
    """With the same words as for a number that does not exist, and without a question that would tell them apart."""
    other = next(o.number for o in orders.by_email("sean.byrne@example.org"))
    theirs = advance(LOGGED_IN, said(other, numbers=[other]), orders, True)
    nowhere = advance(LOGGED_IN, said("10099", numbers=["10099"]), orders, True)
    assert theirs.known.shown is None
    assert (theirs.say, theirs.ask) == (nowhere.say, nowhere.ask) == ((("utter_no_order", {}),), ASK_ORDER)
    named = advance(LOGGED_IN, said("Sean Byrne", names=["Sean Byrne"]), orders, True)
    assert named.known.shown is None


def test_a_login_without_orders_proves_as_everybody_does(orders):
    step = advance(Known(identity="new@example.com"), said("where is my order?", "order_status"), orders, True)
    assert step.ask == ASK_ORDER
    step = advance(Known(identity="new@example.com"), said("10023", numbers=["10023"]), orders, True)
    assert step.ask == ASK_PROOF


def test_beside_the_card_the_words_are_few(orders):
    order = orders.by_number("10023")
    long, short = order_words.status_text(order, date(2026, 11, 24)), order_words.beside_card(order, date(2026, 11, 24))
    assert order.shipments[-1].tracking_number in long
    assert order.shipments[-1].tracking_number not in short
    assert "10023" in short
    assert "is on its way" in short
    assert order_words.card(order)["tracking_number"] == order.shipments[-1].tracking_number


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("tomorrow around 3", "2026-11-25 15:00"),
        ("Friday afternoon", "2026-11-27 14:00"),
        ("Monday 10:30", "2026-11-30 10:30"),
        ("thursday at 4 o'clock", "2026-11-26 16:00"),
        ("25 November 11am", "2026-11-25 11:00"),
        ("after 2pm", "2026-11-24 14:00"),
        ("any time", "2026-11-24 12:15"),
        ("Sunday at 10", None),
        ("tomorrow at 8pm", None),
        ("the lamp is broken", None),
        ("25 December at 10", None),
    ],
)
def test_times_as_people_write_them(text, wanted):
    found = callback_time(text, NOW, HOURS)
    assert (f"{found:%Y-%m-%d %H:%M}" if found else None) == wanted


def test_several_details_in_one_message():
    message = said("It's Jane Doe, 020 7946 0018, tomorrow at 10", names=["Jane Doe"], phones=["+442079460018"])
    step = collect(CallbackKnown(), message, NOW, HOURS)
    assert step.known.name == "Jane Doe"
    assert step.known.contact == "+442079460018"
    assert step.known.time is not None
    assert step.ask == "callback_topic"


def test_a_bad_number_is_asked_again_and_counts():
    step = collect(CallbackKnown(asked="callback_contact", name="Jane"), said("12"), NOW, HOURS)
    assert step.say == "utter_bad_contact"
    for wrong in ("jane@exa_mple.com", "me@localhost.c"):
        step = collect(CallbackKnown(asked="callback_contact", name="Jane"), said(wrong), NOW, HOURS)
        assert step.say == "utter_bad_contact" and step.known.contact is None
    assert step.attempt["outcome"] == "invalid"

"""What is answered about an order: every question for every status, in words of the domain."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from actions.order_questions import FACETS, STATE, after_problem, answer, goes_on_with, question_of, replies, reply
from actions.order_texts import ShopDay
from actions.order_view import OrderView
from actions.own_orders import CHOOSING
from actions.sentences import joined, offer_slot
from baton.base.responses import Responses
from baton.knowledge.questions import LiveQuestions
from baton.orders.carriers import Carriers
from baton.orders.gateway import STATUSES, Return, Shipment, StatusChange
from policies.question_names import FAQ_PREFIX, ORDER_PREFIX

LONDON = ZoneInfo("Europe/London")
TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
WORDS = Responses()
CARRIERS = Carriers(carriers={"dpd": {"phone": "0121 275 0500"}, "Evri": {"link": "https://evri.example"}})
DPD = Shipment("DPD", "D222", "https://track.example/D222", "in_transit", NOW - timedelta(days=2))
EVRI = Shipment("Evri", "H111", None, "in_transit", NOW - timedelta(days=1))


@pytest.fixture
def order(orders):
    """Order 10023: a kettle and two cushion covers for Jane Doe, shipped, expected in two days."""
    return replace(orders.by_number("10023"), shipments=(DPD,))


def view(order, **other):
    return OrderView(order, ShopDay(TODAY, LONDON), WORDS, CARRIERS, **other)


def said(facet, order, **other):
    return joined(answer(facet, view(order, **other)), WORDS)


def in_every_status(order):
    """The order in every status, also one that only another source has, with more and with less data."""
    return [replace(each, status=status) for each in variants(order) for status in (*STATUSES, "in_limbo")]


def variants(order):
    """The same order with less and with other data."""
    bare = replace(order, expected_on=None, delivered_at=None, shipments=(), history=(), items=order.items[:1])
    yield order
    yield bare
    yield replace(order, expected_on=TODAY - timedelta(days=2), shipments=(DPD, EVRI))
    yield replace(order, customer=replace(order.customer, name="Cher", email=None), shipping_cents=495)


@pytest.mark.parametrize("facet", sorted(FACETS))
def test_every_question_has_an_answer_in_every_status(order, facet):
    for each in in_every_status(order):
        for proved in (False, True):
            seen = view(each, own=[each], surely_theirs=proved)
            text = joined(answer(facet, seen), WORDS)
            assert text and "{" not in text and "None" not in text and "  " not in text and " ." not in text
            if not proved:
                assert each.address.line1 not in text and each.address.postcode not in text


@pytest.mark.parametrize("facet", sorted(FACETS))
def test_nothing_is_said_twice_in_a_row_and_then_a_person_is_offered(order, facet):
    for each in in_every_status(order):
        seen = view(each, own=[each])
        replies = [reply(facet, seen, times) for times in range(5)]
        texts = [joined(sentences, WORDS, variation) for sentences, variation in replies]
        assert all(one != other for one, other in pairwise(texts))
        assert all(offer_slot(sentences, WORDS, variation) for sentences, variation in replies[1:])


def test_what_was_just_said_is_not_said_again(order):
    first, second = (reply("status", view(order), times)[0] for times in (0, 1))
    assert "https://track.example/D222" in joined(second, WORDS, 1)
    beside = answer("status", view(order), beside_card=True)
    assert not {each.response for each in beside} & {each.response for each in second}
    assert first != second


@pytest.mark.parametrize(
    ("facet", "words"),
    [
        ("status", "is on its way. It should arrive on Thursday 26 November."),
        ("day", "It should arrive on Thursday 26 November."),
        ("time_of_day", "I can see the day, not the hour"),
        ("tracking", "DPD carries it, tracking number D222. Follow it here: https://track.example/D222"),
        ("tracking_not_working", "The parcel left us on Sunday 22 November."),
        ("carrier", "is carried by DPD"),
        ("carrier_contact", "You reach DPD on 0121 275 0500."),
        ("total", "comes to £93.00"),
        ("items", "1 × Copper Whistle Kettle, 2 × Linen Cushion Cover."),
        ("item_count", "There are 3 things in order 10023: 1 × Copper Whistle Kettle, 2 × Linen Cushion Cover."),
        ("refund_to", "Money always goes back to where it came from"),
        ("item_price", "Linen Cushion Cover costs £22.00 each, £44.00 for 2."),
        ("placed_when", "You placed order 10023 on "),
        ("charged", "Order 10023 is paid"),
        ("parcels", "comes in one parcel"),
        ("why_late", "It is still in time."),
        ("change_day", "you can choose another day"),
        ("return_state", "No return is noted for order 10023"),
        ("delivered_but_missing", "it is not marked as delivered"),
        ("sent_when", "Order 10023 left us on Sunday 22 November."),
        ("delivered_when", "It has not been delivered yet. Order 10023 is on its way."),
        ("signed_by", "It has not been delivered yet."),
        ("no_card_left", "comes again on the next working day. Its tracking page: https://track.example/D222"),
    ],
)
def test_the_question_is_answered(order, facet, words):
    assert words in said(facet, order)


@pytest.mark.parametrize(
    ("status", "facet", "words"),
    [
        ("placed", "charged", "has not reached us yet"),
        ("payment_review", "charged", "is being checked"),
        ("cancelled", "charged", "goes back by itself"),
        ("refunded", "refund_state", "was refunded"),
        ("packed", "safe_place", "That works as soon as the parcel is on its way"),
        ("delivered", "change_day", "nothing to arrange"),
        ("delivered", "delivered_but_missing", "round the house"),
        ("delivered", "still_no", "round the house"),
        ("lost", "what_next", "That is our risk, not yours"),
        ("paid", "sent_when", "It has not left us yet. Order 10023 is paid"),
        ("on_hold", "no_card_left", "It has not left us yet."),
        ("cancelled", "delivered_when", "Order 10023 was cancelled"),
        ("delivered", "signed_by", "is not in our data"),
        ("delivered", "no_card_left", "round the house"),
    ],
)
def test_the_answer_follows_the_status(order, status, facet, words):
    shipments = () if status in ("placed", "packed", "payment_review") else order.shipments
    assert words in said(facet, replace(order, status=status, shipments=shipments))


def test_why_it_is_late(order):
    history = (StatusChange("delayed", NOW, "Parcel held up at the carrier's hub"),)
    late = replace(order, status="delayed", expected_on=TODAY - timedelta(days=1), history=history)
    assert "It was expected yesterday, so it is late. The reason that is noted: Parcel held up" in said(
        "why_late", late
    )
    assert "No reason for that is noted." in said("why_late", replace(late, history=()))


def test_the_hour_of_delivery_is_named_if_it_is_known(order):
    delivered = replace(order, status="delivered", delivered_at=datetime(2026, 11, 23, 14, 5, tzinfo=timezone.utc))
    assert "was delivered yesterday at 14:05." in said("time_of_day", delivered)
    at_midnight = replace(delivered, delivered_at=datetime(2026, 11, 23, tzinfo=timezone.utc))
    assert "at 00:00" not in said("time_of_day", at_midnight)


def test_the_day_of_delivery_is_that_of_the_data(order):
    delivered = replace(order, status="delivered", delivered_at=datetime(2026, 11, 23, 14, 5, tzinfo=timezone.utc))
    assert said("delivered_when", delivered) == "Order 10023 was delivered yesterday at 14:05."
    at_midnight = replace(delivered, delivered_at=datetime(2026, 11, 23, tzinfo=timezone.utc))
    assert said("delivered_when", at_midnight) == "Order 10023 was delivered yesterday."
    unknown = replace(order, status="delivered", delivered_at=None, history=())
    assert said("delivered_when", unknown) == "Order 10023 was delivered. The day is not noted."
    came = (StatusChange("delivered", datetime(2026, 11, 20, 9, tzinfo=timezone.utc)),)
    refunded = replace(order, status="refunded", delivered_at=None, history=came)
    assert "was delivered on Friday 20 November" in said("delivered_when", refunded)


def test_the_day_of_leaving_is_that_of_the_parcels_or_of_the_history(order):
    assert "the first on Sunday 22 November and the last yesterday" in said(
        "sent_when", replace(order, shipments=(EVRI, DPD))
    )
    left = (StatusChange("shipped", datetime(2026, 11, 20, 9, tzinfo=timezone.utc)),)
    assert "left us on Friday 20 November" in said("sent_when", replace(order, shipments=(), history=left))
    assert "is not noted" in said("sent_when", replace(order, shipments=(), history=()))


def test_what_is_not_there_although_it_was_delivered_is_one_question(order):
    delivered = replace(order, status="delivered")
    assert {question_of(each, delivered) for each in ("still_no", "no_card_left", "delivered_but_missing")} == {
        "delivered_but_missing"
    }
    assert question_of("still_no", order) == "still_no"
    assert question_of("singing", order) == question_of(None, order) == "status"
    again, variation = reply("delivered_but_missing", view(delivered), 1)
    text = joined(again, WORDS, variation)
    assert "need not look any further" in text and "Nothing has changed" not in text


@pytest.mark.parametrize(("postcode", "shown"), [("SW1A 1AA", "SW1A"), ("10119", "10"), ("94110-1234", "94")])
def test_only_part_of_an_address_that_was_not_proved(order, postcode, shown):
    there = replace(order, address=replace(order.address, postcode=postcode))
    for facet in ("address", "postcode"):
        text = said(facet, there)
        assert shown in text and postcode not in text and postcode[:5] not in text and there.address.line1 not in text
        assert postcode in said(facet, there, surely_theirs=True)


def test_the_name_is_not_told_to_whoever_is_not_logged_in(order):
    assert "in the name of J. D." in said("recipient", order)
    assert "in the name of Jane Doe." in said("recipient", order, surely_theirs=True)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("requested", "is registered since Friday 20 November"),
        ("received", "has reached us"),
        ("refunded", "the money has been sent back"),
        ("rejected", "was not accepted"),
        ("inspected", "has the status “inspected”"),
    ],
)
def test_a_return_is_told_by_its_status_also_that_of_another_order(order, status, words):
    returned = Return("KT-KTL-01", "scratched", status, datetime(2026, 11, 20, 12, tzinfo=timezone.utc))
    text = said("return_state", replace(order, returns=(returned,)))
    assert "order 10023 (Copper Whistle Kettle)" in text and words in text
    other = replace(order, number="10050", returns=(returned,))
    assert "order 10050" in said("return_state", order, own=[order, other])


def test_where_one_thing_of_a_partly_shipped_order_is(order):
    kettle, covers = order.items
    partly = replace(order, status="partly_shipped", items=(replace(kettle, shipped=1), replace(covers, shipped=0)))
    assert question_of("day", partly, names_item=True) == "parcels" != question_of("day", order, names_item=True)
    here, gone = said("parcels", partly, named=(partly.items[1],)), said("parcels", partly, named=(partly.items[0],))
    assert covers.name in here and kettle.name not in here and "Still to come" in here
    assert kettle.name in gone and "D222" in gone and "Still to come" not in gone


def test_what_of_a_partly_shipped_order_is_still_to_come(order):
    kettle, covers = order.items
    items = (replace(kettle, shipped=1), replace(covers, shipped=0))
    text = said("parcels", replace(order, status="partly_shipped", items=items))
    assert "These have left us: 1 × Copper Whistle Kettle. Still to come: 2 × Linen Cushion Cover." in text


def test_who_speaks_of_an_address_that_is_wrong_is_offered_a_person(order):
    text = said("address", replace(order, status="address_problem"))
    assert "a person puts that right" in text and order.address.city not in text


def test_a_carrier_is_reached_as_far_as_its_contacts_are_known(order):
    text = said("carrier_contact", replace(order, shipments=(EVRI, replace(EVRI, carrier="Pony Express"))))
    assert "Evri helps here: https://evri.example" in text
    assert "I have no phone number of Pony Express" in text


def test_weights_are_those_of_the_products(order):
    kettle, covers = order.items
    assert said("item_weight", order, named=(kettle,), weights={kettle.sku: "0.9 kg"}) == (
        "Copper Whistle Kettle weighs 0.9 kg."
    )
    assert "not in our data" in said("item_weight", order, named=(covers,))


def test_every_question_of_the_data_has_an_answer_and_every_answer_a_question():
    asked = {name.removeprefix(ORDER_PREFIX) for name in LiveQuestions()().by_intent if name.startswith(ORDER_PREFIX)}
    assert asked == FACETS | CHOOSING
    assert STATE <= FACETS


def test_general_answers_are_answers_of_the_shop_s():
    questions = LiveQuestions()()
    of_orders = [block for name, block in questions.by_intent.items() if name.startswith(ORDER_PREFIX)]
    named = [name for block in of_orders for name in block.related]
    assert named and [name for name in named if f"{FAQ_PREFIX}{name}" not in questions.by_intent] == []


@pytest.mark.parametrize("status", ["lost", "returned_to_sender"])
@pytest.mark.parametrize("facet", ["delivered_but_missing", "still_no", "arrived"])
def test_where_it_is_says_why_it_did_not_come(order, status, facet):
    text = said(facet, replace(order, status=status))
    assert "a person" in text and "marked as delivered" not in text and "Good to hear" not in text


def test_it_has_arrived(order):
    assert said("arrived", order).startswith("Good to hear.")


def test_of_a_delivered_order_that_goes_back_the_return_is_told(order):
    back = Return("HH-CSH-01", "too small", "requested", NOW - timedelta(days=1))
    text = said("status", replace(order, status="delivered", returns=(back,)))
    assert "Nothing more is needed" not in text and "is registered since" in text


def test_without_a_day_the_next_step_is_told_where_care_is_needed(order):
    text = said("day", replace(order, status="payment_review", expected_on=None, shipments=()))
    assert "There is no day of delivery yet" in text and "less than a working day" in text


def test_several_answers_say_nothing_twice_and_offer_once(order):
    lost = view(replace(order, status="lost"))
    sentences, variation = replies("day", ["status", "total", "carrier", "items", "address"], lost, 0)
    text = joined(sentences, WORDS, variation)
    assert text.count("has not been scanned") == 1 and text.count("?") == 1 and text.endswith("?")
    assert "93.00" in text and "DPD" in text and "cushion" not in text.lower()  # no more than three beside the first


def test_another_item_that_is_in_this_order_is_one_of_its_items(order):
    assert question_of("other_item", order, names_item=True) == "items"
    assert question_of("other_item", order) == "status"


def test_an_order_of_which_a_problem_was_told_is_put_right_by_a_person(order):
    sentences = after_problem(view(replace(order, status="delivered")))
    assert offer_slot(sentences, WORDS) == "person" and "Nothing more" not in joined(sentences, WORDS)


def test_who_signed_for_what_has_come_is_no_question_for_the_door(order):
    assert "Who took in order 10023" in said("signature", replace(order, status="delivered"))


def test_how_many_of_what_is_named(order):
    assert said("item_count", order, named=order.items[1:]) == "Order 10023 has 2 × Linen Cushion Cover in it."


@pytest.mark.parametrize(
    ("before", "facet", "meant"),
    [
        ("refund_state", "address", "refund_to"),
        ("return_state", "status", "refund_to"),
        ("refund_to", "day", "refund_state"),
        ("day", "address", "address"),
        ("refund_state", "total", "total"),
        ("invoice", "what_next", "invoice"),
    ],
)
def test_after_a_refund_where_and_when_are_about_the_money(before, facet, meant):
    assert goes_on_with(facet, before) == meant


def test_of_a_return_that_was_refused_no_money_goes_anywhere(order):
    refused = Return(order.items[0].sku, "unwanted", "rejected", NOW - timedelta(days=3))
    assert "goes back" not in said("refund_to", replace(order, returns=(refused,)))


def test_who_did_not_sign_and_asks_what_is_done_has_not_got_it():
    assert goes_on_with("what_next", "signed_by") == "delivered_but_missing"
    assert goes_on_with("what_next", "status") == "what_next"

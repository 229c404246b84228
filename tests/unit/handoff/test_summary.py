"""The summary: three lines as a good colleague would say them, and no word that is not a fact or a fixed phrase."""

from __future__ import annotations

import inspect
import json
import re
from datetime import date

import pytest

from baton.handoff.package import builder, conversation_facts, summary
from baton.handoff.package.recommended_actions import OrderFacts
from policies.taxonomy import FILE, taxonomy
from tests.support.clock import START
from tests.support.handoffs import LOG, escalation, reason
from tests.support.log_events import slot, tried, user

PROVED = slot("proved_orders", [{"order": "10023", "by": "postcode", "at": "2026-11-24T12:00:00+00:00"}])
DELIVERED = OrderFacts("10023", "delivered", date(2026, 11, 21))


def number(value):
    return [{"entity": "order_number", "value": value}]


def lines(log, order=None):
    return builder.build("c1", log, builder.decision_in(log), START.timestamp(), order)["summary"].splitlines()


def test_an_order_question_that_ends_with_a_request_for_a_person():
    assert lines([PROVED, *LOG], OrderFacts("10023", "out_for_delivery")) == [
        "The customer wants to know where order 10023 is: “where is 10023”",
        "The bot found order 10023. Order 10023 has the status “out for delivery”.",
        "Why a person now: asked for a person (“a person please”), at message 2.",
    ]


def test_a_refund_after_a_delivery():
    log = [
        slot("customer_name", "Jane Doe"),
        PROVED,
        user("where is my order 10023", "order_status", entities=number("10023")),
        tried("order_lookup", "found", "10023"),
        user("the lamp is broken, I want my money back", "refund", {"refund": 0.9, "emotional": 0.6}),
        escalation(
            "h1",
            reason("do_not_attempt", "refund", "I want my money back", 2),
            reason(
                "keyword", "emotional", "the lamp is broken", 2, reason="strong distress or anger: 'the lamp is broken'"
            ),
        ),
    ]
    assert lines(log, DELIVERED) == [
        "Jane Doe wants a refund for order 10023, is in strong distress or anger and wants to know where "
        "order 10023 is: “the lamp is broken, I want my money back”",
        "The bot found order 10023. Order 10023 was delivered on Saturday 21 November.",
        "Why a person now: wants a refund (“I want my money back”), at message 2; also strong distress or anger "
        "(“the lamp is broken”).",
    ]


def test_two_lookups_that_failed():
    log = [
        user("where is order 10099", "order_status", entities=number("10099")),
        tried("order_lookup", "not_found", "10099"),
        user("sorry, 10098", "inform", entities=number("10098")),
        tried("order_lookup", "not_found", "10098"),
        escalation(
            "h1",
            reason(
                "repeated_failure",
                "order_lookup",
                "10099, 10098",
                2,
                reason="order looked up twice without success: 10099, 10098",
            ),
        ),
    ]
    assert lines(log) == [
        "The customer wants to know where orders 10099 and 10098 are: “where is order 10099”",
        "The bot could not find order 10099 and could not find order 10098.",
        "Why a person now: order looked up twice without success: 10099, 10098, at message 2.",
    ]


def test_a_person_at_the_first_message():
    assert lines([user("agent!", "explicit_human", {"explicit_human": 1.0}), escalation("h1", turn=1)])[:2] == [
        "The customer writes: “agent!”",
        "The bot tried nothing in this matter.",
    ]


def test_a_search_by_name_and_answers():
    log = [
        user("my order please", "order_status"),
        tried("order_lookup", "not_found", "Jane Doe"),
        user("how do I return it", "return_policy"),
        tried("question", "answered", "How do returns work?"),
        user("what?", "nlu_fallback"),
        tried("product_specs", "answered", "Desk lamp"),
        user("a human", "explicit_human"),
        escalation("h1", turn=4),
    ]
    assert lines(log)[1] == (
        "The bot found no order by “Jane Doe”, answered “How do returns work?”, did not understand “what?” and gave "
        "the specifications of Desk lamp."
    )


def test_what_a_person_settled_before_is_said():
    log = [{"event": "resume"}, slot("settled_by_person", "sent a new lamp"), *LOG]
    assert lines(log)[1].endswith("Settled before by a person: “sent a new lamp”.")


def test_a_long_message_is_cut():
    said = "my parcel " * 60
    first = lines([user(said, "order_status"), escalation()])[0]
    assert first.endswith("…”") and len(first) < 220


_SOURCES = inspect.getsource(summary) + inspect.getsource(conversation_facts) + FILE.read_text()
PHRASES = set(re.findall(r"[^\W\d_]+", _SOURCES))


@pytest.mark.parametrize("topic", sorted(taxonomy().topics))
@pytest.mark.parametrize("order", [None, DELIVERED, OrderFacts("10023", "customs_hold")])
def test_no_word_is_invented(topic, order):
    """Every word stands in the package's facts, in the order's facts, or among the fixed phrases."""
    log = [
        user("qwerty zxcv", topic, {topic: 0.8}, entities=number("10023")),
        tried("order_lookup", "found", "10023"),
        escalation("h1", reason("keyword", topic, "qwerty zxcv", 1)),
    ]
    found = builder.build("c1", log, builder.decision_in(log), START.timestamp(), order)
    facts = json.dumps({k: v for k, v in found.items() if k != "summary"}) + str(order).replace("_", " ")
    known = PHRASES | set(re.findall(r"[^\W\d_]+", facts)) | {"Saturday", "November"}
    assert set(re.findall(r"[^\W\d_]+", found["summary"])) <= known
    assert len(found["summary"].splitlines()) == 3

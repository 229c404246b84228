"""What a message asks about an order."""

from __future__ import annotations

import pytest

from policies.order_facets import clear_order_facet, is_unclear, nearest_order_facets, order_facet


def parsed(intent, outcome, *ids, scores=(0.9, 0.8, 0.7), **other):
    ranking = [{"id": name, "score": score} for name, score in zip(ids, scores, strict=False)]
    return {"intent": {"name": intent}, "question": {"outcome": outcome, "ranking": ranking}, **other}


NUMBER = [{"entity": "order_number", "value": "10023"}]
FAR = (0.9, 0.1)
FARTHER = (0.9, 0.01)


@pytest.mark.parametrize(
    ("parse", "facet"),
    [
        (parsed("order_question", "answer", "order/total", "order/items"), "total"),
        (parsed("order_question", "unsure", "faq/delivery_cost", "order/total"), "total"),
        (parsed("order_status", "answer", "order/day"), "day"),
        (parsed("order_status", "unsure", "faq/delivery_time_uk", "order/day", scores=FAR), "day"),
        (parsed("order_status", "unsure", "faq/delivery_time_uk", "order/day", scores=FARTHER), None),
        (parsed("order_status", "none", "order/day"), None),
        (parsed("order_status", "unsure", "order/parcels", "order/status"), "status"),
        (parsed("order_status", "unsure", "order/parcels", "order/status", scores=FAR), "parcels"),
        (parsed("order_status", "answer", "order/parcels", "order/status"), "parcels"),
        (parsed("inform", "unsure", "order/day"), "day"),
        (parsed("inform", "unsure", "order/day", entities=NUMBER), None),
        (parsed("inform", "answer", "order/day", entities=NUMBER), "day"),
        (parsed("faq", "answer", "faq/delivery_cost", "order/total"), "total"),
        (parsed("faq", "answer", "faq/delivery_cost", "order/total", scores=FAR), None),
        (parsed("faq", "none", "faq/delivery_cost", "order/total"), "total"),
        (parsed("faq", "none", "faq/delivery_cost", "order/arrived"), None),  # said, and not guessed
        (parsed("problem_report", "unsure", "order/still_no"), None),
        (parsed("problem_report", "answer", "order/still_no"), "still_no"),
        (parsed("tracking_number", "answer", "order/carrier"), "carrier"),
        (parsed("tracking_number", "none"), "tracking"),
        ({"intent": {"name": "order_status"}}, None),
        ({}, None),
    ],
)
def test_the_facet_of_a_message(parse, facet):
    assert order_facet(parse) == facet


@pytest.mark.parametrize(
    ("parse", "unclear"),
    [
        (parsed("order_status", "none", "order/day"), True),
        (parsed("order_status", "unsure", "faq/delivery_time_uk", "order/day", scores=FARTHER), True),
        (parsed("order_status", "answer", "order/day"), False),
        (parsed("inform", "none", "order/day", entities=NUMBER), False),
        ({"intent": {"name": "order_status"}}, False),
    ],
)
def test_whether_it_is_unclear_what_a_message_asks(parse, unclear):
    assert is_unclear(parse) is unclear


def test_the_nearest_questions_about_an_order():
    parse = parsed("order_status", "none", "order/day", "faq/delivery_cost", "order/total")
    assert nearest_order_facets(parse) == ("day", "total")
    assert nearest_order_facets(parse, 0.8) == ("day",)


@pytest.mark.parametrize(
    ("parse", "facet"),
    [
        (parsed("deny", "unsure", "order/delivered_but_missing"), "delivered_but_missing"),
        (parsed("deny", "none", "order/delivered_but_missing"), None),
        (parsed("deny", "unsure", "faq/returns", "order/day"), None),
        ({"intent": {"name": "deny"}, "question": {"outcome": "answer", "ranking": []}}, None),
        ({}, None),
    ],
)
def test_the_facet_of_a_message_whose_intent_says_nothing_of_orders(parse, facet):
    assert clear_order_facet(parse) == facet

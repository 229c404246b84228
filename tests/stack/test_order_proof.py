"""With proof required, as it is by default: nothing about an order before the customer has shown that it is theirs."""

from __future__ import annotations

import pytest

from baton.orders.sql_gateway import SqlOrderGateway
from tests.support.stack import Stack

NUMBER = "10023"
STRANGE = "89999"  # no order has this number


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    made = Stack(tmp_path_factory.mktemp("proof"))
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def order(shop):
    return SqlOrderGateway(f"sqlite:///{shop.folder / 'orders.db'}").by_number(NUMBER)


def details(order):
    """Everything of an order that nobody else may read."""
    shipments = [s.tracking_number for s in order.shipments if s.tracking_number]
    return [order.customer.name, order.address.postcode, order.customer.email, *shipments]


def test_name_and_number_then_the_postcode(shop, order):
    asked = " ".join(shop.say("test-owner", f"It's {order.customer.name}, order {NUMBER}, where is it?"))
    assert "postcode" in asked.lower()
    assert not any(secret in asked for secret in details(order) if secret != order.customer.name)
    told = " ".join(shop.say("test-owner", order.address.postcode))
    assert NUMBER in told and "on its way" in told


def test_a_wrong_proof_does_not_tell_whether_the_order_exists(shop, order):
    answers = []
    for sender, number in (("test-stranger", NUMBER), ("test-guesser", STRANGE)):
        shop.say(sender, f"where is order {number}?")
        said = shop.say(sender, "mallory@example.com")
        answers.append([text.replace(number, "…") for text in said])
        assert not any(secret in " ".join(said) for secret in details(order))
    assert answers[0] == answers[1]

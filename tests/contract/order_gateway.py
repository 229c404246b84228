"""What Baton relies on in a source of orders, as tests that any gateway can run.

Subclass `OrderGatewayContract` and give it two fixtures: `gateway`, which knows `ORDERS` and `PRODUCTS`, and
`unreachable`, whose source cannot be asked (docs/orders.md, "Another source").
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from baton.orders.gateway import (
    Address,
    Customer,
    Item,
    Note,
    Order,
    OrdersUnavailable,
    Product,
    Return,
    Shipment,
    StatusChange,
)

PLACED = datetime(2026, 11, 2, 9, 30, tzinfo=timezone.utc)

MILL_LANE = Address("1 Mill Lane", "Leeds", "LS6 2AB", "GB", line2="Flat 3", region="West Yorkshire")
HAUPTSTRASSE = Address("Hauptstraße 5", "Berlin", "10115", "DE")

NOTES = (
    Note("disputes", "Disputed a payment.", PLACED - timedelta(days=40)),
    Note("goodwill", "Got a voucher.", PLACED - timedelta(days=3)),
)
JANE = Customer(1, "Jane Mary Doe", "jane.doe@example.com", "+44 20 7946 0018", date(2025, 1, 7), MILL_LANE, NOTES)
OTHER_JANE = Customer(2, "Jane Mary Doe", "jane@example.org", None, None, HAUPTSTRASSE)
JUERGEN = Customer(3, "Jürgen Müller", "j.mueller@example.de", None, None, HAUPTSTRASSE)


def _order(number: str, customer: Customer, days: int, address: Address) -> Order:
    placed_at = PLACED + timedelta(days=days)
    return Order(
        number=number,
        status="placed",
        placed_at=placed_at,
        expected_on=None,
        delivered_at=None,
        customer=customer,
        address=address,
        items=(Item("LT-DSK-01", "Desk lamp", 1, 0, 4900),),
        shipments=(),
        history=(StatusChange("placed", placed_at),),
        returns=(),
        shipping_cents=495,
        total_cents=5395,
        currency="GBP",
    )


DELIVERED = replace(
    _order("20001", JANE, 0, HAUPTSTRASSE),
    status="delivered",
    expected_on=date(2026, 11, 6),
    delivered_at=PLACED + timedelta(days=4),
    items=(Item("LT-DSK-01", "Desk lamp", 2, 2, 4900), Item("KT-KTL-01", "Kettle", 1, 1, 3999)),
    shipments=(Shipment("Evri", "H123", "https://track.example/H123", "delivered", PLACED + timedelta(days=2)),),
    history=(
        StatusChange("placed", PLACED),
        StatusChange("shipped", PLACED + timedelta(days=2), "from Hull"),
        StatusChange("delivered", PLACED + timedelta(days=4)),
    ),
    returns=(Return("KT-KTL-01", "too small", "requested", PLACED + timedelta(days=6)),),
    total_cents=14294,
)
NEWER = _order("20002", JANE, 5, MILL_LANE)
OF_OTHER_JANE = _order("20003", OTHER_JANE, 2, HAUPTSTRASSE)
OF_JUERGEN = _order("20004", JUERGEN, 1, HAUPTSTRASSE)
ORDERS = (DELIVERED, NEWER, OF_OTHER_JANE, OF_JUERGEN)

LAMP = Product(
    "LT-DSK-01", "Desk lamp", "lighting", 4900, "GBP", "Bright.", 12, False, {"power": "9 W", "colours": ["red"]}
)
KETTLE = Product("KT-KTL-01", "Kettle", "kitchen", 3999, "GBP", "", 0, True)
PRODUCTS = (LAMP, KETTLE)

#: What strangers write where a number, a name or a product is asked for.
ODD_TEXTS = (
    "",
    "   ",
    "%",
    "_",
    "' OR 1=1 --",
    "\\",
    "a\x00b",
    "\ud800",
    "\u202e10002",
    "²²²",
    "🪔",
    "x" * 20_000,
    "20001\n20002",
    "null",
)


def same(found: Order, wanted: Order) -> bool:
    """Whether they are equal but for the customer's id, which is the source's own."""
    return replace(found, customer=replace(found.customer, id=wanted.customer.id)) == wanted


class OrderGatewayContract:
    """The tests. `gateway` and `unreachable` are fixtures of the subclass."""

    @pytest.mark.parametrize("wanted", ORDERS, ids=lambda order: order.number)
    def test_an_order_comes_back_with_all_that_belongs_to_it(self, gateway, wanted):
        assert same(gateway.by_number(wanted.number), wanted)

    def test_moments_are_aware_and_in_utc(self, gateway):
        order = gateway.by_number("20001")
        moments = [order.placed_at, order.delivered_at, *(change.at for change in order.history)]
        moments += [note.created_at for note in order.customer.notes]
        moments += [order.shipments[0].shipped_at, order.returns[0].requested_at]
        assert {moment.utcoffset() for moment in moments} == {timedelta(0)}

    @pytest.mark.parametrize("number", ["20099", "2000", "200011", "0", "LS6 2AB"])
    def test_a_number_that_no_order_has_finds_nothing(self, gateway, number):
        assert gateway.by_number(number) is None

    @pytest.mark.parametrize(
        "name", ["Jane Mary Doe", "jane mary doe", " JANE  MARY DOE ", "Doe, Jane Mary", "Jane Doe", "J. Doe", "Doe"]
    )
    def test_a_name_finds_the_orders_of_everybody_who_has_it_newest_first(self, gateway, name):
        assert [order.number for order in gateway.by_name(name)] == ["20002", "20003", "20001"]

    @pytest.mark.parametrize("name", ["Jürgen Müller", "Jurgen Muller", "Juergen Mueller", "Herr Müller", "MÜLLER"])
    def test_accents_and_umlauts_do_not_matter(self, gateway, name):
        assert [order.number for order in gateway.by_name(name)] == ["20004"]

    @pytest.mark.parametrize("name", ["Janet Doe", "Mary", "Do", "Doe Jane", "jane.doe@example.com"])
    def test_a_name_that_nobody_has_finds_nothing(self, gateway, name):
        assert gateway.by_name(name) == []

    @pytest.mark.parametrize("number", ["H123", "h123", " H123 ", "H 123", "H-123"])
    def test_a_tracking_number_finds_the_order_of_its_parcel(self, gateway, number):
        assert [order.number for order in gateway.by_tracking_number(number)] == ["20001"]

    @pytest.mark.parametrize("number", ["H12", "123", "H1234", "20001", "%", ""])
    def test_a_tracking_number_is_never_matched_in_part(self, gateway, number):
        assert gateway.by_tracking_number(number) == []

    @pytest.mark.parametrize("email", ["jane.doe@example.com", "Jane.Doe@EXAMPLE.com", " jane.doe@example.com "])
    def test_an_email_address_finds_its_customers_orders_newest_first(self, gateway, email):
        assert [order.number for order in gateway.by_email(email)] == ["20002", "20001"]

    @pytest.mark.parametrize("email", ["jane.doe@example.co", "doe@example.com", "%@example.com", "@", ""])
    def test_an_email_address_is_never_matched_in_part(self, gateway, email):
        assert gateway.by_email(email) == []

    @pytest.mark.parametrize("text", ["desk lamp", "Do you have desk lamps?", "how bright is the lamp", "LT-DSK-01"])
    def test_words_of_a_text_find_the_product_that_they_name(self, gateway, text):
        assert gateway.products(text)[0] == LAMP

    @pytest.mark.parametrize("text", ["", "?!", "a bicycle", "where is my order"])
    def test_a_text_without_a_product_finds_none(self, gateway, text):
        assert gateway.products(text) == []

    def test_all_products_come_by_sku_and_no_more_than_wanted(self, gateway):
        every = gateway.all_products(100)
        assert [product.sku for product in every] == sorted(product.sku for product in PRODUCTS)
        assert gateway.all_products(1) == every[:1]

    @pytest.mark.parametrize("sku", ["KT-KTL-01", "kt-ktl-01", " KT-KTL-01 "])
    def test_a_product_is_known_by_its_sku(self, gateway, sku):
        assert gateway.product(sku) == KETTLE

    def test_a_sku_that_there_is_not_finds_nothing(self, gateway):
        assert gateway.product("KT-KTL") is None

    @pytest.mark.parametrize("text", ODD_TEXTS, ids=lambda text: ascii(text[:12]))
    def test_any_text_may_be_looked_up(self, gateway, text):
        assert gateway.by_number(text) is None
        assert gateway.by_name(text) == []
        assert gateway.by_email(text) == []
        assert gateway.by_tracking_number(text) == []
        assert gateway.products(text) == []
        assert gateway.product(text) is None

    def test_it_is_shared_between_threads(self, gateway):
        numbers = [order.number for order in ORDERS] * 10
        with ThreadPoolExecutor(8) as pool:
            assert [order.number for order in pool.map(gateway.by_number, numbers)] == numbers

    @pytest.mark.parametrize(
        ("method", "argument"),
        [
            ("by_number", "20001"),
            ("by_name", "Jane Doe"),
            ("by_email", "jane.doe@example.com"),
            ("by_tracking_number", "H123"),
            ("products", "desk lamp"),
            ("product", "LT-DSK-01"),
            ("all_products", 10),
        ],
    )
    def test_a_source_that_cannot_be_asked_says_so_with_one_exception(self, unreachable, method, argument):
        with pytest.raises(OrdersUnavailable) as raised:
            getattr(unreachable, method)(argument)
        assert raised.value.__cause__ is not None  # for the operator's log

"""Shopify's export of orders is loaded as it is, with its customers."""

from __future__ import annotations

import csv
from datetime import datetime, timezone

import pytest

from baton.orders.imports import importer
from baton.orders.sql_gateway import SqlOrderGateway

HEADER = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,"
    "Taxes,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,"
    "Billing Name,Billing Address1,Billing City,Billing Zip,Billing Country,"
    "Shipping Name,Shipping Address1,Shipping Address2,Shipping City,Shipping Zip,Shipping Province,"
    "Shipping Country,Notes,Cancelled at,Payment Method,Vendor,Tax 1 Name,Phone"
).split(",")
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=timezone.utc)
CREATED = "2026-11-20 09:58:12 +0000"
FIRST = {
    "Name": "20001",
    "Email": "ada@example.com",
    "Financial Status": "paid",
    "Paid at": "2026-11-20 09:58:15 +0000",
    "Fulfillment Status": "fulfilled",
    "Fulfilled at": "2026-11-21 12:00:00 +0000",
    "Currency": "GBP",
    "Shipping": "3.50",
    "Total": "64.50",
    "Created at": CREATED,
    "Lineitem quantity": "2",
    "Lineitem name": "Kettle - blue / 1.7 l",
    "Lineitem price": "20.00",
    "Lineitem sku": "K1",
    "Billing Name": "A. Lovelace",
    "Shipping Name": "Ada Lovelace",
    "Shipping Address1": "1 Mill Lane",
    "Shipping City": "Leeds",
    "Shipping Zip": "'LS6 2AB",
    "Shipping Country": "GB",
    "Vendor": "Hearthwire",
}
MORE = {"Name": "20001", "Email": "ada@example.com", "Lineitem quantity": "1", "Lineitem price": "21.00"} | {
    "Lineitem name": "Tea, 100 g" * 25
}


@pytest.fixture
def load(url, tmp_path):
    """Loads rows of an export; the gateway to what is stored then."""

    def load(*rows):
        path = tmp_path / "orders_export_1.csv"
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, HEADER)
            writer.writeheader()
            writer.writerows(rows)
        importer.load(url, [path], NOW)
        return SqlOrderGateway(url)

    return load


def test_an_order_of_several_rows_with_its_customer(load):
    order = load(FIRST, MORE).by_number("20001")
    assert (order.status, order.currency, order.shipping_cents, order.total_cents) == ("shipped", "GBP", 350, 6450)
    assert order.customer.name == "Ada Lovelace" and order.customer.email == "ada@example.com"
    assert (order.address.line1, order.address.postcode) == ("1 Mill Lane", "LS6 2AB")
    assert [(item.sku, item.quantity, item.unit_price_cents) for item in order.items] == [
        ("K1", 2, 2000),
        ("TEA-100-GTEA-100-GTEA-100-GTEA-100-GTEA", 1, 2100),
    ]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"Cancelled at": "2026-11-22 08:00:00 +0000"}, "cancelled"),
        ({"Financial Status": "refunded"}, "refunded"),
        ({"Financial Status": "partially_refunded"}, "partly_refunded"),
        ({"Fulfillment Status": "partial"}, "partly_shipped"),
        ({"Fulfillment Status": "unfulfilled"}, "paid"),
        ({"Fulfillment Status": "", "Financial Status": "pending", "Paid at": ""}, "placed"),
    ],
)
def test_the_status_is_concluded(load, changes, status):
    assert load({**FIRST, **changes}).by_number("20001").status == status


def test_a_sale_at_the_till_and_a_download_hold_up_nothing(load):
    billing = {f"Billing {name}": FIRST[f"Shipping {name}"] for name in ("Address1", "City", "Zip", "Country")}
    blank = dict.fromkeys((name for name in FIRST if name.startswith("Shipping ") or name == "Email"), "") | billing
    download = {"Name": "20003", "Shipping Address1": "", "Shipping City": "", "Shipping Zip": "", **billing}
    orders = load(FIRST, {**FIRST, **blank, "Name": "20002"}, {**FIRST, **download})
    till = orders.by_number("20002")
    assert (till.customer.name, till.customer.email, till.address.city) == ("A. Lovelace", None, "Leeds")
    assert orders.by_number("20003").customer.id == orders.by_number("20001").customer.id


def test_what_is_wrong_is_refused_with_its_line_and_nothing_is_loaded(load):
    with pytest.raises(importer.ImportRefused) as refused:
        load(FIRST, {**FIRST, "Name": "20002", "Lineitem price": "$20", "Currency": "ABC"})
    assert {problem.line for problem in refused.value.problems} == {3}

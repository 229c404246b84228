"""The sample shop in the order store: the same customers, products and orders every time, dated from today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone

from sqlalchemy import select
from sqlalchemy.orm import Session

from baton.base.formatting import decimal_amount
from baton.base.locks import exclusive
from baton.base.migrations import upgrade
from baton.orders.imports.importer import ImportRefused, check, write
from baton.orders.imports.records import Fields, RawRow
from baton.orders.sample.customers import CUSTOMERS, NOTES, SampleCustomer
from baton.orders.sample.orders import CARRIERS, EXPECTED_IN, FIRST_NUMBER, ORDERS, RETURNS, STEPS, SampleOrder
from baton.orders.sample.products import PRODUCTS
from baton.orders.tables import OrderRow

# Prices abroad in percent of those in pounds, rounded to ten cents; delivery, and from which goods value it is free.
_PERCENT = {"GBP": 100, "EUR": 115, "USD": 130}
_DELIVERY_CENTS, _FREE_FROM_CENTS = 495, 5000
_CURRENCIES = {"GB": "GBP", "US": "USD"}  # everybody else pays in euros
_PRICES = {product.sku: product.pence for product in PRODUCTS}


def seed(url: str, today: date) -> bool:
    """Fill the order store with the sample shop.

    Args:
        url: SQLAlchemy URL of the order store; it is migrated first if need be.
        today: the day that all dates are relative to; nothing but arrivals lies after its first moment (UTC).
    Returns:
        False if there are orders already; nothing is changed then.
    Raises:
        sqlalchemy.exc.SQLAlchemyError: the store cannot be reached.
    """
    upgrade("orders", url)
    with exclusive(url, "orders") as connection, Session(connection, future=True) as session:
        if session.execute(select(OrderRow.id).limit(1)).first() is not None:
            return False
        batch, problems = check(list(sample(today)))
        if problems:
            raise ImportRefused(problems)
        write(session, batch, _midnight(today))
    return True


def sample(today: date) -> Iterator[RawRow]:
    """The sample shop as records of import files. Pure."""
    for line, product in enumerate(PRODUCTS, 1):
        data = {
            "sku": product.sku,
            "name": product.name,
            "category": product.category,
            "price": decimal_amount(product.pence),
            "currency": "GBP",
            "description": product.description,
            "stock": product.stock,
            "complex_spec": product.complex_spec,
            "specifications": product.specifications,
        }
        yield RawRow("products", "sample", line, data)
    for line, customer in enumerate(CUSTOMERS, 1):
        yield RawRow("customers", "sample", line, _customer(customer, today))
    people = {customer.key: customer for customer in CUSTOMERS}
    for index, (order, placed_at) in enumerate(zip(ORDERS, _moments(today), strict=True)):
        data = _order(index, order, people[order.customer], placed_at, today)
        yield RawRow("orders", "sample", index + 1, data)


def _customer(customer: SampleCustomer, today: date) -> Fields:
    verified = today - timedelta(days=365 * customer.verified + 17) if customer.verified else None
    notes = [
        {"kind": kind, "text": text, "created_at": (_midnight(today) - timedelta(days=days)).isoformat()}
        for kind, text, days in NOTES.get(customer.key, ())
    ]
    return {
        "name": customer.name,
        "email": customer.email,
        "phone": customer.phone,
        "verified_since": verified.isoformat() if verified else None,
        "notes": notes,
        "address": {
            "line1": customer.line1,
            "line2": customer.line2,
            "city": customer.city,
            "region": customer.region,
            "postcode": customer.postcode,
            "country": customer.country,
        },
    }


def _moments(today: date) -> Iterator[datetime]:
    """When each order was placed: those of one day follow each other from 8:00 to 22:00."""
    days = [order.days for order in ORDERS]
    for index, day in enumerate(days):
        position = (index - days.index(day) + 0.5) / days.count(day)
        yield _midnight(today) - timedelta(days=day + 1) + timedelta(minutes=8 * 60 + round(position * 14 * 60))


def _order(index: int, order: SampleOrder, customer: SampleCustomer, placed_at: datetime, today: date) -> Fields:
    number = str(FIRST_NUMBER + index)
    currency = _CURRENCIES.get(customer.country, "EUR")
    history = list(_history(order, placed_at, today))
    times = {change["status"]: change["at"] for change in history}
    shipped_at = times.get("shipped") or times.get("partly_shipped")
    delivered_at = times.get("delivered")
    items = [_item(text, currency, order.status, place) for place, text in enumerate(order.items)]
    goods = sum(item["cents"] * item["quantity"] for item in items)
    expected = EXPECTED_IN.get(order.status)
    expected_on = (today + timedelta(days=expected[index % len(expected)])).isoformat() if expected else None
    if number == "10023":
        expected_on = (today + timedelta(days=2)).isoformat()
    elif delivered_at:
        expected_on = delivered_at[:10]
    data = {
        "number": number,
        "status": order.status,
        "placed_at": placed_at.isoformat(),
        "customer_email": customer.email,
        "currency": currency,
        "expected_on": expected_on,
        "delivered_at": delivered_at,
        "shipping": decimal_amount(0 if goods >= _FREE_FROM_CENTS else _DELIVERY_CENTS),
        "items": [{name: value for name, value in item.items() if name != "cents"} for item in items],
        "shipments": [_shipment(index, order, customer.country, shipped_at)] if shipped_at else [],
        "history": history,
    }
    if number in RETURNS and delivered_at:
        reason, status = RETURNS[number]
        data["returns"] = [_return(items[0]["sku"], reason, status, delivered_at, today)]
    return data


def _history(order: SampleOrder, placed_at: datetime, today: date) -> Iterator[Fields]:
    """The steps to the order's status, closer together if the order is too young for their usual distance."""
    steps = STEPS[order.status]
    available = (_midnight(today) - placed_at) / timedelta(hours=1)
    pace = min(order.pace, available * 0.95 / steps[-1][1]) if steps[-1][1] else 1.0
    for status, hours, note in steps:
        at = placed_at + timedelta(minutes=int(hours * pace * 60))
        yield {"status": status, "at": at.isoformat(), "note": note}


def _item(text: str, currency: str, status: str, place: int) -> Fields:
    sku, _, quantity = text.partition("*")
    cents = (_PRICES[sku] * _PERCENT[currency] // 100 + 5) // 10 * 10
    item: Fields = {
        "sku": sku,
        "quantity": int(quantity or 1),
        "unit_price": decimal_amount(cents),
        "cents": cents,
    }
    if status == "partly_shipped" and place > 0:
        item["shipped"] = 0
    return item


def _shipment(index: int, order: SampleOrder, country: str, shipped_at: str) -> Fields:
    carriers = CARRIERS[country]
    carrier, pattern = carriers[index % len(carriers)]
    tracking = pattern.format((index + 1) * 7_919_311 % 1_000_000_000)  # spread out, the same every time
    status = order.status if order.status not in ("shipped", "partly_shipped") else "in_transit"
    return {
        "carrier": carrier,
        "tracking_number": tracking,
        "tracking_url": f"https://track.example/{carrier.lower().replace(' ', '-')}/{tracking}",
        "status": status,
        "shipped_at": shipped_at,
    }


def _return(sku: str, reason: str, status: str, delivered_at: str, today: date) -> Fields:
    delivered = datetime.fromisoformat(delivered_at)
    asked = delivered + (_midnight(today) - delivered) / 3
    return {"sku": sku, "reason": reason, "status": status, "requested_at": asked.isoformat()}


def _midnight(today: date) -> datetime:
    return datetime.combine(today, time(), timezone.utc)

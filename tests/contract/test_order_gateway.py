"""The contract of order gateways, held against the order store on both databases and against another source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from baton.base.database import engine
from baton.base.text import clean
from baton.orders.gateway import Order, OrdersUnavailable, Product
from baton.orders.imports import importer
from baton.orders.imports.records import RawRow
from baton.orders.sql_gateway import SqlOrderGateway
from baton.orders.text import product_search
from baton.orders.text.normalise import email_key, name_key, spellings
from tests.contract.order_gateway import ORDERS, PLACED, PRODUCTS, OrderGatewayContract
from tests.support import databases


class TestSqlOrderGateway(OrderGatewayContract):
    @pytest.fixture(scope="class", params=databases.KINDS)
    def gateway(self, request, tmp_path_factory):
        with databases.fresh_migrated(request.param, tmp_path_factory.mktemp("orders"), "orders") as url:
            fill(url)
            yield SqlOrderGateway(url)

    @pytest.fixture(params=["no tables", "no server"])
    def unreachable(self, request, tmp_path):
        empty = f"sqlite:///{tmp_path / 'empty.db'}"
        return SqlOrderGateway(empty if request.param == "no tables" else "postgresql://nobody@127.0.0.1:1/nothing")


class TestAnotherSource(OrderGatewayContract):
    """A source that has nothing to do with SQL: a list."""

    @pytest.fixture(scope="class")
    def gateway(self):
        return ListedOrders(ORDERS, PRODUCTS)

    @pytest.fixture
    def unreachable(self):
        return ListedOrders(ORDERS, PRODUCTS, reachable=False)


class ListedOrders:
    """An order gateway over values in memory, as short as one can be."""

    def __init__(self, orders: Iterable[Order], products: Iterable[Product], reachable: bool = True) -> None:
        self._listed = sorted(orders, key=lambda order: order.placed_at, reverse=True)
        self._catalogue = {product.sku: product for product in products}
        self._reachable = reachable

    def by_number(self, number: str) -> Order | None:
        return next((order for order in self._orders() if order.number == clean(number)), None)

    def by_tracking_number(self, number: str) -> list[Order]:
        asked = _compact(number)
        parcels = [(order, {_compact(each.tracking_number) for each in order.shipments}) for order in self._orders()]
        return [order for order, numbers in parcels if asked in numbers]

    def by_name(self, name: str) -> list[Order]:
        keys = spellings(name[:400])
        exact = [order for order in self._orders() if name_key(order.customer.name) in keys]
        return exact or [order for order in self._orders() if any(_abbreviates(key, order) for key in keys)]

    def by_email(self, email: str) -> list[Order]:
        return [order for order in self._orders() if email_key(order.customer.email) == email_key(email)]

    def all_products(self, most: int) -> list[Product]:
        self._orders()
        return sorted(self._catalogue.values(), key=lambda product: product.sku)[:most]

    def products(self, text: str) -> list[Product]:
        self._ask()
        keys = {p.sku: product_search.search_key(p.name, p.category, p.sku) for p in self._catalogue.values()}
        return [self._catalogue[sku] for sku in product_search.ranked(product_search.terms(text[:400]), keys)]

    def product(self, sku: str) -> Product | None:
        self._ask()
        return self._catalogue.get(clean(sku).upper())

    def _orders(self) -> list[Order]:
        self._ask()
        return self._listed

    def _ask(self) -> None:
        if not self._reachable:
            raise OrdersUnavailable("the list is away") from ConnectionError("no route to host")


def _compact(number: str) -> str:
    return number.replace(" ", "").replace("-", "").upper()


def _abbreviates(key: str, order: Order) -> bool:
    *first, last = key.split()
    *given, surname = name_key(order.customer.name).split()
    return last == surname and (not first or given[0] == first[0] or (len(first[0]) == 1 and given[0][0] == first[0]))


def fill(url: str) -> None:
    """Loads the contract's orders into an order store, in the way that a shop's own would be."""
    rows = [RawRow("products", "contract", 0, _product(product)) for product in PRODUCTS]
    customers = {order.customer.id: order.customer for order in ORDERS}
    rows += [RawRow("customers", "contract", 0, _plain(asdict(c), "id")) for c in customers.values()]
    rows += [RawRow("orders", "contract", 0, _order(order)) for order in ORDERS]
    batch, problems = importer.check(rows)
    assert not problems
    with Session(engine(url), future=True) as session, session.begin():
        importer.write(session, batch, PLACED)


def _product(product: Product) -> dict:
    row = _plain(asdict(product), "price_cents")
    return {**row, "price": product.price_cents / 100}


def _order(order: Order) -> dict:
    row = _plain(asdict(order), "customer", "shipping_cents", "total_cents")
    for item in row["items"]:
        item["unit_price"] = item.pop("unit_price_cents") / 100
    return {**row, "customer_email": order.customer.email, "shipping": order.shipping_cents / 100}


def _plain(value, *left_out: str):
    """As JSON would give it: lists, and moments as text; without what an import file does not have."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if key not in left_out}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, (date, datetime)) else value

"""Checks what an import refers to: customers and products, of the store and of the files together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from baton.base.text import tidy
from baton.base.yaml_lines import Problem
from baton.orders.imports.records import Fields, RawRow
from baton.orders.imports.row_models import CustomerIn, OrderIn, ProductIn
from baton.orders.tables import AddressRow, CustomerRow, ProductRow
from baton.orders.text.normalise import email_key

CHUNK = 500  # keys in one query; SQLite takes 999 variables at least
T = TypeVar("T")


@dataclass
class _Customer:
    external_id: str | None
    email: str
    has_address: bool


class References:
    """Reads from the store what the rows refer to, and finds references to what does not exist.

    Args:
        session: on the store.
        raw: all records, also those that are wrong: an order of a customer whose row has a bad phone number is
            not one more problem.
        customers: checked customers of the files.
        products: checked products of the files.
    """

    def __init__(
        self,
        session: Session,
        raw: Sequence[RawRow],
        customers: Sequence[tuple[RawRow, CustomerIn]],
        products: Sequence[tuple[RawRow, ProductIn]],
    ) -> None:
        # What rows that are refused already would have brought; a reference to it is no second problem.
        self._broken = _keys(raw, "customers", "email") | _values(raw, "customers", "external_id")
        self._broken -= {c.external_id for _, c in customers} | {email_key(c.email or "") for _, c in customers}
        self._broken_skus = _keys(raw, "products", "sku") - {p.sku.casefold() for _, p in products}
        emails = _keys(raw, "customers", "email") | _keys(raw, "orders", "customer_email")
        external_ids = {c.external_id for _, c in customers if c.external_id}
        external_ids |= _values(raw, "orders", "customer_external_id")
        self._customers = list(_stored_customers(session, emails, external_ids))
        self._by_email = {c.email: c for c in self._customers if c.email}
        self._by_external_id = {c.external_id: c for c in self._customers if c.external_id}
        skus = {sku.upper() for row in raw if row.kind == "orders" for sku in _item_skus(row.data)}
        self._currencies = dict(_stored_products(session, skus))
        self._currencies.update((product.sku, product.currency) for _, product in products)

    def problems(
        self, customers: Iterable[tuple[RawRow, CustomerIn]], orders: Iterable[tuple[RawRow, OrderIn]]
    ) -> Iterator[Problem]:
        """References to what does not exist, and values that contradict the store."""
        for row, customer in customers:
            yield from (Problem(row.file, row.line, reason) for reason in self._merge(customer))
        for row, order in orders:
            yield from (Problem(row.file, row.line, reason) for reason in self._customer(order))
            yield from self._items(row, order)

    def _items(self, row: RawRow, order: OrderIn) -> Iterator[Problem]:
        for index, item in enumerate(order.items):
            line = row.item_lines[index] if row.item_lines else row.line
            name = "sku" if row.item_lines else f"items[{index + 1}].sku"
            currency = self._currencies.get(item.sku)
            if currency is None and item.sku.casefold() in self._broken_skus:
                continue
            if currency is None and (item.name is None or item.unit_price is None):
                reason = f"{name}: there is no product {item.sku}; give its name and unit_price"
                yield Problem(row.file, line, reason)
            elif item.unit_price is None and currency != order.currency:
                yield Problem(row.file, line, f"{name}: {item.sku} is priced in {currency}; give a unit_price")

    def _merge(self, customer: CustomerIn) -> Iterator[str]:
        """Joins a row of the files with what is stored, so that orders find it by either key."""
        email = email_key(customer.email or "")
        by_external_id = self._by_external_id.get(customer.external_id or "")
        by_email = self._by_email.get(email)
        stored = by_external_id or by_email
        if by_email is not None and stored is not by_email:
            yield f"email: {customer.email} belongs to customer {by_email.external_id or by_email.email}"
        elif stored is not None and customer.external_id and stored.external_id not in (None, customer.external_id):
            yield f"email: {customer.email} belongs to customer {stored.external_id}"
        else:
            stored = stored or _Customer(customer.external_id, email, False)
            stored.has_address |= customer.address is not None
            if "email" in customer.__fields_set__ and stored.email != email:
                self._by_email.pop(stored.email, None)  # the customer has a new one; the old one finds nobody
                stored.email = email
            if email:
                self._by_email[email] = stored
            if customer.external_id:
                self._by_external_id[customer.external_id] = stored

    def _customer(self, order: OrderIn) -> Iterator[str]:
        email = email_key(order.customer_email or "")
        by_external_id = self._by_external_id.get(order.customer_external_id or "")
        by_email = self._by_email.get(email)
        customer = by_external_id or by_email
        if {email, order.customer_external_id} & self._broken:
            return
        if order.customer_external_id and by_external_id is None:
            yield f"customer_external_id: there is no customer {order.customer_external_id}"
        if email and by_email is None:
            yield f"customer_email: there is no customer {order.customer_email}"
        if by_external_id is not None and by_email is not None and by_external_id is not by_email:
            yield f"customer_email: {order.customer_email} is not customer {order.customer_external_id}"
        elif customer is not None and not customer.has_address and order.address is None:
            yield "address: is needed, because the customer has none either"


def chunks(values: Collection[T]) -> Iterator[list[T]]:
    """The values in lists that fit into one query."""
    listed = list(values)
    for start in range(0, len(listed), CHUNK):
        yield listed[start : start + CHUNK]


def _stored_customers(session: Session, emails: set[str], external_ids: set[str]) -> Iterator[_Customer]:
    has_address = select(AddressRow.id).where(AddressRow.customer_id == CustomerRow.id, AddressRow.is_primary).exists()
    query = select(CustomerRow.id, CustomerRow.external_id, CustomerRow.email_key, has_address)
    customers: dict[int, _Customer] = {}
    for column, keys in ((CustomerRow.email_key, emails), (CustomerRow.external_id, external_ids)):
        for chunk in chunks(keys - {""}):
            for key, external_id, email, addressed in session.execute(query.where(column.in_(chunk))):
                customers.setdefault(key, _Customer(external_id, email or "", bool(addressed)))
    yield from customers.values()


def _stored_products(session: Session, skus: set[str]) -> Iterator[tuple[str, str]]:
    for chunk in chunks(skus):
        query = select(ProductRow.sku, ProductRow.currency).where(ProductRow.sku.in_(chunk))
        yield from session.execute(query)


def _values(raw: Iterable[RawRow], kind: str, name: str) -> set[str]:
    values = (row.data.get(name) for row in raw if row.kind == kind)
    return {tidy(str(value)) for value in values if isinstance(value, (str, int)) and tidy(str(value))}


def _keys(raw: Iterable[RawRow], kind: str, name: str) -> set[str]:
    return {email_key(value) for value in _values(raw, kind, name)}


def _item_skus(data: Fields) -> Iterator[str]:
    items = data.get("items")
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict) and isinstance(item.get("sku"), str):
            yield tidy(item["sku"])

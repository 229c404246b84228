"""What orders of an import may refer to: customers and products of the store and of the files together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from baton.orders.models import AddressRow, CustomerRow, ProductRow
from baton.orders.names import email_key
from baton.orders.record import Problem, RawRow
from baton.orders.rows import CustomerIn, OrderIn, ProductIn

CHUNK = 500  # keys in one query; SQLite takes 999 variables at least
T = TypeVar("T")


@dataclass
class _Customer:
    external_id: str | None
    email: str
    has_address: bool


class Known:
    """Reads, from the store, what the rows refer to, and says what they refer to in vain.

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
        self._broken = _keys(raw, "customers", "email") | _values(raw, "customers", "external_id")
        self._broken -= {c.external_id for _, c in customers} | {email_key(c.email or "") for _, c in customers}
        self._broken_skus = _keys(raw, "products", "sku") - {p.sku.casefold() for _, p in products}
        emails = _keys(raw, "customers", "email") | _keys(raw, "orders", "customer_email")
        identities = {c.external_id for _, c in customers} | _values(raw, "orders", "customer_external_id")
        self._customers = list(_stored_customers(session, emails, identities))
        self._by_email = {c.email: c for c in self._customers if c.email}
        self._by_identity = {c.external_id: c for c in self._customers if c.external_id}
        skus = {sku.upper() for row in raw if row.kind == "orders" for sku in _item_skus(row.data)}
        self._currencies = dict(_stored_products(session, skus))
        self._currencies.update((product.sku, product.currency) for _, product in products)

    def problems(
        self, customers: Iterable[tuple[RawRow, CustomerIn]], orders: Iterable[tuple[RawRow, OrderIn]]
    ) -> Iterator[Problem]:
        """What the rows refer to in vain, or claim against what the store says."""
        for row, customer in customers:
            yield from (Problem(row.file, row.line, reason) for reason in self._merge(customer))
        for row, order in orders:
            yield from (Problem(row.file, row.line, reason) for reason in self._customer(order))
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
        by_identity = self._by_identity.get(customer.external_id or "")
        by_email = self._by_email.get(email)
        found = by_identity or by_email
        if by_email is not None and found is not by_email:
            yield f"email: {customer.email} belongs to customer {by_email.external_id or by_email.email}"
        elif found is not None and customer.external_id and found.external_id not in (None, customer.external_id):
            yield f"email: {customer.email} belongs to customer {found.external_id}"
        else:
            found = found or _Customer(customer.external_id, email, False)
            found.has_address |= customer.address is not None
            if "email" in customer.__fields_set__ and found.email != email:
                self._by_email.pop(found.email, None)  # the customer has a new one: nobody is found by the old
                found.email = email
            if email:
                self._by_email[email] = found
            if customer.external_id:
                self._by_identity[customer.external_id] = found

    def _customer(self, order: OrderIn) -> Iterator[str]:
        email = email_key(order.customer_email or "")
        by_identity = self._by_identity.get(order.customer_external_id or "")
        by_email = self._by_email.get(email)
        found = by_identity or by_email
        if {email, order.customer_external_id} & self._broken:
            return
        if order.customer_external_id and by_identity is None:
            yield f"customer_external_id: there is no customer {order.customer_external_id}"
        if email and by_email is None:
            yield f"customer_email: there is no customer {order.customer_email}"
        if by_identity is not None and by_email is not None and by_identity is not by_email:
            yield f"customer_email: {order.customer_email} is not customer {order.customer_external_id}"
        elif found is not None and not found.has_address and order.address is None:
            yield "address: is needed, because the customer has none either"


def chunks(values: Collection[T]) -> Iterator[list[T]]:
    """The values in lists that fit into one query."""
    listed = list(values)
    for start in range(0, len(listed), CHUNK):
        yield listed[start : start + CHUNK]


def _stored_customers(session: Session, emails: set[Any], identities: set[Any]) -> Iterator[_Customer]:
    has_address = select(AddressRow.id).where(AddressRow.customer_id == CustomerRow.id, AddressRow.is_primary).exists()
    query = select(CustomerRow.id, CustomerRow.external_id, CustomerRow.email_key, has_address)
    found: dict[int, _Customer] = {}
    for column, keys in ((CustomerRow.email_key, emails), (CustomerRow.external_id, identities)):
        for some in chunks(keys - {None, ""}):
            for key, external_id, email, addressed in session.execute(query.where(column.in_(some))):
                found.setdefault(key, _Customer(external_id, email or "", bool(addressed)))
    yield from found.values()


def _stored_products(session: Session, skus: set[str]) -> Iterator[tuple[str, str]]:
    for some in chunks(skus):
        query = select(ProductRow.sku, ProductRow.currency).where(ProductRow.sku.in_(some))
        yield from session.execute(query)


def _values(raw: Iterable[RawRow], kind: str, name: str) -> set[Any]:
    given = (row.data.get(name) for row in raw if row.kind == kind)
    return {str(value).strip() for value in given if isinstance(value, (str, int)) and str(value).strip()}


def _keys(raw: Iterable[RawRow], kind: str, name: str) -> set[Any]:
    return {email_key(value) for value in _values(raw, kind, name)}


def _item_skus(data: dict[str, Any]) -> Iterator[str]:
    items = data.get("items")
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict) and isinstance(item.get("sku"), str):
            yield item["sku"].strip()

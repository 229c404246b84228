"""Puts checked rows into the order store: new ones are added, known ones updated. Flushes, never commits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from baton.orders.known import chunks
from baton.orders.models import (
    AddressRow,
    CustomerRow,
    ItemRow,
    NoteRow,
    OrderRow,
    ProductRow,
    ReturnRow,
    ShipmentRow,
    StatusRow,
)
from baton.orders.names import email_key, name_key, surname_key
from baton.orders.rows import AddressIn, CustomerIn, ItemIn, OrderIn, ProductIn
from baton.orders.search import search_key

_PRODUCT_FIELDS = ("sku", "name", "category", "currency", "description", "stock", "complex_spec", "specifications")


@dataclass
class Count:
    """How many records were new, and how many were there already."""

    added: int = 0
    updated: int = 0


class Writer:
    """Writes rows of which ``Known`` found no fault.

    Args:
        session: in the transaction that somebody else ends.
        now: the moment that a changed status or a note without a date gets.
        step: is told how many rows have been written since the last time.
    """

    def __init__(self, session: Session, now: datetime, step: Callable[[int], None] = lambda rows: None) -> None:
        self._session, self._now, self._step = session, now, step

    def products(self, rows: Sequence[ProductIn]) -> Count:
        """Add or update products by sku."""
        count = Count()
        for some in chunks(rows):
            query = select(ProductRow).where(ProductRow.sku.in_([row.sku for row in some]))
            stored = {product.sku: product for product in self._session.execute(query).scalars()}
            for row in some:
                product = self._record(stored.get(row.sku), ProductRow, count)
                _copy(row, product, _PRODUCT_FIELDS)
                product.price_cents = row.price
                product.search_key = search_key(row.name, row.category, row.sku)[:400]
            self._done(some)
        return count

    def customers(self, rows: Sequence[CustomerIn]) -> Count:
        """Add or update customers by external id, else by e-mail address."""
        count = Count()
        for some in chunks(rows):
            by_identity, by_email = self._customers({r.external_id for r in some}, {r.email for r in some})
            for row in some:
                found = by_identity.get(row.external_id) or by_email.get(email_key(row.email or ""))
                customer = self._record(found, CustomerRow, count)
                _copy(row, customer, ["external_id", "name", "email", "phone", "verified_since"])
                customer.email_key = email_key(customer.email) if customer.email else None
                customer.name_key, customer.surname_key = name_key(row.name), surname_key(row.name)
                if row.address is not None:
                    address = _address(customer, row.address)
                    for other in customer.addresses:
                        other.is_primary = other is address
                if "notes" in row.__fields_set__:
                    customer.notes = _notes(customer.notes, row, self._now)
            self._done(some)
        return count

    def orders(self, rows: Sequence[OrderIn]) -> Count:
        """Add or update orders by number."""
        count = Count()
        children = [selectinload(c) for c in (OrderRow.items, OrderRow.shipments, OrderRow.history, OrderRow.returns)]
        for some in chunks(rows):
            query = select(OrderRow).where(OrderRow.number.in_([row.number for row in some])).options(*children)
            stored = {order.number: order for order in self._session.execute(query).scalars()}
            customers = self._customers({r.customer_external_id for r in some}, {r.customer_email for r in some})
            skus = {item.sku for row in some for item in row.items}
            listed = select(ProductRow).where(ProductRow.sku.in_(skus)) if len(skus) <= 500 else select(ProductRow)
            products = {product.sku: product for product in self._session.execute(listed).scalars()}
            for row in some:
                order = self._record(stored.get(row.number), OrderRow, count)
                self._order(order, row, customers, products)
            self._done(some)
        return count

    def _order(self, order: OrderRow, row: OrderIn, customers: Any, products: dict[str, ProductRow]) -> None:
        by_identity, by_email = customers
        customer = by_identity.get(row.customer_external_id) or by_email[email_key(row.customer_email or "")]
        moved = order.customer is not None and order.customer is not customer
        order.customer = customer
        if row.address is not None:
            order.address = _address(customer, row.address)
        elif order.address is None or moved:
            order.address = next(address for address in customer.addresses if address.is_primary)
        _copy(row, order, ["number", "placed_at", "currency", "expected_on"])
        if row.status != "delivered" or row.delivered_at is not None:
            order.delivered_at = row.delivered_at
        if "shipping" in row.__fields_set__ or order.shipping_cents is None:
            order.shipping_cents = row.shipping
        if "shipments" in row.__fields_set__:
            order.shipments = [ShipmentRow(**shipment.dict()) for shipment in row.shipments]
        if "returns" in row.__fields_set__:
            order.returns = [ReturnRow(**each.dict()) for each in row.returns]
        _history(order, row, self._now)
        order.items = [_item(item, products.get(item.sku), bool(order.shipments)) for item in row.items]
        order.total_cents = order.shipping_cents + sum(i.quantity * i.unit_price_cents for i in order.items)

    def _customers(self, identities: Iterable[str | None], emails: Iterable[str | None]) -> Any:
        """Stored customers as ({external id: customer}, {e-mail key: customer})."""
        keys = [email_key(email) for email in emails if email]
        load = selectinload(CustomerRow.addresses), selectinload(CustomerRow.notes)
        found: set[CustomerRow] = set()
        for condition in (CustomerRow.external_id.in_([i for i in identities if i]), CustomerRow.email_key.in_(keys)):
            found.update(self._session.execute(select(CustomerRow).where(condition).options(*load)).scalars())
        by_identity = {customer.external_id: customer for customer in found if customer.external_id}
        return by_identity, {customer.email_key: customer for customer in found if customer.email_key}

    def _record(self, stored: Any, model: Any, count: Count) -> Any:
        if stored is not None:
            count.updated += 1
            return stored
        count.added += 1
        made = model()
        self._session.add(made)
        return made

    def _done(self, rows: Sequence[Any]) -> None:
        self._session.flush()
        self._session.expunge_all()  # a large import must not keep every record in memory
        self._step(len(rows))


def _copy(row: Any, record: Any, names: Iterable[str]) -> None:
    """What the row gives; in a new record its defaults as well."""
    for name in names:
        if name in row.__fields_set__ or record.id is None:
            setattr(record, name, getattr(row, name))


def _address(customer: CustomerRow, given: AddressIn) -> AddressRow:
    """The customer's address of these words. A known one is never changed: earlier orders went there."""
    values = given.dict()
    known: list[AddressRow] = customer.addresses
    for address in known:
        if all(getattr(address, name) == value for name, value in values.items()):
            return address
    added = AddressRow(**values, is_primary=not customer.addresses)
    known.append(added)
    return added


def _notes(stored: Sequence[NoteRow], row: CustomerIn, now: datetime) -> list[NoteRow]:
    """The notes of the row; one that is there already keeps its date."""
    dates = {(note.kind, note.text): note.created_at for note in stored}
    return [
        NoteRow(kind=note.kind, text=note.text, created_at=note.created_at or dates.get((note.kind, note.text), now))
        for note in row.notes
    ]


def _item(given: ItemIn, product: ProductRow | None, shipped: bool) -> ItemRow:
    price: int | None = given.unit_price
    name = given.name
    if product is not None:
        price = product.price_cents if price is None else price
        name = name or product.name
    sent = given.shipped if given.shipped is not None else (given.quantity if shipped else 0)
    return ItemRow(sku=given.sku, name=name, quantity=given.quantity, shipped=sent, unit_price_cents=price)


def _history(order: OrderRow, row: OrderIn, now: datetime) -> None:
    """The history that the file gives; without one, a status that is new to the order is added to what is stored."""
    since = row.status_at or row.delivered_at or now
    if row.history:
        order.history = [StatusRow(**change.dict()) for change in row.history]
    elif not order.history:
        order.history = [StatusRow(status="placed", at=row.placed_at)]
        if row.status != "placed":
            order.history.append(StatusRow(status=row.status, at=max(since, row.placed_at)))
    elif order.history[-1].status != row.status:
        order.history.append(StatusRow(status=row.status, at=max(since, order.history[-1].at)))
    order.status = row.status

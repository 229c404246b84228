"""Puts checked rows into the order store: adds new records, updates stored ones. Flushes, never commits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from baton.orders.imports.closed_lists import AFTER_DELIVERY, DELIVERED, SHIPPED
from baton.orders.imports.field_types import minor_units
from baton.orders.imports.references import chunks
from baton.orders.imports.row_models import AddressIn, CustomerIn, ItemIn, OrderIn, ProductIn
from baton.orders.tables import (
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
from baton.orders.text.normalise import email_key, name_key, surname_key
from baton.orders.text.product_search import search_key

R = TypeVar("R")

_PRODUCT_FIELDS = ("sku", "name", "category", "currency", "description", "stock", "complex_spec", "specifications")


@dataclass
class ImportCount:
    """How many records of a kind were added, and how many were updated."""

    added: int = 0
    updated: int = 0


@dataclass(frozen=True)
class _StoredCustomers:
    by_external_id: dict[str, CustomerRow]
    by_email: dict[str, CustomerRow]

    def find(self, external_id: str | None, email: str | None) -> CustomerRow | None:
        """The customer of these keys; the external id counts first."""
        return self.by_external_id.get(external_id or "") or self.by_email.get(email_key(email or ""))


class Writer:
    """Writes rows in which ``References`` found no problem.

    Args:
        session: in a transaction that the caller ends.
        now: the moment that a note without a date gets.
        step: called after each batch with the number of rows in it.
    """

    def __init__(self, session: Session, now: datetime, step: Callable[[int], None] = lambda rows: None) -> None:
        self._session, self._now, self._step = session, now, step

    def products(self, rows: Sequence[ProductIn]) -> ImportCount:
        """Add or update products by sku."""
        count = ImportCount()
        for batch in chunks(rows):
            query = select(ProductRow).where(ProductRow.sku.in_([row.sku for row in batch]))
            stored = {product.sku: product for product in self._session.execute(query).scalars()}
            for row in batch:
                product = self._record(stored.get(row.sku), ProductRow, count)
                _copy(row, product, _PRODUCT_FIELDS)
                product.price_cents = minor_units(row.price, row.currency)
                product.search_key = search_key(row.name, row.category, row.sku)[:400]
            self._done(len(batch))
        return count

    def customers(self, rows: Sequence[CustomerIn]) -> ImportCount:
        """Add or update customers by external id, else by e-mail address."""
        count = ImportCount()
        for batch in chunks(rows):
            stored = self._customers({row.external_id for row in batch}, {row.email for row in batch})
            for row in batch:
                customer = self._record(stored.find(row.external_id, row.email), CustomerRow, count)
                _copy(row, customer, ["external_id", "name", "email", "phone", "verified_since"])
                customer.email_key = email_key(customer.email) if customer.email else None
                customer.name_key, customer.surname_key = name_key(row.name), surname_key(row.name)
                if row.address is not None:
                    address = _address(customer, row.address)
                    for other in customer.addresses:
                        other.is_primary = other is address
                if "notes" in row.__fields_set__:
                    customer.notes = _notes(customer.notes, row, self._now)
            self._done(len(batch))
        return count

    def orders(self, rows: Sequence[OrderIn]) -> ImportCount:
        """Add or update orders by number."""
        count = ImportCount()
        children = [selectinload(c) for c in (OrderRow.items, OrderRow.shipments, OrderRow.history, OrderRow.returns)]
        for batch in chunks(rows):
            query = select(OrderRow).where(OrderRow.number.in_([row.number for row in batch])).options(*children)
            stored = {order.number: order for order in self._session.execute(query).scalars()}
            customers = self._customers({r.customer_external_id for r in batch}, {r.customer_email for r in batch})
            skus = {item.sku for row in batch for item in row.items}
            listed = select(ProductRow).where(ProductRow.sku.in_(skus)) if len(skus) <= 500 else select(ProductRow)
            products = {product.sku: product for product in self._session.execute(listed).scalars()}
            for row in batch:
                order = self._record(stored.get(row.number), OrderRow, count)
                self._order(order, row, customers, products)
            self._done(len(batch))
        return count

    def _order(
        self, order: OrderRow, row: OrderIn, customers: _StoredCustomers, products: dict[str, ProductRow]
    ) -> None:
        customer = customers.find(row.customer_external_id, row.customer_email)
        assert customer is not None  # `References` refuses an order without one
        moved = order.customer is not None and order.customer is not customer
        order.customer = customer
        if row.address is not None:
            order.address = _address(customer, row.address)
        elif order.address is None or moved:
            order.address = next(address for address in customer.addresses if address.is_primary)
        _copy(row, order, ["number", "placed_at", "currency", "expected_on"])
        if row.status not in AFTER_DELIVERY or row.delivered_at is not None:
            order.delivered_at = row.delivered_at
        if "shipping" in row.__fields_set__ or order.shipping_cents is None:
            order.shipping_cents = minor_units(row.shipping, row.currency)
        if "shipments" in row.__fields_set__:
            order.shipments = [ShipmentRow(**shipment.dict()) for shipment in row.shipments]
        if "returns" in row.__fields_set__:
            order.returns = [ReturnRow(**each.dict()) for each in row.returns]
        _history(order, row)
        shipped = row.status in SHIPPED or bool(order.shipments)
        order.items = [_item(item, products.get(item.sku), shipped, row.currency) for item in row.items]
        order.total_cents = order.shipping_cents + sum(i.quantity * i.unit_price_cents for i in order.items)

    def _customers(self, external_ids: Iterable[str | None], emails: Iterable[str | None]) -> _StoredCustomers:
        keys = [email_key(email) for email in emails if email]
        load = selectinload(CustomerRow.addresses), selectinload(CustomerRow.notes)
        customers: set[CustomerRow] = set()
        for condition in (CustomerRow.external_id.in_([i for i in external_ids if i]), CustomerRow.email_key.in_(keys)):
            customers.update(self._session.execute(select(CustomerRow).where(condition).options(*load)).scalars())
        return _StoredCustomers(
            {customer.external_id: customer for customer in customers if customer.external_id},
            {customer.email_key: customer for customer in customers if customer.email_key},
        )

    def _record(self, stored: R | None, model: type[R], count: ImportCount) -> R:
        """The stored record, or a new one."""
        if stored is not None:
            count.updated += 1
            return stored
        count.added += 1
        record = model()
        self._session.add(record)
        return record

    def _done(self, rows: int) -> None:
        self._session.flush()
        self._session.expunge_all()  # a large import must not keep every record in memory
        self._step(rows)


def _copy(
    row: CustomerIn | ProductIn | OrderIn, record: CustomerRow | ProductRow | OrderRow, names: Iterable[str]
) -> None:
    """Copies the fields that the row gives; into a new record its defaults as well."""
    for name in names:
        if name in row.__fields_set__ or record.id is None:
            setattr(record, name, getattr(row, name))


def _address(customer: CustomerRow, row: AddressIn) -> AddressRow:
    """The customer's address with these values, added if need be. None is ever changed: earlier orders went there."""
    values = row.dict()
    for address in customer.addresses:
        if all(getattr(address, name) == value for name, value in values.items()):
            return address
    added = AddressRow(**values, is_primary=not customer.addresses)
    customer.addresses.append(added)
    return added


def _notes(stored: Sequence[NoteRow], row: CustomerIn, now: datetime) -> list[NoteRow]:
    """The notes of the row; one that is there already keeps its date."""
    dates = {(note.kind, note.text): note.created_at for note in stored}
    return [
        NoteRow(kind=note.kind, text=note.text, created_at=note.created_at or dates.get((note.kind, note.text), now))
        for note in row.notes
    ]


def _item(row: ItemIn, product: ProductRow | None, shipped: bool, currency: str) -> ItemRow:
    price = minor_units(row.unit_price, currency) if row.unit_price is not None else None
    name = row.name
    if product is not None:
        price = product.price_cents if price is None else price
        name = name or product.name
    sent = row.shipped if row.shipped is not None else (row.quantity if shipped else 0)
    return ItemRow(sku=row.sku, name=name, quantity=row.quantity, shipped=sent, unit_price_cents=price)


def _history(order: OrderRow, row: OrderIn) -> None:
    """The history that the file gives; without one, a status that is new to the order is added to what is stored.

    A status whose day the file does not tell is in no history: the moment of the import says nothing of it.
    """
    if row.history:
        order.history = [StatusRow(**change.dict()) for change in row.history]
    else:
        if not order.history:
            order.history = [StatusRow(status="placed", at=row.placed_at)]
        since = _since(row)
        if since is not None and order.history[-1].status != row.status:
            order.history.append(StatusRow(status=row.status, at=max(since, order.history[-1].at)))
    order.status = row.status


def _since(row: OrderIn) -> datetime | None:
    """When the order came to its status, as far as the file tells."""
    if row.status_at is not None:
        return row.status_at
    if row.status in DELIVERED:
        return row.delivered_at
    shipped_at = [shipment.shipped_at for shipment in row.shipments if shipment.shipped_at]
    return min(shipped_at, default=None) if row.status in ("shipped", "partly_shipped") else None

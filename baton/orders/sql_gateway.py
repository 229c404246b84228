"""The order gateway over the order store's own tables (SQLite or PostgreSQL)."""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import date, datetime
from typing import TypeVar, get_args, get_type_hints

from sqlalchemy import and_, bindparam, case, or_, select
from sqlalchemy.engine import Row
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import RelationshipProperty, Session, configure_mappers, joinedload
from sqlalchemy.sql import ColumnElement, Select

from baton.base.database import engine
from baton.base.outage import where
from baton.base.text import clean
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
from baton.orders.tables import CustomerRow, OrderRow, ProductRow, ShipmentRow
from baton.orders.text import product_search
from baton.orders.text.normalise import email_key, spellings
from baton.orders.text.order_numbers import canonical

logger = logging.getLogger(__name__)

T = TypeVar("T")

MOST_ORDERS = 200  # for one name or e-mail address; nobody chooses from more
MOST_PRODUCTS = 10
_MOST_CANDIDATES = 500
_LONGEST_QUERY = 400  # characters; a name or a question about a product is shorter


#: One query for the orders and one for each kind of child, however many orders there are. They are built once, and
#: children are read as plain rows: loading them through the mapper would take most of a lookup's time.
_ORDERS = (
    select(OrderRow)
    .order_by(OrderRow.placed_at.desc(), OrderRow.number.desc())
    .limit(MOST_ORDERS)
    .options(joinedload(OrderRow.address, innerjoin=True), joinedload(OrderRow.customer, innerjoin=True))
)


def _children_query(relation: RelationshipProperty) -> Select:
    """The children of a relation, in its order, of the parents with the given `ids`; each row names its `parent`."""
    configure_mappers()  # else a relation does not know its columns yet
    (parent,) = relation.property.remote_side
    of_parents = parent.in_(bindparam("ids", expanding=True))
    return select(parent.label("parent"), parent.table).where(of_parents).order_by(*relation.property.order_by)


_OF_ORDERS = {kind: _children_query(getattr(OrderRow, kind)) for kind in ("items", "shipments", "history", "returns")}
_OF_CUSTOMERS = {kind: _children_query(getattr(CustomerRow, kind)) for kind in ("addresses", "notes")}
_Children = dict[str, dict[int, list[Row]]]  # by kind, then by parent


class SqlOrderGateway:
    """Implements ``OrderGateway``. Safe to share between threads: every call is a short transaction of its own.

    Args:
        url: SQLAlchemy URL of a migrated order store.
    Raises:
        OrdersUnavailable: from any method, when the store cannot be reached, refuses a query, or holds a value that
            cannot be read.
    """

    def __init__(self, url: str) -> None:
        self._engine = engine(url)

    def by_number(self, number: str) -> Order | None:
        """The order with this number, or None."""
        given = clean(number)
        orders = self._orders(OrderRow.number == (canonical(given) or given))
        return orders[0] if orders else None

    def by_tracking_number(self, number: str) -> list[Order]:
        """Orders with a parcel of this tracking number, newest first.

        It is compared as it was typed, and without blanks and dashes in capitals: so do carriers write them.
        """
        given = clean(number).strip()
        compact = re.sub("[ -]", "", given).upper()
        if not compact:
            return []
        spellings = sorted({given, given.upper(), compact})
        return self._orders(
            OrderRow.id.in_(select(ShipmentRow.order_id).where(ShipmentRow.tracking_number.in_(spellings)))
        )

    def by_name(self, name: str) -> list[Order]:
        """Orders of every customer of that name, newest first, at most ``MOST_ORDERS``.

        The full name in any spelling is tried first; then "J. Doe", "Jane Doe" for "Jane Mary Doe", and a surname.
        """
        keys = spellings(name[:_LONGEST_QUERY])
        for condition in [CustomerRow.name_key == key for key in keys] + [_abbreviated(key) for key in keys]:
            if orders := self._orders(OrderRow.customer_id.in_(select(CustomerRow.id).where(condition))):
                return orders
        return []

    def by_email(self, email: str) -> list[Order]:
        """Orders of the customer with this e-mail address, newest first, at most ``MOST_ORDERS``."""
        key = email_key(clean(email))
        return self._orders(OrderRow.customer_id.in_(select(CustomerRow.id).where(CustomerRow.email_key == key)))

    def products(self, text: str) -> list[Product]:
        """Products that the words of a text name, best match first, at most ``MOST_PRODUCTS``."""
        terms = product_search.terms(text[:_LONGEST_QUERY])
        if not terms:
            return []
        # The stem finds plurals and typing errors too; what they are worth is decided in Python.
        stems = sorted({term[: product_search.STEM] for term in terms})
        hits = [ProductRow.search_key.contains(stem, autoescape=True) for stem in stems]
        most_hits = sum((case((hit, 1), else_=0) for hit in hits[1:]), case((hits[0], 1), else_=0)).desc()
        query = select(ProductRow).where(or_(*hits)).order_by(most_hits, ProductRow.sku).limit(_MOST_CANDIDATES)
        with self._session() as session:
            rows = {row.sku: row for row in session.execute(query).scalars()}
            best = product_search.ranked(terms, {sku: row.search_key for sku, row in rows.items()})
            return [_record(Product, rows[sku]) for sku in best[:MOST_PRODUCTS]]

    def all_products(self, most: int) -> list[Product]:
        """All products, by sku; the first `most` of them, if there are more."""
        with self._session() as session:
            rows = session.execute(select(ProductRow).order_by(ProductRow.sku).limit(most)).scalars()
            return [_record(Product, row) for row in rows]

    def product(self, sku: str) -> Product | None:
        """The product with this stock-keeping unit, or None."""
        with self._session() as session:
            row = session.execute(select(ProductRow).where(ProductRow.sku == clean(sku).upper())).scalar_one_or_none()
            return _record(Product, row) if row is not None else None

    def _orders(self, condition: ColumnElement) -> list[Order]:
        with self._session() as session:
            rows = session.execute(_ORDERS.where(condition)).scalars().all()
            children = {
                **_load(session, _OF_ORDERS, [row.id for row in rows]),
                **_load(session, _OF_CUSTOMERS, sorted({row.customer_id for row in rows})),
            }
            return [_order(row, children) for row in rows]

    @contextmanager
    def _session(self) -> Iterator[Session]:
        try:
            with Session(self._engine, future=True) as session:
                yield session
        except SQLAlchemyError as error:
            raise OrdersUnavailable("the order store cannot be reached") from error
        except (ValueError, TypeError, SystemError) as error:  # the last two by SQLAlchemy, from odd dates
            logger.error(
                "The order store holds a value of the wrong kind (%s).\n%s", type(error).__name__, where(error)
            )
            raise OrdersUnavailable("the order store holds what cannot be read") from error


def _load(session: Session, queries: Mapping[str, Select], parents: Sequence[int]) -> _Children:
    children: _Children = {kind: defaultdict(list) for kind in queries}
    for kind, query in queries.items() if parents else ():
        for row in session.execute(query, {"ids": parents}):
            children[kind][row.parent].append(row)
    return children


def _abbreviated(key: str) -> ColumnElement:
    """Customers whose name the key abbreviates. The surname's index narrows it down before any LIKE."""
    first, _, last = key.rpartition(" ")
    surname = CustomerRow.surname_key == last
    if not first:
        return surname
    initial = first if len(first) == 1 else f"{first} "  # "j doe", or "jane doe" for "jane mary doe"
    begins = CustomerRow.name_key.startswith(initial, autoescape=True)
    ends = CustomerRow.name_key.endswith(f" {key}", autoescape=True)  # "van der berg"
    return and_(surname, or_(begins, ends))


def _order(row: OrderRow, children: _Children) -> Order:
    return _record(
        Order,
        row,
        customer=_customer(row.customer, children),
        address=_record(Address, row.address),
        items=_records(Item, children["items"][row.id]),
        shipments=_records(Shipment, children["shipments"][row.id]),
        history=_records(StatusChange, children["history"][row.id]),
        returns=_records(Return, children["returns"][row.id]),
    )


def _customer(row: CustomerRow, children: _Children) -> Customer:
    primary = next((address for address in children["addresses"][row.id] if address.is_primary), None)
    return _record(
        Customer,
        row,
        address=_record(Address, primary) if primary is not None else None,
        notes=_records(Note, children["notes"][row.id]),
    )


def _records(kind: type[T], rows: Sequence[Row]) -> tuple[T, ...]:
    return tuple(_record(kind, row) for row in rows)


_FIELDS: dict[type[object], list[str]] = {
    kind: [field.name for field in fields(kind)]
    for kind in (Address, Customer, Item, Note, Order, Product, Return, Shipment, StatusChange)
}


#: What may stand in a column, where that is a plain value. SQLite takes anything for anything.
_PLAIN = (str, int, bool, date, datetime, type(None))
_ALLOWED: dict[type[object], dict[str, tuple[type, ...]]] = {
    kind: {
        name: allowed
        for name, hint in get_type_hints(kind).items()
        if set(allowed := get_args(hint) or (hint,)) <= set(_PLAIN)
    }
    for kind in _FIELDS
}


def _record(kind: type[T], row: object, **other: object) -> T:
    """A value of the gateway from a row: its columns have the names of the fields; the others are given.

    Raises:
        TypeError: a column holds a value of another kind than it should.
    """
    columns = {name: getattr(row, name) for name in _FIELDS[kind] if name not in other}
    for name, allowed in _ALLOWED[kind].items():
        if name in columns and not isinstance(columns[name], allowed):
            raise TypeError(f"{kind.__name__}.{name} holds a {type(columns[name]).__name__}")
    return kind(**columns, **other)

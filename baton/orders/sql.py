"""The order gateway over the order store's own tables (SQLite or PostgreSQL)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import and_, bindparam, case, or_, select
from sqlalchemy.orm import Session, configure_mappers, joinedload

from baton.database import engine
from baton.orders import search
from baton.orders.gateway import Address, Customer, Item, Note, Order, Product, Return, Shipment, StatusChange
from baton.orders.models import CustomerRow, OrderRow, ProductRow
from baton.orders.names import email_key, spellings

MOST_ORDERS = 200  # for one name or e-mail; nobody chooses from more
MOST_PRODUCTS = 10
_MOST_CANDIDATES = 500
_LONGEST_QUERY = 400  # characters; a name or a question about a product is shorter


#: One query for the orders and one for each kind of child, however many orders there are. Put together once, and the
#: children as plain rows: the mapper's own loading of them takes most of a lookup's time.
_ORDERS = (
    select(OrderRow)
    .order_by(OrderRow.placed_at.desc(), OrderRow.number.desc())
    .limit(MOST_ORDERS)
    .options(joinedload(OrderRow.address, innerjoin=True), joinedload(OrderRow.customer, innerjoin=True))
)


def _children(relation: Any) -> Any:
    """The query for all children of a relation, in its order, of the parents with the given `ids`; each row tells its
    `parent`."""
    configure_mappers()  # else a relation does not know its columns yet
    (parent,) = relation.property.remote_side
    of_them = parent.in_(bindparam("ids", expanding=True))
    return select(parent.label("parent"), parent.table).where(of_them).order_by(*relation.property.order_by)


_OF_ORDERS = {kind: _children(getattr(OrderRow, kind)) for kind in ("items", "shipments", "history", "returns")}
_OF_CUSTOMERS = {kind: _children(getattr(CustomerRow, kind)) for kind in ("addresses", "notes")}
_Children = dict[str, dict[int, list[Any]]]  # by kind, then by parent


class SqlOrders:
    """Implements ``OrderGateway``. Safe to share between threads: every call is a short transaction of its own.

    Args:
        url: SQLAlchemy URL of a migrated order store.
    Raises:
        sqlalchemy.exc.SQLAlchemyError: from any method, when the store cannot be reached.
    """

    def __init__(self, url: str) -> None:
        self._engine = engine(url)

    def by_number(self, number: str) -> Order | None:
        """The order with this number, or None."""
        found = self._orders(OrderRow.number == number.strip())
        return found[0] if found else None

    def by_name(self, name: str) -> list[Order]:
        """Orders of everybody of that name, newest first, at most ``MOST_ORDERS``.

        The full name in any spelling is tried first; then "J. Doe", "Jane Doe" for "Jane Mary Doe", and a surname.
        """
        keys = spellings(name[:_LONGEST_QUERY])
        for condition in [CustomerRow.name_key == key for key in keys] + [_resembles(key) for key in keys]:
            if found := self._orders(OrderRow.customer_id.in_(select(CustomerRow.id).where(condition))):
                return found
        return []

    def by_email(self, email: str) -> list[Order]:
        """Orders of the customer with this e-mail address, newest first, at most ``MOST_ORDERS``."""
        key = email_key(email)
        return self._orders(OrderRow.customer_id.in_(select(CustomerRow.id).where(CustomerRow.email_key == key)))

    def products(self, text: str) -> list[Product]:
        """Products that words of the text name, best match first, at most ``MOST_PRODUCTS``."""
        wanted = search.words(text[:_LONGEST_QUERY])
        if not wanted:
            return []
        # The stem finds plurals and typing errors too; what they are worth is decided in Python.
        stems = sorted({word[: search.STEM] for word in wanted})
        hits = [ProductRow.search_key.contains(stem, autoescape=True) for stem in stems]
        most_hits = sum((case((hit, 1), else_=0) for hit in hits[1:]), case((hits[0], 1), else_=0)).desc()
        query = select(ProductRow).where(or_(*hits)).order_by(most_hits, ProductRow.sku).limit(_MOST_CANDIDATES)
        with Session(self._engine, future=True) as session:
            rows = {row.sku: row for row in session.execute(query).scalars()}
            best = search.ranked(wanted, {sku: row.search_key for sku, row in rows.items()})
            return [_product(rows[sku]) for sku in best[:MOST_PRODUCTS]]

    def product(self, sku: str) -> Product | None:
        """The product with this stock-keeping unit, or None."""
        with Session(self._engine, future=True) as session:
            row = session.execute(select(ProductRow).where(ProductRow.sku == sku.strip().upper())).scalar_one_or_none()
            return _product(row) if row is not None else None

    def _orders(self, condition: Any) -> list[Order]:
        with Session(self._engine, future=True) as session:
            rows = session.execute(_ORDERS.where(condition)).scalars().all()
            children = {
                **_load(session, _OF_ORDERS, [row.id for row in rows]),
                **_load(session, _OF_CUSTOMERS, sorted({row.customer_id for row in rows})),
            }
            return [_order(row, children) for row in rows]


def _load(session: Session, queries: dict[str, Any], parents: list[int]) -> _Children:
    found: _Children = {kind: defaultdict(list) for kind in queries}
    for kind, query in queries.items() if parents else ():
        for row in session.execute(query, {"ids": parents}):
            found[kind][row.parent].append(row)
    return found


def _resembles(key: str) -> Any:
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
    return Order(
        number=row.number,
        status=row.status,
        placed_at=row.placed_at,
        expected_on=row.expected_on,
        delivered_at=row.delivered_at,
        customer=_customer(row.customer, children),
        address=_address(row.address),
        items=tuple(Item(i.sku, i.name, i.quantity, i.shipped, i.unit_price_cents) for i in children["items"][row.id]),
        shipments=tuple(
            Shipment(s.carrier, s.tracking_number, s.tracking_url, s.status, s.shipped_at)
            for s in children["shipments"][row.id]
        ),
        history=tuple(StatusChange(h.status, h.at, h.note) for h in children["history"][row.id]),
        returns=tuple(Return(r.sku, r.reason, r.status, r.requested_at) for r in children["returns"][row.id]),
        shipping_cents=row.shipping_cents,
        total_cents=row.total_cents,
        currency=row.currency,
    )


def _customer(row: CustomerRow, children: _Children) -> Customer:
    primary = next((a for a in children["addresses"][row.id] if a.is_primary), None)
    return Customer(
        id=row.id,
        name=row.name,
        email=row.email,
        phone=row.phone,
        verified_since=row.verified_since,
        address=_address(primary) if primary is not None else None,
        notes=tuple(Note(n.kind, n.text, n.created_at) for n in children["notes"][row.id]),
    )


def _address(row: Any) -> Address:
    return Address(row.line1, row.city, row.postcode, row.country, row.line2, row.region)


def _product(row: ProductRow) -> Product:
    return Product(
        sku=row.sku,
        name=row.name,
        category=row.category,
        price_cents=row.price_cents,
        currency=row.currency,
        description=row.description,
        stock=row.stock,
        complex_spec=row.complex_spec,
        specifications=dict(row.specifications),
    )

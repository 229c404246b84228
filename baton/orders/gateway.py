"""Orders, customers and products as plain values, and the interface that any source of orders implements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

STANDARD_STATUSES = ("placed", "paid", "packed", "shipped", "out_for_delivery", "delivered", "delayed")
NON_STANDARD_STATUSES = (
    "customs_hold",
    "returned_to_sender",
    "lost",
    "partly_shipped",
    "address_problem",
    "back_ordered",
    "payment_review",
)
_PICKUP_STATUSES = ("ready_for_pickup", "collected")  # everyday ones of shops where goods are fetched
_ENDED_STATUSES = ("on_hold", "cancelled", "refunded", "partly_refunded")
STATUSES = STANDARD_STATUSES + NON_STANDARD_STATUSES + _PICKUP_STATUSES + _ENDED_STATUSES


@dataclass(frozen=True)
class Address:
    """A postal address; ``country`` is an ISO 3166 alpha-2 code such as ``GB``."""

    line1: str
    city: str
    postcode: str
    country: str
    line2: str | None = None
    region: str | None = None


@dataclass(frozen=True)
class Note:
    """An account note. ``kind`` is a short code: ``disputes``, ``many_returns``, ``identity_check``, ..."""

    kind: str
    text: str
    created_at: datetime


@dataclass(frozen=True)
class Customer:
    """Who ordered. ``notes`` is empty for an account with an ordinary history; oldest note first."""

    id: int
    name: str
    email: str | None
    phone: str | None
    verified_since: date | None
    address: Address | None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Item:
    """A line of an order; ``shipped`` is how many of ``quantity`` have left the warehouse."""

    sku: str
    name: str
    quantity: int
    shipped: int
    unit_price_cents: int


@dataclass(frozen=True)
class Shipment:
    """A parcel; ``status`` is a short code such as ``in_transit`` or ``delivered``."""

    carrier: str
    tracking_number: str
    tracking_url: str | None
    status: str
    shipped_at: datetime | None


@dataclass(frozen=True)
class StatusChange:
    """The order had this status from this moment (UTC) on."""

    status: str
    at: datetime
    note: str | None = None


@dataclass(frozen=True)
class Return:
    """Goods sent back; ``sku`` is None for the whole order; ``status`` such as ``requested``, ``refunded``."""

    sku: str | None
    reason: str
    status: str
    requested_at: datetime


@dataclass(frozen=True)
class Product:
    """Something the shop sells. ``complex_spec`` marks specifications that often need an expert."""

    sku: str
    name: str
    category: str
    price_cents: int
    currency: str
    description: str
    stock: int
    complex_spec: bool
    specifications: Mapping[str, object] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Order:
    """An order with all that belongs to it. Moments are aware and in UTC; ``history`` is oldest first."""

    number: str
    status: str
    placed_at: datetime
    expected_on: date | None
    delivered_at: datetime | None
    customer: Customer
    address: Address
    items: tuple[Item, ...]
    shipments: tuple[Shipment, ...]
    history: tuple[StatusChange, ...]
    returns: tuple[Return, ...]
    shipping_cents: int
    total_cents: int
    currency: str

    @property
    def standard(self) -> bool:
        """Whether the status is an everyday one; any other, also one not known here, needs more care."""
        return self.status in STANDARD_STATUSES or self.status in _PICKUP_STATUSES


class OrdersUnavailable(Exception):
    """The source of orders cannot be asked right now; the cause is chained. Every caller of a gateway handles it."""


class OrderGateway(Protocol):
    """A source of orders. Any text may be looked up; nothing found is None or an empty list.

    Raises:
        OrdersUnavailable: from any method, when the source cannot answer. No other exception leaves a gateway.
    """

    def by_number(self, number: str) -> Order | None:
        """The order with this number, written as ``find_order_numbers`` returns it."""

    def by_tracking_number(self, number: str) -> list[Order]:
        """Orders with a parcel of this tracking number, newest first; case, blanks and dashes in it do not matter."""

    def by_name(self, name: str) -> list[Order]:
        """Orders of every customer of that name, newest first; takes "Jane Doe", "Doe, Jane", "J. Doe" and "Doe".

        Upper and lower case, accents and white space do not matter.
        """

    def by_email(self, email: str) -> list[Order]:
        """Orders of the customer with this e-mail address, newest first; upper and lower case do not matter."""

    def products(self, text: str) -> list[Product]:
        """Products that the words of a text name, best match first."""

    def all_products(self, most: int) -> list[Product]:
        """All that the shop sells, by sku; the first `most` of them, if there are more."""

    def product(self, sku: str) -> Product | None:
        """The product with this stock-keeping unit; upper and lower case do not matter."""

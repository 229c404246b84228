"""What the bot knows of orders: plain values, and the interface that any source of orders implements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

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
STATUSES = STANDARD_STATUSES + NON_STANDARD_STATUSES


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
    specifications: Mapping[str, Any] = field(default_factory=dict, hash=False)


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
        return self.status in STANDARD_STATUSES


class OrderGateway(Protocol):
    """A source of orders. Nothing found is None or an empty list; a source that is down raises its own exception."""

    def by_number(self, number: str) -> Order | None:
        """The order with this number, digits only as ``find_order_numbers`` returns it."""

    def by_name(self, name: str) -> list[Order]:
        """Orders of everybody of that name, newest first; takes "Jane Doe", "Doe, Jane", "J. Doe" and "Doe".

        Upper and lower case, accents and white space do not matter.
        """

    def by_email(self, email: str) -> list[Order]:
        """Orders of the customer with this e-mail address, newest first."""

    def products(self, text: str) -> list[Product]:
        """Products that words of the text name, best match first; empty if none does."""

    def product(self, sku: str) -> Product | None:
        """The product with this stock-keeping unit."""

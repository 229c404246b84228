"""A row of an import file, checked: what may be in it, and the reason when it may not. Pure.

The field names are those of the JSON files (docs/orders.md); ``files`` brings CSV into the same shape. A field that
is not given keeps what is stored, or its default in a new record; a null of JSON empties it.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from typing import Any

from pydantic import BaseModel, Extra, Field, root_validator, validator

from baton.orders.fields import Cents, Count, Day, Moment, checked_currency, checked_email, checked_sku, checked_status
from baton.orders.names import plain
from baton.orders.numbers import LENGTH, is_order_number


class _Row(BaseModel):
    class Config:
        extra = Extra.forbid

    @validator("*", pre=True)
    def _tidy(cls, value: Any) -> Any:
        if isinstance(value, str):
            value = value.strip()
            if re.search(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", value):
                raise ValueError("holds characters that cannot be printed")
        return value


class AddressIn(_Row):
    """A postal address."""

    line1: str = Field(min_length=1, max_length=200)
    line2: str | None = Field(None, max_length=200)
    city: str = Field(min_length=1, max_length=100)
    region: str | None = Field(None, max_length=100)
    postcode: str = Field(min_length=2, max_length=20)
    country: str

    @validator("country")
    def _country(cls, value: str) -> str:
        if not re.fullmatch("[A-Za-z]{2}", value):
            raise ValueError(f"{value!r} is not a country; write two letters, such as GB")
        return value.upper()


class NoteIn(_Row):
    """An account note; without ``created_at`` it is of the day of the import."""

    kind: str = Field(min_length=1, max_length=40, regex="^[a-z][a-z0-9_]*$")
    text: str = Field(min_length=1)
    created_at: Moment | None = None


class CustomerIn(_Row):
    """A customer, known by ``external_id`` if there is one and by ``email`` otherwise."""

    name: str = Field(min_length=1, max_length=200)
    email: str | None = None
    external_id: str | None = Field(None, min_length=1, max_length=64)
    phone: str | None = None
    verified_since: Day | None = None
    address: AddressIn | None = None
    notes: list[NoteIn] = []

    _email = validator("email", allow_reuse=True)(checked_email)

    @validator("name")
    def _name(cls, value: str) -> str:
        if not plain(value):
            raise ValueError(f"{value!r} is not a name")
        return value

    @validator("phone")
    def _phone(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"(?=(?:.*\d){5})\+?[0-9 ()/.x-]{5,40}", value):
            raise ValueError(f"{value!r} is not a phone number")
        return value

    @root_validator(skip_on_failure=True)
    def _known(cls, values: dict[str, Any]) -> dict[str, Any]:
        if not values["email"] and not values["external_id"]:
            raise ValueError("needs an email or an external_id")
        return values


class ProductIn(_Row):
    """A product, known by its ``sku``."""

    sku: str
    name: str = Field(min_length=1, max_length=200)
    category: str = Field(min_length=1, max_length=100)
    price: Cents
    currency: str
    description: str = ""
    stock: Count = Count(0)
    complex_spec: bool = False
    specifications: dict[str, Any] = {}

    _sku = validator("sku", allow_reuse=True)(checked_sku)
    _currency = validator("currency", allow_reuse=True)(checked_currency)


class ItemIn(_Row):
    """A line of an order. Without ``name`` and ``unit_price`` those of the product count."""

    sku: str
    quantity: Count = Count(1)
    unit_price: Cents | None = None
    name: str | None = Field(None, min_length=1, max_length=200)
    shipped: Count | None = None

    _sku = validator("sku", allow_reuse=True)(checked_sku)

    @root_validator(skip_on_failure=True)
    def _amounts(cls, values: dict[str, Any]) -> dict[str, Any]:
        if values["quantity"] < 1:
            raise ValueError("quantity must be at least 1")
        if (values["shipped"] or 0) > values["quantity"]:
            raise ValueError(f"{values['shipped']} shipped of {values['quantity']} ordered")
        return values


class ShipmentIn(_Row):
    """A parcel."""

    carrier: str = Field(min_length=1, max_length=60)
    tracking_number: str = Field(min_length=1, max_length=60)
    tracking_url: str | None = Field(None, max_length=500)
    status: str = Field("in_transit", min_length=1, max_length=40)
    shipped_at: Moment | None = None

    @validator("tracking_url")
    def _url(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"https?://[^\s/]+\S*", value):
            raise ValueError(f"{value!r} is not a web address")
        return value


class StatusIn(_Row):
    """A status and since when."""

    status: str
    at: Moment
    note: str | None = Field(None, max_length=500)

    _status = validator("status", allow_reuse=True)(checked_status)


class ReturnIn(_Row):
    """Goods sent back; without ``sku`` the whole order."""

    sku: str | None = None
    reason: str = Field(min_length=1, max_length=200)
    status: str = Field("requested", min_length=1, max_length=40)
    requested_at: Moment

    _sku = validator("sku", allow_reuse=True)(checked_sku)


class OrderIn(_Row):
    """An order, known by its ``number``. Items, shipments, history and returns that are given replace the stored."""

    number: str
    status: str
    status_at: Moment | None = None
    placed_at: Moment
    customer_email: str | None = None
    customer_external_id: str | None = None
    currency: str
    expected_on: Day | None = None
    delivered_at: Moment | None = None
    shipping: Cents = Cents(0)
    address: AddressIn | None = None
    items: list[ItemIn] = Field(min_items=1)
    shipments: list[ShipmentIn] = []
    history: list[StatusIn] = []
    returns: list[ReturnIn] = []

    _status = validator("status", allow_reuse=True)(checked_status)
    _currency = validator("currency", allow_reuse=True)(checked_currency)
    _email = validator("customer_email", allow_reuse=True)(checked_email)

    @validator("number")
    def _number(cls, value: str) -> str:
        if not is_order_number(value):
            raise ValueError(f"{value!r} is not an order number; it has {LENGTH} digits and does not begin with 0")
        return value

    @root_validator(skip_on_failure=True)
    def _consistent(cls, values: dict[str, Any]) -> dict[str, Any]:
        if problems := list(_contradictions(values)):
            raise ValueError("; ".join(problems))
        return values


def _contradictions(order: dict[str, Any]) -> Generator[str, None, None]:
    placed, delivered, history = order["placed_at"], order["delivered_at"], order["history"]
    if not order["customer_email"] and not order["customer_external_id"]:
        yield "needs a customer_email or a customer_external_id"
    if order["status"] == "delivered" and delivered is None:
        yield "is delivered, but has no delivered_at"
    if order["status"] != "delivered" and delivered is not None:
        yield f"has a delivered_at, but its status is {order['status']}"
    if delivered is not None and delivered < placed:
        yield "was delivered before it was placed"
    if order["expected_on"] is not None and order["expected_on"] < placed.date():
        yield "was expected before it was placed"
    if order["status_at"] is not None and order["status_at"] < placed:
        yield "has a status_at before it was placed"
    if history and history[-1].status != order["status"]:
        yield f"has the status {order['status']}, but its history ends with {history[-1].status}"
    moments = [placed, *(change.at for change in history)]
    if moments != sorted(moments):
        yield "has a history that is not in order of time, beginning with placed_at"

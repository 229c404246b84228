"""The records of an import file as models: which fields there are, and why a value is refused. Pure.

The field names are those of the JSON files (docs/orders.md); ``files`` brings CSV into the same shape. A field that
is not given keeps what is stored, or its default in a new record; a null of JSON empties it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import BaseModel, Extra, Field, root_validator, validator
from pydantic.fields import ModelField

from baton.orders.imports.cell_text import checked_identifier, checked_text
from baton.orders.imports.closed_lists import (
    AFTER_DELIVERY,
    checked_country,
    checked_currency,
    checked_status,
    with_leading_zeros,
)
from baton.orders.imports.field_types import (
    Amount,
    Day,
    Moment,
    WholeNumber,
    checked_email,
    checked_sku,
    minor_units,
)
from baton.orders.imports.moments import before, day_in_shop
from baton.orders.imports.records import Fields
from baton.orders.text.normalise import plain
from baton.orders.text.order_number_forms import shop_forms
from baton.orders.text.order_numbers import canonical

#: Fields by which something is known or looked up: a digit that is lost makes them another's.
_IDENTIFIERS = frozenset(
    """
    number external_id email customer_external_id customer_email sku tracking_number phone postcode
    """.split()
)


class _Row(BaseModel):
    class Config:
        extra = Extra.forbid

    @validator("*", pre=True)
    def _tidy(cls, value: object, field: ModelField) -> object:
        if isinstance(value, str):
            value = checked_text(value)
        return checked_identifier(value) if field.name in _IDENTIFIERS else value


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
        return checked_country(value)

    @root_validator(skip_on_failure=True)
    def _leading_zeros(cls, values: Fields) -> Fields:
        values["postcode"] = with_leading_zeros(values["postcode"], values["country"])
        return values


class NoteIn(_Row):
    """An account note; without ``created_at`` it is of the day of the import."""

    kind: str = Field(min_length=1, max_length=40, regex="^[a-z][a-z0-9_]*$")
    text: str = Field(min_length=1)
    created_at: Moment | None = None


class CustomerIn(_Row):
    """A customer, known by ``external_id`` if there is one and by ``email`` otherwise; `importer` reads the phone."""

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

    @root_validator(skip_on_failure=True)
    def _has_key(cls, values: Fields) -> Fields:
        if not values["email"] and not values["external_id"]:
            raise ValueError("needs an email or an external_id")
        return values


class ProductIn(_Row):
    """A product, known by its ``sku``."""

    sku: str
    name: str = Field(min_length=1, max_length=200)
    category: str = Field(min_length=1, max_length=100)
    price: Amount
    currency: str
    description: str = ""
    stock: WholeNumber = WholeNumber(0)
    complex_spec: bool = False
    specifications: dict[str, object] = {}

    _sku = validator("sku", allow_reuse=True)(checked_sku)
    _currency = validator("currency", allow_reuse=True)(checked_currency)

    @root_validator(skip_on_failure=True)
    def _price(cls, values: Fields) -> Fields:
        try:
            minor_units(values["price"], values["currency"])
        except ValueError as error:
            raise ValueError(f"price: {error}") from None
        return values


class ItemIn(_Row):
    """A line of an order. Without ``name`` and ``unit_price`` those of the product count."""

    sku: str
    quantity: WholeNumber = WholeNumber(1)
    unit_price: Amount | None = None
    name: str | None = Field(None, min_length=1, max_length=200)
    shipped: WholeNumber | None = None

    _sku = validator("sku", allow_reuse=True)(checked_sku)

    @root_validator(skip_on_failure=True)
    def _quantities(cls, values: Fields) -> Fields:
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
    shipping: Amount = Amount(0)
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
        number = canonical(value)
        if number is None:
            raise ValueError(f"{value!r} is not an order number; {shop_forms().in_words}")
        return number

    @root_validator(skip_on_failure=True)
    def _consistent(cls, values: Fields) -> Fields:
        if problems := [*_wrong_amounts(values), *_contradictions(values)]:
            raise ValueError("; ".join(problems))
        return values


def _wrong_amounts(order: Fields) -> Iterator[str]:
    amounts = {"shipping": order["shipping"]}
    amounts |= {f"items[{i}].unit_price": item.unit_price for i, item in enumerate(order["items"], 1)}
    for name, amount in amounts.items():
        try:
            minor_units(amount or Amount(0), order["currency"])
        except ValueError as error:
            yield f"{name}: {error}"


def _contradictions(order: Fields) -> Iterator[str]:
    placed, delivered, history = order["placed_at"], order["delivered_at"], order["history"]
    if not order["customer_email"] and not order["customer_external_id"]:
        yield "needs a customer_email or a customer_external_id"
    if order["status"] not in AFTER_DELIVERY and delivered is not None:
        yield f"has a delivered_at, but its status is {order['status']}"
    if delivered is not None and before(delivered, placed):
        yield "was delivered before it was placed"
    if order["expected_on"] is not None and order["expected_on"] < day_in_shop(placed):
        yield "was expected before it was placed"
    if order["status_at"] is not None and before(order["status_at"], placed):
        yield "has a status_at before it was placed"
    if history and history[-1].status != order["status"]:
        yield f"has the status {order['status']}, but its history ends with {history[-1].status}"
    moments = [placed, *(change.at for change in history)]
    if moments != sorted(moments):
        yield "has a history that is not in order of time, beginning with placed_at"

"""Shopify's export of orders in the columns of our own order files, with customers made from the orders. Pure.

docs/orders.md has the mapping.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from baton.orders.imports.records import Fields, RawRow

_LONGEST_NAME = 200
_LONGEST_SKU = 40
_NEEDED_OF_ADDRESS = ("line1", "city", "postcode", "country")
#: Columns that only Shopify's `orders_export.csv` has together.
_SHOPIFY = frozenset({"name", "financial status", "fulfillment status", "lineitem name", "lineitem quantity"})
_SHOPIFY_COLUMNS = {
    "name": "number",
    "email": "customer_email",
    "currency": "currency",
    "created at": "placed_at",
    "shipping": "shipping",
    "lineitem quantity": "quantity",
    "lineitem name": "item_name",
    "lineitem price": "unit_price",
    "lineitem sku": "sku",
}
_ADDRESS_COLUMNS = {
    "address1": "line1",
    "address2": "line2",
    "city": "city",
    "zip": "postcode",
    "province": "region",
    "country": "country",
}
_BUYER = ("shipping name", "billing name")
_WITHOUT_MONEY = {"pending", "authorized", "expired"}


class ShopifyExport:
    """The rows of one file: further items of an order are rows in which everything else is blank."""

    def __init__(self) -> None:
        self._buyers: dict[str, str] = {}

    @staticmethod
    def has(header: Collection[str]) -> bool:
        """Whether a header, in lower case, is Shopify's."""
        return set(header) >= _SHOPIFY

    def cells(self, row: Mapping[str, str]) -> dict[str, str]:
        """A row in the columns of an order file; what has no place there is left out."""
        cells = {ours: row[theirs] for theirs, ours in _SHOPIFY_COLUMNS.items() if theirs in row}
        name = cells.get("item_name", "")[:_LONGEST_NAME]
        if name:
            cells["item_name"] = name
            cells.setdefault("sku", _sku(name))
        if "created at" in row:  # the first row of an order
            cells["status"], moment = _status(row)
            if moment in row:
                cells["status_at"] = row[moment]
            self._buyers[cells.get("number", "")] = next((row[key] for key in _BUYER if key in row), "")
        return cells | (_address(row, "shipping") or _address(row, "billing"))

    def customers(self, orders: Iterable[RawRow]) -> list[RawRow]:
        """The customers of orders, each once; an order without an e-mail address gets a customer of its own."""
        found: dict[str, RawRow] = {}
        for order in orders:
            number, email = str(order.data.get("number")), order.data.get("customer_email")
            data: Fields = {"name": self._buyers.get(number) or str(email or "Unknown customer")}
            if email:
                data["email"] = email
            else:
                data["external_id"] = order.data["customer_external_id"] = f"order {number}"
            if "address" in order.data:
                data["address"] = dict(order.data["address"])
            found.setdefault(
                str(email or data["external_id"]).lower(), RawRow("customers", order.file, order.line, data)
            )
        return list(found.values())


def _address(row: Mapping[str, str], of: str) -> dict[str, str]:
    """One of the two addresses; empty if something of it is missing."""
    columns = {f"{of} {theirs}": ours for theirs, ours in _ADDRESS_COLUMNS.items()}
    # An apostrophe keeps a spreadsheet from taking a postcode for a number.
    cells = {ours: row[theirs].lstrip("'") for theirs, ours in columns.items() if theirs in row}
    return cells if all(name in cells for name in _NEEDED_OF_ADDRESS) else {}


def _status(row: Mapping[str, str]) -> tuple[str, str]:
    """The status of an order, and the column that says since when."""
    financial = row.get("financial status", "").lower()
    fulfilment = row.get("fulfillment status", "").lower()
    if "cancelled at" in row:
        return "cancelled", "cancelled at"
    if financial in ("refunded", "partially_refunded"):
        return financial, ""
    if fulfilment == "fulfilled":
        return "shipped", "fulfilled at"
    if fulfilment == "partial":
        return "partly_shipped", ""
    return ("placed" if financial in _WITHOUT_MONEY else "paid"), "paid at"


def _sku(name: str) -> str:
    """A stock-keeping unit for an item that has none."""
    return re.sub("[^A-Z0-9]+", "-", name.upper()).strip("-")[:_LONGEST_SKU].strip("-") or "ITEM"

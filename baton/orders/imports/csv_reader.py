"""CSV files in the shape of JSON ones: columns become fields, several lines of an order become one record."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from baton.base.import_files import delimiter_of
from baton.base.import_files import rows as csv_rows
from baton.base.text import tidy
from baton.base.yaml_lines import Problem
from baton.orders.imports.quotes import swallowed_line
from baton.orders.imports.records import Fields, Kind, RawRow, kind_of
from baton.orders.imports.shopify import ShopifyExport

_ADDRESS = ("line1", "line2", "city", "region", "postcode", "country")
_ITEM = {
    "sku": "sku",
    "quantity": "quantity",
    "unit_price": "unit_price",
    "item_name": "name",
    "item_shipped": "shipped",
}
_SHIPMENT = {
    "carrier": "carrier",
    "tracking_number": "tracking_number",
    "tracking_url": "tracking_url",
    "shipment_status": "status",
    "shipped_at": "shipped_at",
}
_ORDER = (
    "number",
    "status",
    "status_at",
    "placed_at",
    "customer_email",
    "customer_external_id",
    "currency",
    "expected_on",
    "delivered_at",
    "shipping",
)
COLUMNS: dict[Kind, tuple[str, ...]] = {
    "customers": ("external_id", "email", "name", "phone", "verified_since", *_ADDRESS, "notes"),
    "products": ("sku", "name", "category", "price", "currency", "description", "stock", "complex_spec"),
    "orders": (*_ORDER, *_ADDRESS, *_ITEM, *_SHIPMENT),
}
_NEEDED: dict[Kind, tuple[str, ...]] = {
    "customers": ("name",),
    "products": ("sku", "name", "category", "price", "currency"),
    "orders": ("number", "status", "placed_at", "currency", "sku"),
}
SPECIFICATION = "spec:"  # columns "spec:power", "spec:weight", ... of a product


def read_csv(path: Path, text: str) -> tuple[list[RawRow], list[Problem]]:
    """The records of a CSV text with a header line; comma, semicolon or tab between the cells, empty cells not given.

    Quotes are taken strictly: a text in which one is missing is refused with the line on which the row begins.
    """
    file = str(path)
    delimiter = delimiter_of(text)
    problems: list[Problem] = []
    lines = csv_rows(text, delimiter, file, problems)
    header_line, first_row = next(lines, (1, []))
    if problems:
        return [], problems
    names = [tidy(cell) for cell in first_row]
    header = [name if name.startswith(SPECIFICATION) else name.lower() for name in names]
    shopify = ShopifyExport() if ShopifyExport.has(header) else None
    kind: Kind | None = "orders" if shopify else kind_of(path, set(header))
    if kind is None:
        reason = "neither its name nor its columns say what it holds; see docs/orders.md"
        return [], [Problem(file, header_line, reason)]
    if shopify is None:
        problems += [Problem(file, header_line, reason) for reason in _bad_header(header, kind)]
    if problems:
        return [], problems
    rows: list[RawRow] = []
    orders: dict[str, RawRow] = {}
    for line, values in lines:
        while len(values) > len(header) and not values[-1].strip():
            values.pop()  # spreadsheets write cells that were only coloured
        if wrong := _bad_line(header, values, delimiter):
            problems.append(Problem(file, line, wrong))
            continue
        filled = {name: tidy(value) for name, value in zip(header, values, strict=True) if tidy(value)}
        if shopify is not None:
            filled = shopify.cells(filled)
        if kind == "orders":
            problems += [Problem(file, line, reason) for reason in _add_order_line(orders, filled, file, line)]
        else:
            data = _customer(filled) if kind == "customers" else _product(filled)
            rows.append(RawRow(kind, file, line, data))
    if shopify is not None:
        rows += shopify.customers(orders.values())
    rows += orders.values()
    if not rows and not problems:
        problems.append(Problem(file, header_line, "has no line below the header"))
    return rows, problems


def _bad_line(header: list[str], values: list[str], delimiter: str) -> str | None:
    """Why the cells of a line cannot be told apart."""
    if len(values) != len(header):
        return f"has {len(values)} cells, but the header has {len(header)}"
    if swallowed := swallowed_line(header, values, delimiter):
        return f"a cell holds line {swallowed!r}, which looks like a row of its own; is a quote missing?"
    if any(not name and tidy(value) for name, value in zip(header, values, strict=True)):
        return "has a value in a column without a name"
    return None


def _bad_header(header: list[str], kind: Kind) -> Iterator[str]:
    for name in sorted({name for name in header if name and header.count(name) > 1}):
        yield f"column {name!r} is there twice"
    for name in header:
        specification = kind == "products" and name.startswith(SPECIFICATION) and name != SPECIFICATION
        if name and name not in COLUMNS[kind] and not specification:
            yield f"there is no column {name!r} for {kind}; there are {', '.join(COLUMNS[kind])}"
    for name in _NEEDED[kind]:
        if name not in header:
            yield f"column {name!r} is missing"


def _customer(cells: dict[str, str]) -> Fields:
    data: Fields = {name: value for name, value in cells.items() if name not in (*_ADDRESS, "notes")}
    if address := {name: cells[name] for name in _ADDRESS if name in cells}:
        data["address"] = address
    if "notes" in cells:
        data["notes"] = [_note(part) for part in cells["notes"].split("|")]
    return data


def _note(text: str) -> dict[str, str]:
    kind, _, note = text.partition(":")
    return {"kind": kind.strip(), "text": note.strip()}


def _product(cells: dict[str, str]) -> Fields:
    data: Fields = {name: value for name, value in cells.items() if not name.startswith(SPECIFICATION)}
    specifications = {
        name.removeprefix(SPECIFICATION): value for name, value in cells.items() if name.startswith(SPECIFICATION)
    }
    if specifications:
        data["specifications"] = specifications
    return data


def _add_order_line(orders: dict[str, RawRow], cells: dict[str, str], file: str, line: int) -> Iterator[str]:
    number = cells.get("number", "")
    if not number:
        yield "number: is empty"
        return
    row = orders.setdefault(number, RawRow("orders", file, line, {}))
    address = {name: cells[name] for name in _ADDRESS if name in cells}
    shipment = {field: cells[name] for name, field in _SHIPMENT.items() if name in cells}
    item = {field: cells[name] for name, field in _ITEM.items() if name in cells}
    yield from _merge(row.data, {name: cells[name] for name in _ORDER if name in cells}, row.line)
    if address:
        yield from _merge(row.data.setdefault("address", {}), address, row.line)
    if shipment and shipment not in row.data.setdefault("shipments", []):
        row.data["shipments"].append(shipment)
    if item:
        row.data.setdefault("items", []).append(item)
        row.item_lines.append(line)


def _merge(fields: Fields, cells: dict[str, str], line: int) -> Iterator[str]:
    for name, value in cells.items():
        if fields.setdefault(name, value) != value:
            yield f"{name}: is {value!r} here, but {fields[name]!r} on line {line} of the same order"

"""CSV files in the shape of the JSON ones: columns become fields, several lines of an order become one order."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from baton.orders.record import Kind, Problem, RawRow, kind_of

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
    """The records of a CSV text with a header line; comma or semicolon between the cells, empty cells not given."""
    file = str(path)
    first = text.lstrip("\r\n").split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    problems: list[Problem] = []
    lines = _lines(reader, file, problems)
    header_line, cells = next(lines, (1, []))
    names = (cell.strip() for cell in cells)
    header = [name if name.startswith(SPECIFICATION) else name.lower() for name in names]
    kind = kind_of(path, set(header))
    if kind is None:
        reason = "neither its name nor its columns tell what it holds; see docs/orders.md"
        return [], [Problem(file, header_line, reason)]
    problems += [Problem(file, header_line, reason) for reason in _bad_header(header, kind)]
    if problems:
        return [], problems
    rows: list[RawRow] = []
    orders: dict[str, RawRow] = {}
    for line, values in lines:
        if len(values) != len(header):
            problems.append(Problem(file, line, f"has {len(values)} cells, but the header has {len(header)}"))
            continue
        given = {name: value.strip() for name, value in zip(header, values, strict=True) if value.strip()}
        if kind == "orders":
            problems += [Problem(file, line, reason) for reason in _add_order_line(orders, given, file, line)]
        else:
            data = _customer(given) if kind == "customers" else _product(given)
            rows.append(RawRow(kind, file, line, data))
    rows += orders.values()
    if not rows and not problems:
        problems.append(Problem(file, header_line, "has no line below the header"))
    return rows, problems


def _lines(reader: Any, file: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Lines that are not blank, with the number of their first line: a quoted cell may run over several."""
    before = 0
    try:
        for values in reader:
            line, before = before + 1, reader.line_num
            if any(value.strip() for value in values):
                yield line, values
    except csv.Error as error:
        problems.append(Problem(file, before + 1, f"is not CSV: {error}"))


def _bad_header(header: list[str], kind: Kind) -> Iterator[str]:
    for name in sorted({name for name in header if header.count(name) > 1}):
        yield f"column {name!r} is there twice"
    for name in header:
        specification = kind == "products" and name.startswith(SPECIFICATION) and name != SPECIFICATION
        if name not in COLUMNS[kind] and not specification:
            yield f"there is no column {name!r} for {kind}; there are {', '.join(COLUMNS[kind])}"
    for name in _NEEDED[kind]:
        if name not in header:
            yield f"column {name!r} is missing"


def _customer(given: dict[str, str]) -> dict[str, Any]:
    data: dict[str, Any] = {name: value for name, value in given.items() if name not in (*_ADDRESS, "notes")}
    if address := {name: given[name] for name in _ADDRESS if name in given}:
        data["address"] = address
    if "notes" in given:
        data["notes"] = [_note(part) for part in given["notes"].split("|")]
    return data


def _note(text: str) -> dict[str, str]:
    kind, _, what = text.partition(":")
    return {"kind": kind.strip(), "text": what.strip()}


def _product(given: dict[str, str]) -> dict[str, Any]:
    data: dict[str, Any] = {name: value for name, value in given.items() if not name.startswith(SPECIFICATION)}
    marked = {name: value for name, value in given.items() if name.startswith(SPECIFICATION)}
    if marked:
        data["specifications"] = {name.removeprefix(SPECIFICATION): value for name, value in marked.items()}
    return data


def _add_order_line(orders: dict[str, RawRow], given: dict[str, str], file: str, line: int) -> Iterator[str]:
    number = given.get("number", "")
    if not number:
        yield "number: is empty"
        return
    row = orders.setdefault(number, RawRow("orders", file, line, {}))
    address = {name: given[name] for name in _ADDRESS if name in given}
    shipment = {field: given[name] for name, field in _SHIPMENT.items() if name in given}
    item = {field: given[name] for name, field in _ITEM.items() if name in given}
    yield from _merge(row.data, {name: given[name] for name in _ORDER if name in given}, row.line)
    if address:
        yield from _merge(row.data.setdefault("address", {}), address, row.line)
    if shipment and shipment not in row.data.setdefault("shipments", []):
        row.data["shipments"].append(shipment)
    if item:
        row.data.setdefault("items", []).append(item)
        row.item_lines.append(line)


def _merge(known: dict[str, Any], given: dict[str, str], line: int) -> Iterator[str]:
    for name, value in given.items():
        if known.setdefault(name, value) != value:
            yield f"{name}: is {value!r} here, but {known[name]!r} on line {line} of the same order"

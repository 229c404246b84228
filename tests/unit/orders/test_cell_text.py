"""What spreadsheets leave in a cell: mended where nothing is lost, else refused."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from baton.base.text import tidy
from baton.orders.imports.row_models import CustomerIn, OrderIn, ProductIn

ADDRESS = {"line1": "1 Mill Lane", "city": "Leeds", "postcode": "LS6 2AB", "country": "GB"}
CUSTOMER = {"name": "Ada Byron", "email": "ada@example.com", "address": ADDRESS}
PRODUCT = {"sku": "K1", "name": "Kettle", "category": "kitchen", "price": "20.00", "currency": "GBP"}
ORDER = {
    "number": "20001",
    "status": "shipped",
    "placed_at": "2026-11-20T10:00:00Z",
    "currency": "GBP",
    "customer_email": "ada@example.com",
    "items": [{"sku": "K1", "unit_price": "20.00", "name": "Kettle"}],
    "shipments": [{"carrier": "Evri", "tracking_number": "H123"}],
}
ROUNDED = ["3.40434E+17", "4.01E+03", "1E+05", "3,40434E+17", "2.34e+9", 3.40434e17, 20001.0]


@pytest.mark.parametrize("value", ROUNDED)
@pytest.mark.parametrize(
    ("model", "record", "path"),
    [
        (CustomerIn, CUSTOMER, ("external_id",)),
        (CustomerIn, CUSTOMER, ("email",)),
        (CustomerIn, CUSTOMER, ("address", "postcode")),
        (ProductIn, PRODUCT, ("sku",)),
        (OrderIn, ORDER, ("number",)),
        (OrderIn, ORDER, ("customer_email",)),
        (OrderIn, ORDER, ("customer_external_id",)),
        (OrderIn, ORDER, ("items", 0, "sku")),
        (OrderIn, ORDER, ("shipments", 0, "tracking_number")),
    ],
)
def test_an_identifier_that_a_spreadsheet_has_rounded_is_refused(model, record, path, value):
    assert model.parse_obj(record)
    with pytest.raises(ValidationError, match=r"has rounded this number|write it in quotes"):
        model.parse_obj(_changed(record, path, value))


@pytest.mark.parametrize("value", ["12E5", "E10", "1E", "340434161094000000", 20001, "3.5-E+1"])
def test_identifiers_that_are_none_of_that(value):
    assert CustomerIn.parse_obj({**CUSTOMER, "external_id": value}).external_id == str(value)


@pytest.mark.parametrize("value", ["#N/A", "#REF!", "#VALUE!", "#NAME?", "########", "#DIV/0!"])
def test_an_error_of_a_spreadsheet_is_no_value(value):
    with pytest.raises(ValidationError, match="is a spreadsheet's error"):
        ProductIn.parse_obj({**PRODUCT, "description": value})


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\n"])
def test_a_line_break_of_any_system_is_one(end):
    assert ProductIn.parse_obj({**PRODUCT, "description": f"Boils fast.{end}Quiet."}).description == (
        "Boils fast.\nQuiet."
    )


@pytest.mark.parametrize("mark", list("\u200e\u200f\u202a\u202c\u2066\u2069\ufeff\u200b\u2060\u00ad\u00a0"))
def test_characters_that_nobody_sees_are_left_out(mark):
    changed = _changed(CUSTOMER, ("address", "postcode"), f"{mark}EH6 6AA{mark}")
    assert CustomerIn.parse_obj(changed).address.postcode == "EH6 6AA"
    assert tidy(f"{mark} Ada {mark}") == "Ada"


def test_emoji_keep_what_joins_them():
    assert (
        tidy("👩\u200d🍳 \U0001f3f4\U000e0067\U000e0062\U000e007f")
        == "👩\u200d🍳 \U0001f3f4\U000e0067\U000e0062\U000e007f"
    )


def _changed(record, path, value):
    first, *rest = path
    inner = _changed(record[first], rest, value) if rest else value
    if isinstance(record, list):
        return [inner if index == first else each for index, each in enumerate(record)]
    return {**record, first: inner}

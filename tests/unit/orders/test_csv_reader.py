"""CSV files as records, each with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from baton.orders.imports.csv_reader import COLUMNS, read_csv
from baton.orders.imports.records import kind_of

ORDER = "number,status,placed_at,currency,sku"


def read(text, name="orders.csv"):
    rows, problems = read_csv(Path(name), text)
    return [(row.kind, row.line, row.data) for row in rows], [str(problem) for problem in problems]


def test_lines_of_one_order_are_one_record_with_the_line_of_each_item():
    rows, problems = read_csv(
        Path("orders.csv"),
        f"{ORDER},quantity,line1,carrier,tracking_number\n"
        "20001,paid,2026-11-20,GBP,K1,2,1 Mill Lane,Evri,H1\n"
        "20002,paid,2026-11-20,GBP,K1,1,2 Mill Lane,,\n"
        "20001,paid,2026-11-20,GBP,K2,1,1 Mill Lane,Evri,H1\n"
        "20001,,,,K3,1,,Evri,H2\n",
    )
    assert problems == []
    first, second = rows
    assert (first.line, first.item_lines, second.line, second.item_lines) == (2, [2, 4, 5], 3, [3])
    assert first.data["items"] == [
        {"sku": "K1", "quantity": "2"},
        {"sku": "K2", "quantity": "1"},
        {"sku": "K3", "quantity": "1"},
    ]
    assert first.data["shipments"] == [
        {"carrier": "Evri", "tracking_number": "H1"},
        {"carrier": "Evri", "tracking_number": "H2"},
    ]
    assert first.data["address"] == {"line1": "1 Mill Lane"}


def test_lines_of_one_order_that_disagree_are_refused():
    _, problems = read(f"{ORDER}\n20001,paid,2026-11-20,GBP,K1\n20001,packed,2026-11-20,EUR,K2\n")
    assert problems == [
        "orders.csv:3: status: is 'packed' here, but 'paid' on line 2 of the same order",
        "orders.csv:3: currency: is 'EUR' here, but 'GBP' on line 2 of the same order",
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_spreadsheet_of_another_country_uses_semicolons(end):
    text = end.join(["Name;Email;Notes", '"Doe; Jane";j@example.com;disputes: two | goodwill: voucher', ""])
    rows, problems = read(text, "customers.csv")
    notes = [{"kind": "disputes", "text": "two"}, {"kind": "goodwill", "text": "voucher"}]
    assert rows == [("customers", 2, {"name": "Doe; Jane", "email": "j@example.com", "notes": notes})]
    assert problems == []


def test_a_cell_over_several_lines_counts_from_its_first():
    text = 'sku,name,category,price,currency,description\nK1,Kettle,k,1,GBP,"one\ntwo"\n\n  ,,,,,\nK2,Pan,k,1,GBP,\n'
    rows, problems = read(text, "products.csv")
    assert problems == []
    assert [(line, data["sku"]) for _, line, data in rows] == [(2, "K1"), (6, "K2")]
    assert rows[0][2]["description"] == "one\ntwo"
    assert "description" not in rows[1][2]


def test_specifications_keep_the_case_of_their_names():
    rows, _ = read("SKU,Name,Category,Price,Currency,spec:Power,spec:weight\nK1,Kettle,k,1,GBP,2 kW,\n", "p.csv")
    assert rows[0][2]["specifications"] == {"Power": "2 kW"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a,b\n1,2\n", "shop.csv:1: neither its name nor its columns say what it holds; see docs/orders.md"),
        (f"{ORDER}\n20001,paid,2026-11-20,GBP\n", "shop.csv:2: has 4 cells, but the header has 5"),
        (f"{ORDER}\n,paid,2026-11-20,GBP,K1\n", "shop.csv:2: number: is empty"),
        (f"{ORDER}\n", "shop.csv:1: has no line below the header"),
        (f"{ORDER},sku\n", "shop.csv:1: column 'sku' is there twice"),
        ("number,status,placed_at,sku\n", "shop.csv:1: column 'currency' is missing"),
        ('sku,name,category,price,currency\nK1,"Ket\x00tle,k,1,GBP\n', "shop.csv:2: is not CSV: line contains NUL"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text, reason):
    rows, problems = read(text, "shop.csv")
    assert (rows, problems) == ([], [reason])


def test_an_unknown_column_is_refused_with_those_that_there_are():
    _, (problem,) = read("name,email,phon\nJane,j@example.com,1\n", "customers.csv")
    assert problem.startswith("customers.csv:1: there is no column 'phon' for customers; there are external_id, email")


def test_a_quote_in_the_middle_of_a_cell_is_a_character():
    rows, problems = read('name,email\nJane "JD" Doe,j@example.com\n', "customers.csv")
    assert problems == [] and rows[0][2]["name"] == 'Jane "JD" Doe'


@pytest.mark.parametrize(
    ("name", "columns", "kind"),
    [
        ("customers.csv", set(), "customers"),
        ("My-Orders-2026.csv", set(), "orders"),
        ("product.csv", {"email"}, "products"),
        ("customer_orders.csv", {"number", "sku"}, "orders"),
        ("export.csv", {"number", "sku"}, "orders"),
        ("export.csv", {"sku", "name"}, "products"),
        ("export.csv", {"email"}, "customers"),
        ("export.csv", {"external_id"}, "customers"),
        ("export.csv", {"name"}, None),
    ],
)
def test_what_a_file_holds(name, columns, kind):
    assert kind_of(Path(name), columns) == kind


def test_every_column_of_the_documentation_is_one():
    text = (Path(__file__).parents[3] / "docs" / "orders.md").read_text()
    for kind in ("customers", "products", "orders"):
        row = next(line for line in text.splitlines() if line.startswith(f"| {kind} |"))
        named = {word.strip("*`") for word in row.split("|")[2].replace(",", " ").split() if "`" in word} - {
            "spec:<name>"
        }
        assert named <= set(COLUMNS[kind])


COLUMNS_OF = {
    "orders.csv": "number,status,placed_at,customer_email,currency,sku,unit_price,quantity,item_name",
    "customers.csv": "email,name,phone,notes",
    "products.csv": "sku,name,category,price,currency,description",
}
ROWS_OF = {
    "orders.csv": "20051,shipped,2026-11-21T10:00:00Z,ina@example.com,GBP,K1,20.00,1,Kettle",
    "customers.csv": "ina@example.com,Ina Holm,07700 900789,likes: tea",
    "products.csv": "K1,Kettle,kitchen,20.00,GBP,Boils",
}
BROKEN_CELLS = ['"5"" pan', '"vip: likes tea', '"two" words', '"a""', '"', '"""', ' "a']


@pytest.mark.parametrize("broken", BROKEN_CELLS)
@pytest.mark.parametrize("name", COLUMNS_OF)
def test_a_wrong_quote_in_any_column_is_refused_with_its_line_and_loads_nothing(name, broken):
    header, row = COLUMNS_OF[name], ROWS_OF[name]
    for column in range(header.count(",") + 1):
        cells = row.split(",")
        cells[column] = broken
        _, problems = read("\n".join([header, row.replace("1", "2", 1), ",".join(cells), row, row, ""]), name)
        assert len(problems) == 1 and problems[0].startswith(f"{name}:3: "), (column, problems)


@pytest.mark.parametrize("name", COLUMNS_OF)
def test_two_wrong_quotes_that_close_each_other_do_not_swallow_the_rows_between(name):
    header, row = COLUMNS_OF[name], ROWS_OF[name]
    for column in range(header.count(",") + 1):
        opening, closing = row.split(","), row.split(",")
        opening[column] = '"5"" pan'
        closing[column] = 'pan 5"'
        _, problems = read("\n".join([header, ",".join(opening), row, ",".join(closing), row, ""]), name)
        assert problems and problems[0].startswith(f"{name}:2: "), (column, problems)


def test_a_wrong_quote_in_the_header_is_refused():
    assert read('name,"email\nJane,j@example.com\n', "customers.csv")[1] == [
        "customers.csv:1: is not CSV: unexpected end of data"
    ]


def test_a_text_over_several_lines_may_hold_commas_and_quotes():
    cell = '"Steel, glass, 2 kW, 1.7 l, white, square\nsays ""hello"", twice, and, so, on, and on"'
    rows, problems = read(f"{COLUMNS_OF['products.csv']}\nK1,Kettle,kitchen,20.00,GBP,{cell}\n", "products.csv")
    assert problems == [] and rows[0][2]["description"].endswith('says "hello", twice, and, so, on, and on')


def test_a_quoted_cell_may_follow_a_space():
    rows, problems = read('email, name\nj@example.com, "Doe, Jane"\n', "customers.csv")
    assert problems == [] and rows[0][2]["name"] == "Doe, Jane"


def test_columns_without_a_name_may_be_there_if_they_are_empty():
    rows, problems = read("email,name,,,\na@example.com,Ann,,,\nb@example.com,Bo,,,,,\n", "customers.csv")
    assert problems == [] and [data for *_, data in rows] == [
        {"email": "a@example.com", "name": "Ann"},
        {"email": "b@example.com", "name": "Bo"},
    ]
    _, problems = read("email,name,,\na@example.com,Ann,,x\n", "customers.csv")
    assert problems == ["customers.csv:2: has a value in a column without a name"]


def test_tabs_may_part_the_cells():
    rows, problems = read("email\tname\na@example.com\tAsh, Ann\n", "customers.csv")
    assert problems == [] and rows[0][2] == {"email": "a@example.com", "name": "Ash, Ann"}

"""Import files as records: JSON with the line of each record, and files that cannot be read."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.orders.imports import files


@pytest.fixture
def read(tmp_path):
    def read(text, name="orders.json"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        rows, problems = files.read(path)
        lines = [(row.kind, row.line, row.data) for row in rows]
        return lines, [str(problem).removeprefix(f"{path}:").strip() for problem in problems]

    return read


def test_each_record_of_a_list_has_its_line(read):
    rows, problems = read('[\n {"number": "1"},\n\n {"number": "2",\n  "items": []},  {"number": "3"}\n]')
    assert problems == []
    assert [(kind, line, data["number"]) for kind, line, data in rows] == [
        ("orders", 2, "1"),
        ("orders", 4, "2"),
        ("orders", 5, "3"),
    ]


def test_a_file_may_have_sections_in_any_order(read):
    rows, problems = read(
        '{"orders": [\n{}],\n"customers": [],\n"products":\n[{"sku": "K1"}\n,\n{"sku": "K2"}]}', "shop.json"
    )
    assert problems == []
    assert [(kind, line) for kind, line, _ in rows] == [("orders", 2), ("products", 5), ("products", 7)]


@pytest.mark.parametrize("indent", [None, 1, "\t"])
def test_characters_and_blanks_are_those_of_json(read, indent):
    record = {"name": "Zoë 🪔 \u2028 \x7f", "email": "a@b.co", "notes": [{"kind": "x", "text": 'a "quote" \\ / \n'}]}
    for ascii_only in (True, False):
        rows, problems = read(json.dumps([record, record], indent=indent, ensure_ascii=ascii_only), "customers.json")
        assert (problems, [data for *_, data in rows]) == ([], [record, record])


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda v: st.lists(v) | st.dictionaries(st.text(), v)
    )
)
def test_values_are_those_of_json_loads(value):
    text = json.dumps(value)
    assert files._LocatingDecoder().decode(text) == json.loads(text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[1]", "1: is not an object in braces"),
        ('[{},\n"x",\n[]]', "2: is not an object in braces"),
        ("[]", "holds no rows"),
        ('{"orders": []}', "holds no rows"),
        ("3", "must begin with [ or {"),
        ('{"order": []}', "there is no section 'order'; there are customers, products, orders"),
        ('{"orders": {}}', "the section 'orders' is not a list in brackets"),
        ('[{"a": 1,\n "a": 2}]', "'a' is given twice in one object"),
        ("[{},\n{]", "2: is not JSON: Expecting property name enclosed in double quotes (column 2)"),
        ("[{}] x", "1: is not JSON: Extra data (column 6)"),
        ("[" * 100_000, "is nested too deeply"),
        ("  \n", "is empty"),
        (b'[\n"\xff"]', "2: is not in UTF-8; save the file with that encoding"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(read, text, problem):
    _, problems = read(text)
    assert problems[0] == problem


def test_what_a_list_holds_must_be_known(read):
    assert read('[{"name": "Jane"}]', "export.json") == (
        [],
        ["neither its name nor its fields say which it is: customers, products, orders"],
    )
    assert read('[{"sku": "K1"}]', "export.json")[0] == [("products", 1, {"sku": "K1"})]


def test_other_files_are_refused(read, tmp_path):
    assert read("{}", "orders.yaml") == ([], ["must be a .csv or a .json file"])
    _, (problem,) = files.read(tmp_path / "orders.csv")
    assert problem.text.startswith("cannot be read: No such file")

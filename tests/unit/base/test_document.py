"""Reading a document: every problem at once, each on its line and in plain words; nothing is converted."""

from __future__ import annotations

from typing import Literal, Optional

import pytest
from pydantic import Field, validator

from baton.base.document import (
    Document,
    DocumentPart,
    FileRefused,
    check_one_of,
    check_variables,
    load_document,
    one_or_more,
    read_document,
)


class Limit(DocumentPart):
    day: float = Field(gt=0)
    night: float = Field(gt=0)

    @classmethod
    def expand(cls, value):
        return value if isinstance(value, dict) else {"day": value, "night": value}


class Shop(DocumentPart):
    title: str = Field(min_length=1, max_length=10)
    colours: list[str] = Field((), unique_items=True)
    size: Literal["small", "large"] = "small"

    _colours = validator("colours", pre=True, allow_reuse=True)(one_or_more)

    @validator("colours", each_item=True)
    def _known(cls, value):
        return check_one_of(value, ("red", "green"))


class Shops(Document):
    setting = "shops_file"
    version: int = Field(ge=1, le=3)
    open: Optional[bool] = None
    share: float = 0.5
    key: str = Field("a", regex="^[a-z]+$")
    limit: Limit = Limit(day=1, night=2)
    shops: dict[str, Shop] = {}
    rows: list[Shop] = []
    texts: dict[str, str] = {}

    def faults(self):
        for name, shop in self.shops.items():
            if name == shop.title:
                yield ("shops", name, "title"), f"{name} has no title of its own"

    def unknown_categories(self, categories):
        for name in self.shops:
            if name not in categories:
                yield ("shops", name), f"there is no category {name}"


def problems(text, **more):
    with pytest.raises(FileRefused) as caught:
        read_document(text, "shops.yml", Shops, **more)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("version: 4", "1: version: 4 is too large; at most 3"),
        ("version: 0", "1: version: 0 is too small; at least 1"),
        ("version: two", "1: version: must be a whole number (an integer), not 'two'"),
        ("version: 1.5", "1: version: must be a whole number (an integer), not 1.5"),
        ("version: yes", "1: version: must be a whole number (an integer), not true"),
        ("version:", "1: version: must be a whole number (an integer), not empty"),
        ("version: 1\nopen: 1", "2: open: must be true or false, not 1"),
        ("version: 1\nopen:", "2: open: must be true or false, not empty"),
        ("version: 1\nshare: .nan", "2: share: nan compares with nothing and would switch it off"),
        ("version: 1\nshare: '1'", "2: share: must be a number, not '1'"),
        ("version: 1\nkey: A", "2: key: 'A' is no valid name; it must match ^[a-z]+$ (did you mean a?)"),
        ("version: 1\nkey: A-", "2: key: 'A-' is no valid name; it must match ^[a-z]+$ (did you mean a?)"),
        ("version: 1\nlimit: 0", "2: limit: 0 is too small; more than 0"),
        ("version: 1\nlimit:\n  day: 1", "2: limit: missing night"),
        ("version: 1\nlimit: [1]", "2: limit: must be a number, not a list"),
        ("version: 1\nshops: []", "2: shops: must be keys with values, not empty"),
        ("version: 1\nshops: {a: b}", "2: shops.a: must be keys with values, not 'b'"),
        ("version: 1\nshops:\n  a: {title: 5}", "3: shops.a.title: must be text, not 5; put it into quotes"),
        ("version: 1\nshops:\n  a: {title: ''}", "3: shops.a.title: must not be empty"),
        ("version: 1\nshops:\n  a: {title: longer than ten}", "3: shops.a.title: too long; at most 10 characters"),
        ("version: 1\nshops:\n  a: {title: A, colour: red}",
         "3: shops.a: unknown 'colour'; known: title, colours, size (did you mean colours?)"),
        ("version: 1\nrows:\n- {title: A}\n- {title: B, colours: [red, red]}",
         "4: rows.1.colours: the same is listed twice"),
        ("version: 1\nrows:\n- {title: A, colours: grene}",
         "3: rows.0.colours: 'grene' is not one of: red, green (did you mean green?)"),
        ("version: 1\nrows:\n- {title: A, size: medium}", "3: rows.0.size: 'medium' is not one of: small, large"),
        ("version: 1\nrows: {}", "2: rows: must be a list (an array), not empty"),
        ("version: 1\ntexts: {a: 1}", "2: texts.a: must be text, not 1; put it into quotes"),
        ("version: 1\ntexts: {7: x}", "2: texts.7: a name must be a word, not 7"),
        ("version: 1\nversion: 2", "2: 'version' is given twice"),
        ("version: 1\nshops:\n  a: {title: a}", "3: a has no title of its own"),
        ("version: 1\nshops: [", "2: not valid YAML: expected the node content, but found '<stream end>'"),
        ("", "1: the document must be keys with values, not empty"),
        ("- 1", "1: the document must be keys with values, not a list"),
        ("a: &a [*a]", "1: nested too deeply, or an alias that holds itself"),
    ],
)  # fmt: skip
def test_a_problem_is_one_plain_sentence_with_its_line(text, problem):
    assert problems(text) == [f"shops.yml:{problem}"]


def test_every_problem_is_named_at_once_in_the_order_of_the_lines():
    text = "verson: 1\nopen: 2\nopen: 3\nshops: {a: {title: 1, size: 2}}"
    found = problems(text)
    assert found == [
        "shops.yml:1: missing version",
        "shops.yml:1: unknown 'verson'; known: version, open, share, key, limit, shops, rows, texts"
        " (did you mean version?)",
        "shops.yml:3: 'open' is given twice",
        "shops.yml:3: open: must be true or false, not 3",
        "shops.yml:4: shops.a.title: must be text, not 1; put it into quotes",
        "shops.yml:4: shops.a.size: 2 is not one of: small, large",
    ]


def test_categories_are_checked_only_where_they_are_known():
    text = "version: 1\nshops:\n  refnud: {title: A}"
    assert read_document(text, "shops.yml", Shops).shops
    assert problems(text, categories=["refund"]) == ["shops.yml:3: there is no category refnud"]


def test_a_valid_document_is_its_model_and_knows_its_version():
    one = read_document("version: 2.0\nlimit: 3\nrows: [{title: A, colours: red}]", "shops.yml", Shops)
    assert (one.version, one.limit.night, one.rows[0].colours) == (2, 3, ["red"])
    assert len(one.hash) == 12 and one.hash != read_document("version: 2", "shops.yml", Shops).hash


def test_a_text_is_checked_once_and_again_when_what_it_is_checked_against_changes():
    largest = 5

    class Stock(Document):
        number: int

        @classmethod
        def checked_against(cls):
            return str(largest)

        def faults(self):
            if self.number > largest:
                yield ("number",), f"at most {largest}"

    def stock(text="number: 4"):
        return read_document(text, "stock.yml", Stock)

    first = stock()
    assert stock() is first and stock("number: 3") is not first
    largest = 3
    with pytest.raises(FileRefused, match=r"stock.yml:1: at most 3"):
        stock()
    largest = 4
    assert stock() is not first
    assert read_document("number: 4", "other.yml", Stock) is not first


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path):
    with pytest.raises(FileRefused, match=r"none\.yml: cannot be read: No such file"):
        load_document(tmp_path / "none.yml", Shops)
    (tmp_path / "latin.yml").write_bytes(b"\xe9")
    with pytest.raises(FileRefused, match=r"latin\.yml:1: not UTF-8 text"):
        load_document(tmp_path / "latin.yml", Shops)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Hi {nmae}", r"unknown variable nmae; known: \{name\}, \{shop\} \(did you mean name\?\)"),
        ("Hi {}", r"unknown variable \{\}; known"),
        ("Hi {name.upper}", "unknown variable name.upper"),
        ("Hi {", "cannot be filled in"),
        ("Hi {name:d}", "cannot be filled in"),
        ("Hi {name:{width}}", "cannot be filled in"),
    ],
)
def test_a_text_names_only_known_variables(text, reason):
    assert check_variables("Hi {name} of {{shop}}", ("name", "shop"))
    with pytest.raises(ValueError, match=reason):
        check_variables(text, ("name", "shop"))

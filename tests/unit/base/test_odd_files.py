"""Documents and import files of any content are read or refused with a reason, never with a stack trace."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.base.document import FileRefused, read_document
from baton.base.settings import ROOT
from baton.orders.imports import files
from policies.policy_document import PolicyDocument
from tests.support.odd import BODIES, BOUNDED, CHARACTERS, TEXTS

POLICY = (ROOT / "policies" / "escalation.yml").read_text(encoding="utf-8")
YAML = (
    "{" * 1_200,
    "[" * 1_200,
    "a: &a [*a]",
    "<<: 1",
    "? [a]\n: b",
    "a: !!python/object:os.system x",
    "\t",
    "--- 1\n--- 2",
)
YAML += (
    "&a a: &b b\n*a : *b",
    "a: 0x" + "f" * 400,
    "a: 1e999",
    "a: 2026-99-99",
    "%YAML 9.9\n---\na: 1",
    "\ufeffa: 1",
    "\ud800",
)


def read(text):
    try:
        read_document(text, "escalation.yml", PolicyDocument)
    except FileRefused as refused:
        assert "escalation.yml" in str(refused)


@BOUNDED
@given(st.text(CHARACTERS, max_size=200))
def test_a_policy_document_of_any_text_is_refused_with_its_reasons(text):
    read(text)


@pytest.mark.parametrize("text", YAML, ids=range(len(YAML)))
def test_yaml_that_parsers_stumble_over(text):
    read(text)


@BOUNDED
@given(st.integers(0, len(POLICY)), st.integers(0, 40), TEXTS)
def test_a_damaged_policy_document_is_read_or_refused(place, cut, text_put):
    read(POLICY[:place] + text_put + POLICY[place + cut :])


@pytest.mark.parametrize("name", ["orders.json", "orders.csv", "shop.json", "customers.csv"])
def test_import_files_of_odd_bytes(tmp_path, name):
    path = tmp_path / name
    for content in (
        *BODIES,
        b'"' * 10_000,
        b"a,b\n" + b"," * 100_000,
        b"number\r\x00\n1",
        b"number\n" + b"x" * 200_000,
    ):
        path.write_bytes(content)
        rows, problems = files.read(path)
        assert rows or problems, content[:60]


@BOUNDED
@given(name=st.sampled_from(["orders.json", "orders.csv", "products.csv"]), content=st.binary(max_size=300))
def test_import_files_of_any_bytes(tmp_path_factory, name, content):
    path = tmp_path_factory.mktemp("odd") / name
    path.write_bytes(content)
    _, problems = files.read(path)
    assert all(str(problem) for problem in problems)

"""Texts of domain.yml that are joined to one message."""

from __future__ import annotations

import os

import pytest

from baton.base.responses import Responses, UnknownResponse

DOMAIN = """
responses:
  utter_total:
  - text: "The total of order {number} is {total}."
  - text: "It comes to {total}."
"""


@pytest.fixture
def responses(tmp_path):
    path = tmp_path / "domain.yml"
    path.write_text(DOMAIN)
    return Responses(path)


def test_variables_are_filled_in(responses):
    assert responses.text("utter_total", number="10023", total="£93.00") == "The total of order 10023 is £93.00."


def test_variations_are_counted_round(responses):
    assert responses.text("utter_total", 3, total="£1") == "It comes to £1."


def test_a_value_may_hold_braces(responses):
    assert responses.text("utter_total", 1, total="{number}") == "It comes to {number}."


@pytest.mark.parametrize(("name", "variables"), [("utter_none", {}), ("utter_total", {"number": "1"})])
def test_what_is_missing_is_named(responses, name, variables):
    with pytest.raises(UnknownResponse, match=name):
        responses.text(name, **variables)


def test_an_edited_file_counts_at_the_next_use(responses, tmp_path):
    assert "utter_new" not in responses
    path = tmp_path / "domain.yml"
    path.write_text(DOMAIN + "  utter_new:\n  - text: New.\n")
    os.utime(path, ns=(1, 1))
    assert responses.text("utter_new") == "New."

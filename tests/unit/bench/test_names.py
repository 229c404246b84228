"""How the measure of names judges what was taken."""

from __future__ import annotations

import pytest

from bench.names import NameResult


@pytest.mark.parametrize(
    ("name", "taken", "outcome"),
    [
        ("Jürgen Müller", "JURGEN MULLER", "exact"),
        ("Doe, Jane", "jane doe", "exact"),
        ("Mrs. van der Berg", "van der berg", "exact"),
        ("Jane Doe", "Jane", "part"),
        ("Jane Doe", "under Jane Doe", "more"),
        ("Jane Doe", "John Smith", "other"),
        ("Jane Doe", None, "none"),
    ],
)
def test_titles_case_and_order_do_not_matter(name, taken, outcome):
    assert NameResult("kind", "{}", "as written", name, name, taken).outcome == outcome

"""docs/complaints.md names a test that exists for each of the twelve complaints."""

from __future__ import annotations

import re

from baton.base.settings import ROOT

TABLE = (ROOT / "docs" / "complaints.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\d+) \|.*$", TABLE, re.M)
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TABLE)


def test_every_complaint_has_a_row_with_a_test():
    assert [str(number) for number in range(1, 13)] == ROWS
    for line in TABLE.splitlines():
        assert not re.match(r"\| \d+ \|", line) or re.search(r"`tests/[\w/]+\.py::\w+`", line), line


def test_every_test_that_is_named_exists():
    missing = []
    for path, name in NAMED:
        file = ROOT / path
        defined = rf"^(?:async )?def {name}\(|^class {name}\b|^{name} = "
        if not file.exists() or not re.search(defined, file.read_text(encoding="utf-8"), re.M):
            missing.append(f"{path}::{name}")
    assert missing == []

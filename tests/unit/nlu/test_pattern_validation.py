"""A pattern that finds something else than its author means is refused with its line."""

from __future__ import annotations

import pytest

from baton.base.settings import ROOT
from baton.nlu import pattern_validation

FILE = "data/patterns.yml"
MANY = "is found in every message"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("patterns:\n  fraud:\n  - ''\n", 3, MANY),
        ("patterns:\n  fraud:\n  - hacked\n  - (?:hacked)?\n", 4, MANY),
        ("patterns:\n  fraud:\n  - hacked|\n", 3, MANY),
        ("patterns:\n  fraud:\n  - \\w+\n", 3, MANY),
        ("patterns:\n  fraud:\n  - .*hacked.*|.+\n", 3, MANY),
        ("patterns:\n  fraud:\n  -\n", 3, "nothing stands behind this dash"),
        ("patterns:\n  fraud:\n  - he wrote: hacked\n", 3, "keys with values; put the whole line into quotes"),
        ("patterns:\n  fraud:\n  - no\n", 3, "put the whole line into quotes"),
        ("patterns:\n  fraud:\n", 2, "fraud has no pattern"),
        ("patterns:\n  fraud: ''\n", 2, MANY),
        ("patterns:\n  fraud: []\n", 2, "fraud has no pattern"),
        ("patterns:\n  fraud: [hacked]\npattern:\n  legal: [sue]\n", 3, "did you mean 'patterns'?"),
        ("patterns:\n  fraud:\n  - (hacked\n", 3, "not a regular expression"),
    ],
)
def test_each_fault_is_a_sentence_with_its_line(text, line, says):
    problems = pattern_validation.check(text, FILE)
    assert [one.line for one in problems] == [line] and says in problems[0].text, problems


def test_the_patterns_of_the_shop_are_fine():
    assert pattern_validation.check((ROOT / FILE).read_text(encoding="utf-8"), FILE) == []

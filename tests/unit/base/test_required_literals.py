"""No pattern is passed over that would have matched."""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.base.required_literals import folded
from baton.base.required_literals import required as required_of
from baton.base.secret_patterns import SECRETS


@pytest.mark.parametrize(
    ("pattern", "sets"),
    [
        (r"pin\d+", [{"pin"}]),
        (r"\bpass\s?word: (?:x|y)", [{"pass"}, {"word: x", "word: y"}]),
        (r"colou?r", [{"color", "colour"}]),
        (r"[ab]c\s+\d", [{"ac", "bc"}]),
        (r"(?:one\s+|two\s+)\d", [{"one", "two"}]),
        (r"(?:one\s+|\d)", []),
        (r"(?:one\s+)?\d", []),
        (r"(?:one\s)+", [{"one"}]),
        (r"(?=.*@)\S+", [{"@"}]),
        (r"(?!no)yes", [{"yes"}]),
        (r"(?<!no)yes|ja", [{"yes", "ja"}]),
        (r"pass|passage", [{"pass"}]),
        (r"[a-z]+", []),
    ],
)
def test_pieces_are_read_off_the_pattern(pattern, sets):
    assert required(re.compile(pattern, re.I)) == frozenset(map(frozenset, sets))


@pytest.mark.parametrize("written", ["PİN 1", "pın 1", "ſecret 1", "SECRET 1", "\u212aey 1"])
def test_letters_that_count_as_the_same_are_the_same(written):
    pattern = re.compile(r"(?:pin|secret|key) \d", re.I)
    assert pattern.search(written)
    assert any(piece in folded(written) for pieces in required(pattern) for piece in pieces)


required = cache(required_of)
#: Pieces of what the patterns look for, and of what they find.
CUES = sorted({word for pattern in SECRETS for word in re.findall(r"[^\W\d_]{2,}", pattern.pattern)})
MARKS = [*":=-?@./", "->", "'s", "hunter2", "771003", "20-77-10", "078-05-1120", "jane@x.com:", "PİN", "ſort", "pass"]
TEXTS = st.lists(st.sampled_from(CUES) | st.sampled_from(MARKS), min_size=2, max_size=8)


@given(TEXTS, st.sampled_from([" ", "", "  "]))
def test_whatever_a_pattern_finds_holds_a_piece_of_each_set(words, between):
    text = between.join(words)
    for pattern in SECRETS:
        if pattern.search(text):
            assert all(any(piece in folded(text) for piece in pieces) for pieces in required(pattern)), pattern


def test_every_secret_needs_something():
    assert all(required(pattern) for pattern in SECRETS)

"""Short forms of chats are written out, and nothing else changes."""

from __future__ import annotations

import pytest

from baton.nlu.abbreviations import abbreviations


@pytest.mark.parametrize(
    ("text", "written_out"),
    [
        ("can u send sth w/o box pls?", "can you send something without box please?"),
        ("Thx, its 4 my B-day tmrw", "thanks, its 4 my birthday tomorrow"),
        ("a cup and Ursula, rude", "a cup and Ursula, rude"),
        ("", ""),
    ],
)
def test_short_forms_are_written_out(text, written_out):
    assert abbreviations().written_out(text) == written_out

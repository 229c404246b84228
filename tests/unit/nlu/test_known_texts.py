"""Short texts of the language data are read as they are labelled."""

from __future__ import annotations

import pytest

from baton.nlu.known_texts import KnownTexts, Label, normal

EXAMPLES = [
    ("hang on", Label("wait")),
    ("Hang on!", Label("wait")),
    ("a person please", Label("explicit_human", ("explicit_human",))),
    ("that's not it", Label("not_helped")),
    ("ok", Label("affirm")),
    ("OK.", Label("thank")),
    ("this one is far too long to be kept here", Label("inform")),
]
KNOWN = KnownTexts.of(EXAMPLES)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("HANG ON...", Label("wait")),
        ("thats not it", Label("not_helped")),
        ("That’s not it.", Label("not_helped")),
        ("a person, please", Label("explicit_human", ("explicit_human",))),
        ("ok", None),  # labelled in two ways
        ("this one is far too long to be kept here", None),
        ("hang on 10047", None),
        ("", None),
    ],
)
def test_the_label(text, label):
    assert KNOWN.label(text) == label


def test_they_survive_being_stored(tmp_path):
    KNOWN.save(tmp_path)
    assert KnownTexts.load(tmp_path).label("a person please") == Label("explicit_human", ("explicit_human",))


@pytest.mark.parametrize("text", ["😡", "10047", "a@b.example", "£5", "#1"])
def test_what_may_count_is_never_left_out(text):
    assert normal(text) == ""

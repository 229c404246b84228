"""Words and punctuation of messages."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.nlu.names.tokens import letters, tokens


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("J.R. Hartley here.", "J.R. Hartley here ."),
        ("Doe,Jane/10023", "Doe , Jane / 10023"),
        ("it’s प्रिया शर्मा", "it’s प्रिया शर्मा"),
        ("(Mrs. van der Berg!)", "( Mrs. van der Berg ! )"),
        ("Mary-Kate O'Neill", "Mary-Kate O'Neill"),
        ("jane.doe@example.com, Jane", "jane.doe@example.com , Jane"),
        ("  ", ""),
    ],
)
def test_words_keep_what_belongs_to_them(text, words):
    assert " ".join(token.text for token in tokens(text)) == words


@given(st.text(max_size=80))
def test_tokens_are_pieces_of_the_text_in_its_order(text):
    found = tokens(text)
    assert all(text[token.start : token.end] == token.text != "" for token in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert "".join(token.text for token in found) == "".join(text.split())


def test_letters_are_compared_without_marks():
    assert letters("O'Brien") == letters("o’briên") == "obrien"

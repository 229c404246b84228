"""The words of a question, at a cost that grows with it."""

from __future__ import annotations

import time

import pytest

from baton.orders.product_questions.tokens import joined, tokenise


def test_words_with_a_hyphen_are_one_word_too():
    assert joined("Wi-Fi and USB-C, 10-20") == {"wifi", "usbc"}


@pytest.mark.parametrize("piece", ["a", "1", "a-", "_a", "-"])
def test_the_cost_grows_with_the_text_and_not_faster(piece):
    start = time.process_time()
    joined(piece * 100_000)
    tokenise(piece * 100_000, {})
    assert time.process_time() - start < 4  # a square of it took minutes

"""How much of a message the wordings of a question speak of."""

from __future__ import annotations

import pytest

from baton.nlu.word_coverage import WordCoverage

COVERAGE = WordCoverage(
    ["do you have a shop", "where's your shop", "do you have a return label", "do you deliver"],
    ["shop", "shop", "label", "deliver"],
)


def test_all_words_of_a_wording_are_covered_by_its_question():
    assert COVERAGE.of("WHERES your shop?")("shop") == pytest.approx(1.0)


def test_endings_do_not_count():
    assert COVERAGE.of("delivering")("deliver") == pytest.approx(1.0)


def test_a_rare_word_that_is_missing_counts_more_than_common_ones():
    of = COVERAGE.of("do you have a lawnmower")
    assert 0 < of("shop") < 0.5
    assert COVERAGE.of("do you have a return label")("shop") < COVERAGE.of("do you have a return label")("label")


def test_a_text_without_words_is_covered_by_nothing():
    assert COVERAGE.of("?!")("shop") == 0.0

"""Formatting in texts for customers is found in one pass."""

from __future__ import annotations

import pytest

from baton.base import markup
from tests.support.long_texts import assert_linear


@pytest.mark.parametrize("piece", ["[", "![", "[a", "[a] ", "<a ", "**", "**a", "__a", "`", "&", "# ", "\n"])
def test_eight_times_the_text_takes_eight_times_the_time(piece):
    assert_linear(markup.fault, piece)


@pytest.mark.parametrize("text", ["see ![a lamp](https://a.example)", "[[here] (https://a.example)"])
def test_a_picture_and_a_link_in_two_parts_are_found(text):
    assert markup.fault(text) is not None

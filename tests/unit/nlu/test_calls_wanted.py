"""Who asks to be rung, and who only speaks of calls."""

from __future__ import annotations

import pytest

from baton.nlu.patterns import wants_call


@pytest.mark.parametrize(
    "text",
    [
        "can someone call me",
        "I'd like somebody to ring me about my order",
        "call me tomorrow at 10",
        "please phone us",
        "could you give me a ring",
        "have one of you call me back pls",
        "it's urgent, call me",
    ],
)
def test_wanted(text):
    assert wants_call(text)


@pytest.mark.parametrize(
    "text",
    [
        "you never called me back",
        "don't call me",
        "stop trying to call me",
        "he said you would call me but nobody did",
        "nobody will call me back",
        "they call me stupid",
        "you promised to call me yesterday",
        "I have been waiting for you to call me",
        "call me a taxi",
    ],
)
def test_not_wanted(text):
    assert not wants_call(text)

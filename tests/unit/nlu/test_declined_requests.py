"""Requests that a message declines, and what is left of it."""

from __future__ import annotations

import pytest

from baton.nlu.declined_requests import MOST, declined_requests


@pytest.mark.parametrize(
    ("text", "declined", "rest"),
    [
        ("I don't want my money back, a new lid is enough", "my money back", "a new lid is enough"),
        ("dont want my money back just the right one", "my money back", "just the right one"),
        ("i’m not after a refund. where is it", "a refund", "where is it"),
        ("i dont want to cancel it", "cancel it", ""),
        ("please don't cancel my order", "cancel my order", ""),
        ("No, don’t cancel it", "cancel it", ""),
        (
            "it is late but don't cancel it and tell me when it comes",
            "cancel it",
            "it is late but  and tell me when it comes",
        ),
        ("where is it? no need for a refund", "a refund", "where is it"),
        ("don't change anything - just the date please", "change anything", "- just the date please"),
    ],
)
def test_a_declined_request_and_the_rest(text, declined, rest):
    (found,) = declined_requests(text)
    assert (found.request, found.rest) == (declined, rest)


@pytest.mark.parametrize(
    "text",
    [
        "why don't you cancel it",
        "you don't want to give me my money back",
        "if you don't refund me I'll be cross",
        "they don't refund anybody",
        "I said don't you dare cancel it",
        "I don't want to",
        "dont want exchange want money",
        "I don't want a voucher I want my money",
        "cancel my order",
        "",
    ],
)
def test_nothing_is_declined(text):
    assert declined_requests(text) == []


def test_of_many_only_some_are_read():
    assert len(declined_requests("don't cancel it. " * 50)) == MOST

"""The answer to a message in another language than English."""

from __future__ import annotations

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.answers import ActionOtherLanguage


@pytest.mark.parametrize(
    ("parsed", "response"),
    [
        ({"language": {"code": "es", "confidence": 0.9}}, "utter_other_language_es"),
        ({}, "utter_not_understood"),  # the classifier alone took it for another language
    ],
)
def test_it_is_given_in_that_language(parsed, response):
    tracker = Tracker("c", {}, {"text": "…", **parsed}, [], False, None, {}, "action_listen")
    dispatcher = CollectingDispatcher()
    assert ActionOtherLanguage().run(dispatcher, tracker, {}) == []
    assert dispatcher.messages[0]["response"] == response

"""Texts that carry no words, as the pipeline hands them on."""

from __future__ import annotations

import pytest
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler
from rasa.shared.core.domain import Domain
from rasa.shared.nlu.training_data.message import Message

from baton.nlu.message_classifier import MessageClassifier


@pytest.mark.parametrize(
    ("text", "intent"),
    [("/affirm", "affirm"), ("/restart", "restart"), ("", "nlu_fallback"), ("  ", "nlu_fallback")],
)
def test_a_payload_keeps_its_intent_and_a_blank_text_is_not_understood(text, intent):
    classifier = MessageClassifier.__new__(MessageClassifier)
    classifier._classifier = object()  # never asked
    messages = classifier.process([Message(data={"text": text})])
    fallback = FallbackClassifier({**FallbackClassifier.get_default_config(), "threshold": 0.3})
    messages = fallback.process(messages)
    domain = Domain.from_dict({"intents": ["affirm"]})
    (message,) = RegexMessageHandler().process(messages, domain)
    assert message.get("intent")["name"] == intent

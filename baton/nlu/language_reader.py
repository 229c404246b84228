"""The Rasa component that reads messages in other languages than English.

The classifier has learnt English. Of words that it does not know its heads say this or that, so for a message that is
surely in another language only what data/languages knows of that language counts; otherwise the customer is told, in
that language, that the shop answers in English, and is offered a person.
"""

from __future__ import annotations

from dataclasses import replace
from typing import List

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from baton.base.log_event import ParsedIntent, ParsedSignal
from baton.nlu import language_data
from baton.nlu.bare_details import without
from baton.nlu.component import Component
from baton.nlu.language_detector import Detected, LanguageDetector
from baton.nlu.message_classifier import PROBLEM_OUTPUT, SIGNALS_OUTPUT
from baton.nlu.parsed_signals import LONGEST_EVIDENCE
from baton.nlu.patterns import CONFIDENCE

LANGUAGE_OUTPUT = "language"
INTENT = "other_language"
#: A message that brings an order number is about that order, whatever it says around it.
ORDER_ENTITY, ORDER_INTENT = "order_number", "inform"
SOURCE = "other language"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class LanguageReader(Component):
    """Writes `language` of a message, and replaces what the classifier made of foreign words."""

    def __init__(self) -> None:
        self._languages = language_data.load()
        self._detector = LanguageDetector(self._languages)

    def load_now(self) -> None:
        """Load the data of the languages, before workers are forked."""
        self._detector.load()

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            text = message.get(TEXT)
            if text and text.strip() and not text.startswith("/"):
                self._read(message, text)
        return messages

    def _read(self, message: Message, text: str) -> None:
        entities = message.get(ENTITIES, [])
        # Names are of no language; but what is one from end to end may be foreign words that look like it: then nothing
        # is sure.
        words = without(text, [str(e["value"]) for e in entities if str(e["value"]) in text], " ").strip()
        plain = language_data.plain(text)
        courtesy = next((i for i in (language.intent(plain) for language in self._languages) if i), None)
        if courtesy:
            _set_intent(message, courtesy, CONFIDENCE)
            message.set(SIGNALS_OUTPUT, [], add_to_output=True)
            return
        detected = self._detector.detect(words or text)
        if detected and not words:
            detected = replace(detected, sure=False)
        signals = self._signals(message, text, plain, detected)
        message.set(SIGNALS_OUTPUT, signals, add_to_output=True)
        if detected and detected.sure:
            output = {"code": detected.code, "confidence": detected.confidence}
            message.set(LANGUAGE_OUTPUT, output, add_to_output=True)
            message.set(PROBLEM_OUTPUT, None, add_to_output=True)
            gives_order = any(e["entity"] == ORDER_ENTITY for e in entities)
            _set_intent(message, ORDER_INTENT if gives_order else INTENT, detected.confidence)

    def _signals(self, message: Message, text: str, plain: str, detected: Detected | None) -> List[ParsedSignal]:
        """What the patterns find: those of other languages unless the message is English, for some words are both. With
        it what the heads found, unless the message is surely not English."""
        of_classifier: List[ParsedSignal] = message.get(SIGNALS_OUTPUT) or []
        if detected is None:
            return of_classifier
        found = {s["signal"]: s for s in of_classifier if not detected.sure or s["source"] == "pattern"}
        for language in self._languages:
            for name in language.signals(plain):
                if name not in found or found[name]["confidence"] < CONFIDENCE:
                    evidence = text[:LONGEST_EVIDENCE]
                    found[name] = {"signal": name, "confidence": CONFIDENCE, "evidence": evidence, "source": SOURCE}
        return sorted(found.values(), key=lambda s: -s["confidence"])


def _set_intent(message: Message, name: str, confidence: float) -> None:
    intent: ParsedIntent = {"name": name, "confidence": confidence}
    message.set("intent", intent, add_to_output=True)
    message.set("intent_ranking", [intent], add_to_output=True)

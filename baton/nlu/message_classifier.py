"""The Rasa component that classifies every message: intent, `escalation_signals`, `problem`.

A signal is an ordinary NLU intent; `metadata.also` of an example names further signals that it carries, and
`metadata.problem` the kind of problem that it reports. The result is stored with the message, so that a decision can
be replayed without the model.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Text

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from baton.base import training_inputs
from baton.base.settings import load as load_settings
from baton.base.yaml_lines import Problem
from baton.knowledge.questions import LiveQuestions, Questions
from baton.nlu import augmentation, calibration, message_parts, patterns, plain_writing
from baton.nlu.classification import Classifier
from baton.nlu.component import Config, TrainedComponent
from policies.conversation_words import conversation_words
from policies.question_names import FAQ, FAQ_PREFIX
from policies.taxonomy import FILE as TAXONOMY_FILE

if TYPE_CHECKING:
    from baton.nlu import classifier_training

logger = logging.getLogger(__name__)

#: What the classifier learns the questions about an order as: which of them it is says the matcher.
ORDER_STATUS = "order_status"
#: So many wordings of a question teach the classifier that such a message is an ordinary one.
MOST_WORDINGS = 15

SIGNALS_OUTPUT = "escalation_signals"
PROBLEM_OUTPUT = "problem"
#: The `message_parts.Part`s of a message that has several; for components that come later, not for the log.
PARTS = "parts"
#: The words that are slips of the keyboard, with what was meant; for components that come later.
SLIPS = "slips"
SLIPS_OUTPUT = "corrected_words"  # the same in the log
#: Whether the language data have the message word for word; for components that come later, not for the log.
KNOWN_TEXT = "known_text"
REPORT = "signals.txt"


class PatternsRefused(Exception):
    """data/patterns.yml is wrong; the text names every reason with its line."""

    def __init__(self, problems: List[Problem]) -> None:
        super().__init__("The patterns are refused:\n" + "\n".join(f"  {p}" for p in problems))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class MessageClassifier(TrainedComponent, IntentClassifier):
    """Adds the classification of a message to its parse result."""

    _classifier: Optional[Classifier] = None

    @staticmethod
    def get_default_config() -> Config:
        return {"epochs": 4}

    @classmethod
    def fingerprint_addon(cls, config: Config) -> Optional[Text]:
        """What else the result of training depends on: without it Rasa would take an older one from its cache."""
        files = [patterns.FILE, augmentation.FILE, *plain_writing.FILES, TAXONOMY_FILE]
        return training_inputs.digest([*files, *training_inputs.source_files([__name__])])

    def open(self, folder: Path) -> None:
        self._classifier = Classifier.load(folder)

    def train(self, training_data: TrainingData) -> Resource:
        """Train on the intent examples, and write a report on the signals for trainers.

        Raises:
            TooLittleData: a signal has too few examples.
            PatternsRefused: data/patterns.yml is wrong.
        """
        # Imported here: TensorFlow is slow to load, and a running bot does not train.
        from baton.nlu import classifier_training

        never_missed, problems = patterns.read(patterns.FILE.read_text(encoding="utf-8"))
        if problems:
            raise PatternsRefused(problems)
        messages = [
            classifier_training.LabelledMessage(
                text=example.get(TEXT),
                intent=example.get(INTENT),
                also=tuple(_metadata(example, "example").get("also", ())),
                problem=_metadata(example, "example").get("problem") or _metadata(example, "intent").get("problem"),
            )
            for example in training_data.intent_examples
            if example.get(TEXT)
        ]
        messages += _questions(LiveQuestions()())
        with self._model_storage.write_to(self._resource) as folder:
            reports = classifier_training.train(messages, never_missed, folder, self._config["epochs"])
        _write_report(reports)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            text = message.get(TEXT)
            # A button's payload has no text to classify; its intent alone counts, and Rasa reads it later.
            if self._classifier is None or not text or not text.strip() or text.startswith("/"):
                message.set("intent", {"name": None, "confidence": 0.0}, add_to_output=True)  # the next one asks for it
                continue
            names = [str(e["value"]) for e in message.get(ENTITIES, []) if e.get("entity") == "person"]
            said = conversation_words().after_stop(text)
            result = self._classifier.classify(said, [name for name in names if name in said])
            message.set("intent", result.ranking[0], add_to_output=True)
            message.set("intent_ranking", result.ranking, add_to_output=True)
            message.set(SIGNALS_OUTPUT, result.signals, add_to_output=True)
            message.set(KNOWN_TEXT, result.known)
            slips = self._classifier.slips(text)
            message.set(SLIPS, slips)
            if slips:  # for the action server, as values only: those are what an erasure takes out
                message.set(SLIPS_OUTPUT, [{"word": word, "meant": meant} for word, meant in slips.items()], True)
            if result.problem:
                message.set(PROBLEM_OUTPUT, result.problem, add_to_output=True)
            self._read_parts(message, text)
        return messages

    def _read_parts(self, message: Message, text: Text) -> None:
        """Leave the parts of a message that has several for the components that come later."""
        parts = message_parts.split(text)
        if self._classifier is None or len(parts) < 2:
            return
        read = self._classifier.read_parts([part.text for part in parts])
        message.set(
            PARTS,
            [
                replace(
                    part,
                    intent=each.ranking[0]["name"],
                    confidence=each.ranking[0]["confidence"],
                    problem=each.problem,
                    known=each.known,
                )
                for part, each in zip(parts, read, strict=True)
            ],
        )


def _questions(questions: Questions) -> List[classifier_training.LabelledMessage]:
    """Some wordings of each question, as ordinary messages; but for those of which some need a person."""
    from baton.nlu import classifier_training  # imported late for the reason given in `train`

    return [
        classifier_training.LabelledMessage(text, FAQ if intent.startswith(FAQ_PREFIX) else ORDER_STATUS)
        for intent, question in questions.by_intent.items()
        if not question.may_need_person
        for text in question.texts[::2][:MOST_WORDINGS]
    ]


def _write_report(reports: List[calibration.SignalReport]) -> None:
    folder = load_settings().var_dir
    folder.mkdir(parents=True, exist_ok=True)
    (folder / REPORT).write_text(calibration.report_text(reports), encoding="utf-8")
    logger.info("How well each signal is found: %s", folder / REPORT)


def _metadata(example: Message, level: Text) -> Dict[Text, Any]:
    """Metadata of one example ("example") or of the whole block it stands in ("intent")."""
    metadata = (example.get("metadata") or {}).get(level)
    return metadata if isinstance(metadata, dict) else {}

"""Reads every message: intent, `escalation_signals`, `problem`. A thin Rasa shell round `Reader`.

A signal is an ordinary NLU intent; `metadata.also` of an example names what else it says, and `metadata.problem` which
kind of problem it tells. What is read travels with the message into the log, so that a decision can be replayed
without the model.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from dataclasses import replace
from pathlib import Path
from typing import Any, Dict, List, Optional, Text

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from baton.nlu import calibration, composing, head_training, patterns
from baton.nlu.encoder import Encoder
from baton.nlu.head import Head, Heads
from baton.nlu.reading import Reader, softmax
from baton.settings import load as load_settings
from policies.document import SIGNALS
from policies.yaml_lines import Problem

logger = logging.getLogger(__name__)

SIGNALS_OUTPUT = "escalation_signals"
PROBLEM_OUTPUT = "problem"
REPORT = "signals.txt"
NO_KIND = "none"
#: Intents whose messages may tell a problem that nobody has labelled; messages of the others tell none.
UNLABELLED = frozenset({"problem_report", "account_help", *SIGNALS})
FOLDS = 2
#: Where the heads begin to learn: one head each.
SEEDS = (7, 8)
#: The modules here that training depends on.
_LEARNS = (
    "calibration",
    "composing",
    "emoji",
    "encoder",
    "head",
    "head_training",
    "language_model",
    "reading",
    Path(__file__).stem,
)
_WEIGHTS = "head_{}.npz"
_NAMES = "reader.json"


class PatternsRefused(Exception):
    """data/patterns.yml is wrong; the text names every reason with its line."""

    def __init__(self, problems: List[Problem]) -> None:
        super().__init__("The patterns are refused:\n" + "\n".join(f"  {p}" for p in problems))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class MessageReader(GraphComponent, IntentClassifier):
    """Adds what a message means to its parse result."""

    def __init__(self, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._reader: Optional[Reader] = None

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {"epochs": 8, "calibration_epochs": 5}

    @classmethod
    def fingerprint_addon(cls, config: Dict[Text, Any]) -> Optional[Text]:
        """What else the result of training depends on: without it Rasa would take an older one from its cache."""
        sources = [patterns.FILE, *(Path(__file__).with_name(f"{name}.py") for name in _LEARNS)]
        return hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MessageReader:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> MessageReader:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._reader = cls.reader(folder)
        return component

    @staticmethod
    def reader(folder: Path) -> Reader:
        """The reader that training left in a folder of the model."""
        names = json.loads((folder / _NAMES).read_text())
        heads = []
        for seed in SEEDS:
            with np.load(folder / _WEIGHTS.format(seed)) as weights:
                heads.append(Head(weights, names["intents"], names["problems"]))
        return Reader(Encoder(folder), Heads(heads), names["signals"], np.array(names["lines"]), names["patterns"])

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the intent examples, and write a report on the signals that trainers can read.

        Raises:
            TooLittleData: a signal has too few examples.
            PatternsRefused: data/patterns.yml is wrong.
        """
        never_missed, wrong = patterns.read(patterns.FILE.read_text(encoding="utf-8"))
        if wrong:
            raise PatternsRefused(wrong)
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        texts = [e.get(TEXT) for e in examples]
        labels = np.array([[signal in _meanings(e) for signal in SIGNALS] for e in examples])
        calibration.check_amount(SIGNALS, labels)
        intents = sorted({e.get(INTENT) for e in examples})
        problems = [NO_KIND, *sorted({kind for e in examples if (kind := _kind(e))})]
        with self._model_storage.write_to(self._resource) as folder:
            Encoder.prepare(folder)
            logger.info("Reading %d examples with the language model.", len(texts))
            encoder = Encoder(folder, threads=os.cpu_count() or 1)
            lesson = head_training.Lesson(
                encoder.all_states(texts),
                labels,
                np.array([intents.index(e.get(INTENT)) for e in examples]),
                np.array([_problem_place(e, problems) for e in examples]),
            )
            pairs = composing.pairs(texts, labels.any(1))
            joined = _joined(pairs, lesson, encoder)
            logger.info("Choosing where the line of each signal runs.")
            parts = np.array([pair.parts for pair in pairs], dtype=int).reshape(-1, 2)
            heard, meant = head_training.unseen_scores(
                lesson, joined, parts, intents, problems, FOLDS, self._config["calibration_epochs"]
            )
            shares = softmax(meant)[:, [intents.index(signal) for signal in SIGNALS]]
            lines = calibration.lines(SIGNALS, shares, labels)
            logger.info("Learning.")
            whole = lesson + joined
            for seed in SEEDS:
                head = head_training.train(whole, intents, problems, seed, self._config["epochs"])
                np.savez(folder / _WEIGHTS.format(seed), **head.weights)
            names = {
                "intents": intents,
                "problems": problems,
                "signals": SIGNALS,
                "lines": lines.tolist(),
                "patterns": never_missed,
            }
            (folder / _NAMES).write_text(json.dumps(names))
        heard = calibration.probability(heard)
        sure = np.array([calibration.confidence(*pair, lines) for pair in zip(shares, heard, strict=True)])
        _write_report(calibration.reports(SIGNALS, texts, sure, labels, lines))
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            text = message.get(TEXT)
            # A button's payload carries no words; its intent alone counts.
            if self._reader is None or not text or not text.strip() or text.startswith("/"):
                continue
            reading = self._reader.read(text)
            message.set("intent", reading.ranking[0], add_to_output=True)
            message.set("intent_ranking", reading.ranking, add_to_output=True)
            message.set(SIGNALS_OUTPUT, reading.signals, add_to_output=True)
            if reading.problem:
                message.set(PROBLEM_OUTPUT, reading.problem, add_to_output=True)
        return messages


def _joined(pairs: List[composing.Pair], lesson: head_training.Lesson, encoder: Encoder) -> head_training.Lesson:
    """The lesson of messages made of two: each means what its main part means, and its kind of problem is left open."""
    mains = np.array([pair.main for pair in pairs], dtype=int)
    states = encoder.all_states([pair.text for pair in pairs])
    return replace(lesson.part(mains), states=states, problems=np.full(len(pairs), -1))


def _write_report(reports: List[calibration.SignalReport]) -> None:
    folder = load_settings().var_dir
    folder.mkdir(parents=True, exist_ok=True)
    (folder / REPORT).write_text(calibration.report_text(reports), encoding="utf-8")
    logger.info("How well each signal is found: %s", folder / REPORT)


def _metadata(example: Message, level: Text) -> Dict[Text, Any]:
    """Metadata of one example ("example") or of the whole block it stands in ("intent")."""
    given = (example.get("metadata") or {}).get(level)
    return given if isinstance(given, dict) else {}


def _meanings(example: Message) -> set[str]:
    return {example.get(INTENT), *_metadata(example, "example").get("also", [])}


def _kind(example: Message) -> Optional[Text]:
    kind: Optional[Text] = _metadata(example, "example").get("problem") or _metadata(example, "intent").get("problem")
    return kind


def _problem_place(example: Message, problems: List[Text]) -> int:
    """The place of an example's kind of problem; -1 where nobody has said whether it tells one."""
    kind = _kind(example)
    if kind:
        return problems.index(kind)
    return -1 if example.get(INTENT) in UNLABELLED else problems.index(NO_KIND)

"""Writes `escalation_signals` into the parse result: every message's signals with confidence and evidence.

A thin Rasa shell round `SignalModel`. A signal is an ordinary NLU intent; `metadata.also` of an example names what
else it says. Signals travel with the message into the log, so that a decision can be replayed without the model.
"""

from __future__ import annotations

import logging
from typing import Any, Dict, List, Optional, Text

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from baton.nlu.clauses import clauses
from baton.nlu.signal_model import CLAUSE_MARGIN, SignalModel, SignalReport
from baton.settings import load as load_settings
from policies.document import SIGNALS

logger = logging.getLogger(__name__)

OUTPUT = "escalation_signals"
#: Weaker signals are not written into the log.
WEAKEST = 0.2
REPORT = "signals.txt"
_FILE = "signals.joblib"
_METADATA = "metadata"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SignalClassifier(GraphComponent, IntentClassifier):
    """Adds the signals of a message."""

    def __init__(self, model_storage: ModelStorage, resource: Resource) -> None:
        self._model_storage = model_storage
        self._resource = resource
        self._model: Optional[SignalModel] = None

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SignalClassifier:
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SignalClassifier:
        component = cls(model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._model = joblib.load(folder / _FILE)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the signals and write a report that trainers can read.

        Raises:
            TooLittleData: if a signal has too few examples.
        """
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        labels = np.array([[signal in _meanings(e) for signal in SIGNALS] for e in examples])
        self._model = SignalModel(SIGNALS)
        reports = self._model.fit([e.get(TEXT) for e in examples], labels)
        folder = load_settings().var_dir
        folder.mkdir(parents=True, exist_ok=True)
        (folder / REPORT).write_text(report_text(reports), encoding="utf-8")
        logger.info("How well each signal is found: %s", folder / REPORT)
        with self._model_storage.write_to(self._resource) as model_folder:
            joblib.dump(self._model, model_folder / _FILE)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            text = message.get(TEXT)
            # A button's payload carries no words; its intent alone counts.
            if text and text.strip() and not text.startswith("/") and self._model is not None:
                message.set(OUTPUT, signals_of(self._model, text), add_to_output=True)
        return messages


#: What stands round a bare order number, e-mail address or postcode: "hi, my order no. is 10 023 please".
_ROUND_DETAILS = frozenset(
    (
        "a an and # order orders number no nr num is it its it's i i'm my the this here that think believe please hi "
        "hello ok okay yes sorry meant sure um ah for under email e-mail mail postcode zip thanks"
    ).split()
)


def bare_details(text: str) -> bool:
    """Whether a text gives a number or an address and says nothing else: then there is nothing in it to be heard."""
    words = [w.strip(".,:;!?()\"'").lower() for w in text.split()]
    told = [w for w in words if w and "@" not in w and not any(c.isdigit() for c in w)]
    return len(told) < len(words) and not set(told) - _ROUND_DETAILS


def signals_of(model: SignalModel, text: str) -> List[Dict[Text, Any]]:
    """The signals of a text, the strongest first; a clause must say it more clearly than the whole message."""
    if bare_details(text):
        return []
    parts = [text, *clauses(text)]
    scores = model.confidences(parts)
    found = []
    for k, name in enumerate(model.signals):
        clause = int(scores[1:, k].argmax()) + 1 if len(parts) > 1 else 0
        by_clause = float(scores[clause, k]) - CLAUSE_MARGIN if clause else 0.0
        confidence = max(float(scores[0, k]), by_clause)
        if confidence >= WEAKEST:
            evidence = parts[clause] if clause and scores[clause, k] >= scores[0, k] else text
            source = "clause" if by_clause > scores[0, k] else "message"
            found.append(
                {"signal": name, "confidence": round(confidence, 3), "evidence": evidence[:200], "source": source}
            )
    return sorted(found, key=lambda s: -s["confidence"])


def report_text(reports: List[SignalReport]) -> str:
    """The training report as text: a table, then the worst misses and false alarms of each signal."""
    lines = ["Signals in cross-validation (0.5 of confidence is the threshold)", ""]
    lines += [f"{'signal':18}{'examples':>9}{'precision':>11}{'recall':>8}"]
    lines += [f"{r.signal:18}{r.examples:>9}{r.precision:>11.3f}{r.recall:>8.3f}" for r in reports]
    for r in reports:
        lines += ["", f"{r.signal}: worst misses", *(f"  - {t}" for t in r.misses)]
        lines += [f"{r.signal}: worst false alarms", *(f"  - {t}" for t in r.false_alarms)]
    return "\n".join(lines) + "\n"


def _meanings(example: Message) -> set[str]:
    given = (example.get(_METADATA) or {}).get("example") or {}
    also = given.get("also", []) if isinstance(given, dict) else []
    return {example.get(INTENT), *also}

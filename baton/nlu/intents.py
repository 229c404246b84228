"""The intent classifier: logistic regression over sentence embeddings and words. A thin Rasa shell."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Text

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as RasaIntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.linear_model import LogisticRegression

from baton.nlu.features import Linear, TextFeatures

RANKING = 5
_FILE = "intents.joblib"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent, RasaIntentClassifier):
    """Gives every message its intent and the next likely ones."""

    def __init__(self, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._features = TextFeatures()
        self._linear: Optional[Linear] = None
        self._intents: List[Text] = []

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {"strength": 20.0}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentClassifier:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._features, component._linear, component._intents = joblib.load(folder / _FILE)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the intent examples."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        rows = self._features.fit([e.get(TEXT) for e in examples])
        model = LogisticRegression(
            C=self._config["strength"], max_iter=400, class_weight="balanced", solver="liblinear", multi_class="ovr"
        )
        model.fit(rows, [e.get(INTENT) for e in examples])
        self._linear = Linear(model.coef_, model.intercept_)
        self._intents = [str(name) for name in model.classes_]
        with self._model_storage.write_to(self._resource) as folder:
            joblib.dump((self._features, self._linear, self._intents), folder / _FILE)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        if self._linear is None:
            return messages
        for message in messages:
            text = message.get(TEXT)
            if not text or not text.strip():
                continue
            odds = 1 / (1 + np.exp(-self._linear.scores(self._features.rows([text]))[0]))
            scores = odds / odds.sum()
            best = np.argsort(scores)[::-1][:RANKING]
            ranking = [{"name": self._intents[i], "confidence": round(float(scores[i]), 4)} for i in best]
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

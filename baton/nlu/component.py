"""What the components of the NLU pipeline share: how Rasa makes them, and where they keep what they have learnt."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, Text, Type, TypeVar

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.training_data import TrainingData

Config = Dict[Text, Any]  # of a component, as Rasa declares it

C = TypeVar("C", bound="Component")
T = TypeVar("T", bound="TrainedComponent")


class Component(GraphComponent):
    """One that learns nothing."""

    @classmethod
    def create(
        cls: Type[C],
        config: Config,
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> C:
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data


class TrainedComponent(GraphComponent):
    """One that keeps what it has learnt in a folder of the model."""

    def __init__(self, config: Config, model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource

    @classmethod
    def create(
        cls: Type[T],
        config: Config,
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> T:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls: Type[T],
        config: Config,
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: object,
    ) -> T:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component.open(folder)
        return component

    def open(self, folder: Path) -> None:
        """Take what training has left in a folder."""
        raise NotImplementedError

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

"""Finds people's names: those in any message as entities, and what the message is if a name was asked for.

A message is read without the dialogue. So beside the entities it carries `name_answer`: the name that it gives if it
answers a question for one. Who knows what was asked decides which reading counts.
"""

from __future__ import annotations

from pathlib import Path
from typing import List, Optional, Text

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from baton.base import full_training, training_inputs, training_progress
from baton.nlu.component import Config, TrainedComponent
from baton.nlu.names import made_messages
from baton.nlu.names.made_messages import NamedMessage
from baton.nlu.names.tagger import NameTagger

_COMPONENT = "names"  # the name of its full training
_NAMED = "named "  # what the key of an example with a name begins with
PERSON = "person"
ANSWER_OUTPUT = "name_answer"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class NameExtractor(TrainedComponent, EntityExtractorMixin):
    """Adds the names in a message to its parse result."""

    _tagger: Optional[NameTagger] = None

    @classmethod
    def fingerprint_addon(cls, config: Config) -> Optional[Text]:
        """What else the result of training depends on: without it Rasa would take an older one from its cache."""
        return training_inputs.digest([made_messages.FILE, *training_inputs.source_files([__name__])])

    def open(self, folder: Path) -> None:
        self._tagger = NameTagger(folder)

    def train(self, training_data: TrainingData) -> Resource:
        """Train on the examples with names marked, and on names of the world."""
        # Imported here: a running bot needs no names of the world.
        from baton.nlu.names import training, vocabulary

        messages = [
            NamedMessage(example.get(TEXT), _places(example))
            for example in training_data.nlu_examples
            if example.get(TEXT)
        ]
        keys = {f"{_NAMED if each.names else ''}{full_training.key(each)}" for each in messages}
        fits = str(self.fingerprint_addon(self._config))
        before = full_training.few_changes(_COMPONENT, fits, keys)
        with self._model_storage.write_to(self._resource) as folder:
            if before is not None and not any(key.startswith(_NAMED) for key in before.examples ^ keys):
                training_progress.note("No example with a name has changed: the finder of names stays")
                before.copy_to(folder)
            else:
                training.train(messages, vocabulary.english_words(), folder)
                full_training.keep_copy(_COMPONENT, fits, keys, folder)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            text = message.get(TEXT)
            if self._tagger is None or not text or text.startswith("/"):  # a button's payload
                continue
            found = [
                {
                    "entity": PERSON,
                    "value": name.value,
                    "start": name.start,
                    "end": name.end,
                    "confidence_entity": name.confidence,
                    "extractor": type(self).__name__,
                }
                for name in self._tagger.find(text)
            ]
            if found:
                message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
            answer = self._tagger.answer(text)
            if answer is not None:
                given = {"value": answer.value, "confidence": answer.confidence}
                message.set(ANSWER_OUTPUT, given, add_to_output=True)
        return messages


def _places(example: Message) -> tuple[tuple[int, int], ...]:
    """Where the names of an example stand, from left to right."""
    people = [entity for entity in example.get(ENTITIES, ()) if entity["entity"] == PERSON]
    return tuple(sorted((entity["start"], entity["end"]) for entity in people))

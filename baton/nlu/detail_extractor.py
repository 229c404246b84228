"""Finds what has a form of its own: order numbers, e-mail addresses, postcodes, phone numbers. A thin Rasa shell."""

from __future__ import annotations

from typing import Dict, List, Text

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from baton.nlu.component import Component
from baton.orders.text.details import find_details


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class DetailExtractor(Component, EntityExtractorMixin):
    """Adds what `find_details` finds to the entities of a message."""

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            text = message.get(TEXT) or ""
            found = [self._entity(kind, value, text) for kind, value in find_details(text)]
            if found:
                message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
        return messages

    def _entity(self, kind: str, value: str, text: str) -> Dict[Text, object]:
        start = text.lower().find(value.lower())
        place = (start, start + len(value)) if start >= 0 else (0, len(text))
        return {"entity": kind, "value": value, "start": place[0], "end": place[1], "extractor": type(self).__name__}

"""Finds what has a form of its own: order numbers, e-mail addresses, postcodes, phone numbers. A thin Rasa shell."""

from __future__ import annotations

import re
from typing import Any, Dict, List, Text

import phonenumbers
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from baton.orders.access import find_emails, find_postcodes
from baton.orders.numbers import find_order_numbers

#: Region whose phone numbers may be written without a country code.
HOME_REGION = "GB"
_ENOUGH_DIGITS = re.compile(r"(?:\D*\d){7}")


def find_phones(text: str) -> list[str]:
    """Phone numbers in a text, in E.164 form; a number without country code is taken as one of `HOME_REGION`.

    A number that is written like one ("0...", "+...") counts even where nobody has been given it yet: the customer
    knows it better than a table of ranges.
    """
    if not _ENOUGH_DIGITS.match(text):
        return []
    matches = phonenumbers.PhoneNumberMatcher(text, HOME_REGION, leniency=phonenumbers.Leniency.POSSIBLE)
    return [
        phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        for match in matches
        if match.raw_string.lstrip("(").startswith(("0", "+")) or phonenumbers.is_valid_number(match.number)
    ]


FINDERS = {
    "order_number": find_order_numbers,
    "email": find_emails,
    "postcode": find_postcodes,
    "phone": find_phones,
}


def find_details(text: str) -> list[tuple[str, str]]:
    """Everything found, as pairs of kind and value, in the order of `FINDERS`."""
    return [(kind, value) for kind, find in FINDERS.items() for value in find(text)]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class DetailsExtractor(GraphComponent, EntityExtractorMixin):
    """Adds what `find_details` finds to the entities of a message."""

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DetailsExtractor:
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            text = message.get(TEXT) or ""
            found = [self._entity(kind, value, text) for kind, value in find_details(text)]
            if found:
                message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
        return messages

    def _entity(self, kind: str, value: str, text: str) -> Dict[Text, Any]:
        start = text.lower().find(value.lower())
        place = (start, start + len(value)) if start >= 0 else (0, len(text))
        return {"entity": kind, "value": value, "start": place[0], "end": place[1], "extractor": type(self).__name__}

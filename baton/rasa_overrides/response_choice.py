"""Chooses among the variations of a response: the next one each time, so that nobody reads the same sentence twice in a
row. Rasa picks one at random, which may be the one that was said last."""

from __future__ import annotations

import copy
from typing import Any, Dict, Optional, Text

from rasa.core.nlg.generator import ResponseVariationFilter
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker

_BOT = BotUttered.type_name


async def generate(
    self: TemplatedNaturalLanguageGenerator,
    utter_action: Text,
    tracker: DialogueStateTracker,
    output_channel: Text,
    **kwargs: Any,
) -> Optional[Dict[Text, Any]]:
    """The message for a response in its next variation; None if the domain has none that fits.

    Args:
        utter_action: name of the response.
        tracker: the conversation.
        output_channel: its channel; a variation may be for one channel only.
        kwargs: values for the variables of the text, besides the slots.
    """
    slots = tracker.current_slot_values()
    if utter_action not in self.responses:
        return None
    fitting = ResponseVariationFilter(self.responses).responses_for_utter_action(utter_action, output_channel, slots)
    if not fitting:
        return None
    number = said(utter_action, tracker) if len(fitting) > 1 else 0
    filled: Dict[Text, Any] = self._fill_response(copy.deepcopy(fitting[number % len(fitting)]), slots, **kwargs)
    return filled


def said(utter_action: Text, tracker: DialogueStateTracker) -> int:
    """How often a response has been said in a conversation."""
    uttered = (event.metadata for event in tracker.events if event.type_name == _BOT)
    return sum(metadata.get("utter_action") == utter_action for metadata in uttered)

"""What a customer writes is masked before anything reads it, whichever channel brings it.

The widget's channel does more, and earlier, because it stores a message before Rasa has it.
"""

from __future__ import annotations

import itertools

from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from baton.base.card_numbers import PARTS, mask_rest
from baton.base.redaction import redact

_rasas_handle_message = MessageProcessor._handle_message_with_tracker


async def handle_message_with_tracker(
    self: MessageProcessor, message: UserMessage, tracker: DialogueStateTracker
) -> None:
    """Rasa's own, with a message that holds no secret, nor the rest of a card that the messages before it began."""
    message.text = masked(message.text, tracker)
    await _rasas_handle_message(self, message, tracker)


def masked(text: str, tracker: DialogueStateTracker) -> str:
    """The text of a message as it may be read and stored.

    Args:
        tracker: the conversation before the message.
    """
    if text.startswith("/"):
        return text  # a button's command, which a customer does not type
    spoken = (event.text for event in reversed(tracker.events) if isinstance(event, UserUttered))
    earlier = list(itertools.islice(spoken, PARTS - 1))
    return redact(mask_rest([said or "" for said in reversed(earlier)], text))

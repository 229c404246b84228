"""Rasa reads and stores no secret, whichever of its channels brings the message."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from baton.rasa_overrides.message_masking import handle_message_with_tracker, masked


def tracker(*texts):
    return DialogueStateTracker.from_events(
        "c1", [event for text in texts for event in (UserUttered(text), BotUttered("ok"))]
    )


@pytest.mark.parametrize(
    ("earlier", "text", "shown"),
    [
        ([], "my card is 4716 1099 5311 3400", "my card is •••• 3400"),
        (["4716 1099"], "5311 3400", "•••• 3400"),
        (["4716", "1099", "5311"], "3400", "•••• 3400"),
        (["4716", "1099", "5311", "hello"], "3400", "3400"),
        (["hello", "order 10023"], "and 10047", "and 10047"),
        (["4716 1099"], '/choose{"number": "53113400"}', '/choose{"number": "53113400"}'),
        ([], "my password is hunter2", "my password is ••••"),
    ],
)
def test_a_message_is_masked_with_what_came_before_it(earlier, text, shown):
    assert masked(text, tracker(*earlier)) == shown


async def test_what_is_parsed_and_what_is_stored_is_masked():
    seen = []

    async def parse_message(message, tracker):
        seen.append(message.text)
        return {"intent": {}, "entities": [], "text": message.text}

    processor = SimpleNamespace(parse_message=parse_message, domain=Domain.empty())
    conversation = tracker("4716 1099")
    await handle_message_with_tracker(processor, UserMessage("5311 3400", input_channel="telegram"), conversation)
    assert seen == ["•••• 3400"] and conversation.latest_message.text == "•••• 3400"
    assert "5311" not in str([event.as_dict() for event in conversation.events])


def test_each_message_comes_through_the_method_that_is_replaced():
    names = MessageProcessor.log_message.__code__.co_names
    assert "_handle_message_with_tracker" in names

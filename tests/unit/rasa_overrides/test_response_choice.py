"""Of several variations of a response the next one is said each time."""

from __future__ import annotations

from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker

from baton.rasa_overrides.response_choice import generate

RESPONSES = {
    "utter_lost": [{"text": "What?"}, {"text": "Pardon, {name}?"}, {"text": "Only here", "channel": "web"}],
    "utter_hello": [{"text": "Hello"}],
}


async def told(times, response="utter_lost", channel="rest"):
    generator = TemplatedNaturalLanguageGenerator(RESPONSES)
    tracker = DialogueStateTracker("c", [])
    texts = []
    for _ in range(times):
        message = await generate(generator, response, tracker, channel, name="Jo")
        texts.append(message["text"])
        tracker.update(BotUttered(message["text"], metadata={"utter_action": response}))
        tracker.update(BotUttered("And?", metadata={"utter_action": "utter_other"}))
    return texts


async def test_no_sentence_comes_twice_in_a_row_and_the_first_is_first():
    assert await told(3) == ["What?", "Pardon, Jo?", "What?"]
    assert await told(2, "utter_hello") == ["Hello", "Hello"]


async def test_a_variation_for_another_channel_is_left_out_as_rasa_does():
    assert await told(2, channel="web") == ["Only here", "Only here"]


async def test_a_response_that_the_domain_lacks_is_none():
    generator = TemplatedNaturalLanguageGenerator(RESPONSES)
    assert await generate(generator, "utter_away", DialogueStateTracker("c", []), "rest") is None

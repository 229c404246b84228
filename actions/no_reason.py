"""The answer to "why not?" after something that the bot has said is not so, or cannot be."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.logged_conversations import facts_of
from actions.slots import Events, slot_set
from baton.bootstrap import Container
from policies.facts import OFFER_PERSON, OFFER_SLOT


def say_no_reason(container: Container, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events | None:
    """Say that the reason is not known, and offer a person; None where the latest message asks for none.

    The text is read from the file: it counts at once, as the words that ask for it do.
    """
    turn = facts_of(tracker.events).turn
    if turn is None or not turn.asks_why_not:
        return None
    dispatcher.utter_message(text=container.responses.text("utter_no_reason"))
    return [slot_set(OFFER_SLOT, OFFER_PERSON)]

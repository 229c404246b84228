"""Answering several matters of one message, each from its own part."""

from __future__ import annotations

import copy
from typing import Callable, Mapping, Optional, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.answers import ActionOpeningHours
from actions.problems import ActionProblemReport
from actions.products import ActionAnswerProduct
from actions.questions import ActionAnswerQuestion
from actions.slots import Events, HasContainer, slot_set
from baton.bootstrap import Container
from policies.action_names import ANSWER_MATTERS, ANSWER_PRODUCT, ANSWER_QUESTION, REPORT_PROBLEM
from policies.facts import ATTEMPT_SLOT
from policies.taxonomy import IntentFlag, taxonomy

#: What answers a matter, by its intent; all others are questions that the shop answers, or not.
_ACTIONS: Mapping[Text, Callable[[Optional[Container]], Action]] = {
    "opening_hours": ActionOpeningHours,
    "product_question": ActionAnswerProduct,
}
_CHITCHAT = "chitchat"
#: What may be given way to; an order that is shown answers after all the others.
_BY_NAME: Mapping[Text, Callable[[Optional[Container]], Action]] = {
    "action_opening_hours": ActionOpeningHours,
    ANSWER_PRODUCT: ActionAnswerProduct,
    ANSWER_QUESTION: ActionAnswerQuestion,
    REPORT_PROBLEM: ActionProblemReport,
}


class ActionAnswerMatters(HasContainer, Action):
    """Answers what can be answered at once, each matter as if its part of the message had come alone.

    What needs an order is left to the order form, which comes after (policies/matters.py).
    """

    def name(self) -> Text:
        return ANSWER_MATTERS

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        events: Events = []
        for matter in (tracker.latest_message or {}).get("matters") or ():
            intent = matter["intent"]["name"]
            if intent not in taxonomy().with_flag(IntentFlag.ABOUT_ORDERS) and not _is_courtesy(intent, matter["text"]):
                answers = _ACTIONS.get(intent, ActionAnswerQuestion)
                alone = _alone(tracker, matter, events)
                so_far = len(dispatcher.messages)
                events += self._answered(answers(self._container), dispatcher, alone, domain)
                _drop_repeated(dispatcher, so_far)
        return _all_gone_on_with(events)

    def _answered(self, action: Action, dispatcher: CollectingDispatcher, alone: Tracker, domain: DomainDict) -> Events:
        """What an action did, and the one that it gives way to: that one answers now, from this part of the message."""
        events = action.run(dispatcher, alone, domain)
        next_name = next((each["name"] for each in events if each["event"] == "followup"), None)
        others = [each for each in events if each["event"] != "followup"]
        follower = next((make for name, make in _BY_NAME.items() if name == next_name), None)
        return [*others, *(follower(self._container).run(dispatcher, alone, domain) if follower else [])]


def _is_courtesy(intent: str, text: str) -> bool:
    """Whether a part of a message asks nothing: "How lovely." before a question."""
    said = intent == _CHITCHAT or intent in taxonomy().with_flag(IntentFlag.SMALL_TALK)
    return said and not text.endswith("?")


def _drop_repeated(dispatcher: CollectingDispatcher, so_far: int) -> None:
    """Take out what was said already: two questions about a country that is not served have one answer.

    Args:
        so_far: how many messages there were before the last matter.
    """
    said = [message.get("text") or message for message in dispatcher.messages[:so_far]]
    new = dispatcher.messages[so_far:]
    dispatcher.messages[so_far:] = [message for message in new if (message.get("text") or message) not in said]


def _all_gone_on_with(events: Events) -> Events:
    """The events, with all questions that were answered kept for what the customer says next: "and the student one"."""
    tried = [event for event in events if event.get("name") == ATTEMPT_SLOT and isinstance(event["value"], Mapping)]
    goes_on = dict.fromkeys(name for event in reversed(tried) for name in event["value"].get("goes_on") or ())
    if len(tried) < 2 or not goes_on:
        return events
    last = slot_set(ATTEMPT_SLOT, {**tried[-1]["value"], "goes_on": list(goes_on)})
    return [last if event is tried[-1] else event for event in events]


def _alone(tracker: Tracker, matter: Mapping[Text, object], so_far: Events) -> Tracker:
    """The conversation as if a matter were the latest message, written after those before it had been answered: "do you
    deliver to France, and how long does it take".

    Args:
        so_far: what the answers to those before it did.
    """
    alone = copy.copy(tracker)
    alone.latest_message = dict(matter)
    if so_far:
        alone.slots = {**tracker.slots, **{each["name"]: each["value"] for each in so_far if each["event"] == "slot"}}
        alone.events = [*tracker.events, *so_far, {"event": "action", "name": ANSWER_MATTERS}, {"event": "user"}]
    return alone

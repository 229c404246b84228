"""Answers that depend on data: opening hours, another language."""

from __future__ import annotations

from typing import Text

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.parsed_question import question_asked
from actions.questions import nearest, say_answer
from actions.slots import Events, HasContainer, shop_day
from baton.knowledge.document import Question


class ActionOpeningHours(HasContainer, Action):
    """Says when agents are there, and whether they are now."""

    def name(self) -> Text:
        return "action_opening_hours"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        hours = self.container.hours
        state = "open" if hours.is_open(self.container.clock()) else "closed"
        dispatcher.utter_message(response=f"utter_opening_hours_{state}", opening_hours=hours.in_words())
        return []


class ActionOtherLanguage(HasContainer, Action):
    """Answers a question in the customer's language where the shop has that answer; else tells them, in their language,
    that it answers in English, and offers a person."""

    def name(self) -> Text:
        return "action_other_language"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        language = tracker.latest_message.get("language")
        if language is None:
            dispatcher.utter_message(response="utter_not_understood")
            return []
        asked = question_asked(tracker)
        near = nearest(asked, self.container.questions(), shop_day(self.container).today)
        if asked["outcome"] == "answer" and near and _speaks(near[0], language["code"]):
            return say_answer(self.container, dispatcher, tracker, near[0])
        dispatcher.utter_message(response=f"utter_other_language_{language['code']}")
        return []


def _speaks(question: Question, language: str) -> bool:
    """Whether a question has an answer in a language."""
    return any(each.when is not None and language in each.when.language for each in question.answer)

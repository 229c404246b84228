"""Answers that depend on data: opening hours, a reported problem, another language."""

from __future__ import annotations

from typing import Text

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.slots import Events, HasContainer, attempt_set


class ActionOpeningHours(HasContainer, Action):
    """Says when agents are there, and whether they are now."""

    def name(self) -> Text:
        return "action_opening_hours"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        hours = self.container.hours
        state = "open" if hours.is_open(self.container.clock()) else "closed"
        dispatcher.utter_message(response=f"utter_opening_hours_{state}", opening_hours=hours.in_words())
        return []


class ActionProblemReport(Action):
    """Says what the shop does about damaged, wrong or missing items, and offers a person, who has to settle it."""

    def name(self) -> Text:
        return "action_problem_report"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        dispatcher.utter_message(response="utter_problem_report")
        return [attempt_set("problem_report", "answered")]


class ActionOtherLanguage(Action):
    """Tells a customer, in their language, that the shop answers in English, and offers a person."""

    def name(self) -> Text:
        return "action_other_language"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        language = tracker.latest_message.get("language")
        response = f"utter_other_language_{language['code']}" if language else "utter_not_understood"
        dispatcher.utter_message(response=response)
        return []

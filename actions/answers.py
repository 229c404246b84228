"""Answers that need a look at something: products, opening hours, a reported problem, an answer that did not help."""

from __future__ import annotations

import logging
from typing import Any, Dict, List, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict
from sqlalchemy.exc import SQLAlchemyError

from actions import said
from actions.parts import slot_set
from actions.product_words import product_text
from baton import wiring
from policies.facts import OFFER_PERSON

logger = logging.getLogger(__name__)


class ActionAnswerProduct(Action):
    """Tells what the shop knows of a product; one with complex specifications counts as tried."""

    def name(self) -> Text:
        return "action_answer_product"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> List[Dict[Text, Any]]:
        text = said.said(tracker).text
        try:
            found = wiring.orders().products(text)
        except SQLAlchemyError:
            logger.exception("The order store cannot be reached.")
            dispatcher.utter_message(response="utter_lookup_unavailable")
            return [slot_set("attempt", said.attempt("product_question", "unavailable"))]
        if not found:
            # A question that the shop's data does not answer is tried as often as the policy allows, no more.
            dispatcher.utter_message(response="utter_which_product")
            return [slot_set("attempt", said.attempt("product_unknown", "asked_back"))]
        product = found[0]
        dispatcher.utter_message(text=product_text(product, text))
        task = "product_specs" if product.complex_spec else "product_question"
        return [slot_set("attempt", said.attempt(task, "answered", product.name))]


class ActionOpeningHours(Action):
    """Tells when people are there, and whether they are now."""

    def name(self) -> Text:
        return "action_opening_hours"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> List[Dict[Text, Any]]:
        hours = wiring.hours()
        state = "open" if hours.is_open(wiring.now()) else "closed"
        dispatcher.utter_message(response=f"utter_opening_hours_{state}", opening_hours=hours.in_words())
        return []


class ActionProblemReport(Action):
    """Says what the shop does about damaged, wrong or missing things, and offers a person: it is theirs to settle."""

    def name(self) -> Text:
        return "action_problem_report"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> List[Dict[Text, Any]]:
        dispatcher.utter_message(response="utter_problem_report")
        return [slot_set("offer", OFFER_PERSON), slot_set("attempt", said.attempt("problem_report", "answered"))]


class ActionNotHelped(Action):
    """Asks once in other words and offers a person."""

    def name(self) -> Text:
        return "action_not_helped"

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> List[Dict[Text, Any]]:
        dispatcher.utter_message(response="utter_not_helped")
        return [slot_set("offer", OFFER_PERSON)]

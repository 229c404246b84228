"""Answers to customers who tell of a problem: what they can try, what the shop does, and who arranges it."""

from __future__ import annotations

from typing import Text

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import shown_order
from actions.order_questions import STATE
from actions.parsed_question import PROBLEMS, latest, question_asked
from actions.product_in_question import found_or_none
from actions.questions import ask_back, nearest, say_answer
from actions.slots import Event, Events, HasContainer, attempt_set, followed_by, shop_day, slot_set
from actions.user_message import attempt
from baton.base.log_event import ParsedQuestion
from baton.knowledge.document import Question
from policies.action_names import ANSWER_PRODUCT, REPORT_PROBLEM, SHOW_ORDER
from policies.facts import ATTEMPT_SLOT, ORDER_FORM
from policies.order_facets import order_facet_in_context
from policies.question_names import FAQ_PREFIX

TASK = PROBLEMS
#: So near, and so many times as near as the next one, must a question lead.
_LEADS, _LEAD = 0.1, 3
#: Kinds of problems with an order that is on its way: where it is answers them.
_ON_THE_WAY = frozenset({"late", "not_received", "tracking"})


class ActionProblemReport(HasContainer, Action):
    """Says what helps with a problem, by the shop's answers: the one that fits the message, else the first help for its
    kind (`problem:` in data/faq), else the answer that the message surely asks for or may ask for, else what holds for
    every problem."""

    def name(self) -> Text:
        return REPORT_PROBLEM

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        if shown_order.may_be_meant(self.container, tracker):
            return followed_by(SHOW_ORDER)
        if latest(tracker).get("problem") in _ON_THE_WAY or _is_late(tracker):
            return followed_by(SHOW_ORDER if tracker.get_slot("order_number") else ORDER_FORM)
        asked = question_asked(tracker)
        near = nearest(asked, self.container.questions(), shop_day(self.container).today)
        sure = near[0] if near and asked["outcome"] == "answer" else None
        leading = (
            near[0] if near and _leads(asked) and asked["ranking"][0]["id"] == f"{FAQ_PREFIX}{near[0].id}" else None
        )
        fitting = next((each for each in (sure, leading) if each is not None and each.topic == TASK), None)
        of_shop = sure if sure is not None and asked["ranking"][0]["id"] == f"{FAQ_PREFIX}{sure.id}" else None
        question = fitting or self._first_help(latest(tracker).get("problem")) or of_shop
        if question is not None:
            return [_of_problem(event) for event in say_answer(self.container, dispatcher, tracker, question)]
        if near and asked["outcome"] == "unsure":
            return ask_back(self.container, dispatcher, tracker, near)
        if not latest(tracker).get("problem") and self._asks_of_product(tracker):
            return followed_by(ANSWER_PRODUCT)  # "you got the throw in green"
        dispatcher.utter_message(response="utter_problem_report")
        return [attempt_set(TASK, "answered")]

    def _asks_of_product(self, tracker: Tracker) -> bool:
        """Whether the message asks whether a product that it names has some property."""
        found = found_or_none(self.container, tracker)
        return found is not None and found.answer.named and found.answer.asks_whether

    def _first_help(self, problem: str | None) -> Question | None:
        questions, today = self.container.questions().by_intent.values(), shop_day(self.container).today
        return next((each for each in questions if problem and each.problem == problem and each.valid(today)), None)


def _leads(asked: ParsedQuestion) -> bool:
    """Whether one question is much nearer than all others: of a problem that a customer has, it is then answered
    although it is not sure, for each of those answers says how a person puts the thing right."""
    scores = [each["score"] for each in asked["ranking"]]
    second = scores[1] if len(scores) > 1 else 0.0
    return asked["outcome"] == "unsure" and scores[0] >= _LEADS and scores[0] >= _LEAD * second


def _is_late(tracker: Tracker) -> bool:
    """Whether a problem whose kind is not clear is nearest of all to where an order is: "my order is late!!"."""
    return not latest(tracker).get("problem") and order_facet_in_context(latest(tracker), sure_intent=False) in STATE


def _of_problem(event: Event) -> Event:
    """What was tried counts as help with a problem, not as an answer to a question."""
    if event.get("name") != ATTEMPT_SLOT:
        return event
    return slot_set(ATTEMPT_SLOT, {**event["value"], **attempt(TASK, "answered")})

"""Answers to customers who tell of a problem: what they can try, what the shop does, and who arranges it."""

from __future__ import annotations

from typing import Text

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import shown_order
from actions.order_questions import STATE
from actions.parsed_question import latest, question_asked
from actions.questions import PROBLEMS, nearest, say_answer
from actions.slots import Event, Events, HasContainer, attempt_set, shop_day, slot_set
from actions.user_message import attempt
from baton.knowledge.document import Question
from policies.action_names import REPORT_PROBLEM, SHOW_ORDER
from policies.facts import ATTEMPT_SLOT, ORDER_FORM
from policies.order_facets import order_facet_in_context

TASK = PROBLEMS
#: Kinds of problems with an order that is on its way: where it is answers them.
_ON_THE_WAY = frozenset({"late", "not_received", "tracking"})


class ActionProblemReport(HasContainer, Action):
    """Says what helps with a problem, by the shop's answers: the one that fits the message, else the first help for its
    kind (`problem:` in data/faq), else what holds for every problem."""

    def name(self) -> Text:
        return REPORT_PROBLEM

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        if shown_order.is_meant(self.container, tracker) or shown_order.is_nearest(tracker):
            shown: Event = FollowupAction(SHOW_ORDER)
            return [shown]
        if latest(tracker).get("problem") in _ON_THE_WAY or _is_late(tracker):
            event: Event = FollowupAction(SHOW_ORDER if tracker.get_slot("order_number") else ORDER_FORM)
            return [event]
        question = self._fitting(tracker) or self._first_help(latest(tracker).get("problem"))
        if question is None:
            dispatcher.utter_message(response="utter_problem_report")
            return [attempt_set(TASK, "answered")]
        events = say_answer(self.container, dispatcher, tracker, question)
        return [_of_problem(event) for event in events]

    def _fitting(self, tracker: Tracker) -> Question | None:
        """The answer to a problem that the message is nearest to, where that is sure."""
        asked = question_asked(tracker)
        near = nearest(asked, self.container.questions(), shop_day(self.container).today)
        sure = asked["outcome"] == "answer" and near and near[0].topic == TASK
        return near[0] if sure else None

    def _first_help(self, problem: str | None) -> Question | None:
        questions, today = self.container.questions().by_intent.values(), shop_day(self.container).today
        return next((each for each in questions if problem and each.problem == problem and each.valid(today)), None)


def _is_late(tracker: Tracker) -> bool:
    """Whether a problem whose kind is not clear is nearest of all to where an order is: "my order is late!!"."""
    return not latest(tracker).get("problem") and order_facet_in_context(latest(tracker), sure_intent=False) in STATE


def _of_problem(event: Event) -> Event:
    """What was tried counts as help with a problem, not as an answer to a question."""
    if event.get("name") != ATTEMPT_SLOT:
        return event
    return slot_set(ATTEMPT_SLOT, {**event["value"], **attempt(TASK, "answered")})

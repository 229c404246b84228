"""Answers the shop's questions (data/faq), asks which one is meant, or says that there is no answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Text

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import user_message
from actions.parsed_question import latest, question_asked
from actions.products import find
from actions.slots import Event, Events, HasContainer, attempt_set, slot_set
from baton.base.log_event import ParsedQuestion
from baton.knowledge.answers import Audience, countries_in, plain_text, variation
from baton.knowledge.document import Question
from baton.knowledge.questions import Questions
from baton.orders.gateway import OrdersUnavailable
from policies.action_names import ANSWER_PRODUCT, ANSWER_QUESTION, SHOW_ORDER
from policies.order_facets import order_facet
from policies.question_names import FAQ_PREFIX
from policies.taxonomy import taxonomy

TASK = "question"
FALLBACK = "nlu_fallback"  # the intent of what says nothing
OF_ORDERS = "order_status"  # the topic of answers that explain the states of orders
ANSWERED_SLOT = "faq_answered"
#: Buttons of the nearest questions.
MOST_NEAREST = 3
#: A question farther than this from the message is not worth a button.
FARTHEST = 0.04
LONGEST_DETAIL = 200  # characters


class ActionAnswerQuestion(HasContainer, Action):
    """Answers the question, asks which one is meant, or says that there is no answer; in doubt it offers a person."""

    def name(self) -> Text:
        return ANSWER_QUESTION

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        asked = question_asked(tracker)
        if tracker.get_slot("order_number") and order_facet(latest(tracker)):
            return _followed_by(SHOW_ORDER)
        now = self.container.clock().astimezone(self.container.hours.zone)
        questions, text = self.container.questions(), user_message.latest_message(tracker).text
        near = nearest(asked, questions, now.date())
        if self._product_answers(tracker):
            return _followed_by(ANSWER_PRODUCT)
        if asked["outcome"] == "answer" and near and f"{FAQ_PREFIX}{near[0].id}" == _best(asked):
            if near[0].action:
                return _followed_by(near[0].action)
            if near[0].topic == OF_ORDERS and tracker.get_slot("order_number"):
                return _followed_by(SHOW_ORDER)  # "is it lost?": what "lost" means says nothing of this order
            return self._answer(dispatcher, near[0], text, again=tracker.get_slot(ANSWERED_SLOT) == near[0].id)
        if asked["outcome"] != "none" and near:
            dispatcher.utter_message(response="utter_faq_which", buttons=question_buttons(near))
            return [attempt_set(TASK, "asked_back", text[:LONGEST_DETAIL])]
        if user_message.latest_message(tracker).intent == FALLBACK:
            dispatcher.utter_message(response="utter_not_understood")
            return []
        response = "utter_faq_unknown_nearest" if near else "utter_faq_unknown"
        dispatcher.utter_message(response=response, buttons=question_buttons(near))
        # What is no matter of a shop's counts as not understood already; to count it twice would hand it over at once.
        understood = taxonomy().is_understood(user_message.latest_message(tracker).intent)
        return [attempt_set(TASK, "not_found", text[:LONGEST_DETAIL])] if understood else []

    def _answer(self, dispatcher: CollectingDispatcher, question: Question, text: str, again: bool) -> Events:
        answer = variation(question, Audience(countries_in(text)))
        buttons = [button.dict() for button in answer.buttons]
        if again:  # the same words a second time help nobody
            related = [each for name in question.related if (each := self._question(name)) is not None]
            dispatcher.utter_message(
                response="utter_faq_again",
                answer=plain_text(answer.text),
                buttons=question_buttons(related[:MOST_NEAREST]),
            )
        else:
            offer = {"offer": question.offer} if question.offer else {}
            metadata = {"utter_action": f"utter_{FAQ_PREFIX}{question.id}", **offer}
            dispatcher.utter_message(text=plain_text(answer.text), buttons=buttons, metadata=metadata)
        return [attempt_set(TASK, "answered", question.question), slot_set(ANSWERED_SLOT, question.id)]

    def _product_answers(self, tracker: Tracker) -> bool:
        """Whether the data of a product that the message names, or goes on about, say all that is asked: better than
        an answer for all."""
        try:
            return find(self.container, tracker).complete
        except OrdersUnavailable:
            return False

    def _question(self, name: str) -> Question | None:
        return self.container.questions().by_intent.get(f"{FAQ_PREFIX}{name}")


def _followed_by(action: str) -> Events:
    event: Event = FollowupAction(action)
    return [event]


def nearest(asked: ParsedQuestion, questions: Questions, today: date) -> list[Question]:
    """The shop's questions that a message may ask, nearest first: those that are in force today and not too far."""
    found = [
        questions.by_intent[each["id"]]
        for each in asked["ranking"]
        if each["id"].startswith(FAQ_PREFIX) and each["id"] in questions.by_intent and each["score"] >= FARTHEST
    ]
    return [question for question in found if question.valid(today)]


def _best(asked: ParsedQuestion) -> str | None:
    return next((each["id"] for each in asked["ranking"] if each["id"].startswith(FAQ_PREFIX)), None)


def question_buttons(questions: Sequence[Question]) -> list[dict[str, str]]:
    """A button for each of the first of the questions, which asks it."""
    return [{"title": each.question, "payload": each.question} for each in questions[:MOST_NEAREST]]

"""Answers the shop's questions (data/faq), asks which one is meant, or says that there is no answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Text

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import order_memory, shown_order, user_message
from actions.audience import audience
from actions.order_memory import STATE_PREFIX
from actions.parsed_question import latest, question_asked
from actions.products import find
from actions.question_followups import ANSWERED_SLOT, answered_last, goes_on_with
from actions.slots import Event, Events, HasContainer, attempt_set, slot_set
from baton.base.log_event import ParsedQuestion
from baton.bootstrap import Container
from baton.knowledge.answers import countries_in, countries_of, country_name, plain_text, variation
from baton.knowledge.document import Question
from baton.knowledge.questions import Questions
from baton.orders.gateway import OrdersUnavailable
from policies import place_followups
from policies.action_names import ANSWER_PRODUCT, ANSWER_QUESTION, REPORT_PROBLEM, SHOW_ORDER
from policies.facts import ATTEMPT_SLOT
from policies.order_facets import order_facet
from policies.question_names import CLEAR, FAQ_PREFIX
from policies.taxonomy import taxonomy

TASK = "question"
FALLBACK = "nlu_fallback"  # the intent of what says nothing
GIVES = "inform"  # and of what gives a detail
PROBLEMS = "problem_report"  # the topic of answers to problems
_ASKED = "asked"  # in that slot, in place of the variation: the question was offered and not answered
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
        if shown_order.is_meant(self.container, tracker):
            return _followed_by(SHOW_ORDER)
        if tracker.get_slot("order_number") and order_facet(latest(tracker)):
            return _followed_by(SHOW_ORDER)
        now = self.container.clock().astimezone(self.container.hours.zone)
        questions, text = self.container.questions(), user_message.latest_message(tracker).text
        near = nearest(asked, questions, now.date())
        place = self._place(tracker, questions, sure=asked["outcome"] == "answer")
        if place is not None:
            return self._at(dispatcher, tracker, place)
        if self._product_answers(tracker):
            return _followed_by(ANSWER_PRODUCT)
        if (next_one := goes_on_with(tracker, questions, now.date())) is not None:
            return say_answer(self.container, dispatcher, tracker, next_one)
        if asked["outcome"] == "answer" and near and f"{FAQ_PREFIX}{near[0].id}" == _best(asked):
            if near[0].action:
                return _followed_by(near[0].action)
            if str(near[0].id).startswith(STATE_PREFIX) and tracker.get_slot("order_number"):
                return _followed_by(SHOW_ORDER)  # "is it lost?": what "lost" means says nothing of this order
            if _is_problem(tracker, near[0], asked["ranking"][0]["score"]):
                return _followed_by(REPORT_PROBLEM)
            return say_answer(self.container, dispatcher, tracker, near[0])
        if asked["outcome"] != "none" and near:
            dispatcher.utter_message(response="utter_faq_which", buttons=question_buttons(near))
            return _nearest_kept(near[0], _attempt("asked_back", text[:LONGEST_DETAIL], near[0]))
        if user_message.latest_message(tracker).intent == FALLBACK:
            dispatcher.utter_message(response="utter_not_understood")
            return []
        response = "utter_faq_unknown_nearest" if near else "utter_faq_unknown"
        dispatcher.utter_message(response=response, buttons=question_buttons(near))
        # What is no matter of a shop's counts as not understood already; to count it twice would hand it over at once.
        understood = taxonomy().is_understood(user_message.latest_message(tracker).intent)
        if not understood:
            return []
        detail = text[:LONGEST_DETAIL]
        if not near:
            return [attempt_set(TASK, "not_found", detail)]
        return _nearest_kept(near[0], _attempt("not_found", detail, near[0]))

    def _place(self, tracker: Tracker, questions: Questions, sure: bool) -> Question | None:
        """The question that was answered right before by the country, if this message does no more than name a place.

        Args:
            sure: whether the message asks a question of its own, as far as the pipeline can see.
        """
        asked, message = answered_last(tracker, questions), user_message.latest_message(tracker)
        if asked is None or not countries_of(asked) or not order_memory.in_a_row(tracker.events, ANSWER_QUESTION):
            return None
        named = bool(countries_in(message.text)) and not (
            sure and _best(question_asked(tracker)) != f"{FAQ_PREFIX}{asked.id}"
        )
        unclear = message.intent == GIVES or not taxonomy().is_understood(message.intent)
        return asked if len(message.words) <= place_followups.LONGEST and (named or (unclear and not sure)) else None

    def _at(self, dispatcher: CollectingDispatcher, tracker: Tracker, question: Question) -> Events:
        """The answer for the country that the message names; of another place the country is asked for."""
        if countries_in(user_message.latest_message(tracker).text):
            return say_answer(self.container, dispatcher, tracker, question)
        countries = [country_name(code) for code in countries_of(question)]
        buttons = [{"title": name, "payload": name} for name in countries]
        dispatcher.utter_message(response="utter_faq_which_country", countries=", ".join(countries), buttons=buttons)
        return [_attempt("asked_back", user_message.latest_message(tracker).text[:LONGEST_DETAIL], question)]

    def _product_answers(self, tracker: Tracker) -> bool:
        """Whether the data of a product that the message names, or goes on about, say all that is asked: better than
        an answer for all."""
        try:
            return find(self.container, tracker).complete
        except OrdersUnavailable:
            return False


def say_answer(
    container: Container, dispatcher: CollectingDispatcher, tracker: Tracker, question: Question, before: str = ""
) -> Events:
    """Give the shop's answer to a question, in the variation for this customer.

    If it was the last answer already, the neighbouring questions and a person come with it: the same words a second
    time help nobody.

    Args:
        before: a sentence that comes first.
    Returns:
        What is to be remembered.
    """
    answer = variation(question, audience(container, tracker))
    said = f"{question.id}/{question.answer.index(answer)}"
    text = " ".join(part for part in (before, plain_text(answer.text)) if part)
    buttons = [button.dict() for button in answer.buttons]
    if tracker.get_slot(ANSWERED_SLOT) == said:
        questions = container.questions().by_intent
        related = [each for name in question.related if (each := questions.get(f"{FAQ_PREFIX}{name}")) is not None]
        dispatcher.utter_message(
            response="utter_faq_again", answer=text, buttons=question_buttons(related[:MOST_NEAREST])
        )
    else:
        offer = {"offer": question.offer, "declined": question.declined}
        metadata = {"utter_action": f"utter_{FAQ_PREFIX}{question.id}", **{k: v for k, v in offer.items() if v}}
        dispatcher.utter_message(text=text, buttons=buttons, metadata=metadata)
    return [_attempt("answered", question.question, question), slot_set(ANSWERED_SLOT, said)]


def _nearest_kept(nearest_one: Question, tried: Event) -> Events:
    """A question that was asked back, or was the nearest: a country in the next message is about it."""
    kept = [slot_set(ANSWERED_SLOT, f"{nearest_one.id}/{_ASKED}")] if countries_of(nearest_one) else []
    return [tried, *kept]


def _attempt(outcome: str, detail: str, question: Question) -> Event:
    """What was tried; it says if the answer depends on a country that the next message may name."""
    by_country = {"by_country": True} if countries_of(question) else {}
    return slot_set(ATTEMPT_SLOT, {**user_message.attempt(TASK, outcome, detail), **by_country})


def _is_problem(tracker: Tracker, question: Question, score: float) -> bool:
    """Whether the message rather tells of a problem than asks this question: "I ordered the wrong size of towels"."""
    return bool(latest(tracker).get("problem")) and question.topic != PROBLEMS and score < CLEAR


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

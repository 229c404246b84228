"""Answers the shop's questions (data/faq), asks which one is meant, or says that there is no answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Text

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import shown_order, user_message
from actions.audience import audience, places
from actions.callback import given_beside
from actions.logged_conversations import facts_of
from actions.no_reason import say_no_reason
from actions.parsed_question import PROBLEMS, answers_before_products, latest, question_asked, shop_answers
from actions.product_in_question import found_or_none, goes_on_about_product, is_about_product, is_bare_name
from actions.products import Found, asks_what_it_has, better_than_shop
from actions.question_followups import (
    ANSWERED_SLOT,
    before,
    confirmed_question,
    goes_on_with,
    names_new_country,
    neighbours,
    only_names_place,
)
from actions.recent_events import has_run
from actions.slots import Event, Events, HasContainer, followed_by, shop_day, slot_set
from baton.base.log_event import ParsedQuestion
from baton.bootstrap import Container
from baton.knowledge.answers import Audience, countries_of, country_name, is_for_country, plain_text, variation
from baton.knowledge.document import Question, Variation
from baton.knowledge.questions import Questions
from policies import place_followups
from policies.action_names import ANSWER_PRODUCT, ANSWER_QUESTION, REPORT_PROBLEM, SHOW_ORDER
from policies.facts import ATTEMPT_SLOT, ORDER_FORM
from policies.product_followups import buys
from policies.question_names import CLEAR, FAQ_PREFIX, ORDER_PREFIX, STATE_PREFIX
from policies.taxonomy import taxonomy

TASK = "question"
FALLBACK = "nlu_fallback"  # the intent of what says nothing
GIVES = "inform"  # and of what gives a detail
_ASKED = "asked"  # in that slot, in place of the variation: the question was offered and not answered
#: Buttons of the nearest questions.
MOST_NEAREST = 3
#: A question farther than this from the message is not worth a button.
FARTHEST = 0.04
#: From this score on a question is asked although its message seems to name no more than a product.
_PLAIN = 0.8
_HARDLY_A_WORD = 2  # words
LONGEST_DETAIL = 200  # characters


class ActionAnswerQuestion(HasContainer, Action):
    """Answers the question, asks which one is meant, or says that there is no answer; in doubt it offers a person."""

    def name(self) -> Text:
        return ANSWER_QUESTION

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        return [*self._answer(dispatcher, tracker), *given_beside(self.container, tracker)]

    def _answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        asked, questions = question_asked(tracker), self.container.questions()
        if (no_reason := say_no_reason(self.container, dispatcher, tracker)) is not None:
            return no_reason
        if shown_order.is_meant(self.container, tracker):
            return followed_by(SHOW_ORDER)
        today = shop_day(self.container).today
        place = self._place(tracker, questions)
        if place is not None:
            return self._at(dispatcher, tracker, place)
        if (confirmed := confirmed_question(tracker, questions)) is not None:
            return say_answer(self.container, dispatcher, tracker, confirmed)
        next_one = goes_on_with(tracker, questions, today, lambda each: self._variation(tracker, each))
        if next_one is None and shown_order.is_asked_about(tracker):
            return followed_by(SHOW_ORDER)
        found = None if has_run(tracker.events, ANSWER_PRODUCT) else found_or_none(self.container, tracker)
        if self._product_answers(tracker, found):
            return followed_by(ANSWER_PRODUCT)
        near = nearest(asked, questions, today)
        if next_one is None:
            next_one = self._of_product_named(tracker, questions, found) or self._before_ordering(tracker, questions)
        if next_one is None and self._is_for_order(tracker):
            return followed_by(ORDER_FORM)
        if next_one is None and asked["outcome"] == "answer" and near and f"{FAQ_PREFIX}{near[0].id}" == _best(asked):
            if str(near[0].id).startswith(STATE_PREFIX) and tracker.get_slot("order_number"):
                return followed_by(SHOW_ORDER)  # "is it lost?": what "lost" means says nothing of this order
            if _is_problem(tracker, near[0], asked["ranking"][0]["score"]):
                return followed_by(REPORT_PROBLEM)
            next_one = near[0]
        if next_one is None and asked["outcome"] == "unsure" and near:
            next_one = near[0] if near[0].only_asks or self._is_for_place(tracker, near[0]) else None
        if next_one is not None:
            if next_one.action:
                return followed_by(next_one.action)
            return say_answer(self.container, dispatcher, tracker, next_one)
        return self._not_sure(dispatcher, tracker, [each for each in near if not each.only_asks], found)

    def _is_for_order(self, tracker: Tracker) -> bool:
        """Whether a message of hardly a word is nearest to a question about an order, and none of the shop's general
        answers to that one is near: "parcel??"."""
        asked, words = question_asked(tracker), user_message.latest_message(tracker).words
        best = asked["ranking"][0]["id"] if asked["outcome"] == "answer" else ""
        if len(words) > _HARDLY_A_WORD or not best.startswith(ORDER_PREFIX) or tracker.get_slot("order_number"):
            return False
        question = self.container.questions().by_intent.get(best)
        general = {f"{FAQ_PREFIX}{name}" for name in question.related} if question is not None else set()
        return not general.intersection(each["id"] for each in asked["ranking"])

    @staticmethod
    def _of_product_named(tracker: Tracker, questions: Questions, found: Found | None) -> Question | None:
        """The question right before, if this message only says of which product it was: "the throw"."""
        spoken_of = before(tracker)
        if found is None or not found.answer.only_names or not spoken_of.answered or not spoken_of.goes_on:
            return None
        return questions.by_intent.get(spoken_of.goes_on[0])

    def _before_ordering(self, tracker: Tracker, questions: Questions) -> Question | None:
        """The shop's answer to a question about an order while the customer only looks for something to buy."""
        facts = facts_of(tracker.events)
        if facts.turn is None or not buys(facts) or shop_answers(tracker):
            return None
        asked = questions.by_intent.get(f"{ORDER_PREFIX}{facts.turn.facet}")
        general = questions.by_intent.get(f"{FAQ_PREFIX}{asked.before_ordering}") if asked is not None else None
        return general if general is not None and general.valid(shop_day(self.container).today) else None

    def _is_for_place(self, tracker: Tracker, question: Question) -> bool:
        """Whether the message names a place for which the question has an answer of its own: then it is hardly another
        question that is meant."""
        named = places(self.container, tracker, countries_of(question))
        return bool(named) and is_for_country(question, Audience(named))

    def _variation(self, tracker: Tracker, question: Question) -> Variation:
        return variation(question, audience(self.container, tracker, question))

    def _not_sure(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, near: Sequence[Question], found: Found | None
    ) -> Events:
        """Ask which question is meant, or say that there is no answer."""
        message, questions = user_message.latest_message(tracker), self.container.questions()
        if question_asked(tracker)["outcome"] == "none" and shown_order.may_say_more(self.container, tracker):
            return followed_by(SHOW_ORDER)
        if found is not None and (goes_on_about_product(tracker, found) or is_about_product(tracker, found)):
            return followed_by(ANSWER_PRODUCT)
        detail = message.text[:LONGEST_DETAIL]
        if question_asked(tracker)["outcome"] != "none" and near:
            return ask_back(self.container, dispatcher, tracker, near)
        if message.intent == FALLBACK:
            dispatcher.utter_message(response="utter_not_understood")
            return []
        response = "utter_faq_unknown_nearest" if near else "utter_faq_unknown"
        dispatcher.utter_message(response=response, buttons=question_buttons(near))
        # What is no matter of a shop's counts as not understood already; to count it twice would hand it over at once.
        if not taxonomy().is_understood(message.intent):
            return []
        tried = _attempt("not_found", detail, near[:MOST_NEAREST], questions)
        return _nearest_kept(near[0], tried) if near else [tried]

    def _place(self, tracker: Tracker, questions: Questions) -> Question | None:
        """The question right before, or its nearest neighbour, that is answered by the country, if this message does no
        more than name a place."""
        message, asked = user_message.latest_message(tracker), question_asked(tracker)
        if len(message.words) > place_followups.LONGEST:
            return None
        spoken_of = [questions.by_intent.get(name) for name in before(tracker).goes_on]
        by_country = next((each for each in spoken_of if each is not None and countries_of(each)), None)
        if by_country is None:
            return None
        sure, itself = asked["outcome"] == "answer", by_country is spoken_of[0]
        if places(self.container, tracker, countries_of(by_country)):
            same = _best(asked) == f"{FAQ_PREFIX}{by_country.id}"
            return by_country if not sure or same or (itself and only_names_place(message.text)) else None
        unclear = message.intent == GIVES or not taxonomy().is_understood(message.intent)
        names_nothing = only_names_place(message.text)  # "and how many days"
        return by_country if unclear and not sure and itself and not names_nothing else None

    def _at(self, dispatcher: CollectingDispatcher, tracker: Tracker, question: Question) -> Events:
        """The answer for the country that the message names; of another place the country is asked for."""
        if places(self.container, tracker, countries_of(question)):
            return say_answer(self.container, dispatcher, tracker, question)
        countries = [country_name(code) for code in countries_of(question)]
        buttons = [{"title": name, "payload": name} for name in countries]
        dispatcher.utter_message(response="utter_faq_which_country", countries=", ".join(countries), buttons=buttons)
        detail = user_message.latest_message(tracker).text[:LONGEST_DETAIL]
        return [_attempt("asked_back", detail, [question], self.container.questions())]

    def _product_answers(self, tracker: Tracker, found: Found | None) -> bool:
        """Whether the data of a product that the message names, or goes on about, say all that is asked: better than
        an answer for all."""
        if found is None:
            return False
        if answers_before_products(self.container, tracker):
            return asks_what_it_has(tracker, found)
        resumes = found.resumes and question_asked(tracker)["outcome"] != "answer"
        # "tell me about the kettle": nothing is asked of the shop, however near one of its questions is
        asks_nothing = found.answer.asks_sheet or (not before(tracker).goes_on and is_bare_name(tracker, found))
        presents = found.answer.only_names and asks_nothing and not shop_answers(tracker, _PLAIN)
        return found.complete or resumes or presents or better_than_shop(self.container, tracker, found)


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
    for_whom, questions = audience(container, tracker, question), container.questions()
    answer = variation(question, for_whom)
    said = f"{question.id}/{question.answer.index(answer)}"
    same_there = tracker.get_slot(ANSWERED_SLOT) == said and names_new_country(tracker, for_whom.countries)
    there = container.responses.text("utter_faq_same_there") if same_there else ""
    text = " ".join(part for part in (before, there, plain_text(answer.text)) if part)
    buttons = [button.dict() for button in answer.buttons]
    if tracker.get_slot(ANSWERED_SLOT) == said and not same_there:
        others = (questions.by_intent.get(f"{FAQ_PREFIX}{name}") for name in question.related)
        related = [each for each in others if each is not None]
        dispatcher.utter_message(
            response="utter_faq_again", answer=text, buttons=question_buttons(related[:MOST_NEAREST])
        )
    else:
        offer = {"offer": question.offer, "declined": question.declined}
        metadata = {"utter_action": f"utter_{FAQ_PREFIX}{question.id}", **{k: v for k, v in offer.items() if v}}
        dispatcher.utter_message(text=text, buttons=buttons, metadata=metadata)
    tried = _attempt("answered", question.question, [question], questions, for_whom.countries)
    return [tried, slot_set(ANSWERED_SLOT, said)]


def ask_back(
    container: Container, dispatcher: CollectingDispatcher, tracker: Tracker, near: Sequence[Question]
) -> Events:
    """Ask which of the nearest questions is meant.

    Returns:
        What is to be remembered.
    """
    detail = user_message.latest_message(tracker).text[:LONGEST_DETAIL]
    if len(near) == 1:
        person = container.responses.text("utter_product_ask_person")
        buttons = [*question_buttons(near), {"title": person, "payload": person}]
        dispatcher.utter_message(response="utter_faq_meant", question=near[0].question, buttons=buttons)
    else:
        dispatcher.utter_message(response="utter_faq_which", buttons=question_buttons(near))
    return _nearest_kept(near[0], _attempt("asked_back", detail, near[:MOST_NEAREST], container.questions()))


def _nearest_kept(nearest_one: Question, tried: Event) -> Events:
    """A question that was asked back, or was the nearest: a country in the next message is about it."""
    kept = [slot_set(ANSWERED_SLOT, f"{nearest_one.id}/{_ASKED}")] if countries_of(nearest_one) else []
    return [tried, *kept]


def _attempt(
    outcome: str, detail: str, spoken_of: Sequence[Question], questions: Questions, countries: Collection[str] = ()
) -> Event:
    """What was tried, and what the next message may go on with: a country, a neighbouring question.

    Args:
        spoken_of: the question that was answered, or those that were asked back.
        countries: that the answer was for.
    """
    known: dict[str, object] = {"goes_on": neighbours(questions, spoken_of), "countries": list(countries)}
    by_country = {"by_country": True} if any(map(countries_of, spoken_of[:1])) else {}
    kept = {name: value for name, value in known.items() if value}
    return slot_set(ATTEMPT_SLOT, {**user_message.attempt(TASK, outcome, detail), **by_country, **kept})


def _is_problem(tracker: Tracker, question: Question, score: float) -> bool:
    """Whether the message rather tells of a problem than asks this question: "I ordered the wrong size of towels"."""
    return bool(latest(tracker).get("problem")) and question.topic != PROBLEMS and score < CLEAR


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

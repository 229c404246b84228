"""What a short message goes on to ask about the shop's question that was answered right before."""

from __future__ import annotations

from datetime import date

from rasa_sdk import Tracker

from actions import order_memory, user_message
from actions.parsed_question import question_asked
from baton.knowledge.document import Question
from baton.knowledge.questions import Questions
from policies.action_names import ANSWER_QUESTION
from policies.question_names import FAQ_PREFIX

#: The question that was answered last, and in which variation.
ANSWERED_SLOT = "faq_answered"
#: A message of more words than this says what it is about by itself.
LONGEST_FOLLOW_UP = 6


def answered_last(tracker: Tracker, questions: Questions) -> Question | None:
    """The shop's question that was answered last."""
    name = str(tracker.get_slot(ANSWERED_SLOT) or "").partition("/")[0]
    return questions.by_intent.get(f"{FAQ_PREFIX}{name}")


def goes_on_with(tracker: Tracker, questions: Questions, today: date) -> Question | None:
    """The neighbour of the question answered right before that a short message goes on to ask: "and who pays?".

    By itself it is near to nothing, or as near to something else.
    """
    asked, message = question_asked(tracker), user_message.latest_message(tracker)
    before = answered_last(tracker, questions)
    if asked["outcome"] == "answer" or before is None or len(message.words) > LONGEST_FOLLOW_UP:
        return None
    if not order_memory.in_a_row(tracker.events, ANSWER_QUESTION):
        return None
    related = {f"{FAQ_PREFIX}{name}" for name in before.related}
    found = (questions.by_intent.get(each["id"]) for each in asked["ranking"] if each["id"] in related)
    return next((question for question in found if question is not None and question.valid(today)), None)

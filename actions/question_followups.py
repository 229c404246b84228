"""What the latest message goes on with: the shop's question right before, its neighbours, its country."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rasa_sdk import Tracker

from actions import order_memory, user_message
from actions.logged_conversations import facts_of
from actions.parsed_question import question_asked
from baton.base.places import without_places
from baton.knowledge.document import Question, Variation
from baton.knowledge.quantities import has_price, has_time
from baton.knowledge.questions import Questions
from policies.action_names import ANSWER_MATTERS, ANSWER_QUESTION, REPORT_PROBLEM
from policies.facts import ATTEMPT_SLOT, OFFER_QUESTION
from policies.question_followups import asks_of_product, meant, question_followups
from policies.question_names import FAQ_PREFIX

#: The question that was answered last, and in which variation.
ANSWERED_SLOT = "faq_answered"
#: Actions that answer the shop's questions.
_ANSWER = (ANSWER_QUESTION, ANSWER_MATTERS, REPORT_PROBLEM)


@dataclass(frozen=True)
class Before:
    """What was spoken of right before the latest message.

    Attributes:
        goes_on: the shop's question that was answered or asked back, and its neighbours, by their intents.
        answered: whether the first of them was answered.
        countries: those that it was answered for, as ISO 3166 codes.
    """

    goes_on: tuple[str, ...] = ()
    answered: bool = False
    countries: tuple[str, ...] = ()


def before(tracker: Tracker) -> Before:
    """What was spoken of right before; nothing where the last answer was about something else."""
    attempt = tracker.get_slot(ATTEMPT_SLOT)
    if not isinstance(attempt, Mapping) or not any(order_memory.in_a_row(tracker.events, each) for each in _ANSWER):
        return Before()
    answered = attempt.get("outcome") == "answered"
    return Before(tuple(attempt.get("goes_on") or ()), answered, tuple(attempt.get("countries") or ()))


def neighbours(questions: Questions, spoken_of: Iterable[Question]) -> list[str]:
    """The intents of these questions, of those related to them in either direction, and of those related to these."""
    own = [question.id for question in spoken_of]
    back = [each.id for each in questions.by_intent.values() if not set(own).isdisjoint(each.related)]
    related = list(_related(questions, own))
    found = dict.fromkeys([*own, *related, *back, *_related(questions, related)])
    return [intent for name in found if (intent := f"{FAQ_PREFIX}{name}") in questions.by_intent]


def _related(questions: Questions, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        question = questions.by_intent.get(f"{FAQ_PREFIX}{name}")
        yield from question.related if question is not None else ()


def answered_last(tracker: Tracker, questions: Questions) -> Question | None:
    """The shop's question that was answered last."""
    name = str(tracker.get_slot(ANSWERED_SLOT) or "").partition("/")[0]
    return questions.by_intent.get(f"{FAQ_PREFIX}{name}")


def confirmed_question(tracker: Tracker, questions: Questions) -> Question | None:
    """The question that was asked back as the only one ("Do you mean ...?"), if the latest message says yes to it."""
    turn = facts_of(tracker.events).turn
    if turn is None or turn.accepted != OFFER_QUESTION:
        return None
    attempt = tracker.get_slot(ATTEMPT_SLOT)
    offered = (attempt.get("goes_on") or ()) if isinstance(attempt, Mapping) else ()
    return questions.by_intent.get(str(next(iter(offered), None)))


def only_names_place(text: str) -> bool:
    """Whether a message says nothing but a place: "and to Lyon?"."""
    return question_followups().is_empty(without_places(text))


def names_new_country(tracker: Tracker, countries: Iterable[str]) -> bool:
    """Whether a message is about another country than the answer right before, so that the same text is no repetition.

    Args:
        countries: for which it is answered.
    """
    return not set(countries) <= set(before(tracker).countries)


def goes_on(tracker: Tracker) -> bool:
    """Whether the latest message goes on about the shop's answer right before."""
    spoken_of = before(tracker)
    message, asked = user_message.latest_message(tracker), question_asked(tracker)
    if asks_of_product(message.text, message.intent, message.confidence, asked):
        return False
    return bool(meant(message.text, asked, spoken_of.goes_on, spoken_of.answered))


def goes_on_with(
    tracker: Tracker, questions: Questions, today: date, answer: Callable[[Question], Variation]
) -> Question | None:
    """The question that a short message goes on to ask about the answer right before: "and who pays?".

    Args:
        questions: those in force.
        today: the shop's day.
        answer: the variation with which a question would be answered now.
    """
    text, spoken_of = user_message.latest_message(tracker).text, before(tracker)
    asked = question_asked(tracker)
    names = meant(text, asked, spoken_of.goes_on, spoken_of.answered)
    found = (questions.by_intent.get(name) for name in names)
    valid = [question for question in found if question is not None and question.valid(today)]
    last = questions.by_intent.get(spoken_of.goes_on[0]) if spoken_of.answered and spoken_of.goes_on else None
    if last is not None and question_followups().is_empty(text):
        near = [each for each in valid if each.id in last.related]
        if asked["outcome"] == "answer" and near and asked["ranking"][0]["id"] == f"{FAQ_PREFIX}{near[0].id}":
            return near[0]
        others = [*near, *(each for each in valid if each not in near and each is not last)]
        around = (questions.by_intent.get(name) for name in spoken_of.goes_on)
        beside = [each for each in around if each is not None and each.valid(today)]
        if question_followups().find(question_followups().asks_way, text) is not None:
            return next(filter(says_way, [last, *near, *beside]), last)
        return _with_amount(text, last, others, beside, answer) or next(iter([*others, *valid]), None)
    next_one = next(iter(valid), None)
    if next_one is last and asked["outcome"] == "unsure" and _is_same_for_all(next_one):
        return None  # "and the receipt" after the box: what it is near to by itself is asked back, nothing is repeated
    return next_one


def _is_same_for_all(question: Question | None) -> bool:
    """Whether a question has the same answer for every product, country and day."""
    return question is not None and len(question.answer) == 1


def says_way(question: Question) -> bool:
    """Whether a question is how something is done: "How do I return something?"."""
    return question_followups().begins(question_followups().asks_way, question.question) is not None


def _with_amount(
    text: str,
    last: Question,
    others: Sequence[Question],
    beside: Sequence[Question],
    answer: Callable[[Question], Variation],
) -> Question | None:
    """The question whose answer has what a message without words of its own asks for, an amount of money or a time.

    The answer right before may have it already; one for the same country says it better, and so does a neighbour that
    asks for just that: "What does a repair cost?".

    Args:
        others: the questions that the message may go on to ask, likeliest first.
        beside: the question right before and all its neighbours.
    """
    words = question_followups()
    kinds = ((words.asks_price, has_price), (words.asks_time, has_time), (words.asks_date, has_time))
    wordings, has = next((kind for kind in kinds if words.find(kind[0], text)), ([], has_time))

    def gives(question: Question) -> bool:
        return bool(question.answer) and has(answer(question).text)

    def asks(question: Question) -> bool:
        near = question is last or question.id in last.related or last.id in question.related
        # "When" begins too many questions that ask for no day.
        return near and wordings is not words.asks_date and words.find(wordings, question.question) is not None

    if not wordings:
        return None
    with_it = [each for each in others if gives(each)]
    again = [last] if gives(last) else []
    by_country = bool(last.answer) and _of_country(answer(last))
    for_country = [each for each in with_it if by_country and _of_country(answer(each))]
    asking = [each for each in beside if asks(each) and gives(each)]
    return next(iter([*for_country, *asking, *again, *with_it]), None)


def _of_country(answer: Variation) -> bool:
    return answer.when is not None and bool(answer.when.country)

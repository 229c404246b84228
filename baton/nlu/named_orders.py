"""A question in a message that names an order: it is about that order, and not about orders in general. Pure."""

from __future__ import annotations

from dataclasses import replace

from baton.knowledge.questions import Questions
from baton.nlu.question_matching import Matched
from policies.question_names import FAQ_PREFIX, ORDER_PREFIX

#: So far behind, the general answer is not nearly as near any more (`policies.order_facets.NEARLY`).
_BEHIND = 1.0


def of_named_order(matched: Matched, questions: Questions) -> Matched:
    """What was found of a message that names an order, with the shop's general answer and the same question about an
    order (`related` in data/order_questions.yml) in each other's place: "I need the invoice for 10023".

    Args:
        matched: the questions that are near, the nearest first.
        questions: those in force.
    """
    if not matched.ranking or not matched.ranking[0].intent.startswith(FAQ_PREFIX):
        return matched
    general, *others = matched.ranking
    name = general.intent.removeprefix(FAQ_PREFIX)
    own = next((each for each in others if name in _general_answers(each.intent, questions)), None)
    if own is None:
        return matched
    farther = min(own.score, general.score - _BEHIND)
    rest = [replace(general, score=farther) if each is own else each for each in others]
    return replace(matched, ranking=(replace(own, score=general.score), *rest))


def _general_answers(intent: str, questions: Questions) -> list[str]:
    question = questions.by_intent.get(intent) if intent.startswith(ORDER_PREFIX) else None
    return list(question.related) if question is not None else []

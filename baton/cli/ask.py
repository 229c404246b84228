"""`baton ask`: what the bot would answer to a question, and why: the nearest questions, their scores, the lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from baton.base.log_event import ParseData
from baton.base.places import countries_in
from baton.knowledge.answers import Audience, variation
from baton.knowledge.document import Question
from baton.knowledge.questions import Questions
from baton.nlu.question_matching import ANSWER, UNSURE
from policies.question_names import FAQ, ORDER_QUESTION


def explain(text: str, parsed: ParseData, questions: Questions, today: date) -> Iterator[str]:
    """The lines of the report.

    Args:
        text: the question.
        parsed: what the running bot made of it.
        questions: those in force.
        today: the shop's day.
    """
    asked = parsed.get("question") or {"outcome": "none", "ranking": []}
    intent = parsed.get("intent") or {"name": None, "confidence": 0.0}
    yield f"question   {text}"
    yield f"intent     {intent['name']} ({intent['confidence']:.2f})"
    for place, ranked in enumerate(asked["ranking"], 1):
        block = questions.by_intent.get(ranked["id"])
        title = block.question if block else "(no longer there)"
        yield f"{place:>9}. {ranked['score']:.3f}  {ranked['id']:<34} {title}{_validity(block, today)}"
    best = asked["ranking"][0]["score"] if asked["ranking"] else 0.0
    yield f"lines      answered from {ANSWER} on, asked back from {UNSURE} on; the nearest has {best:.3f}"
    yield f"outcome    {_outcome(asked['outcome'], str(intent['name']))}"
    block = questions.by_intent.get(asked["ranking"][0]["id"]) if asked["ranking"] else None
    if asked["outcome"] == "answer" and block is not None and block.answer:
        yield f"answer     {variation(block, Audience(countries_in(text))).text}"


def _validity(block: Question | None, today: date) -> str:
    return "" if block is None or block.valid(today) else "  (not valid today)"


def _outcome(outcome: str, intent: str) -> str:
    if outcome == "answer" and intent not in (FAQ, ORDER_QUESTION):
        return f"the nearest question is near enough, but the message is read as {intent}, which comes first"
    return {
        "answer": "the nearest question is answered",
        "unsure": "the customer is asked which of the nearest is meant",
        "none": "no question fits: the bot says that it does not know, and offers a person",
    }[outcome]

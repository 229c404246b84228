"""Which question the latest message was found to ask (baton/nlu/question_matcher.py)."""

from __future__ import annotations

from typing import cast

from rasa_sdk import Tracker

from baton.base.log_event import ParseData, ParsedQuestion
from baton.bootstrap import Container
from policies.question_names import FAQ_PREFIX, question_surely_asked

PROBLEMS = "problem_report"  # the topic of answers to problems


def latest(tracker: Tracker) -> ParseData:
    """What the pipeline found in the latest message."""
    return cast(ParseData, tracker.latest_message or {})


def question_asked(tracker: Tracker) -> ParsedQuestion:
    """What the latest message was found to ask."""
    return latest(tracker).get("question") or {"outcome": "none", "ranking": []}


def shop_answers(tracker: Tracker, least: float = 0.0) -> bool:
    """Whether one of the shop's answers fits the latest message best.

    Args:
        least: how near it must be, from 0 to 1.
    """
    asked = question_asked(tracker)
    best = asked["ranking"][0] if asked["outcome"] == "answer" else None
    return best is not None and best["id"].startswith(FAQ_PREFIX) and best["score"] >= least


def shop_may_answer(tracker: Tracker) -> bool:
    """Whether one of the shop's answers is nearest to the latest message, and it may be meant."""
    asked = question_asked(tracker)
    return asked["outcome"] != "none" and asked["ranking"][0]["id"].startswith(FAQ_PREFIX)


def answers_before_products(container: Container, tracker: Tracker) -> bool:
    """Whether one of the shop's answers surely fits that comes before the data of a product: spare parts."""
    best = container.questions().by_intent.get(question_surely_asked(latest(tracker)) or "")
    return best is not None and best.before_products

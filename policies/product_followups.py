"""Going on about a product: after an answer about one, "is it heavy" and "and the other?" ask about no order. Pure."""

from __future__ import annotations

from policies.action_names import ANSWER_PRODUCT, ANSWER_QUESTION, LISTEN, SHOW_ORDER
from policies.facts import Facts
from policies.question_names import ORDER_PREFIX, ORDER_QUESTION
from policies.short_questions import short_questions
from policies.turns import Turn

#: The tasks of answers about products (actions/products.py).
TASKS = frozenset({"product_question", "product_specs", "product_unknown"})
#: What such words are nearest to among the questions about an order.
FACETS = frozenset({"item_weight", "item_price", "other_item", "other_orders", "items", "item_count"})
#: What is asked of a delivery, ordered or not; for so many messages after a product was spoken of it is not.
_WHEN = frozenset({"day", "time_of_day"})
_STILL_BUYS = 4
#: Actions after which the answer has been given.
_ANSWERED = frozenset({ANSWER_PRODUCT, ANSWER_QUESTION, SHOW_ORDER})
_ASKED_WHICH = "product_unknown"
_GIVES = "inform"
_ASKS_FOR_ORDER = frozenset({"order_status", "tracking_number"})
_WHY = "why_asked"
_SURE = 0.5  # so sure must it be that somebody asks why they are asked for something


def next_action(facts: Facts, latest_action: str | None) -> str | None:
    """The action with which the bot goes on after a message that goes on about the product of the last answer.

    Args:
        facts: of the conversation.
        latest_action: what the bot did last.
    Returns:
        None where this is no such message.
    """
    turn, last = facts.turn, facts.attempt_before
    if turn is None or last is None or turn.orders:
        return None
    if buys(facts):
        return LISTEN if latest_action in _ANSWERED else ANSWER_QUESTION
    if last.task not in TASKS:
        return None
    of_order = last.task == _ASKED_WHICH and facts.order_answered is not None and _surely_of_order(turn)
    about = turn.intent == ORDER_QUESTION and turn.facet in FACETS and not of_order
    # "When will it be back", "what's the difference": of an order there was no word yet.
    no_order = turn.facet is None and facts.order_answered is None and not turn.details
    about = about or (no_order and (turn.intent in _ASKS_FOR_ORDER or _unsure_why(turn)))
    if not about and not (turn.intent == _GIVES and not turn.details):
        return None
    return LISTEN if latest_action in _ANSWERED else ANSWER_PRODUCT


def buys(facts: Facts) -> bool:
    """Whether a message asks when something comes while the customer looks for something to buy: no order was spoken
    of, and a product was a few messages ago."""
    turn = facts.turn
    if turn is None or turn.in_form or turn.details or facts.order_answered is not None:
        return False
    if turn.facet not in _WHEN or short_questions().is_of_own_order(turn.text):
        return False
    return any(each.task in TASKS and each.turn >= turn.number - _STILL_BUYS for each in facts.attempts)


def _surely_of_order(turn: Turn) -> bool:
    """Whether it asks about an order and no product was known to be meant: "how much were they each"."""
    return (turn.question or "").startswith(ORDER_PREFIX)


def _unsure_why(turn: Turn) -> bool:
    return turn.intent == _WHY and turn.confidence < _SURE

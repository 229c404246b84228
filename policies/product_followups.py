"""Going on about a product: after an answer about one, "is it heavy" and "and the other?" ask about no order. Pure."""

from __future__ import annotations

from policies.action_names import ANSWER_PRODUCT, ANSWER_QUESTION, LISTEN, SHOW_ORDER
from policies.facts import Facts
from policies.question_names import ORDER_PREFIX, ORDER_QUESTION
from policies.turns import Turn

#: The tasks of answers about products (actions/products.py).
TASKS = frozenset({"product_question", "product_specs", "product_unknown"})
#: What such words are nearest to among the questions about an order.
FACETS = frozenset({"item_weight", "item_price", "other_item", "other_orders", "items", "item_count"})
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
    if turn is None or last is None or turn.orders or last.task not in TASKS:
        return None
    of_order = last.task == _ASKED_WHICH and facts.order_answered is not None and _surely_of_order(turn)
    about = turn.intent == ORDER_QUESTION and turn.facet in FACETS and not of_order
    # "When will it be back", "what's the difference": of an order there was no word yet.
    no_order = turn.facet is None and facts.order_answered is None and not turn.details
    about = about or (no_order and (turn.intent in _ASKS_FOR_ORDER or _unsure_why(turn)))
    if not about and not (turn.intent == _GIVES and not turn.details):
        return None
    return LISTEN if latest_action in _ANSWERED else ANSWER_PRODUCT


def _surely_of_order(turn: Turn) -> bool:
    """Whether it asks about an order and no product was known to be meant: "how much were they each"."""
    return (turn.question or "").startswith(ORDER_PREFIX)


def _unsure_why(turn: Turn) -> bool:
    return turn.intent == _WHY and turn.confidence < _SURE

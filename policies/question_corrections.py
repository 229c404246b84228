"""What the bot does when customers say that they had meant another question, or that one of theirs is still open. Pure.

By itself "no, I mean the return" is a no, and "and my other questions?" nothing at all.
"""

from __future__ import annotations

from policies.action_names import ANSWER_QUESTION, ANSWERS, LISTEN, SHOW_ORDER
from policies.conversation_words import conversation_words
from policies.facts import NOT_HELPED, Facts
from policies.question_names import ORDER_QUESTION

#: Attempts after which the customer's question is open: it was asked which one is meant, or there was no answer.
UNANSWERED = frozenset({("question", "asked_back"), ("question", "not_found")})
#: Asks for the question that is still open.
OPEN_QUESTION = "utter_open_question"
#: What such a message is read as where its words before the question decide.
_READ_AS = frozenset(
    {"affirm", "deny", NOT_HELPED, "nlu_fallback", "out_of_scope", "inform", "stop", "why_asked", "capabilities"}
)
#: The same where an order was shown, if not right before: "no, I mean the price of it".
_OF_ORDER = frozenset({ORDER_QUESTION, "order_status", "tracking_number"})


def next_action(facts: Facts, latest_action: str | None) -> str | None:
    """The action with which the bot goes on after a message that corrects what was asked, or asks for the rest of it.

    Args:
        facts: of the conversation.
        latest_action: what the bot did last.
    Returns:
        None where this is no such message.
    """
    turn = facts.turn
    if turn is None or turn.in_form or turn.details or turn.matters or turn.accepted:
        return None
    last = facts.attempt_before
    unanswered = last is not None and (last.task, last.outcome) in UNANSWERED
    if turn.wants_rest or (unanswered and conversation_words().wants_none_of_these(turn.text)):
        return LISTEN if latest_action == OPEN_QUESTION else OPEN_QUESTION
    of_order = turn.intent in _OF_ORDER and facts.order_answered is not None
    if not turn.corrects or not (turn.intent in _READ_AS or of_order):
        return None
    about_shown = of_order or (turn.near_facet is not None and facts.order_answered is not None)
    return LISTEN if latest_action in ANSWERS else SHOW_ORDER if about_shown else ANSWER_QUESTION

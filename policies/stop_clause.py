"""A question behind words that take back what was asked before: "leave it. do you take paypal". Pure.

The form that is running is left for it: who takes back the order does not want to be asked for its number again.
"""

from __future__ import annotations

from policies.action_names import ANSWER_PRODUCT, ANSWER_QUESTION, ANSWERS, LISTEN
from policies.conversation_words import conversation_words
from policies.facts import Facts
from policies.question_names import FAQ
from policies.taxonomy import IntentFlag, taxonomy

_OF_PRODUCT = "product_question"


def next_action(facts: Facts, latest_action: str | None) -> str | None:
    """The action that answers the question, after which nothing of the form is asked; None where this is no such
    message.

    Args:
        facts: of the conversation.
        latest_action: what the bot did last.
    """
    turn = facts.turn
    if turn is None or not turn.in_form or turn.details or turn.orders or turn.matters:
        return None
    if conversation_words().after_stop(turn.text) == turn.text:
        return None
    if turn.intent not in taxonomy().with_flag(IntentFlag.FAQ_TOPIC) | {FAQ, _OF_PRODUCT}:
        return None
    if latest_action in ANSWERS:
        return LISTEN
    return ANSWER_PRODUCT if turn.intent == _OF_PRODUCT else ANSWER_QUESTION

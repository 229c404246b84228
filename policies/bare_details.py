"""A message that was read as giving details but gives none, outside of a form: "the throw", a voucher's code. Pure.

The form for orders could do nothing with it, and asking for an order's number would be no answer. What one of the
shop's questions may be near to is answered or asked back instead.
"""

from __future__ import annotations

from policies.action_names import ANSWER_PRODUCT, ANSWER_QUESTION, LISTEN, REPORT_PROBLEM, SHOW_ORDER
from policies.facts import Facts
from policies.question_names import FAQ_PREFIX, ORDER_PREFIX

_GIVES = "inform"
_DONE = frozenset({ANSWER_QUESTION, ANSWER_PRODUCT, SHOW_ORDER, REPORT_PROBLEM})


def next_action(facts: Facts, latest_action: str | None) -> str | None:
    """The action with which the bot goes on after a message that gives nothing, and comes right after one of the shop's
    answers or is near to one.

    Args:
        facts: of the conversation.
        latest_action: what the bot did last.
    Returns:
        None where this is no such message.
    """
    turn, asked = facts.turn, facts.asked
    if turn is None or asked is None or turn.intent != _GIVES or turn.in_form or turn.details or turn.matters:
        return None
    if turn.accepted or turn.declined or (turn.question or "").startswith(ORDER_PREFIX):
        return None
    last = facts.attempt_before
    goes_on = last is not None and bool(last.goes_on)
    near_shop = asked["outcome"] != "none" and asked["ranking"][0]["id"].startswith(FAQ_PREFIX)
    if not goes_on and (turn.facet is not None or not near_shop):
        return None
    return LISTEN if latest_action in _DONE else ANSWER_QUESTION

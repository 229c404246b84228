"""What the bot does with several matters in one message: it answers them one after the other. Pure.

What is answered at once comes first; what needs an order comes last, because the form may have to ask for it.
"""

from __future__ import annotations

from policies.action_names import ANSWER_MATTERS, LISTEN, SHOW_ORDER
from policies.facts import ORDER_FORM, Facts


def next_action(facts: Facts, latest_action: str | None, form: str | None) -> str | None:
    """The action with which the bot goes on after a message of several matters, or one that it did not understand but
    that names an order.

    Args:
        facts: of the conversation.
        latest_action: what the bot did last.
        form: the form that is running.
    Returns:
        None where this is no such message, or a form goes on by itself.
    """
    turn = facts.turn
    if turn is None or facts.escalated or facts.owned_by_person or form not in (None, ORDER_FORM):
        return None
    at_once = any(not matter.about_order for matter in turn.matters)
    order = any(matter.about_order for matter in turn.matters) or (bool(turn.orders) and not turn.has_meaning)
    if not (at_once or order):
        return None
    if latest_action == SHOW_ORDER:
        return LISTEN
    if latest_action == ORDER_FORM:
        return SHOW_ORDER if form is None else None
    if at_once and latest_action != ANSWER_MATTERS:
        return ANSWER_MATTERS
    if order or form == ORDER_FORM:
        return ORDER_FORM
    return LISTEN

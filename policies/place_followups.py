"""A place after an answer that depends on the country: "and to Ireland?", "Cork". It is no name on an order. Pure."""

from __future__ import annotations

from baton.base.places import countries_in
from policies.action_names import ANSWER_PRODUCT, ANSWER_QUESTION, LISTEN
from policies.facts import Facts
from policies.taxonomy import taxonomy

#: So many words may name a place, with what is around it.
LONGEST = 4
#: What the words of a place are taken for: the name on an order.
_GIVES = "inform"
_ANSWERED = frozenset({ANSWER_QUESTION, ANSWER_PRODUCT})


def next_action(facts: Facts, latest_action: str | None) -> str | None:
    """The action with which the bot goes on after a message that may name a place for its last answer.

    Args:
        facts: of the conversation.
        latest_action: what the bot did last.
    Returns:
        None where this is no such message.
    """
    turn, last = facts.turn, facts.attempt_before
    if turn is None or last is None:
        return None
    if not (last.by_country or (last.goes_on and countries_in(turn.text))):
        return None
    if turn.intent != _GIVES and taxonomy().is_understood(turn.intent):
        return None
    if len(turn.text.split()) > LONGEST or any(c.isdigit() or c == "@" for c in turn.text):
        return None
    return LISTEN if latest_action in _ANSWERED else ANSWER_QUESTION

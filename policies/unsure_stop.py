"""What was hardly read as the wish to stop leaves no form: "sorry, the throw" only says which thing is meant. Pure."""

from __future__ import annotations

from collections.abc import Collection

from policies.action_names import LISTEN
from policies.facts import Facts

_STOP = "stop"
#: Of a message that wants to stop no less is to be expected.
_SURE = 0.5


def next_action(
    facts: Facts, latest_action: str | None, form: str | None, rejected: bool, actions: Collection[str]
) -> str | None:
    """The form, which may find an answer in the message, else its question once more; None where this is no such
    message.

    Args:
        facts: of the conversation.
        latest_action: what the bot did last.
        form: the form that is running.
        rejected: whether the form has found no answer in the message.
        actions: the names of everything that the bot can do.
    """
    turn = facts.turn
    if turn is None or form is None or not turn.in_form or turn.intent != _STOP or turn.confidence >= _SURE:
        return None
    if not rejected:
        return LISTEN if latest_action == form else form
    # As Rasa's forms ask: by an action of that name, else by a response.
    asks = next((name for name in (f"action_ask_{turn.asked}", f"utter_ask_{turn.asked}") if name in actions), LISTEN)
    return LISTEN if latest_action == asks else asks

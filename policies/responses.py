"""Chooses the response of a handover: by its category, else by its trigger, else the plain ones. Pure."""

from __future__ import annotations

from collections.abc import Collection

PLAIN = "utter_handoff_explicit_request"
CLOSED = "utter_handoff_closed"
NOBODY = "utter_handoff_nobody"


def handing_over(category: str | None, trigger: str | None, responses: Collection[str]) -> str:
    """The response that says that a person takes over.

    Args:
        category: of the decision.
        trigger: of the decision.
        responses: those that the domain has.
    """
    wanted = (f"utter_handoff_{category}", f"utter_handoff_{trigger}")
    return next((name for name in wanted if name in responses), PLAIN)


def out_of_hours(category: str | None, responses: Collection[str], closed: bool) -> str:
    """The response that says that nobody is there: a critical category has one of its own.

    Args:
        category: of the decision.
        responses: those that the domain has.
        closed: whether it is outside opening hours; otherwise just nobody is at the desk.
    """
    plain = CLOSED if closed else NOBODY
    own = f"{plain}_{category}"
    return own if own in responses else plain

"""The life of a handoff as one explicit state machine. Pure: the repository applies it with compare-and-set."""

from __future__ import annotations

from enum import Enum

from baton.handoff.records import refusals
from baton.handoff.records.refusals import TransitionRefused

__all__ = ["OPEN", "WITH_PERSON", "State", "Transition", "TransitionRefused", "bot_paused", "sources", "step"]


class State(str, Enum):
    """Where a handoff is."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    TRANSFERRED = "transferred"
    CALLBACK_DUE = "callback_due"
    RETURNED = "returned"
    RESOLVED = "resolved"
    ABANDONED = "abandoned"


class Transition(str, Enum):
    """What can be done with a handoff."""

    CLAIM = "claim"
    TAKE_OVER = "take_over"
    RELEASE = "release"
    TRANSFER = "transfer"
    SCHEDULE = "schedule"
    MEANWHILE = "meanwhile"
    RETURN = "return"
    RESOLVE = "resolve"
    ABANDON = "abandon"


#: States in which a person has, or is about to have, the conversation.
WITH_PERSON = frozenset({State.QUEUED, State.CLAIMED, State.TRANSFERRED})

#: States in which something is still to be done.
OPEN = WITH_PERSON | {State.CALLBACK_DUE}

#: The states that allow a transition, and the state that it leads to; None: it stays where it is.
_TRANSITIONS: dict[Transition, tuple[frozenset[State], State | None]] = {
    Transition.CLAIM: (frozenset({State.QUEUED, State.TRANSFERRED, State.CALLBACK_DUE}), State.CLAIMED),
    # A lead takes what a colleague has; who is a lead is known at the desk.
    Transition.TAKE_OVER: (frozenset({State.CLAIMED, State.TRANSFERRED}), State.CLAIMED),
    # A transferred one too: the colleague it is meant for may be away, and nobody else may claim it. A callback too:
    # the customer would rather wait.
    Transition.RELEASE: (frozenset({State.CLAIMED, State.TRANSFERRED, State.CALLBACK_DUE}), State.QUEUED),
    Transition.TRANSFER: (frozenset({State.CLAIMED}), State.TRANSFERRED),
    Transition.SCHEDULE: (OPEN, State.CALLBACK_DUE),
    # The customer talks to the bot until the callback, or until somebody is there again.
    Transition.MEANWHILE: (frozenset({State.QUEUED, State.CALLBACK_DUE}), None),
    Transition.RETURN: (frozenset({State.CLAIMED}), State.RETURNED),
    Transition.RESOLVE: (frozenset({State.CLAIMED, State.CALLBACK_DUE}), State.RESOLVED),
    # A callback too: the customer may end the chat in which it was to be.
    Transition.ABANDON: (OPEN, State.ABANDONED),
}


def bot_paused(before: bool, transition: Transition) -> bool:
    """Whether the bot is silent because of a handoff, after a transition.

    A callback that the customer arranged with the bot does not pause it until an agent claims it; one that takes the
    place of waiting does.
    """
    if transition in (Transition.RETURN, Transition.RESOLVE, Transition.ABANDON, Transition.MEANWHILE):
        return False
    return before if transition is Transition.SCHEDULE else True


def sources(transition: Transition) -> frozenset[State]:
    """The states from which a transition may be made."""
    return _TRANSITIONS[transition][0]


def step(state: State, transition: Transition, *, owner: str | None, by: str | None) -> State:
    """The state after a transition.

    Args:
        state: where the handoff is.
        transition: what is to be done.
        owner: the agent who has it, if one does.
        by: the agent who asks; None is the system itself.
    Raises:
        TransitionRefused: it does not fit the state, or a colleague has the conversation.
    """
    allowed, after = _TRANSITIONS[transition]
    if state not in allowed:
        if transition is Transition.CLAIM and state is State.CLAIMED:
            raise refusals.claimed_already(owner, by)
        name = state.value.replace("_", " ")
        raise TransitionRefused(f"This conversation is {name}; it cannot be {_PAST[transition]}.")
    if transition is Transition.TAKE_OVER:
        return State.CLAIMED
    if state is State.CLAIMED and by is not None and owner is not None and owner != by:
        raise refusals.owned_by(owner)
    if transition is Transition.CLAIM and state is State.TRANSFERRED and owner is not None and owner != by:
        raise refusals.transferred_to(owner)
    return state if after is None else after


_PAST = {
    Transition.CLAIM: "claimed",
    Transition.TAKE_OVER: "taken over",
    Transition.RELEASE: "put back",
    Transition.TRANSFER: "transferred",
    Transition.SCHEDULE: "scheduled for a callback",
    Transition.MEANWHILE: "left to the bot until then",
    Transition.RETURN: "returned to the bot",
    Transition.RESOLVE: "resolved",
    Transition.ABANDON: "closed as abandoned",
}

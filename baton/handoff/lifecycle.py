"""The life of a handoff as one explicit state machine. Pure: the store applies it with compare-and-set."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class State(str, Enum):
    """Where a handoff is."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    TRANSFERRED = "transferred"
    CALLBACK_DUE = "callback_due"
    RETURNED = "returned"
    RESOLVED = "resolved"
    ABANDONED = "abandoned"


class Move(str, Enum):
    """What can be done with a handoff."""

    CLAIM = "claim"
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

_MOVES: dict[Move, tuple[frozenset[State], State]] = {
    Move.CLAIM: (frozenset({State.QUEUED, State.TRANSFERRED, State.CALLBACK_DUE}), State.CLAIMED),
    # A transferred one too: the colleague it is meant for may be away, and nobody else may claim it. A callback too:
    # the customer would rather wait.
    Move.RELEASE: (frozenset({State.CLAIMED, State.TRANSFERRED, State.CALLBACK_DUE}), State.QUEUED),
    Move.TRANSFER: (frozenset({State.CLAIMED}), State.TRANSFERRED),
    Move.SCHEDULE: (OPEN, State.CALLBACK_DUE),
    # The customer talks to the bot until the callback.
    Move.MEANWHILE: (frozenset({State.CALLBACK_DUE}), State.CALLBACK_DUE),
    Move.RETURN: (frozenset({State.CLAIMED}), State.RETURNED),
    Move.RESOLVE: (frozenset({State.CLAIMED, State.CALLBACK_DUE}), State.RESOLVED),
    Move.ABANDON: (frozenset({State.QUEUED, State.CLAIMED, State.TRANSFERRED}), State.ABANDONED),
}


def holds_bot(before: bool, move: Move) -> bool:
    """Whether the bot is silent because of a handoff, after a move.

    A callback that the customer arranged with the bot does not hold it, until an agent takes it up; one that takes the
    place of waiting does.
    """
    if move in (Move.RETURN, Move.RESOLVE, Move.ABANDON, Move.MEANWHILE):
        return False
    return before if move is Move.SCHEDULE else True


@dataclass(frozen=True)
class Refused(Exception):
    """A move that the state or the owner does not allow; the text is fit to be shown to the agent."""

    reason: str

    def __str__(self) -> str:
        return self.reason


def sources(move: Move) -> frozenset[State]:
    """The states from which a move may be made."""
    return _MOVES[move][0]


def step(state: State, move: Move, *, owner: str | None, by: str | None) -> State:
    """The state after a move.

    Args:
        state: where the handoff is.
        move: what is wanted.
        owner: the agent who has it, if one does.
        by: the agent who asks; None is the system itself.
    Raises:
        Refused: if the move does not fit the state, or somebody else has the conversation.
    """
    allowed, after = _MOVES[move]
    if state not in allowed:
        if move is Move.CLAIM and state is State.CLAIMED:
            raise Refused("You have it already." if owner == by else f"{owner} has taken it already.")
        raise Refused(f"This conversation is {state.value.replace('_', ' ')}; it cannot be {_DONE[move]}.")
    if state is State.CLAIMED and by is not None and owner != by:
        raise Refused(f"{owner} has this conversation.")
    return after


_DONE = {
    Move.CLAIM: "claimed",
    Move.RELEASE: "put back",
    Move.TRANSFER: "transferred",
    Move.SCHEDULE: "scheduled for a callback",
    Move.MEANWHILE: "left to the bot until then",
    Move.RETURN: "returned to the bot",
    Move.RESOLVE: "resolved",
    Move.ABANDON: "closed as abandoned",
}

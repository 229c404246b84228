"""What a candidate would have decided in a conversation as it goes on: each message, and each handover compared.

Pure but for the stopwatch. The decision is pure and everything that it looks at is in the log, so the candidate is
asked beside the live bot and not inside it: customers wait for nothing, and a candidate that fails disturbs nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from baton.lab.replay.comparison import ComparedHandover, compare
from baton.lab.replay.conversation import DecisionPoint, LoggedConversation
from policies.decision import Decision, decide
from policies.policy_document import PolicyDocument


@dataclass(frozen=True)
class ShadowTurn:
    """One message: what was decided, and what the candidate would have decided.

    Attributes:
        at: of the message, epoch seconds.
        logged: trigger and category; None: no handover.
        candidate: the same; None also where it failed.
        milliseconds: that the candidate's decision took.
        failed: the candidate could not decide.
    """

    turn: int
    at: float
    logged: tuple[str, str] | None
    candidate: tuple[str, str] | None
    milliseconds: float
    failed: bool


@dataclass(frozen=True)
class ShadowConversation:
    """One conversation in shadow; no handovers where the candidate has failed in it."""

    turns: tuple[ShadowTurn, ...]
    handovers: tuple[ComparedHandover, ...]


def shadow(
    conversation: LoggedConversation,
    candidate: PolicyDocument,
    in_force: PolicyDocument,
    seconds: Callable[[], float],
) -> ShadowConversation:
    """What a candidate would have decided in a conversation.

    Args:
        seconds: a stopwatch.
    """
    turns = tuple(_turns(conversation, candidate, seconds))
    if any(turn.failed for turn in turns):
        return ShadowConversation(turns, ())
    return ShadowConversation(turns, compare(conversation, candidate, in_force).handovers)


def _turns(
    conversation: LoggedConversation, candidate: PolicyDocument, seconds: Callable[[], float]
) -> Iterator[ShadowTurn]:
    by_turn: dict[int, list[DecisionPoint]] = {}
    for point in conversation.points:
        if point.facts.turn is not None:
            by_turn.setdefault(point.facts.turn.number, []).append(point)
    for number, points in by_turn.items():
        decision: Decision | None = None
        failed, began = False, seconds()
        try:
            decision = next((found for point in points if (found := decide(point.facts, candidate)) is not None), None)
        except Exception:  # whatever is wrong with it: that is what the shadow is to show
            failed = True
        took = (seconds() - began) * 1000
        logged = next((point.logged for point in points if point.logged is not None), None)
        turn = points[0].facts.turn
        yield ShadowTurn(
            turn=number,
            at=turn.at if turn is not None else 0.0,
            logged=(logged.trigger, logged.category) if logged is not None else None,
            candidate=(decision.trigger, decision.category) if decision is not None else None,
            milliseconds=took,
            failed=failed,
        )

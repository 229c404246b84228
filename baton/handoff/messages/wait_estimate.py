"""How long it takes until a person comes: from the place in line and the pace of the last claims. Pure.

The pace is how long the head of the line waits until somebody takes it: from the claim before, or from its own coming
where nobody waited before it. Past waits say nothing by themselves: they were those of other places.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import mean, median

ENOUGH = 3  # claims, before anything is promised
#: Claims so close together count as one round: agents who free several places at once. Seconds.
_ROUND = 30.0
#: Nobody has been taken for so many usual intervals: then the pace of before says nothing any more.
_STALLED = 2.5


@dataclass(frozen=True)
class Claim:
    """A waiting customer who was taken by an agent. Times are epoch seconds."""

    waiting_since: float
    claimed_at: float


def estimated_wait_minutes(claims: Sequence[Claim], place: int, waiting_since: float, now: float) -> int | None:
    """Minutes from now until somebody at a place in line is taken, rounded up; None where too little is known.

    Args:
        claims: the latest ones, in any order.
        place: 1 is next.
        waiting_since: since when whoever asks is waiting, epoch seconds.
        now: epoch seconds.
    """
    if len(claims) < ENOUGH:
        return None
    rounds = _rounds(sorted(claims, key=lambda claim: claim.claimed_at))
    intervals, before = [], float("-inf")
    for together in rounds:
        intervals += [claim.claimed_at - max(before, claim.waiting_since) for claim in together]
        before = together[0].claimed_at
    interval = max(median(intervals), 0.0)
    if now - max(before, waiting_since) > max(_STALLED * interval, 60.0):
        return None
    taken_at_once = mean(len(together) for together in rounds)
    return max(1, ceil(max(1.0, place / taken_at_once) * interval / 60))


def _rounds(claims: Sequence[Claim]) -> list[list[Claim]]:
    """Claims that were made together, the earliest first."""
    rounds: list[list[Claim]] = []
    for claim in claims:
        if rounds and claim.claimed_at - rounds[-1][0].claimed_at <= _ROUND:
            rounds[-1].append(claim)
        else:
            rounds.append([claim])
    return rounds

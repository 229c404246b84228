"""When dialogues are handed over: early, on time or late; and Golden Transfer within Tolerance. Pure.

GT-T after Liu et al., "Time to Transfer: Predicting and Evaluating Machine-Human Chatting Handoff", AAAI 2021: a
transfer near the golden one counts in part, the less the further away it is, and T turns off counts for little.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

TOLERANCES = (1, 2, 3)  # turns
ON_TIME, EARLY, LATE, MISSED, NEEDLESS = "on time", "early", "late", "missed", "needless"


def outcome(golden: int | None, got: int | None) -> str:
    """How a dialogue went.

    Args:
        golden: the turn at which a person should take over; None for never.
        got: the turn at which one did.
    """
    if golden == got:
        return ON_TIME
    if golden is None:
        return NEEDLESS
    if got is None:
        return MISSED
    return EARLY if got < golden else LATE


def closeness(golden: int | None, got: int | None, tolerance: int) -> float:
    """1 for the golden turn (or rightly none), falling with the distance; 0 for a missed or needless transfer."""
    if golden is None or got is None:
        return 1.0 if golden == got else 0.0
    return math.exp(-((got - golden) ** 2) / (2 * (tolerance / 2) ** 2))


def golden_transfer(pairs: Sequence[tuple[int | None, int | None]], tolerance: int) -> float:
    """The mean closeness of all dialogues, each a pair of golden turn and real turn."""
    return sum(closeness(golden, got, tolerance) for golden, got in pairs) / max(1, len(pairs))

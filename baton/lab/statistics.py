"""Statistics of the lab: intervals of rates, a paired test, and control of false discoveries. Pure.

Every rate that the lab shows is a `Rate`: nobody sees a share without the number that it is of.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.special import bdtr, betaincinv, ndtri  # scipy.stats takes half a second of every command's start

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Interval:
    """Bounds of a share, each from 0 to 1, or of a difference between two, from -1 to 1."""

    low: float
    high: float

    def __contains__(self, share: float) -> bool:
        return self.low <= share <= self.high


@dataclass(frozen=True)
class Rate:
    """So many of so many.

    Raises:
        ValueError: more successes than trials, or a negative number.
    """

    successes: int
    trials: int

    def __post_init__(self) -> None:
        _check(self.successes, self.trials, CONFIDENCE)

    @property
    def share(self) -> float | None:
        """From 0 to 1; None of nothing."""
        return self.successes / self.trials if self.trials else None

    def interval(self, confidence: float = CONFIDENCE) -> Interval:
        """Wilson's interval."""
        return wilson(self.successes, self.trials, confidence)


def wilson(successes: int, trials: int, confidence: float = CONFIDENCE) -> Interval:
    """Wilson's score interval: for one rate, good with few trials too.

    Args:
        successes: how many of the trials.
        trials: 0: the interval is everything from 0 to 1.
        confidence: how often the interval covers the true share, between 0 and 1.
    Raises:
        ValueError: numbers that cannot be.
    """
    _check(successes, trials, confidence)
    if not trials:
        return Interval(0.0, 1.0)
    z = float(ndtri((1 + confidence) / 2))
    share = successes / trials
    denominator = 1 + z * z / trials
    middle = (share + z * z / (2 * trials)) / denominator
    half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials)) / denominator
    # At the ends the formula gives exactly 0 and 1 but for the rounding of numbers.
    low = 0.0 if successes == 0 else max(0.0, middle - half)
    high = 1.0 if successes == trials else min(1.0, middle + half)
    return Interval(low, high)


def jeffreys(successes: int, trials: int, confidence: float = CONFIDENCE) -> Interval:
    """Jeffreys' interval, Beta(k + 1/2, n - k + 1/2), closed at 0 and at 1. Arguments as those of `wilson`."""
    _check(successes, trials, confidence)
    if not trials:
        return Interval(0.0, 1.0)
    tail = (1 - confidence) / 2
    a, b = successes + 0.5, trials - successes + 0.5
    low = 0.0 if successes == 0 else float(betaincinv(a, b, tail))
    high = 1.0 if successes == trials else float(betaincinv(a, b, 1 - tail))
    return Interval(low, high)


def clopper_pearson(successes: int, trials: int, confidence: float = CONFIDENCE) -> Interval:
    """The exact interval: never covers less often than it says; for rare events. Arguments as those of `wilson`."""
    _check(successes, trials, confidence)
    if not trials:
        return Interval(0.0, 1.0)
    tail = (1 - confidence) / 2
    low = 0.0 if successes == 0 else float(betaincinv(successes, trials - successes + 1, tail))
    high = 1.0 if successes == trials else float(betaincinv(successes + 1, trials - successes, 1 - tail))
    return Interval(low, high)


def difference(before: Rate, now: Rate, confidence: float = CONFIDENCE) -> Interval:
    """Newcombe's interval of how much a share has grown between two independent samples, from -1 to 1.

    Args:
        before: the first sample.
        now: the second one.
        confidence: as in `wilson`.
    """
    if before.share is None or now.share is None:
        return Interval(-1.0, 1.0)
    old, new = before.interval(confidence), now.interval(confidence)
    grown = now.share - before.share
    down = math.hypot(now.share - new.low, old.high - before.share)
    up = math.hypot(new.high - now.share, before.share - old.low)
    return Interval(max(-1.0, grown - down), min(1.0, grown + up))


def mcnemar_exact(only_first: int, only_second: int) -> float:
    """The two-sided p-value of McNemar's exact test: do two policies differ on the same conversations?

    Args:
        only_first: conversations in which only the first one was right.
        only_second: those in which only the second one was right. Where both or neither were says nothing.
    Returns:
        From 0 to 1; 1 where no conversation tells them apart.
    Raises:
        ValueError: a negative number.
    """
    if only_first < 0 or only_second < 0:
        raise ValueError(f"numbers of conversations cannot be negative: {only_first}, {only_second}")
    apart = only_first + only_second
    return min(1.0, 2 * float(bdtr(min(only_first, only_second), apart, 0.5)))


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Adjusted p-values: keep what is at most q, and of all that is kept a share of at most q is expected to be chance.

    Args:
        p_values: of independent (or positively dependent) tests, each from 0 to 1.
    Returns:
        One for each, in the same order.
    Raises:
        ValueError: a p-value that is none.
    """
    for value in p_values:
        if not 0.0 <= value <= 1.0:
            raise ValueError(f"{value} is no p-value")
    number = len(p_values)
    adjusted = [1.0] * number
    least = 1.0
    falling = sorted(range(number), key=lambda place: p_values[place], reverse=True)
    for rank, place in zip(range(number, 0, -1), falling, strict=True):
        least = min(least, p_values[place] * (number / rank))  # never below the p-value by rounding
        adjusted[place] = least
    return adjusted


def _check(successes: int, trials: int, confidence: float) -> None:
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} of {trials} is no rate")
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"{confidence} is no confidence: it lies between 0 and 1")

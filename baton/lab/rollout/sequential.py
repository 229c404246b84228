"""A sequential test of whether something bad is more frequent under the candidate. It may be looked at any time. Pure.

Each conversation of a roll-out was given to the candidate with a known chance p, its share at that moment. If something
bad happens equally often under both policies, then of the conversations in which it happens a share p is the
candidate's, whatever the hour, the season or the rate itself. If it happens `ratio` times as often under the candidate,
that share is p * ratio / (p * ratio + 1 - p). So the bad conversations alone, each with its arm, say what the ratio is.

The likelihood of a ratio is compared with the mixture of the likelihoods of all ratios (log-normal around 1). A ratio
is left out once the mixture is 1 / error times as likely. Under the true ratio that quotient is a martingale that
begins at 1, so by Ville's inequality it ever gets so high with a chance of at most `error`: however often one looks,
and whenever one stops (Robbins 1970; for counts by arm Lindon and Malek, "Anytime-Valid Inference For Multinomial Count
Data", NeurIPS 2022). Nothing is approximated but the integral.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp

#: Standard deviation of the logarithm of the ratio in the mixture: most roll-outs are within a factor of four.
_SPREAD = 0.7
_REACH, _STEP = 6.0, 0.01
_LOG_RATIOS = np.arange(-_REACH, _REACH + _STEP / 2, _STEP)
_LOG_WEIGHTS = -0.5 * (_LOG_RATIOS / _SPREAD) ** 2
_LOG_WEIGHTS = _LOG_WEIGHTS - logsumexp(_LOG_WEIGHTS)


@dataclass(frozen=True)
class BadConversations:
    """The bad ones among conversations that began while the candidate had one share.

    Attributes:
        share: of the candidate, above 0 and below 1.
        candidate: how many of them are the candidate's.
        both: how many of them there are.
    """

    share: float
    candidate: int
    both: int

    def __post_init__(self) -> None:
        if not 0.0 < self.share < 1.0 or not 0 <= self.candidate <= self.both:
            raise ValueError(f"{self.candidate} of {self.both} with a share of {self.share} cannot be compared")


@dataclass(frozen=True)
class RatioBounds:
    """Between these the ratio lies: how many times as often it happens under the candidate. 0 and infinity are none."""

    low: float
    high: float


def ratio_bounds(observed: Iterable[BadConversations], error: float) -> RatioBounds:
    """A confidence sequence of the ratio.

    Args:
        observed: an entry for each share that the candidate has had; order says nothing.
        error: the chance that it ever leaves out the true ratio, between 0 and 1.
    """
    if not 0.0 < error < 1.0:
        raise ValueError(f"{error} is no chance of an error: it lies between 0 and 1")
    likelihoods = np.zeros_like(_LOG_RATIOS)
    for each in observed:
        of_candidate = math.log(each.share) + _LOG_RATIOS
        total = np.logaddexp(of_candidate, math.log1p(-each.share))
        likelihoods = likelihoods + each.candidate * of_candidate - each.both * total
        likelihoods = likelihoods + (each.both - each.candidate) * math.log1p(-each.share)
    mixture = float(logsumexp(likelihoods + _LOG_WEIGHTS))
    kept = np.flatnonzero(mixture - likelihoods < -math.log(error))
    # One step outwards: the bounds lie between two points of the grid.
    low, high = max(int(kept[0]) - 1, 0), min(int(kept[-1]) + 1, len(_LOG_RATIOS) - 1)
    return RatioBounds(
        0.0 if low == 0 else float(np.exp(_LOG_RATIOS[low])),
        math.inf if high == len(_LOG_RATIOS) - 1 else float(np.exp(_LOG_RATIOS[high])),
    )

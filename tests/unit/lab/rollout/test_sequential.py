"""The sequential test: it may be looked at after every conversation, and neither cries wolf nor sleeps."""

from __future__ import annotations

import math

import numpy as np
import pytest

from baton.lab.rollout.sequential import BadConversations, ratio_bounds

ROLLOUTS = 60
ERROR = 0.05


def looks(random, base, ratio, conversations, shares=(0.1, 0.5)):
    """The bounds after each bad conversation of a roll-out whose share is raised half-way."""
    counts = {share: [0, 0] for share in shares}
    share_of = np.repeat(shares, conversations // len(shares))
    candidate = random.random(len(share_of)) < share_of
    # The rate of what is bad drifts through the day: the test is not to notice.
    rate = base * (1 + 0.8 * np.sin(np.arange(len(share_of)) / 50)) * np.where(candidate, ratio, 1)
    for place in np.flatnonzero(random.random(len(share_of)) < rate):
        count = counts[share_of[place]]
        count[0] += int(candidate[place])
        count[1] += 1
        yield int(place), ratio_bounds([BadConversations(share, *each) for share, each in counts.items()], ERROR)


@pytest.mark.parametrize("ratio", [0.5, 1.0, 2.0])
def test_the_true_ratio_is_left_out_seldom_however_often_one_looks(ratio):
    random = np.random.default_rng(7)
    left_out = sum(
        any(not bounds.low <= ratio <= bounds.high for _, bounds in looks(random, 0.15, ratio, 800))
        for _ in range(ROLLOUTS)
    )
    # With a true chance of 0.05, more than 8 of 60 would come once in 200 runs.
    assert left_out <= 8


def test_a_candidate_that_harms_is_found_soon_and_a_harmless_one_never():
    random = np.random.default_rng(8)
    found = [next((place for place, each in looks(random, 0.1, 2.5, 4000) if each.low > 1.1), None) for _ in range(24)]
    assert sum(place is not None for place in found) >= 22
    assert np.median([place if place is not None else 4000 for place in found]) < 2600
    harmless = [any(each.low > 1.1 for _, each in looks(random, 0.1, 1.0, 1000)) for _ in range(24)]
    assert sum(harmless) <= 3


def test_nothing_seen_says_nothing():
    assert (ratio_bounds([], 0.05).low, ratio_bounds([], 0.05).high) == (0.0, math.inf)


def test_bounds_narrow_and_hold_the_estimate():
    few, many = (ratio_bounds([BadConversations(0.5, 2 * n, 3 * n)], 0.05) for n in (10, 1000))
    assert few.low < many.low < 2.0 < many.high < few.high


@pytest.mark.parametrize(("share", "candidate", "both"), [(0.0, 1, 2), (1.0, 1, 2), (0.5, 3, 2), (0.5, -1, 2)])
def test_counts_that_cannot_be_are_refused(share, candidate, both):
    with pytest.raises(ValueError, match="cannot be compared"):
        BadConversations(share, candidate, both)

"""Statistics: published values, agreement with SciPy's own, and what must hold for every input."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from baton.lab.statistics import (
    Interval,
    Rate,
    benjamini_hochberg,
    clopper_pearson,
    difference,
    jeffreys,
    mcnemar_exact,
    wilson,
)

RATES = st.integers(0, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
P_VALUES = st.lists(st.floats(0, 1), max_size=40)


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(36, 40, 0.77, 0.96), (9, 10, 0.60, 0.98), (0, 100, 0.0, 0.037), (0, 381, 0.0, 0.01)],
)
def test_wilson_of_known_rates(successes, trials, low, high):
    found = wilson(successes, trials)
    assert found.low == pytest.approx(low, abs=0.005)
    assert found.high == pytest.approx(high, abs=0.0005 if low == 0.0 else 0.005)


@given(RATES)
def test_wilson_and_the_exact_one_are_those_of_scipy(rate):
    successes, trials = rate
    if not trials:
        return
    test = stats.binomtest(successes, trials)
    for mine, method in ((wilson, "wilson"), (clopper_pearson, "exact")):
        theirs = test.proportion_ci(0.95, method)
        assert mine(*rate).low == pytest.approx(theirs.low, abs=1e-9)
        assert mine(*rate).high == pytest.approx(theirs.high, abs=1e-9)


@pytest.mark.parametrize("interval", [wilson, jeffreys, clopper_pearson])
@given(rate=RATES, confidence=st.floats(0.5, 0.999))
def test_an_interval_holds_the_share_and_mirrors(interval, rate, confidence):
    successes, trials = rate
    found = interval(successes, trials, confidence)
    assert 0.0 <= found.low <= found.high <= 1.0
    if trials:
        assert successes / trials in found
    mirrored = interval(trials - successes, trials, confidence)
    assert mirrored.low == pytest.approx(1 - found.high, abs=1e-9)
    assert mirrored.high == pytest.approx(1 - found.low, abs=1e-9)


@pytest.mark.parametrize("interval", [wilson, jeffreys, clopper_pearson])
@given(rate=RATES)
def test_more_of_the_same_narrows(interval, rate):
    successes, trials = rate
    once, tenfold = interval(successes, trials), interval(successes * 10, trials * 10)
    assert tenfold.high - tenfold.low <= once.high - once.low + 1e-9


@pytest.mark.parametrize("share", [0.02, 0.1, 0.37, 0.5, 0.9])
@pytest.mark.parametrize(("interval", "least"), [(wilson, 0.91), (jeffreys, 0.89), (clopper_pearson, 0.95)])
def test_intervals_cover_as_often_as_they_say(share, interval, least):
    """Exactly, not by chance: the probability of all results whose interval holds the true share."""
    trials = 120
    covered = sum(
        stats.binom.pmf(successes, trials, share)
        for successes in range(trials + 1)
        if share in interval(successes, trials)
    )
    assert covered >= least


@pytest.mark.parametrize("wrong", [(-1, 4), (5, 4)])
def test_impossible_rates_are_refused(wrong):
    with pytest.raises(ValueError, match="is no rate"):
        Rate(*wrong)
    for interval in (wilson, jeffreys, clopper_pearson):
        with pytest.raises(ValueError, match="is no rate"):
            interval(*wrong)


def test_a_rate_of_nothing_has_no_share_and_any_could_be_true():
    assert Rate(0, 0).share is None
    assert Rate(0, 0).interval() == Interval(0.0, 1.0)


def test_a_difference_of_its_own_paper():
    """Newcombe (1998), table II, method 10: 56/70 against 48/80."""
    found = difference(Rate(48, 80), Rate(56, 70))
    assert (found.low, found.high) == (pytest.approx(0.0524, abs=1e-4), pytest.approx(0.3339, abs=1e-4))


@given(RATES, RATES)
def test_a_difference_holds_what_was_seen_and_mirrors(first, second):
    there, back = difference(Rate(*first), Rate(*second)), difference(Rate(*second), Rate(*first))
    assert (there.low, there.high) == (pytest.approx(-back.high), pytest.approx(-back.low))
    if first[1] and second[1]:
        grown = second[0] / second[1] - first[0] / first[1]
        assert there.low - 1e-9 <= grown <= there.high + 1e-9


def test_mcnemar_of_a_known_table():
    assert mcnemar_exact(1, 9) == pytest.approx(2 * 11 / 1024)
    assert mcnemar_exact(0, 0) == 1.0
    with pytest.raises(ValueError, match="negative"):
        mcnemar_exact(-1, 2)


@given(st.integers(0, 400), st.integers(0, 400))
def test_mcnemar_does_not_mind_which_is_first(first, second):
    assert mcnemar_exact(first, second) == pytest.approx(mcnemar_exact(second, first))


def test_benjamini_hochberg_of_its_own_paper():
    """Benjamini and Hochberg (1995), table 1: fifteen tests, of which four are kept at 0.05."""
    published = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    published += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    assert [value <= 0.05 for value in benjamini_hochberg(published)] == [True] * 4 + [False] * 11


@given(P_VALUES, st.floats(0.001, 0.999))
def test_benjamini_hochberg_keeps_what_the_step_up_rule_keeps(p_values, rate):
    """The rule as it is defined: the largest k whose p-value is at most k/m times the rate, and all before it."""
    ordered = sorted(p_values)
    kept = max((k for k, p in enumerate(ordered, 1) if p * (len(ordered) / k) <= rate), default=0)
    assert sum(value <= rate for value in benjamini_hochberg(p_values)) == kept


@given(P_VALUES)
def test_adjusted_values_keep_the_order_and_never_shrink(p_values):
    adjusted = benjamini_hochberg(p_values)
    assert all(p <= a <= 1.0 for p, a in zip(p_values, adjusted, strict=True))
    in_order = [a for _, a in sorted(zip(p_values, adjusted, strict=True))]
    assert in_order == sorted(in_order)


def test_no_p_value_is_refused():
    with pytest.raises(ValueError, match="no p-value"):
        benjamini_hochberg([0.2, 1.2])

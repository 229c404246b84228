"""The timing of handovers in `make eval`."""

import pytest

from bench import timing


@pytest.mark.parametrize(
    ("golden", "got", "outcome"),
    [
        (3, 3, "on time"),
        (None, None, "on time"),
        (3, 2, "early"),
        (3, 5, "late"),
        (3, None, "missed"),
        (None, 2, "needless"),
    ],
)
def test_outcomes(golden, got, outcome):
    assert timing.outcome(golden, got) == outcome


def test_nearer_counts_more_and_a_missed_or_needless_one_nothing():
    near, far = timing.closeness(5, 6, 2), timing.closeness(5, 8, 2)
    assert 1.0 > near > far > 0.0
    assert timing.closeness(5, None, 2) == timing.closeness(None, 5, 2) == 0.0
    assert timing.golden_transfer([(5, 5), (5, None)], 1) == 0.5
    assert timing.closeness(5, 6, 3) > timing.closeness(5, 6, 1)

"""The nearest examples: far from every sensitive one, a signal counts for less."""

import numpy as np
import pytest

from baton.nlu.support import LEAD, LIKENESS, NEAR, Support


def states(*direction, tokens=3, width=200):
    """What a language model might make of a text: all of its tokens point one way."""
    vector = np.zeros(width, dtype=np.float32)
    vector[: len(direction)] = direction
    return np.tile(vector, (tokens, 1))


SENSITIVE, ORDINARY = states(1.0), states(0.0, 1.0)
EXAMPLES = [ORDINARY, SENSITIVE, states(0.0, 0.9, 0.1), states(0.9, 0.0, 0.1)]
SUPPORT = Support.of(EXAMPLES, np.array([False, True, False, True]))


def test_beside_a_sensitive_example_a_signal_gains_and_far_from_it_it_loses():
    assert SUPPORT.log_odds([SENSITIVE])[0] == pytest.approx(LIKENESS * (1 - NEAR) + LEAD, abs=0.05)
    assert SUPPORT.log_odds([ORDINARY])[0] < 0
    assert SUPPORT.log_odds([states(0.0, 0.0, 0.0, 1.0)])[0] == pytest.approx(-LIKENESS * NEAR, abs=0.05)


def test_an_example_is_compared_with_the_others_only():
    alone = Support.of([SENSITIVE, ORDINARY, states(0.0, 0.0, 1.0)], np.array([True, False, True]))
    assert alone.log_odds_of_examples(np.array([0]))[0] == pytest.approx(-LIKENESS * NEAR, abs=0.05)
    assert alone.log_odds([SENSITIVE])[0] > 0
    assert SUPPORT.log_odds_of_examples(np.array([1, 0])) == pytest.approx(
        [SUPPORT.log_odds([states(0.9, 0.0, 0.1)])[0], SUPPORT.log_odds_of_examples(np.array([0]))[0]], abs=0.2
    )


def test_it_is_kept_with_the_model(tmp_path):
    SUPPORT.save(tmp_path)
    loaded = Support.load(tmp_path)
    texts = [SENSITIVE, ORDINARY, states(1.0, 1.0)]
    assert loaded.log_odds(texts) == pytest.approx(SUPPORT.log_odds(texts), abs=0.02)

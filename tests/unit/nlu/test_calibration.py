import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.nlu import calibration

SIGNALS = ("legal", "refund")


def _data(seed=1, number=3000):
    """Shares of two signals among all intents: what carries a signal has more of it, with an overlap."""
    random = np.random.default_rng(seed)
    labels = np.zeros((3 * number, 2), dtype=bool)
    labels[:number, 0] = labels[number : 2 * number, 1] = True
    shares = calibration.probability(np.where(labels, 1.5, -4.0) + random.normal(size=labels.shape) * 1.5)
    return shares / np.maximum(1.01, shares.sum(1, keepdims=True)), labels


def test_the_threshold_of_a_critical_signal_is_lower_than_that_of_another_one_with_the_same_shares():
    shares, labels = _data()
    critical, _ = calibration.thresholds(("legal", "refund"), shares, labels, np.zeros(len(labels)))
    other, _ = calibration.thresholds(("refund", "legal"), shares, labels, np.zeros(len(labels)))
    assert critical < other


def test_a_threshold_stays_within_reach():
    _shares, labels = _data()
    for threshold in calibration.thresholds(SIGNALS, np.where(labels, 0.49, 0.0), labels, np.zeros(len(labels))):
        assert calibration.REACH[0] <= threshold <= calibration.REACH[1]


def test_a_signal_of_few_messages_gets_its_threshold_from_its_likes():
    first = [(x, True) for x in np.linspace(-0.9, 2.0, 300)] + [(x, False) for x in np.linspace(-4.0, -1.0, 1000)]
    second = [(0.6, True), (0.65, True), (0.5, False)]  # chance: its messages happen to lie high
    shares, labels = np.full((len(first) + len(second), 2), 1e-9), np.zeros((len(first) + len(second), 2), dtype=bool)
    for row, (x, wanted) in enumerate(first + second):
        k = int(row >= len(first))
        shares[row, k], labels[row, k] = calibration.probability(np.array(x)), wanted
    alone = calibration.thresholds(("legal", "refund"), shares, labels, np.zeros(len(labels)))
    assert alone[1] == pytest.approx(0.55, abs=0.05)
    alike = calibration.thresholds(("cancel_change", "refund"), shares, labels, np.zeros(len(labels)))
    assert alike == pytest.approx([-0.95, -0.95], abs=0.1)


def test_half_of_confidence_is_the_threshold():
    at, on_the_line = np.array([0.5, -1.0]), float(calibration.probability(np.array(0.5)))
    shares = np.array([on_the_line, 0.0])
    assert calibration.confidence(shares, np.zeros(2), at) == pytest.approx([0.5, 0.0])
    assert calibration.confidence(shares + 0.1, np.zeros(2), at)[0] > 0.5


def test_support_moves_the_weight_and_the_threshold_alike():
    shares, labels = _data()
    alone = calibration.thresholds(SIGNALS, shares, labels, np.zeros(len(labels)))
    added = np.full(len(labels), 0.1)
    assert calibration.thresholds(SIGNALS, shares, labels, added) == pytest.approx(alone + 0.1, abs=0.08)
    near, far = (calibration.confidence(np.array([0.4, 0.1]), np.zeros(2), np.zeros(2), s)[0] for s in (1.0, -1.0))
    assert near > 0.5 > far


def test_a_second_signal_is_heard_beside_the_strongest():
    shares, heard = np.array([0.9, 0.02]), np.array([0.9, 0.8])
    legal, refund = calibration.confidence(shares, heard, np.zeros(2))
    assert legal > 0.8 and refund > 0.5


def test_a_message_that_is_no_signal_at_all_carries_none_whatever_the_heads_say():
    assert calibration.confidence(np.array([0.01, 0.01]), np.array([0.9, 0.9]), np.zeros(2)).max() < 0.1


@given(st.floats(0.01, 0.98), st.floats(0.0, 1.0), st.floats(0.0, 0.01))
def test_more_of_a_signal_is_never_less_sure(share, heard, more):
    def sure(x):
        return calibration.confidence(np.array([x, 0.0]), np.array([heard, 0.0]), np.zeros(2))[0]

    assert sure(share + more) >= sure(share) - 1e-9


def test_too_little_data_names_every_signal_that_is_short():
    labels = np.zeros((150, 2), dtype=bool)
    labels[:120, 0] = True
    labels[:7, 1] = True
    with pytest.raises(calibration.TooLittleData, match="refund: 7"):
        calibration.check_amount(SIGNALS, labels)


def test_the_report_shows_the_worst_of_both_kinds():
    labels = np.array([[True], [True], [False]])
    sure = np.array([[0.9], [0.1], [0.8]])
    (report,) = calibration.reports(("legal",), ["hit", "miss", "alarm"], sure, labels, np.array([0.0]))
    assert (report.misses, report.false_alarms, report.recall, report.precision) == (("miss",), ("alarm",), 0.5, 0.5)
    assert "legal: worst misses" in calibration.report_text([report])

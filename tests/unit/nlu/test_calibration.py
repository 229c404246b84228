import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.nlu import calibration

SIGNALS = ("legal", "refund")


def test_half_of_confidence_is_the_threshold():
    at_the_threshold = float(calibration.probability(np.array(calibration.THRESHOLD)))
    shares = np.array([at_the_threshold, 0.0])
    assert calibration.confidence(shares, np.zeros(2)) == pytest.approx([0.5, 0.0])
    assert calibration.confidence(shares + 0.1, np.zeros(2))[0] > 0.5


def test_support_moves_the_weight():
    near, far = (calibration.confidence(np.array([0.4, 0.1]), np.zeros(2), support)[0] for support in (1.0, -1.0))
    assert near > 0.5 > far


def test_a_second_signal_is_heard_beside_the_strongest():
    shares, heard = np.array([0.9, 0.02]), np.array([0.9, 0.8])
    legal, refund = calibration.confidence(shares, heard)
    assert legal > 0.8 and refund > 0.5


def test_a_message_that_is_no_signal_at_all_carries_none_whatever_the_heads_say():
    assert calibration.confidence(np.array([0.01, 0.01]), np.array([0.9, 0.9])).max() < 0.1


@given(st.floats(0.01, 0.98), st.floats(0.0, 1.0), st.floats(0.0, 0.01))
def test_more_of_a_signal_is_never_less_sure(share, heard, more):
    def sure(x):
        return calibration.confidence(np.array([x, 0.0]), np.array([heard, 0.0]))[0]

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
    (report,) = calibration.reports(("legal",), ["hit", "miss", "alarm"], sure, labels)
    assert (report.misses, report.false_alarms, report.recall, report.precision) == (("miss",), ("alarm",), 0.5, 0.5)
    assert "legal: worst misses" in calibration.report_text([report])

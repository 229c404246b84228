"""Periods are whole days in the shop's time zone."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from baton.lab.period import BadPeriod, period

LONDON = ZoneInfo("Europe/London")
TODAY = date(2026, 3, 30)


def test_days_have_the_length_that_the_clocks_give_them():
    found = period("2026-03-29", "2026-03-29", TODAY, LONDON)  # the clocks go forward
    assert found.until - found.since == 23 * 3600
    assert str(found) == "29 Mar 2026"


def test_four_weeks_up_to_today_are_usual_and_the_ones_before_come_before():
    found = period(None, None, TODAY, LONDON)
    assert (found.first, found.last, found.days) == (date(2026, 3, 3), TODAY, 28)
    assert (found.before.last, found.before.days) == (date(2026, 3, 2), 28)
    assert found.before.until == found.since
    assert str(found) == "3 Mar to 30 Mar 2026"


@pytest.mark.parametrize(
    ("since", "until", "why"),
    [("1.3.2026", None, "is no day"), ("2026-04-01", None, "is after"), ("0001-01-01", None, "too far")],
)
def test_what_is_no_period_is_refused(since, until, why):
    with pytest.raises(BadPeriod, match=why):
        period(since, until, TODAY, LONDON)

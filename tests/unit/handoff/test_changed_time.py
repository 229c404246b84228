"""Another time for a callback: the day stays where only an hour is named, the hour where only a day is."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from baton.base.document import load_document
from baton.base.settings import ROOT
from baton.handoff.calendar.callback_time import read_callback_time
from baton.handoff.calendar.opening_hours import OpeningHours

HOURS = load_document(ROOT / "business" / "opening_hours.yml", OpeningHours)
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=timezone.utc)  # a Tuesday
AGREED = datetime(2026, 11, 27, 15, tzinfo=timezone.utc)  # Friday


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("can we make it 11 instead?", (27, 11, 0)),
        ("could you call at 4:30 pm?", (27, 16, 30)),
        ("Thursday would be better", (26, 15, 0)),
        ("sorry, tomorrow at 10", (25, 10, 0)),
    ],
)
def test_what_is_not_named_stays(text, moment):
    day, hour, minute = moment
    assert read_callback_time(text, NOW, HOURS, AGREED).due == datetime(
        2026, 11, day, hour, minute, tzinfo=timezone.utc
    )


@pytest.mark.parametrize("text", ["make it 9pm instead", "sorry, wrong number"])
def test_what_cannot_be_kept_or_understood_is_none(text):
    assert read_callback_time(text, NOW, HOURS, AGREED).due is None

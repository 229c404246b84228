"""The waiting clock: only opening time counts, and it warns before it is past."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from baton.base.document import load_document
from baton.base.settings import ROOT
from baton.desk.assignment import service_level
from baton.desk.store.desk_config import DeskConfig
from baton.handoff.calendar.opening_hours import OpeningHours

RULES = load_document(ROOT / "business" / "desk.yml", DeskConfig)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LONDON = ZoneInfo("Europe/London")
HOURS = OpeningHours.parse_obj(
    {
        "time_zone": "Europe/London",
        "hours": {day: "closed" if day == "sunday" else "09:00-12:00,13:00-18:00" for day in DAYS},
        "holidays": ["2026-12-25"],
    }
)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def limit(text, priority=4):
    return service_level.limit(at(text).timestamp(), priority, RULES, HOURS)


@pytest.mark.parametrize(
    ("came", "past"),
    [
        ("2026-11-24T10:00", "2026-11-24T10:30"),
        ("2026-11-24T11:45", "2026-11-24T13:15"),  # the lunch break does not count
        ("2026-11-24T17:50", "2026-11-25T09:20"),  # nor does the night
        ("2026-11-24T03:00", "2026-11-24T09:30"),
        ("2026-11-28T17:45", "2026-11-30T09:15"),  # Saturday to Monday
        ("2026-12-24T17:45", "2026-12-26T09:15"),  # over a holiday
    ],
)
def test_only_opening_time_counts(came, past):
    assert limit(came).past_at == at(past).timestamp()


def test_it_warns_and_then_it_is_past():
    found = limit("2026-11-24T10:00")
    when = lambda text: found.level(at(text).timestamp())  # noqa: E731
    assert (when("2026-11-24T10:22"), when("2026-11-24T10:23"), when("2026-11-24T10:30")) == ("ok", "near", "past")
    assert limit("2026-11-24T10:00", priority=1).past_at < found.past_at


def test_opening_time_is_real_time_also_when_the_clocks_change():
    night = OpeningHours.parse_obj({"time_zone": "Europe/London", "hours": dict.fromkeys(DAYS, "00:00-23:59")})
    start = at("2026-03-29T00:30")  # at 01:00 it is 02:00
    assert night.after(start, timedelta(hours=1)) == start.astimezone(ZoneInfo("UTC")) + timedelta(hours=1)
    assert night.after(start, timedelta(days=400)) == start.astimezone(ZoneInfo("UTC")) + timedelta(
        days=366
    )  # as far as anybody looks


def test_the_rules_minutes_are_told_and_not_the_night():
    assert limit("2026-11-24T17:50").allowed == 30 * 60

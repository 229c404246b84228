"""Opening hours: how they may be written, and that every question has an answer in every zone and on every day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baton.base.document import FileRefused, read_document
from baton.handoff.calendar import callback_slots
from baton.handoff.calendar.callback_time import read_callback_time
from baton.handoff.calendar.opening_hours import DAYS, OpeningHours

UTC = timezone.utc
ZONES = (
    "Europe/London America/Los_Angeles America/Sao_Paulo Asia/Kolkata Asia/Kathmandu Australia/Lord_Howe "
    "Pacific/Apia Pacific/Chatham Africa/Casablanca America/St_Johns UTC"
).split()
SPANS = "closed|09:00-18:00|09:00-12:00, 13:00-18:00|00:00-24:00|22:00-02:00|01:00-03:00|02:15-02:45|23:30-00:30|24/7"


def hours(spans="09:00-18:00", zone="Europe/London", holidays=(), **days):
    return OpeningHours.parse_obj(
        {"time_zone": zone, "hours": {**dict.fromkeys(DAYS, spans), **days}, "holidays": list(holidays)}
    )


def at(text, zone="Europe/London"):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@st.composite
def calendars(draw):
    week = {day: draw(st.sampled_from(SPANS.split("|"))) for day in DAYS}
    first = draw(st.dates(date(2026, 1, 1), date(2027, 12, 31)))
    holidays = [first + timedelta(days=n) for n in range(draw(st.sampled_from([0, 1, 59, 60, 70, 400])))]
    return hours(zone=draw(st.sampled_from(ZONES)), holidays=holidays, **week)


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("09:00-18:00", "09:00-18:00"),
        ("9:00-18:00", "09:00-18:00"),
        ("09:00 - 18:00", "09:00-18:00"),
        ("09:00\u201318:00", "09:00-18:00"),
        ("9am-6pm", "09:00-18:00"),
        ("9 to 18", "09:00-18:00"),
        ("9.30-18.00", "09:30-18:00"),
        ("00:00-24:00", "00:00-24:00"),
        ("00:00-23:59", "00:00-24:00"),
        ("24/7", "00:00-24:00"),
        ("22:00-02:00", "22:00-02:00"),
        ("9:00-12:00 , 13:00-18:00", "09:00-12:00, 13:00-18:00"),
    ],
)
def test_ways_to_write_hours(written, words):
    assert hours(written).in_words() == f"Monday to Sunday {words}"


@pytest.mark.parametrize("wrong", ["", "9", "25:00-26:00", "09:60-18:00", "09:00-09:00", "24:00-10:00", "13pm-14pm"])
def test_what_is_no_span_is_refused(wrong):
    with pytest.raises(ValueError, match="is not a span"):
        hours(wrong)


def test_a_slip_is_no_night():
    with pytest.raises(ValueError, match="over midnight for more than 12 hours"):
        hours("18:00-09:00")


def test_a_whole_week_may_be_24_7():
    always = read_document("time_zone: Europe/London\nhours: 24/7\n", "opening_hours.yml", OpeningHours)
    assert always.is_open(at("2026-11-24T23:59:59")) and always.in_words() == "Monday to Sunday 00:00-24:00"
    with pytest.raises(FileRefused, match=r"opening_hours.yml:2: hours: must be keys"):
        read_document("time_zone: Europe/London\nhours: 25/7\n", "opening_hours.yml", OpeningHours)


@pytest.mark.parametrize("written", ["00:00-24:00", "00:00-23:59", "24/7"])
def test_nobody_goes_home_at_midnight(written):
    open_all_day = hours(written)
    for moment in ("2026-11-24T23:58:59", "2026-11-24T23:59:00", "2026-11-24T23:59:59", "2026-11-25T00:00:00"):
        assert open_all_day.is_open(at(moment))
    # The opening goes on: what is said when somebody is there again is not said each midnight.
    assert open_all_day.opened_at(at("2026-11-25T00:01")) < at("2026-11-24T00:00")


def test_a_span_over_midnight_belongs_to_the_day_on_which_it_begins():
    bar = hours("closed", friday="22:00-02:00")
    assert bar.is_open(at("2026-11-27T22:00")) and bar.is_open(at("2026-11-28T01:59"))
    assert not bar.is_open(at("2026-11-27T01:00")) and not bar.is_open(at("2026-11-28T02:00"))
    assert bar.opened_at(at("2026-11-28T01:00")) == at("2026-11-27T22:00")
    assert bar.copy(update={"holidays": [date(2026, 11, 28)]}).is_open(at("2026-11-27T23:59"))
    assert not bar.copy(update={"holidays": [date(2026, 11, 28)]}).is_open(at("2026-11-28T00:30"))


@pytest.mark.parametrize("days", [59, 60, 70, 300])
def test_after_a_long_closure_it_opens_and_times_are_offered(days):
    now = at("2026-11-24T12:00")
    holidays = [date(2026, 11, 24) + timedelta(days=n) for n in range(days)]
    closed = hours(holidays=holidays)
    opening = closed.next_opening(now)
    assert opening.date() == holidays[-1] + timedelta(days=1)
    offered = callback_slots.choices(closed, now, 4, timedelta(minutes=30))
    assert len(offered) == 4 and all(callback_slots.fits(closed, each.timestamp(), now) for each in offered)
    (warning,) = [text for text in closed.warnings(now) if "until" in text]
    assert f"({days - 1} days)" in warning or f"({days} days)" in warning


def test_a_shop_that_does_not_open_in_a_year_has_an_answer_to_everything():
    now = at("2026-11-24T12:00")
    gone = hours(holidays=[date(2026, 11, 24) + timedelta(days=n) for n in range(400)])
    assert gone.next_opening(now) is None and gone.opened_at(now) is None
    assert gone.after(now, timedelta(minutes=5)) > now + timedelta(days=365)
    assert callback_slots.choices(gone, now, 4, timedelta()) == []
    assert not callback_slots.fits(gone, now.timestamp() + 3600, now)
    assert callback_slots.opening_in_words(None, gone) == "at a date that is not fixed yet"
    for text in ("any time", "tomorrow", "tomorrow at 10"):
        assert read_callback_time(text, now, gone).due is None
    assert list(gone.warnings(now)) == ["nobody is there from Tuesday 24 November on for as far as a year from now"]


def test_the_calendar_as_usual_gives_no_warning():
    assert list(hours(holidays=["2026-12-25", "2026-12-26"]).warnings(at("2026-11-24T12:00"))) == []


def test_times_that_the_clocks_leave_out_are_neither_offered_nor_booked():
    night = hours("closed", sunday="01:00-03:00")  # on 29 March 2026 it is 02:00 after 00:59
    grid = night.grid(date(2026, 3, 29), callback_slots.GRID)
    assert [f"{moment:%H:%M %Z}" for moment in grid] == ["02:00 BST", "02:30 BST"]
    now = at("2026-03-28T12:00")
    assert read_callback_time("tomorrow at 1:30 am", now, night).due is None
    assert f"{read_callback_time('tomorrow at 2:30 am', now, night).due:%H:%M %Z}" == "02:30 BST"


def test_an_hour_that_comes_twice_is_open_twice():
    night = hours("closed", sunday="01:00-02:00")  # on 25 October 2026
    assert len(night.grid(date(2026, 10, 25), callback_slots.GRID)) == 4
    assert night.after(at("2026-10-25T00:00"), timedelta(hours=2)) == datetime(2026, 10, 25, 2, tzinfo=UTC)


@settings(deadline=None)  # the first question about a zone reads its changes
@given(calendars(), MOMENTS)
def test_the_next_opening_is_open_and_nothing_before_it_is(calendar, moment):
    opening = calendar.next_opening(moment)
    if opening is None:
        assert not calendar.is_open(moment + timedelta(days=30))
        return
    assert opening >= moment and calendar.is_open(opening)
    if opening > moment:
        assert not calendar.is_open(moment)
        assert not calendar.is_open(opening - timedelta(seconds=1))
        assert calendar.opened_at(opening) == opening


@settings(deadline=None)  # the first question about a zone reads its changes
@given(calendars(), MOMENTS, st.integers(0, 60 * 24 * 3))
def test_so_much_opening_time_passes_and_no_more(calendar, moment, minutes):
    span = timedelta(minutes=minutes)
    end = calendar.after(moment, span)
    assert end - moment >= span
    if minutes and end - moment < timedelta(days=366):
        assert calendar.is_open(end - timedelta(seconds=1))
        assert calendar.after(moment, span / 2) <= end


@settings(deadline=None)  # the first question about a zone reads its changes
@given(calendars(), MOMENTS)
def test_what_is_offered_exists_is_open_and_can_be_booked_in_its_own_words(calendar, moment):
    now = moment.replace(second=0, microsecond=0)
    for due in callback_slots.choices(calendar, now, 4, timedelta(minutes=30)):
        assert due.astimezone(UTC).astimezone(calendar.zone).replace(tzinfo=None) == due.replace(tzinfo=None)
        assert callback_slots.fits(calendar, due.timestamp(), now)
        twice = due.replace(fold=0).utcoffset() != due.replace(fold=1).utcoffset()
        read = read_callback_time(callback_slots.in_words(due, calendar), now, calendar).due
        assert twice or due - now > timedelta(days=300) or read == due


@settings(deadline=None)  # the first question about a zone reads its changes
@given(calendars(), MOMENTS, st.times())
def test_no_text_books_a_time_at_which_nobody_is_there(calendar, moment, clock):
    at_once = [f"tomorrow at {time(clock.hour, clock.minute):%H:%M}", "any time", "in 2 hours", "friday"]
    for text in at_once:
        due = read_callback_time(text, moment, calendar).due
        assert due is None or (due > moment and calendar.is_open(due))

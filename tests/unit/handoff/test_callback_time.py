"""Times of a callback as people write them: one counts only if the whole text was understood."""

from __future__ import annotations

from datetime import datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baton.base.document import load_document
from baton.base.settings import ROOT
from baton.handoff.calendar.callback_slots import agreed, on_button
from baton.handoff.calendar.callback_time import read_callback_time
from baton.handoff.calendar.confirmation import Answer, read_answer
from baton.handoff.calendar.opening_hours import OpeningHours
from baton.handoff.calendar.time_expression import TimeProblem

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=timezone.utc)  # a Tuesday
HOURS = load_document(ROOT / "business" / "opening_hours.yml", OpeningHours)


def read(text, now=NOW):
    return read_callback_time(text, now, HOURS)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # a day and an hour
        ("tomorrow around 3", "25 15:00"),
        ("Friday afternoon", "27 14:00"),
        ("Monday 10:30", "30 10:30"),
        ("thursday at 4 o'clock", "26 16:00"),
        ("25 November 11am", "25 11:00"),
        ("Wednsday the 2nd of december at quarter to eleven", "02 10:45"),
        ("tommorow morning at 10 pls", "25 10:00"),
        ("2moro threeish", "25 15:00"),
        ("12 noon on friday", "27 12:00"),
        ("no, Thursday at 3 please", "26 15:00"),
        ("1430 tomorrow", "25 14:30"),
        ("saturday 14h", "28 14:00"),
        ("tomorrow 9.30", "25 09:30"),
        ("2.30", "24 14:30"),
        ("half 4 on friday", "27 16:30"),
        ("20 past 2", "24 14:20"),
        ("five to three", "24 14:55"),
        ("the 27th at 2pm", "27 14:00"),
        ("1st at 10", "01 10:00"),
        ("the twenty-seventh at two thirty", "27 14:30"),
        ("a week on Friday", "04 10:00"),
        ("Friday next week", "04 10:00"),
        ("monday week", "07 10:00"),
        ("a week tomorrow at 11", "02 11:00"),
        ("2 days from now at 10", "26 10:00"),
        ("in three days' time", "27 10:00"),
        ("in 2 hours", "24 11:30"),
        ("in an hour and a half", "24 11:00"),
        ("in half an hour", "24 10:00"),
        ("asap", "24 09:45"),
        ("demain à 10h", "25 10:00"),
        # a span
        ("3-4pm tomorrow", "25 15:00"),
        ("11-1pm tomorrow", "25 11:00"),
        ("between 2 and 4 on tuesday", "01 14:00"),
        ("after 2pm", "24 14:00"),
        ("tomorrow before 11", "25 10:00"),
        ("tomorrow but not before 3", "25 15:00"),
        ("I finish work at 4", "24 16:00"),
        ("first thing tomorrow", "25 09:00"),
        ("over my lunch break on thursday", "26 12:30"),
        ("this evening", "24 17:00"),
        ("from Thursday", "26 10:00"),
        ("after wednesday, mornings", "26 10:00"),
        ("any day next week", "30 10:00"),
        ("weekday evenings", "24 17:00"),
        # what it must not be, what it is instead, and a choice
        ("not before 3", "24 15:00"),
        ("not tomorrow, Thursday", "26 10:00"),
        ("any time but not today", "25 10:00"),
        ("no mornings", "24 12:00"),
        ("not in the morning", "24 12:00"),
        ("not this week", "30 10:00"),
        ("tomorrow at 3, no, 4", "25 16:00"),
        ("monday, sorry, I mean tuesday at 10", "01 10:00"),
        ("thursday or friday at 3", "26 15:00"),
        ("today at 8 or tomorrow at 9", "25 09:00"),
        ("tomorrow at 10 or later", "25 10:00"),
        # another time zone
        ("tomorrow 9am my time, I'm in New York", "25 14:00"),
        ("10am in Berlin tomorrow", "25 09:00"),
        ("tomorrow at 3pm UK time", "25 15:00"),
        (on_button(datetime(2026, 11, 27, 10, tzinfo=timezone.utc), HOURS), "27 10:00"),
    ],
)
def test_times_as_people_write_them(text, wanted):
    found = read(text).due
    assert (f"{found:%d %H:%M}" if found else None) == wanted


@pytest.mark.parametrize("text", ["not Monday", "any time except 2pm", "any day but Monday", "not monday or tuesday"])
def test_what_is_excluded_is_never_proposed(text):
    for day in range(7):
        due = read(text, NOW + timedelta(days=day)).due
        assert due is not None and due.weekday() != 0 if "onday" in text else due.hour != 14


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Sunday at 10", "closed"),
        ("tomorrow at 8pm", "closed"),
        ("can you call me back tomorrow at 10 p.m.?", "closed"),
        ("boxing day", "closed"),
        ("tonight", "closed"),
        ("3pm EST", "closed"),
        ("10am Pacific tomorrow", "closed"),
        ("today at 9", "past"),
        ("yesterday", "past"),
        ("next week", "day_missing"),
        ("end of the week", "day_missing"),
        ("3pm my time", "zone_missing"),
        ("3rd of March", "too_far"),
        ("30 Feb at 10", "not_understood"),
        ("tomorrow 25:00", "not_understood"),
        ("last Friday", "not_understood"),
        ("I've been waiting 12 days, call me today", "not_understood"),
        ("my postcode is W1D 3QF, tomorrow please", "not_understood"),
        ("at number 10 please", "not_understood"),
        ("am Freitag um 10", "not_understood"),
        ("3pm BST", "not_understood"),  # not in force in November
        ("Thursday 27 November", "not_understood"),  # a Friday
        ("3.12", "not_understood"),  # a time or a day
        ("10 to 4 tomorrow", "not_understood"),  # 15:50, or from 10 to 16
        ("tomorrow at 3 pm or so unless I'm out", "not_understood"),
        ("monday is no good, tuesday", "not_understood"),
        ("any day except monday and tuesday", "not_understood"),
        ("no monday", "not_understood"),
        ("tomorrow at 10 and 11", "not_understood"),
        ("tomorrow morning at 3pm", "not_understood"),
        ("I'm at work until 4 so after that", "not_understood"),
    ],
)
def test_what_gives_no_time_is_asked_about_with_the_reason(text, problem):
    reading = read(text)
    assert reading.due is None and reading.partly and reading.problem is TimeProblem(problem)


def test_a_time_at_which_nobody_is_there_is_known():
    assert f"{read('10am Pacific tomorrow').closed_at:%d %H:%M %Z}" == "25 18:00 GMT"


@pytest.mark.parametrize("text", ["any time", "whenever suits you", "I don't mind", "no preference, thanks"])
def test_whoever_leaves_it_open_is_offered_times(text):
    reading = read(text)
    assert reading.anytime and reading.due is None and not reading.partly


@pytest.mark.parametrize("text", ["the lamp is broken", "", "yes please", "when the kids are asleep", "?!"])
def test_what_names_no_time_is_none(text):
    reading = read(text)
    assert reading.due is None and not reading.partly and not reading.anytime


# -- every expression that is made of the grammar's parts ---------------------------------------------------------

DAYS = {"today": 24, "tomorrow": 25, "tmrw": 25, "the day after tomorrow": 26, "on thursday": 26, "thurs": 26}
DAYS |= {"this friday": 27, "in 3 days": 27, "the 28th": 28, "on the 30th of november": 30, "30/11": 30}
DAYS |= {"2026-11-30": 30, "monday 30 nov": 30, "in six days' time": 30, "november 30": 30}
CLOCKS = {"at 11": (11, 0), "10ish": (10, 0), "around 10:30": (10, 30), "half past three": (15, 30), "half 2": (14, 30)}
CLOCKS |= {"quarter to 5": (16, 45), "at 3pm": (15, 0), "noon": (12, 0), "14h30": (14, 30), "at nine": (9, 0)}
CLOCKS |= {"after 4": (16, 0), "between 3 and 5": (15, 0), "from 1 to 2": (13, 0), "not before 2": (14, 0)}
CLOCKS |= {"four fifteen": (16, 15), "10.45": (10, 45), "8pm": (20, 0), "7 in the evening": (19, 0)}
CLOCKS |= {"3 in the afternoon": (15, 0), "5 past 10": (10, 5)}
FRAMES = (
    "{}",
    "{} please",
    "can you call me {}?",
    "no, {}",
    "yes - {} would be great, thanks",
    "Hi, {}!",
    "i'd prefer {}",
)


@given(st.sampled_from(sorted(DAYS)), st.sampled_from(sorted(CLOCKS)), st.booleans(), st.sampled_from(FRAMES))
def test_every_day_with_every_hour_gives_that_moment(day, clock, day_first, frame):
    text = frame.format(f"{day} {clock}" if day_first else f"{clock} {day}")
    wanted = datetime(2026, 11, DAYS[day], *CLOCKS[clock], tzinfo=timezone.utc)
    reading = read(text)
    if wanted > NOW and HOURS.is_open(wanted):
        assert reading.due == wanted, text
    elif clock.split()[0] in ("after", "between", "from", "not"):  # a span may have another moment that is possible
        assert reading.due is None or reading.due.date() == wanted.date(), text
    else:
        assert reading.due is None and reading.partly, text


@given(st.sampled_from(sorted(DAYS)), st.sampled_from(sorted(CLOCKS)), st.data())
def test_one_word_that_is_not_understood_is_enough(day, clock, data):
    words = f"{day} {clock}".split()
    place = data.draw(st.integers(0, len(words)))
    strange = data.draw(
        st.sampled_from(["unless", "if", "except", "never", "cancel", "alternate", "bar", "without", "wait"])
        | st.text("bcdfghjklmnpqrtvwxz", min_size=4, max_size=8)
    )
    due = read(" ".join([*words[:place], strange, *words[place:]])).due
    assert due is None or due != read(f"{day} {clock}").due


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from([*DAYS, *CLOCKS, "or", "and", "not", "no,"]), max_size=6).map(" ".join)
)
def test_whatever_is_written_a_time_is_to_come_and_open(text):
    due = read(text).due
    assert due is None or (due > NOW and HOURS.is_open(due))


@given(st.integers(1, 60 * 24 * 40))
def test_a_time_that_is_read_back_is_understood_as_the_same(minutes):
    moment = NOW.replace(second=0) + timedelta(minutes=minutes)
    if HOURS.is_open(moment):
        for words in (agreed(moment, HOURS), on_button(moment, HOURS)):
            assert read(words).due == moment


@given(st.sampled_from(sorted(CLOCKS)), st.integers(0, 24 * 60 * 7))
def test_an_hour_without_a_day_is_the_next_one(clock, minutes):
    now = NOW + timedelta(minutes=minutes)
    due = read(clock, now).due
    if (
        due is not None
        and "after" not in clock
        and "between" not in clock
        and "from" not in clock
        and "not" not in clock
    ):
        assert due.time() == time(*CLOCKS[clock]) and now < due <= now + timedelta(days=4)


@pytest.mark.parametrize(
    ("text", "intent", "answer"),
    [
        ("yes", None, Answer.YES),
        ("Yes, that's right, thank you", None, Answer.YES),
        ("works for me, perfect", None, Answer.YES),
        ("👍", None, Answer.YES),
        ("no", None, Answer.NO),
        ("No, another time", None, Answer.NO),
        ("that's not right", None, Answer.NO),
        ("rather another day", "deny", Answer.NO),
        ("yes, but an hour later", "affirm", Answer.OTHER),
        ("what do you mean?", "affirm", Answer.OTHER),
        ("go ahead", None, Answer.YES),
        ("Spot on, cheers", None, Answer.YES),
        ("book it in please", None, Answer.YES),
        ("that slot is perfect for my diary", "affirm", Answer.YES),
        ("that slot is perfect for my diary", "inform", Answer.OTHER),
        ("fine, is that with Anna?", "affirm", Answer.OTHER),
        ("lovely but Anna must be there", "affirm", Answer.OTHER),
        ("lovely, except I have no signal", "affirm", Answer.NO),
        ("another time please", "stop", Answer.NO),
        ("", None, Answer.OTHER),
    ],
)
def test_only_a_plain_yes_is_one(text, intent, answer):
    assert read_answer(text, intent) is answer

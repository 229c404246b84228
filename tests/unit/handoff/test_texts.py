"""What waiting customers are told: the file in force, and what is wrong with one; times for a callback."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from baton.base.document import FileRefused, load_document
from baton.base.settings import ROOT
from baton.handoff.calendar import callback_slots
from baton.handoff.calendar.opening_hours import OpeningHours
from baton.handoff.messages.texts import MessageTemplates
from tests.support.clock import NIGHT, START
from tests.support.documents import problems_of
from tests.support.handoffs import HOURS, PHRASES

FILE = ROOT / "business" / "handoff_messages.yml"
HOURS_FILE = ROOT / "business" / "opening_hours.yml"
LEAD = timedelta(minutes=30)


def test_the_file_in_force_is_fine():
    assert load_document(FILE, MessageTemplates) == PHRASES


def test_the_place_in_the_queue_is_told_with_the_usual_wait_or_honestly_without():
    assert PHRASES.place(1, None) == "You are next in line. We cannot say yet how long it takes."
    assert PHRASES.place(4, 1) == "You are number 4 in line. It usually takes about a minute."
    assert PHRASES.place(2, 7) == "You are number 2 in line. It usually takes about 7 minutes."


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("joined:", "joyned:", "texts: missing joined"),
        ("{name} has joined", "{who} has joined", "texts.joined: unknown variable who; known: {name}"),
        ("You are next in line.", "You are {next in line.", "texts.next_in_line: cannot be filled in"),
        ("[5, 15, 45]", "[5, 0]", "times.remind_after_minutes.1"),
        ("late_minutes: 15", "late_minutes: 0", "callback.late_minutes: 0 is too small; more than 0"),
        ("hours_and_duty   #", "sometimes   #", "somebody_is_there: 'sometimes' is not one of"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(old, new, told):
    text = FILE.read_text().replace(old, new, 1)
    problems = problems_of(text, MessageTemplates, "handoff.yml")
    assert any(told in problem for problem in problems), problems
    assert all(problem.startswith("handoff.yml:") for problem in problems)


def test_a_file_that_does_not_say_when_a_callback_is_late_has_the_usual_time(tmp_path):
    path = tmp_path / "handoff.yml"
    path.write_text("".join(line for line in FILE.read_text().splitlines(True) if "late_minutes" not in line))
    assert load_document(path, MessageTemplates).late_after == 15 * 60


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(FileRefused, match=r"none.yml: cannot be read"):
        load_document(tmp_path / "none.yml", MessageTemplates)


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("Europe/London", "Europe/Londres", 2, "is not a time zone"),
        ('monday: "09:00-18:00"', 'monday: "9-noon"', 4, "is not a span like 09:00-18:00"),
        ("sunday: closed", "sonntag: closed", 3, "missing sunday"),
        ('"2026-12-26"', '"26.12.2026"', 11, "is not a day like 2026-12-25"),
        ("holidays:", "feiertage:", 11, "unknown 'feiertage'"),
    ],
)
def test_what_is_wrong_with_opening_hours_is_told_with_its_line(old, new, line, told):
    text = HOURS_FILE.read_text().replace(old, new, 1)
    problems = problems_of(text, OpeningHours, "hours.yml")
    assert any(problem.startswith(f"hours.yml:{line}: ") and told in problem for problem in problems), problems


def test_every_problem_of_the_opening_hours_is_told_at_once(tmp_path):
    text = HOURS_FILE.read_text().replace("Europe/London", "x").replace('"10:00-16:00"', '"16:00-10:00"')
    path = tmp_path / "hours.yml"
    path.write_text(text)
    with pytest.raises(FileRefused) as caught:
        load_document(path, OpeningHours)
    assert len(caught.value.problems) == 2


def shown(moment):
    return f"{HOURS.local(moment):%a %d %H:%M}"


def test_times_that_are_offered_are_soon_and_later_and_on_the_next_days():
    assert [shown(t) for t in callback_slots.choices(HOURS, START, 4, LEAD)] == [
        "Tue 24 12:30",
        "Tue 24 15:30",
        "Wed 25 09:00",
        "Wed 25 12:00",
    ]
    assert [shown(t) for t in callback_slots.choices(HOURS, NIGHT, 3, LEAD)] == [
        "Wed 25 09:00",
        "Wed 25 12:00",
        "Thu 26 09:00",
    ]


def test_no_time_is_offered_on_a_holiday_or_too_near_to_the_end():
    christmas_eve = datetime(2026, 12, 24, 17, 20, tzinfo=timezone.utc)
    assert [shown(t) for t in callback_slots.choices(HOURS, christmas_eve, 2, LEAD)] == ["Mon 28 09:00", "Mon 28 12:00"]


def test_summer_time_does_not_move_the_hours():
    friday = datetime(2027, 3, 26, 20, tzinfo=timezone.utc)  # clocks go forward on Sunday 28
    offered = callback_slots.choices(HOURS, friday, 3, LEAD)
    assert [shown(t) for t in offered] == ["Sat 27 10:00", "Sat 27 13:00", "Mon 29 09:00"]
    assert offered[-1].astimezone(timezone.utc).hour == 8


@pytest.mark.parametrize(
    "text",
    ["handoff:callback:h1", "handoff:callback:h1:soon", "handoff:callback:h1:²", "handoff:callback:h1:-5",
     "handoff:other:h1:5", "handoff:delete:h1", "handoff:wait", "callback", "", "handoff:callback:h1:" + "9" * 40],
)  # fmt: skip
def test_what_is_no_button_of_ours_is_just_text(text):
    assert callback_slots.parse_payload(text) is None


def test_a_button_means_what_it_said():
    due = datetime(2026, 11, 25, 10, tzinfo=timezone.utc)
    parse_payload = callback_slots.parse_payload(callback_slots.payload(callback_slots.CALLBACK, "h1", due))
    assert parse_payload == callback_slots.ButtonPress("callback", "h1", due.timestamp())
    assert callback_slots.in_words(due, HOURS) == "Wednesday 25 November at 10:00"
    assert callback_slots.on_button(due, HOURS) == "Wed 25 Nov, 10:00 GMT"


@pytest.mark.parametrize(
    ("zone", "month", "words"),
    [
        ("Europe/London", 11, "Wednesday 25 November at 10:00 GMT"),
        ("Europe/London", 6, "Thursday 25 June at 11:00 BST"),
        ("America/Sao_Paulo", 11, "Wednesday 25 November at 07:00 UTC-03"),
    ],
)
def test_a_time_that_is_agreed_on_names_its_zone(zone, month, words):
    moment = datetime(2026, month, 25, 10, tzinfo=timezone.utc)
    assert callback_slots.agreed(moment, HOURS.copy(update={"time_zone": ZoneInfo(zone)})) == words


@pytest.mark.parametrize(
    ("moment", "fine"),
    [
        (datetime(2026, 11, 25, 10, tzinfo=timezone.utc), True),
        (datetime(2026, 11, 24, 11, tzinfo=timezone.utc), False),  # over
        (datetime(2026, 11, 25, 22, tzinfo=timezone.utc), False),  # closed
        (datetime(2026, 12, 25, 10, tzinfo=timezone.utc), False),  # a holiday
        (datetime(2028, 11, 24, 10, tzinfo=timezone.utc), False),  # too far away
    ],
)
def test_only_times_at_which_somebody_is_there_fit(moment, fine):
    assert callback_slots.fits(HOURS, moment.timestamp(), START) is fine


def test_no_number_is_a_time_by_accident():
    assert not callback_slots.fits(HOURS, float("inf"), START)
    assert not callback_slots.fits(HOURS, float("nan"), START)

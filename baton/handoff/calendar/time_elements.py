"""What each thing that an expression of a callback time may hold means: the patterns of the grammar call these. Pure.

Each takes the builder of the expression and the match of its pattern, and raises `Unclear` where it contradicts what
was said before or names what does not exist.
"""

from __future__ import annotations

import re
from datetime import date, timedelta, timezone

from baton.handoff.calendar.callback_words import MONTHS, WEEKDAYS, callback_words
from baton.handoff.calendar.expression_builder import ExpressionBuilder
from baton.handoff.calendar.time_expression import ClockTime, TimeProblem, Unclear

_UNITS = {"minute": timedelta(minutes=1), "hour": timedelta(hours=1)}
_DAYS_OF = {"day": 1, "week": 7, "fortnight": 14}


def filler(builder: ExpressionBuilder, _match: re.Match[str]) -> None:
    builder.filler()


def small(_builder: ExpressionBuilder, _match: re.Match[str]) -> None:
    """A word that may stand between a "not" or an "after" and what it belongs to."""


def _count(match: re.Match[str]) -> int:
    return 1 if match["count"] in ("a", "an") else int(match["count"])


def span(builder: ExpressionBuilder, match: re.Match[str]) -> None:
    """ "in two days' time", "2 hours from now"."""
    unit, count = match["unit"], _count(match)
    if unit in _DAYS_OF:
        builder.day(builder.today + timedelta(days=count * _DAYS_OF[unit]))
    else:
        builder.moment(builder.here.astimezone(timezone.utc) + count * _UNITS[unit])


def shift(builder: ExpressionBuilder, match: re.Match[str]) -> None:
    """ "an hour later", of what was agreed on."""
    if match["unit"] not in _UNITS:
        raise Unclear
    builder.shift(_count(match) * _UNITS[match["unit"]] * (1 if match["way"] == "later" else -1))


def relative_day(builder: ExpressionBuilder, match: re.Match[str]) -> None:
    builder.day(builder.today + timedelta(days={"today": 0, "tonight": 0, "tomorrow": 1}.get(match["day"], 2)))
    if match["day"] == "tonight":
        builder.part(callback_words().parts["night"])


def past_day(_builder: ExpressionBuilder, _match: re.Match[str]) -> None:
    raise Unclear(TimeProblem.PAST)


def weeks_after(builder: ExpressionBuilder, match: re.Match[str]) -> None:
    """ "a week on Friday", "tomorrow week", "two weeks from today"."""
    weeks = (2 if match["unit"] == "fortnight" else 1) * (_count(match) if match.groupdict().get("count") else 1)
    if match["day"] in WEEKDAYS:
        builder.weekday(WEEKDAYS.index(match["day"]), weeks)
    else:
        builder.day(builder.today + timedelta(days=7 * weeks + (match["day"] == "tomorrow")))


def weekday(builder: ExpressionBuilder, match: re.Match[str]) -> None:
    builder.weekday(WEEKDAYS.index(match["day"]))


def weekdays(builder: ExpressionBuilder, match: re.Match[str]) -> None:
    """ "Monday to Friday"."""
    first, last = WEEKDAYS.index(match["first"]), WEEKDAYS.index(match["last"])
    builder.any_of_weekdays((first + k) % 7 for k in range((last - first) % 7 + 1))


def weekend(builder: ExpressionBuilder, _match: re.Match[str]) -> None:
    builder.any_of_weekdays((5, 6))


def working_days(builder: ExpressionBuilder, _match: re.Match[str]) -> None:
    builder.any_of_weekdays(range(5))


def this_week(builder: ExpressionBuilder, _match: re.Match[str]) -> None:
    builder.this_week()


def next_week(builder: ExpressionBuilder, _match: re.Match[str]) -> None:
    builder.next_week()


def some_week(_builder: ExpressionBuilder, _match: re.Match[str]) -> None:
    raise Unclear(TimeProblem.DAY_MISSING)


def calendar_day(builder: ExpressionBuilder, match: re.Match[str]) -> None:
    """A day of a month, of this year or the next; without a month the next such day."""
    found = match.groupdict()
    number, month, year = int(found["number"]), found.get("month"), found.get("year")
    in_month = None if month is None else int(month) if month.isdigit() else MONTHS.index(month) + 1
    builder.day(
        _next_such_day(builder.today, number, in_month, int(year) + (2000 if len(year) == 2 else 0) if year else None)
    )


def named_day(builder: ExpressionBuilder, match: re.Match[str]) -> None:
    month, number = callback_words().named_days[" ".join(match["name"].split())].split("-")
    builder.day(_next_such_day(builder.today, int(number), int(month), None))


def _next_such_day(today: date, number: int, month: int | None, year: int | None) -> date:
    months = [(today.year + (today.month - 1 + k) // 12, (today.month - 1 + k) % 12 + 1) for k in range(13)]
    if month is not None:
        months = [(one, month) for one in ((year,) if year else (today.year, today.year + 1))]
    past = False
    for one_year, one_month in months:
        try:
            day = date(one_year, one_month, number)
        except ValueError:
            if month is not None:
                raise Unclear from None
            continue
        if day >= today:
            return day
        past = True
    raise Unclear(TimeProblem.PAST if past else TimeProblem.NOT_UNDERSTOOD)


def _clock_time(match: re.Match[str], index: int = 0) -> ClockTime:
    found = match.groupdict()
    hour, minute, half = found[f"h{index}"], found.get(f"m{index}") or found.get(f"n{index}"), found.get(f"p{index}")
    if half is not None:
        half = half[0] + "m"
    elif len(hour) == 2 and hour.startswith("0"):
        half = "24"  # "03:00" is written by somebody who would write 15:00
    return ClockTime(int(hour), int(minute or 0), half)


def clock(builder: ExpressionBuilder, match: re.Match[str]) -> None:
    found = match.groupdict()
    dotted = "." in match[0] and found["m0"] is not None and 1 <= int(found["m0"]) <= 12 and not found["p0"]
    builder.clock(_clock_time(match), may_be_date=dotted and not found["at"])  # "3.12" may be a day of December


def spoken_clock(builder: ExpressionBuilder, match: re.Match[str]) -> None:
    """ "half past 3", "quarter to four", "half 3", "20 to 5"."""
    fraction, back = match["fraction"], match.groupdict().get("way") == "to"
    minutes = {"half": 30, "quarter": 15}.get(fraction) or int(fraction)
    clock = _clock_time(match)
    if not 1 <= clock.hour <= 23 or minutes > 30 or (back and fraction == "half"):
        raise Unclear
    if back and fraction.isdigit() and _may_be_span(minutes, clock.hour):
        raise Unclear  # "10 to 4" is 15:50, or from 10 to 16
    hour = clock.hour
    if back:
        if clock.half in ("am", "pm") and hour == 12:
            raise Unclear  # "quarter to 12 pm": in which half is 11:45?
        hour, minutes = (hour - 1 or 12), 60 - minutes
    builder.clock(ClockTime(hour, minutes, clock.half))


def _may_be_span(first: int, last: int) -> bool:
    """Whether "10 to 4" may be from 10 to 16 too; "10 to 11" is 10:50, which lies in that span as well."""
    return (first == 10 or (first == 5 and last > 5)) and last != first + 1


def digits_clock(builder: ExpressionBuilder, match: re.Match[str]) -> None:
    """ "1430"."""
    builder.clock(ClockTime(int(match["h0"]), int(match["m0"]), "24"))


def clock_span(builder: ExpressionBuilder, match: re.Match[str]) -> None:
    builder.span(_clock_time(match), _clock_time(match, 1))


def midnight(builder: ExpressionBuilder, _match: re.Match[str]) -> None:
    builder.clock(ClockTime(0, 0, "24"))


def part(builder: ExpressionBuilder, match: re.Match[str]) -> None:
    if match.groupdict().get("this"):
        builder.day(builder.today)
    builder.part(callback_words().parts[" ".join(match["part"].split())])


def half_of_day(builder: ExpressionBuilder, match: re.Match[str]) -> None:
    """ "Tuesday pm"."""
    builder.part(callback_words().parts["morning" if match["half"] == "am" else "afternoon"])


def soonest(builder: ExpressionBuilder, _match: re.Match[str]) -> None:
    builder.at_once()


def anytime(builder: ExpressionBuilder, _match: re.Match[str]) -> None:
    builder.whenever()


def onwards(builder: ExpressionBuilder, _match: re.Match[str]) -> None:
    builder.onwards()


def exclusion(builder: ExpressionBuilder, _match: re.Match[str]) -> None:
    builder.negate()


def bound(builder: ExpressionBuilder, match: re.Match[str]) -> None:
    builder.bound(match["bound"])


def conjunction(builder: ExpressionBuilder, _match: re.Match[str]) -> None:
    builder.join()

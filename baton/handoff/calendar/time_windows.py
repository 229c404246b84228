"""The spans of a day that times of day mean, in the halves of the day that fit together. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Optional

from baton.handoff.calendar.time_expression import LAST_MINUTE, ClockTime, Unclear, Window

_AN_HOUR = timedelta(hours=1)


def window(start: Optional[ClockTime], end: Optional[ClockTime], late: Optional[bool]) -> Window:
    """The span between two times of day, in the halves of the day that make it go forward."""
    if start is None:
        assert end is not None
        return Window(end=end.readings(late)[0])
    if end is None:
        begin = start.readings(late)[0]
        return Window(start=begin, at=begin)
    if start.half is None and end.half in ("am", "pm") and start.hour <= 12:
        other = "am" if end.half == "pm" else "pm"
        halves = (end.half, other) if start.hour % 12 <= end.hour % 12 or end.half == "am" else (other, end.half)
        begins = [ClockTime(start.hour, start.minute, half).readings()[0] for half in halves]
    else:
        begins = start.readings(late)
    for begin in begins:
        for until in end.readings(late if end.half is None else None):
            if until > begin:
                return Window(begin, until, begin)
    raise Unclear


def excluded(start: ClockTime, end: Optional[ClockTime], late: Optional[bool]) -> list[Window]:
    """What "not at 2", "not between 2 and 4" rule out; a single time rules out the hour from it on."""
    if end is not None:
        between = window(start, end, late)
        return [Window(between.start, between.end)]
    begin = start.readings(late)[0]
    until = (datetime.combine(date.min, begin) + _AN_HOUR).time()
    return [Window(begin, until if until > begin else LAST_MINUTE)]

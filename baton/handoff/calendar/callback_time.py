"""When somebody wants to be called, as people write it: "tomorrow around 3", "a week on Friday, not before 11". Pure.

A time counts only if every word of the text was understood. Of "unless it rains, at 3" a reader that looks for
something like a time finds one, and it is the wrong one; here such a text is understood in part, and asked about.
How: the words become those of the grammar (`callback_words`), the grammar gives an expression (`time_grammar`), and the
expression a moment at which somebody is there (`time_resolution`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Optional
from zoneinfo import ZoneInfo

from baton.handoff.calendar.callback_slots import FARTHEST
from baton.handoff.calendar.opening_hours import OpeningHours
from baton.handoff.calendar.time_expression import TimeProblem, TimeRequest, Unclear
from baton.handoff.calendar.time_grammar import read_request
from baton.handoff.calendar.time_resolution import Resolver

_LONGEST = 200  # characters; nobody needs more for a time


@dataclass(frozen=True)
class TimeReading:
    """What a text says about a time.

    Attributes:
        due: the moment, if the whole text was understood, it is to come and somebody is there; aware.
        partly: something was understood as a time, but no such moment follows from it.
        problem: why not.
        anytime: any time will do, and nothing else is said: times are to be offered.
        closed_at: the moment that was meant, if nobody is there at it; aware.
        zone: the time zone that the text names; None is the shop's.
        leaves_choice: neither a day nor an hour is named, only a part of the day ("evenings") or days of the week
            ("weekends"): `due` is the first of many moments that are meant as well.
    """

    due: Optional[datetime] = None
    partly: bool = False
    problem: Optional[TimeProblem] = None
    anytime: bool = False
    closed_at: Optional[datetime] = None
    zone: Optional[ZoneInfo] = None
    leaves_choice: bool = False


def read_callback_time(text: str, now: datetime, hours: OpeningHours, agreed: Optional[datetime] = None) -> TimeReading:
    """Read a time for a callback.

    Args:
        text: what the customer wrote.
        now: the present moment (aware).
        hours: the shop's opening hours; a time is meant in its time zone unless the text names another.
        agreed: the moment that is to be changed (aware): what is not named anew stays, so "11 instead" is on its day
            and "Thursday instead" at its hour.
    """
    if len(text) > _LONGEST:
        return TimeReading(partly=True, problem=TimeProblem.NOT_UNDERSTOOD)
    try:
        request = read_request(text, now, hours.zone)
    except Unclear as unclear:
        return TimeReading(partly=True, problem=unclear.problem)
    if not request.says_something:
        return TimeReading()
    if not request.complete:
        return TimeReading(partly=True, problem=TimeProblem.NOT_UNDERSTOOD)
    if request.zone_missing:
        return TimeReading(partly=True, problem=TimeProblem.ZONE_MISSING)
    if _is_left_open(request):
        return TimeReading(anytime=True)
    return _resolved(request, now, hours, agreed)


def fits_callback_time(text: str, moment: datetime, now: datetime, hours: OpeningHours) -> bool:
    """Whether a moment is one of those that a text means.

    Args:
        text: what the customer wrote, whole or in part understood.
        moment: aware; others as in `read_callback_time`.
    """
    try:
        request = read_request(text, now, hours.zone)
    except Unclear:
        return False
    resolver = Resolver(now, hours, request.zone)
    return any(resolver.holds(each, moment) for each in request.alternatives)


def _is_left_open(request: TimeRequest) -> bool:
    """Whether nothing is said but that any time will do."""
    return all(
        each.anytime and not (each.names_day or each.names_time or each.excludes or each.moment or each.soonest)
        for each in request.alternatives
    )


def _resolved(request: TimeRequest, now: datetime, hours: OpeningHours, agreed: Optional[datetime]) -> TimeReading:
    """The moment of the first alternative that is possible."""
    resolver = Resolver(now, hours, request.zone, agreed)
    opening = hours.next_opening(now)
    failures: list[Unclear] = []
    for alternative in request.alternatives:
        try:
            due = resolver.moment(alternative)
        except Unclear as unclear:
            failures.append(unclear)
            continue
        if request.season not in (None, due.tzname()):
            failures.append(Unclear())
        elif opening is not None and due > opening + FARTHEST:
            failures.append(Unclear(TimeProblem.TOO_FAR))
        else:
            choice = agreed is None and all(each.leaves_choice for each in request.alternatives)
            return TimeReading(due=due, zone=request.zone, leaves_choice=choice)
    first = failures[0]
    return TimeReading(partly=True, problem=first.problem, closed_at=first.moment, zone=request.zone)

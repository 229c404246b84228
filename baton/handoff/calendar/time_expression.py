"""What an expression says about a time, before it is compared with the calendar. Pure data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Optional
from zoneinfo import ZoneInfo

LAST_MINUTE = time(23, 59)


class TimeProblem(Enum):
    """Why no moment follows from an expression."""

    NOT_UNDERSTOOD = "not_understood"
    DAY_MISSING = "day_missing"
    ZONE_MISSING = "zone_missing"
    CLOSED = "closed"
    PAST = "past"
    TOO_FAR = "too_far"


class Unclear(Exception):
    """The text names no single time, or none that is possible.

    Args:
        problem: why.
        moment: the one moment that it names all the same (aware).
    """

    def __init__(self, problem: TimeProblem = TimeProblem.NOT_UNDERSTOOD, moment: Optional[datetime] = None) -> None:
        super().__init__(problem.value)
        self.problem, self.moment = problem, moment


@dataclass(frozen=True)
class ClockTime:
    """An hour as it was written.

    Attributes:
        half: am or pm where that was written; 24 for a clock that counts to 24; None leaves it open.
    """

    hour: int
    minute: int = 0
    half: Optional[str] = None

    def readings(self, late: Optional[bool] = None) -> list[time]:
        """The times of day that it may mean, the likeliest first: a bare hour from 1 to 7 is in the afternoon.

        Args:
            late: whether the part of the day that is named beside it is after noon; None if none is named.
        Raises:
            Unclear: there is no such time.
        """
        hour, minute = self.hour, self.minute
        if (hour == 24 and minute == 0) or hour > 23 or (self.half in ("am", "pm") and not 1 <= hour <= 12):
            raise Unclear
        if self.half == "pm" or self.half == "am":
            return [time(hour % 12 + (12 if self.half == "pm" else 0), minute)]
        if self.half == "24" or hour > 12 or hour == 0:
            return [time(hour, minute)]
        early, after_noon = time(hour % 12, minute), time(hour % 12 + 12, minute)
        if late is not None:
            return [after_noon if late else early]
        return [after_noon, early] if hour <= 7 or hour == 12 else [early, after_noon]


@dataclass(frozen=True)
class Window:
    """A span of the day in which it may be. `at` is the time to suggest of it; None leaves it open."""

    start: time = time()
    end: time = LAST_MINUTE
    at: Optional[time] = None

    def holds(self, moment: time) -> bool:
        """Whether a time of day lies in it; its end does not."""
        return self.start <= moment < self.end


@dataclass(frozen=True)
class TimeExpression:
    """Everything that one expression says. All of it must hold.

    Attributes:
        days: the days that it names; None if it names none.
        weekdays: the days of the week that it may be (0 is Monday); None if any.
        first, last: bounds of the day, both included.
        clock: a time of day; windows: spans of the day; part: the name of the part of the day.
        not_days, not_weekdays, not_windows: what it excludes.
        moment: a moment that is a span away from now; aware.
        shift: how much later than what is agreed on.
        soonest, anytime: it is left to the shop.
        next_week: a week without a day.
    """

    days: Optional[tuple[date, ...]] = None
    weekdays: Optional[frozenset[int]] = None
    first: Optional[date] = None
    last: Optional[date] = None
    clock: Optional[ClockTime] = None
    windows: tuple[Window, ...] = ()
    part: Optional[Window] = None
    not_days: frozenset[date] = frozenset()
    not_weekdays: frozenset[int] = frozenset()
    not_windows: tuple[Window, ...] = ()
    moment: Optional[datetime] = None
    shift: Optional[timedelta] = None
    soonest: bool = False
    anytime: bool = False
    next_week: bool = False

    @property
    def names_day(self) -> bool:
        """Whether it says anything of the day that is not an exclusion."""
        return any(v is not None for v in (self.days, self.weekdays, self.first, self.last)) or self.next_week

    @property
    def names_time(self) -> bool:
        """Whether it says anything of the time of day that is not an exclusion."""
        return self.clock is not None or bool(self.windows) or self.part is not None

    @property
    def excludes(self) -> bool:
        """Whether it says what it must not be."""
        return bool(self.not_days or self.not_weekdays or self.not_windows)

    @property
    def leaves_choice(self) -> bool:
        """Whether it names no more than a part of the day or some days of the week, any of which will do."""
        fixed = (self.days, self.first, self.last, self.clock, self.moment, self.shift)
        if any(v is not None for v in fixed) or self.windows or self.soonest or self.next_week:
            return False
        return self.part is not None or self.weekdays is not None

    @property
    def says_something(self) -> bool:
        """Whether it says anything at all about a time."""
        flags = (self.soonest, self.anytime, self.moment is not None, self.shift is not None)
        return self.names_day or self.names_time or self.excludes or any(flags)

    def completed_by(self, other: TimeExpression) -> TimeExpression:
        """This one with the day or the time of the other where it names none itself, and both sets of exclusions."""
        found = replace(
            self,
            not_days=self.not_days | other.not_days,
            not_weekdays=self.not_weekdays | other.not_weekdays,
            not_windows=(*self.not_windows, *other.not_windows),
            anytime=self.anytime or other.anytime,
        )
        if self.moment is not None:
            return found
        if not self.names_day:
            found = replace(
                found,
                days=other.days,
                weekdays=other.weekdays,
                first=other.first,
                last=other.last,
                next_week=other.next_week,
            )
        if not self.names_time:
            found = replace(found, clock=other.clock, windows=other.windows, part=other.part)
        nothing = not (self.names_day or self.names_time)
        return replace(found, moment=other.moment, soonest=self.soonest or other.soonest) if nothing else found


@dataclass(frozen=True)
class TimeRequest:
    """What a whole text says.

    Attributes:
        alternatives: what it may be, the first choice first; each is complete.
        zone: the time zone that it names; None is the shop's.
        zone_missing: it speaks of a time zone of its own and does not name it.
        complete: every word of it was understood.
        season: an abbreviation of the shop's zone that must be in force then ("GMT").
    """

    alternatives: tuple[TimeExpression, ...] = ()
    zone: Optional[ZoneInfo] = None
    zone_missing: bool = False
    complete: bool = True
    season: Optional[str] = None

    @property
    def says_something(self) -> bool:
        """Whether it says anything about a time."""
        return any(each.says_something for each in self.alternatives) or self.zone_missing

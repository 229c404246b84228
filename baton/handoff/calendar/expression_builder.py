"""Builds a `TimeExpression` from the things that a text holds, one after the other. Pure.

Longer than other modules: every method reads and changes the same expression.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Optional

from baton.handoff.calendar.callback_words import DayPart
from baton.handoff.calendar.time_expression import (
    LAST_MINUTE,
    ClockTime,
    TimeExpression,
    TimeProblem,
    Unclear,
    Window,
)
from baton.handoff.calendar.time_windows import excluded, window

_NOON = time(12)


@dataclass
class ExpressionBuilder:
    """What was understood so far of one expression. Every method raises `Unclear` where it contradicts itself.

    Args:
        here: the present moment in the time zone of the text.
    """

    here: datetime
    _days: list[date] = field(default_factory=list)
    _weekdays: list[tuple[int, int]] = field(default_factory=list)  # of the week, weeks later
    _any_weekday: Optional[frozenset[int]] = None
    _first: Optional[date] = None
    _last: Optional[date] = None
    _clock: Optional[ClockTime] = None
    _may_be_date: bool = False
    _spans: list[tuple[Optional[ClockTime], Optional[ClockTime]]] = field(default_factory=list)
    _part: Optional[DayPart] = None
    _not_days: set[date] = field(default_factory=set)
    _not_weekdays: set[int] = field(default_factory=set)
    _not_spans: list[tuple[ClockTime, Optional[ClockTime]]] = field(default_factory=list)
    _not_parts: list[DayPart] = field(default_factory=list)
    _moment: Optional[datetime] = None
    _shift: Optional[timedelta] = None
    _soonest: bool = False
    _anytime: bool = False
    _next_week: bool = False
    _negated: bool = False  # a "not" waits for what it excludes
    _bound: Optional[str] = None  # a "from", "after", "until" or "before" waits for what it bounds
    _joined: bool = False  # an "and" stands before what comes
    _was_negated: bool = False
    _after_exclusion: bool = False
    _last_was_day: bool = False
    _broken: bool = False

    @property
    def today(self) -> date:
        return self.here.date()

    @property
    def is_unfinished(self) -> bool:
        """Whether a "not" or an "after" has nothing that it belongs to."""
        return self._negated or self._bound is not None or self._broken

    # -- small words ------------------------------------------------------------------------------------------

    def filler(self) -> None:
        """A word that changes nothing - but a "not" before it belongs to something that was not understood."""
        self._broken = self._broken or self._negated or self._bound is not None

    def negate(self) -> None:
        self._broken = self._broken or self._negated or self._bound is not None
        self._negated = True

    def negates_again(self) -> bool:
        """Whether an "or" goes on with what is excluded: "not Monday or Tuesday"."""
        self._negated = self._was_negated
        return self._was_negated

    def bound(self, word: str) -> None:
        self._broken = self._broken or self._negated or self._bound is not None
        self._bound = word

    def join(self) -> None:
        """An "and"; after an exclusion nobody can say whether it goes on with that."""
        self._joined, self._after_exclusion = True, self._was_negated

    def onwards(self) -> None:
        """ "Thursday onwards", "10 or later"."""
        if self._last_was_day:
            builder_days = self._positive_days()
            if len(builder_days) != 1:
                raise Unclear
            self._days, self._weekdays, self._first = [], [], builder_days[0]

    # -- days ---------------------------------------------------------------------------------------------------

    def day(self, day: date) -> None:
        negated, bound, joined = self._taken(is_day=True)
        if bound is not None:
            self._bound_day(bound, day)
        elif negated:
            self._not_days.add(day)
        elif not self._days or joined:
            self._days.append(day)
        elif day not in self._days:
            raise Unclear

    def weekday(self, weekday: int, weeks: int = 0) -> None:
        negated, bound, joined = self._taken(is_day=True)
        if bound is not None:
            self._bound_day(bound, self._next(weekday, weeks))
        elif negated and not weeks:
            self._not_weekdays.add(weekday)
        elif negated:
            self._not_days.add(self._next(weekday, weeks))
        elif not self._weekdays or joined:
            self._weekdays.append((weekday, weeks))
        elif (weekday, weeks) not in self._weekdays:
            raise Unclear

    def any_of_weekdays(self, weekdays: Iterable[int]) -> None:
        negated, bound, _ = self._taken(is_day=False)
        if bound not in (None, "from"):
            raise Unclear
        if negated:
            self._not_weekdays.update(weekdays)
        elif self._any_weekday is not None:
            raise Unclear
        else:
            self._any_weekday = frozenset(weekdays)

    def this_week(self) -> None:
        negated, bound, _ = self._taken(is_day=False)
        if bound is not None:
            raise Unclear
        monday = self.today - timedelta(days=self.today.weekday())
        week = [monday + timedelta(days=k) for k in range(7)]
        if negated:
            self._not_days.update(week)
        else:
            self._first, self._last = self.today, week[-1]

    def next_week(self) -> None:
        negated, bound, _ = self._taken(is_day=False)
        monday = self.today + timedelta(days=7 - self.today.weekday())
        if bound == "from":
            self._first = monday
        elif bound is not None:
            raise Unclear
        elif negated:
            self._not_days.update(monday + timedelta(days=k) for k in range(7))
        else:
            self._next_week = True

    # -- times --------------------------------------------------------------------------------------------------

    def clock(self, clock: ClockTime, may_be_date: bool = False) -> None:
        clock.readings()
        negated, bound, joined = self._taken(is_day=False)
        if bound in ("from", "after"):
            self._spans.append((clock, None))
        elif bound is not None:
            self._spans.append((None, clock))
        elif negated:
            self._not_spans.append((clock, None))
        elif self._clock not in (None, clock) or (joined and self._clock is not None):
            raise Unclear
        else:
            self._clock, self._may_be_date = clock, may_be_date

    def span(self, start: ClockTime, end: ClockTime) -> None:
        negated, bound, _ = self._taken(is_day=False)
        if bound not in (None, "from") or (negated and bound):
            raise Unclear
        if negated:
            self._not_spans.append((start, end))
        else:
            self._spans.append((start, end))

    def part(self, part: DayPart) -> None:
        negated, bound, _ = self._taken(is_day=False)
        if bound in ("after", "until") or (bound == "from" and negated):
            raise Unclear
        if bound == "before":
            self._not_parts.append(DayPart.parse_obj({"from": part.start, "until": LAST_MINUTE}))
        elif negated:
            self._not_parts.append(part)
        elif self._part not in (None, part):
            raise Unclear
        else:
            self._part = part

    def moment(self, moment: datetime) -> None:
        self._plain()
        if self._moment not in (None, moment):
            raise Unclear
        self._moment = moment

    def shift(self, shift: timedelta) -> None:
        self._plain()
        self._shift = shift

    def at_once(self) -> None:
        self._plain()
        self._soonest = True

    def whenever(self) -> None:
        self._plain()
        self._anytime = True

    # -- the expression -------------------------------------------------------------------------------------------

    def expression(self) -> TimeExpression:
        """What was understood.

        Raises:
            Unclear: it contradicts itself.
        """
        late = self._late()
        days = self._positive_days()
        fixed = self._moment is not None or self._shift is not None
        if fixed and (days or self._clock or self._part or self._spans):
            raise Unclear
        if self._may_be_date and not days:
            raise Unclear
        if self._clock is not None and self._part is not None:
            self._check_part(self._clock, self._part, late)
        clock = self._clock
        if clock is not None and late is not None and clock.half is None and clock.hour <= 12:
            at = clock.readings(late)[0]
            clock = ClockTime(at.hour, at.minute, "24")
        return TimeExpression(
            days=tuple(days) or None,
            weekdays=self._any_weekday,
            first=self._first,
            last=self._last,
            clock=clock,
            windows=tuple(window(start, end, late) for start, end in self._spans),
            part=Window(self._part.start, self._part.end, self._part.at) if self._part is not None else None,
            not_days=frozenset(self._not_days),
            not_weekdays=frozenset(self._not_weekdays),
            not_windows=(
                *(Window(part.start, part.end) for part in self._not_parts),
                *(each for start, end in self._not_spans for each in excluded(start, end, late)),
            ),
            moment=self._moment,
            shift=self._shift,
            soonest=self._soonest,
            anytime=self._anytime,
            next_week=self._next_week and not days,
        )

    def _late(self) -> Optional[bool]:
        """Whether the part of the day that is named is after noon; None if it may be either."""
        if self._part is None:
            return None
        return True if self._part.start >= _NOON else False if self._part.end <= _NOON else None

    @staticmethod
    def _check_part(clock: ClockTime, part: DayPart, late: Optional[bool]) -> None:
        if not any((at >= _NOON) == late or late is None for at in clock.readings(late)):
            raise Unclear
        if clock.half in ("am", "pm", "24") and not part.start <= clock.readings()[0] <= part.end:
            raise Unclear

    def _positive_days(self) -> list[date]:
        """The days that are named; a weekday beside a date must be the same day."""
        if not self._weekdays:
            return self._days
        if self._days:
            if {day.weekday() for day in self._days} != {weekday for weekday, _ in self._weekdays}:
                raise Unclear
            return self._days
        return [self._next(weekday, weeks) for weekday, weeks in self._weekdays]

    def _next(self, weekday: int, weeks: int) -> date:
        """The next such day after today; with "next week" the one of that week."""
        if self._next_week:
            return self.today + timedelta(days=7 - self.today.weekday() + weekday) + timedelta(weeks=weeks)
        return self.today + timedelta(days=(weekday - self.today.weekday()) % 7 or 7) + timedelta(weeks=weeks)

    def _bound_day(self, bound: str, day: date) -> None:
        if bound == "from":
            self._first = day
        elif bound == "after":
            self._first = day + timedelta(days=1)
        elif bound == "until":
            self._last = day
        else:
            self._last = day - timedelta(days=1)

    def _taken(self, is_day: bool) -> tuple[bool, Optional[str], bool]:
        """What stood before an element, which now belongs to it: a "not", a bound, an "and"."""
        if self._after_exclusion and not self._negated:
            raise Unclear
        taken = self._negated, self._bound, self._joined
        self._was_negated, self._last_was_day = self._negated, is_day and not self._negated and self._bound is None
        self._negated, self._bound, self._joined, self._after_exclusion = False, None, False, False
        return taken

    def _plain(self) -> None:
        negated, bound, _ = self._taken(is_day=False)
        if negated or bound is not None:
            raise Unclear(TimeProblem.NOT_UNDERSTOOD)

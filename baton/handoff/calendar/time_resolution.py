"""The moment that a `TimeExpression` means, among those at which somebody is there. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone
from typing import Optional
from zoneinfo import ZoneInfo

from baton.handoff.calendar.opening_hours import OpeningHours
from baton.handoff.calendar.time_expression import TimeExpression, TimeProblem, Unclear

_AFTER_OPENING = timedelta(hours=1)  # a day that is named without a time
_AT_ONCE_AFTER = timedelta(minutes=15)
_FIVE_MINUTES = timedelta(minutes=5)
_STEP = timedelta(minutes=15)  # of the times that are tried in a span
_DAYS_AHEAD = 8  # where no day is named
_DAYS_FROM = 15  # from the first day of an open span of days


class Resolver:
    """Finds moments.

    Args:
        now: the present moment (aware).
        hours: the shop's opening hours.
        zone: the time zone in which the expression is meant; None is the shop's.
        agreed: the moment that is to be changed (aware); what is not named anew stays.
    """

    def __init__(
        self, now: datetime, hours: OpeningHours, zone: Optional[ZoneInfo] = None, agreed: Optional[datetime] = None
    ) -> None:
        self._zone = zone or hours.zone
        self._hours = hours
        self._here = now.astimezone(self._zone)
        self._agreed = agreed.astimezone(self._zone) if agreed is not None else None

    def moment(self, expression: TimeExpression) -> datetime:
        """The first moment that fits, in the shop's time zone.

        Raises:
            Unclear: there is none; its `problem` says why.
        """
        return self._hours.local(self._moment(expression))

    def holds(self, expression: TimeExpression, moment: datetime) -> bool:
        """Whether an expression that names a part of the day or days of the week means a moment (aware) too."""
        there = moment.astimezone(self._zone)
        return self._may_be(expression, there.date()) and self._fits(there, expression)

    def _moment(self, expression: TimeExpression) -> datetime:
        if expression.moment is not None:
            return self._if_open(expression.moment.replace(second=0, microsecond=0))
        if expression.shift is not None:
            if self._agreed is None:
                raise Unclear
            return self._if_open(self._agreed.astimezone(timezone.utc) + expression.shift)
        if expression.next_week and not expression.anytime:
            raise Unclear(TimeProblem.DAY_MISSING)
        if expression.soonest and not (expression.names_day or expression.names_time):
            return self._soonest(expression)
        days = [day for day in self._days(expression) if self._may_be(expression, day)]
        for day in days:
            for moment in self._on(expression, day):
                if self._fits(moment, expression):
                    return moment
        raise self._why_none(expression, days)

    def _why_none(self, expression: TimeExpression, days: list[date]) -> Unclear:
        """Why nothing fits; with the moment that was meant, if there is only one."""
        if days and max(days) < self._here.date():
            return Unclear(TimeProblem.PAST)
        if len(days) != 1 or expression.clock is None:
            return Unclear(TimeProblem.CLOSED)
        moments = list(self._existing(self._exact(days[0], at) for at in expression.clock.readings()))
        open_then = [moment for moment in moments if self._hours.is_open(moment)]
        if open_then and all(moment <= self._here for moment in open_then):
            return Unclear(TimeProblem.PAST)
        return Unclear(TimeProblem.CLOSED, self._hours.local(moments[0]) if moments and not open_then else None)

    # -- days ---------------------------------------------------------------------------------------------------

    def _days(self, expression: TimeExpression) -> list[date]:
        """The days that it may be, in their order."""
        today = self._here.date()
        if expression.days is not None:
            return list(expression.days)
        if expression.next_week:
            return [today + timedelta(days=7 - today.weekday() + k) for k in range(7)]
        if expression.first is not None or expression.last is not None:
            first = max(expression.first or today, today)
            last = expression.last or first + timedelta(days=_DAYS_FROM)
            return [first + timedelta(days=k) for k in range((last - first).days + 1)]
        kept = self._agreed is not None and self._agreed.date() > today and expression.weekdays is None
        if kept and self._agreed is not None and not expression.soonest:
            return [self._agreed.date()]
        return [today + timedelta(days=k) for k in range(_DAYS_AHEAD)]

    @staticmethod
    def _may_be(expression: TimeExpression, day: date) -> bool:
        if expression.weekdays is not None and day.weekday() not in expression.weekdays:
            return False
        return day not in expression.not_days and day.weekday() not in expression.not_weekdays

    # -- times of a day -------------------------------------------------------------------------------------------

    def _on(self, expression: TimeExpression, day: date) -> Iterator[datetime]:
        """The moments of a day that it may be, the best first; not all of them fit."""
        if expression.clock is not None:
            yield from self._existing(self._exact(day, at) for at in expression.clock.readings())
            return
        if self._agreed is not None and not expression.names_time:
            yield from self._existing(iter([self._exact(day, self._agreed.time().replace(tzinfo=None))]))
        begin = self._exact(day, time()) or datetime.combine(day, time(1), self._zone)
        grid = [_later(begin, k * _STEP) for k in range(24 * 4 + 4)]
        starts = self._existing(self._exact(day, window.start) for window in expression.windows)
        moments = sorted({*grid, *starts})
        opening = next((moment for moment in moments if moment >= self._here and self._hours.is_open(moment)), None)
        wanted = self._wanted(expression, day, opening)
        if wanted is not None:
            yield from (moment for moment in moments if moment >= wanted)
        yield from (moment for moment in moments if moment.astimezone(self._zone).date() == day)

    def _wanted(self, expression: TimeExpression, day: date, opening: Optional[datetime]) -> Optional[datetime]:
        """From when on a time is looked for first, in a day or a span of it."""
        suggested = [window.at for window in expression.windows if window.at is not None]
        if not suggested and expression.part is not None and expression.part.at is not None:
            suggested = [expression.part.at]
        if suggested:
            return self._exact(day, max(suggested))
        if opening is None or expression.part is not None:
            return opening
        return _later(opening, _AFTER_OPENING)  # not at the opening on the dot; today not at once either

    def _fits(self, moment: datetime, expression: TimeExpression) -> bool:
        if moment <= self._here or not self._hours.is_open(moment):
            return False
        at = moment.astimezone(self._zone).time()
        spans = (*expression.windows, *((expression.part,) if expression.part is not None else ()))
        if not all(window.holds(at) for window in spans) and expression.clock is None:
            return False
        if expression.clock is not None and not all(window.holds(at) for window in expression.windows):
            return False
        return not any(window.holds(at) for window in expression.not_windows)

    def _soonest(self, expression: TimeExpression) -> datetime:
        opening = self._hours.next_opening(self._here)
        if opening is None:
            raise Unclear(TimeProblem.CLOSED)
        moment = _later(opening, _AT_ONCE_AFTER)
        moment = _later(moment, -timedelta(minutes=moment.minute % 5, seconds=moment.second) % _FIVE_MINUTES).replace(
            microsecond=0
        )
        if not expression.excludes:
            return self._if_open(moment)
        return self._moment(TimeExpression(
            not_days=expression.not_days, not_weekdays=expression.not_weekdays, not_windows=expression.not_windows
        ))  # fmt: skip

    def _if_open(self, moment: datetime) -> datetime:
        if moment <= self._here:
            raise Unclear(TimeProblem.PAST)
        if not self._hours.is_open(moment):
            raise Unclear(TimeProblem.CLOSED, self._hours.local(moment))
        return moment

    @staticmethod
    def _existing(moments: Iterator[Optional[datetime]]) -> Iterator[datetime]:
        return (moment for moment in moments if moment is not None)

    def _exact(self, day: date, at: time) -> Optional[datetime]:
        """A time on a day; None if it does not exist there, in the night in which clocks go forward."""
        moment = datetime.combine(day, at, self._zone)
        return moment if moment.astimezone(timezone.utc).astimezone(self._zone).time() == at else None


def _later(moment: datetime, span: timedelta) -> datetime:
    """A moment after a span of real time, whatever the clocks do."""
    return (moment.astimezone(timezone.utc) + span).astimezone(moment.tzinfo)

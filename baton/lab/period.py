"""Stretches of time that a report is about, as days in the shop's time zone. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from baton.base.formatting import short_date

#: What is reported on where nobody says otherwise.
USUAL_DAYS = 28


class BadPeriod(ValueError):
    """No period can be made of what was given; the text says why."""


@dataclass(frozen=True)
class Period:
    """Whole days, both included."""

    first: date
    last: date
    zone: tzinfo

    @property
    def since(self) -> float:
        """Its beginning, epoch seconds."""
        return datetime.combine(self.first, time(0), self.zone).timestamp()

    @property
    def until(self) -> float:
        """The first moment after it, epoch seconds."""
        return datetime.combine(self.last + timedelta(days=1), time(0), self.zone).timestamp()

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> Period:
        """The one of the same length that ends where this begins."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1), self.zone)

    def from_day(self, first: str) -> Period:
        """One of the same length that begins on a day, as in 2026-11-01.

        Raises:
            BadPeriod: it is no day.
        """
        begins = _day(first, "compared")
        return Period(begins, begins + timedelta(days=self.days - 1), self.zone)

    def __str__(self) -> str:
        if self.first == self.last:
            return short_date(self.last, year=True)
        return f"{short_date(self.first, year=self.first.year != self.last.year)} to {short_date(self.last, year=True)}"


def period(since: str | None, until: str | None, today: date, zone: tzinfo) -> Period:
    """A period from what somebody gave.

    Args:
        since: the first day, as in 2026-11-01; None: so that it is four weeks.
        until: the last day, included; None: today.
        today: in the shop's zone.
        zone: the shop's.
    Raises:
        BadPeriod: one is no day, or the first is after the last.
    """
    last = _day(until, "until") if until else today
    first = _day(since, "since") if since else last - timedelta(days=USUAL_DAYS - 1)
    if first > last:
        raise BadPeriod(f"since ({first}) is after until ({last})")
    return Period(first, last, zone)


def _day(text: str, name: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError as error:
        raise BadPeriod(f"{name}: {text!r} is no day; write it as 2026-11-30") from error
    if not 1970 < found.year < 9000:
        raise BadPeriod(f"{name}: {text} is too far away")
    return found

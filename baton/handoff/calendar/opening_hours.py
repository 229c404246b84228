"""Opening hours, from `business/opening_hours.yml`: whether people are there, and when they are next. Pure.

A span is minutes on the clock of the wall of one day; it may end after midnight. Every question is answered from
intervals in UTC, in which two spans that touch are one, and in which a time that the change to summer time leaves out
is the moment of the change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import validator

from baton.base.document import Document, DocumentPart, Fault
from baton.base.document_problems import shown
from baton.base.formatting import long_date

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = 24 * 60  # minutes
_POINT = r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?"
_SPAN = re.compile(rf"{_POINT}\s*(?:-|\u2013|to)\s*{_POINT}", re.I)
_LONGEST_NIGHT = 12 * 60  # minutes of a span over midnight; a longer one is a slip
_ALWAYS = "00:00-24:00"
_WAYS_TO_SAY_ALWAYS = frozenset({"24/7", "24h", "24 hours", "all day"})
#: How far ahead is looked for an opening.
LOOK_AHEAD = timedelta(days=366)
_LOOK_BACK_DAYS = 14
_LONG_CLOSURE = timedelta(days=14)  # `baton check` warns of a longer one

#: From when until when somebody is there, in UTC.
Interval = tuple[datetime, datetime]


class Span(DocumentPart):
    """From when until when the shop is open, in minutes from midnight; in the file "09:00-18:00" or "22:00-02:00"."""

    start: int
    end: int

    @classmethod
    def expand(cls, value: object) -> object:
        match = _SPAN.fullmatch(str(value).strip())
        start, end = (_minutes(*match.groups()[:3]), _minutes(*match.groups()[3:])) if match else (None, None)
        if start is None or end is None or start in (end, _DAY):
            raise ValueError(f"{value!r} is not a span like 09:00-18:00 or 22:00-02:00, 24/7, or closed")
        if end < start and end + _DAY - start > _LONGEST_NIGHT:
            raise ValueError(f"{value!r} would go on over midnight for more than 12 hours; is the end meant?")
        if end == _DAY - 1:
            end = _DAY  # 23:59 is how midnight is written where 24:00 cannot be
        return {"start": start, "end": end if end > start else end + _DAY}

    @property
    def words(self) -> str:
        """ "09:00-18:00"."""
        end = self.end if self.end <= _DAY else self.end - _DAY
        return f"{self.start // 60:02d}:{self.start % 60:02d}-{end // 60:02d}:{end % 60:02d}"


def _minutes(hour: str, minute: str | None, half: str | None) -> int | None:
    """Minutes from midnight; None if there is no such time."""
    hours = int(hour)
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half.lower() == "pm" else 0)
    minutes = hours * 60 + int(minute or 0)
    return minutes if int(minute or 0) < 60 and minutes <= _DAY else None


class Week(DocumentPart):
    """The spans of each day; in the file with commas between them, or "closed", or "24/7"."""

    monday: list[Span]
    tuesday: list[Span]
    wednesday: list[Span]
    thursday: list[Span]
    friday: list[Span]
    saturday: list[Span]
    sunday: list[Span]

    @classmethod
    def expand(cls, value: object) -> object:
        return dict.fromkeys(DAYS, _ALWAYS) if str(value).strip().lower() in _WAYS_TO_SAY_ALWAYS else value

    @validator(*DAYS, pre=True)
    def _split(cls, value: object) -> list[str]:
        if not isinstance(value, (str, int)) or isinstance(value, bool):
            raise ValueError(f'{shown(value)} is not a text like "09:00-12:00, 13:00-18:00", or closed')
        text = str(value).strip()
        if text.lower() in _WAYS_TO_SAY_ALWAYS:
            return [_ALWAYS]
        return [] if text.lower() == "closed" else [span.strip() for span in text.split(",")]

    def spans(self, weekday: int) -> list[Span]:
        """The spans of a weekday; 0 is Monday."""
        spans: list[Span] = getattr(self, DAYS[weekday])
        return spans


class OpeningHours(Document):
    """Spans per weekday in the shop's time zone, and days on which it is closed."""

    class Config:
        arbitrary_types_allowed = True

    setting = "opening_hours_file"

    time_zone: ZoneInfo
    hours: Week
    holidays: list[date] = []

    @validator("time_zone", pre=True)
    def _is_a_time_zone(cls, value: object) -> ZoneInfo:
        try:
            return value if isinstance(value, ZoneInfo) else ZoneInfo(str(value))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(f"{value!r} is not a time zone like Europe/London") from None

    @validator("holidays", pre=True)
    def _may_be_left_empty(cls, value: object) -> object:
        return [] if value is None else value

    @validator("holidays", pre=True, each_item=True)
    def _is_a_day(cls, value: object) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            raise ValueError(f"{value!r} is not a day like 2026-12-25") from None

    @property
    def zone(self) -> ZoneInfo:
        return self.time_zone

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    def is_open(self, moment: datetime) -> bool:
        """Whether somebody is there at this moment (aware datetime)."""
        day = self.local(moment).date()
        return any(begin <= moment < end for begin, end in self._intervals(day - timedelta(days=1), 2))

    def opened_at(self, moment: datetime) -> datetime | None:
        """When the present opening began, at most two weeks ago; None while it is closed."""
        day = self.local(moment).date() - timedelta(days=_LOOK_BACK_DAYS)
        found = (begin for begin, end in self._openings(day, _LOOK_BACK_DAYS + 2) if begin <= moment < end)
        begin = next(found, None)
        return self.local(begin) if begin is not None else None

    def next_opening(self, moment: datetime) -> datetime | None:
        """The next moment at which somebody is there, in the shop's time zone; `moment` itself if it is open.

        None if it does not open within a year: whoever asks must have something to say then too.
        """
        opening = next((max(begin, moment) for begin, end in self._ahead(moment) if end > moment), None)
        return self.local(opening) if opening is not None else None

    def after(self, moment: datetime, opening_time: timedelta) -> datetime:
        """The moment at which so much opening time has passed since another one, in the shop's time zone.

        If there is not so much of it within a year, it is a year later: no clock that counts opening time runs out.
        """
        left, since = opening_time, moment.astimezone(timezone.utc)
        for begin, end in self._ahead(moment):
            begin = max(begin, since)
            if end - begin >= left:
                return self.local(begin + left)
            left -= max(end - begin, timedelta(0))
        return self.local(since + LOOK_AHEAD)

    def grid(self, day: date, step: timedelta) -> list[datetime]:
        """The moments of a day at which a step of time can begin and end while it is open, in its own time zone."""
        found = []
        for begin, end in self._openings(day - timedelta(days=1), 3):
            count = (end - begin) // step
            moments = (self.local(begin + step * number) for number in range(count))
            found += [moment for moment in moments if moment.date() == day]
        return found

    def warnings(self, now: datetime) -> Iterator[str]:
        """What is right as it stands, and may not be meant: a long time in which nobody is there.

        Args:
            now: the present moment (aware).
        """
        closed_since = now
        for begin, end in self._ahead(now):
            if begin - closed_since > _LONG_CLOSURE:
                days = (begin - closed_since).days
                yield (
                    f"nobody is there from {long_date(self.local(closed_since))} until "
                    f"{long_date(self.local(begin))} {self.local(begin).year} ({days} days)"
                )
            closed_since = max(closed_since, end)
        if now + LOOK_AHEAD - closed_since > _LONG_CLOSURE:
            yield f"nobody is there from {long_date(self.local(closed_since))} on for as far as a year from now"

    def _ahead(self, moment: datetime) -> Iterator[Interval]:
        """The intervals from a moment on, for a year."""
        return self._intervals(self.local(moment).date() - timedelta(days=1), LOOK_AHEAD.days + 1)

    def _intervals(self, first: date, days: int) -> Iterator[Interval]:
        """When somebody is there on so many days, ascending and without overlaps; they may touch."""
        until = datetime.min.replace(tzinfo=timezone.utc)
        for offset in range(days):
            for begin, end in self._of(first + timedelta(days=offset)):
                if end > until:
                    yield max(begin, until), end
                    until = end

    def _openings(self, first: date, days: int) -> Iterator[Interval]:
        """The same with what touches as one: a shop that is always open opens once."""
        opening: Interval | None = None
        for begin, end in self._intervals(first, days):
            if opening is not None and begin > opening[1]:
                yield opening
                opening = None
            opening = (opening[0] if opening is not None else begin, end)
        if opening is not None:
            yield opening

    def _of(self, day: date) -> list[Interval]:
        """The spans that begin on a day. One that reaches into a holiday ends at midnight."""
        if day in self.holidays:
            return []
        into_holiday = day + timedelta(days=1) in self.holidays
        found = []
        for span in self.hours.spans(day.weekday()):
            end = min(span.end, _DAY) if into_holiday else span.end
            interval = _instant(self.zone, day, span.start, 0), _instant(self.zone, day, end, 1)
            if interval[0] < interval[1]:
                found.append(interval)
        return sorted(found)

    def in_words(self) -> str:
        """The week in one line: "Monday to Friday 09:00-18:00, Saturday 10:00-16:00"."""
        groups: list[tuple[int, int, str]] = []
        for day in range(7):
            words = ", ".join(span.words for span in self.hours.spans(day))
            if groups and groups[-1][2] == words and groups[-1][1] == day - 1:
                groups[-1] = (groups[-1][0], day, words)
            else:
                groups.append((day, day, words))
        named = [
            f"{DAYS[a].title()}{f' to {DAYS[b].title()}' if b > a else ''} {words}" for a, b, words in groups if words
        ]
        return ", ".join(named)

    def faults(self) -> Iterator[Fault]:
        if not any(self.hours.spans(weekday) for weekday in range(7)):
            yield ("hours",), "hours: the shop is never open"


@lru_cache(maxsize=8192)
def _instant(zone: ZoneInfo, day: date, minutes: int, fold: int) -> datetime:
    """A time on the clock of the wall, in UTC.

    Args:
        minutes: from midnight; more than a day is on the next.
        fold: 0 or 1, which of two moments counts where the clocks show a time twice.
    """
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    moment = wall.replace(tzinfo=zone, fold=fold).astimezone(timezone.utc)
    if moment.astimezone(zone).replace(tzinfo=None) == wall:
        return moment
    # The clocks leave this time out: the moment of the change lies between its two readings.
    low, high = sorted(wall.replace(tzinfo=zone, fold=each).astimezone(timezone.utc) for each in (0, 1))
    before = low.astimezone(zone).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        low, high = (middle, high) if middle.astimezone(zone).utcoffset() == before else (low, middle)
    return high.replace(microsecond=0)

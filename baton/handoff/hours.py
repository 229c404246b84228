"""Opening hours: whether people are there, when they are next, and whether a time lies within them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SPAN = re.compile(r"(\d{2}):(\d{2})-(\d{2}):(\d{2})")
_LOOK_AHEAD_DAYS = 60


class HoursError(ValueError):
    """The opening hours file is wrong; the text says where."""


@dataclass(frozen=True)
class OpeningHours:
    """Spans per weekday (0 is Monday) in the shop's time zone, and days on which it is closed."""

    zone: ZoneInfo
    spans: dict[int, tuple[tuple[time, time], ...]]
    holidays: frozenset[date]

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    def is_open(self, moment: datetime) -> bool:
        """Whether somebody is there at this moment (aware datetime)."""
        here = self.local(moment)
        return any(start <= here.time() < end for start, end in self._of(here.date()))

    def next_opening(self, moment: datetime) -> datetime:
        """The next moment at which the shop opens, in its own time zone; `moment` itself if it is open.

        Raises:
            HoursError: it does not open within two months.
        """
        here = self.local(moment)
        if self.is_open(moment):
            return here
        for offset in range(_LOOK_AHEAD_DAYS):
            day = here.date() + timedelta(days=offset)
            for start, _ in self._of(day):
                opening = datetime.combine(day, start, self.zone)
                if opening > here:
                    return opening
        raise HoursError("the shop does not open within two months")

    def in_words(self) -> str:
        """The week in one line: "Monday to Friday 09:00-18:00, Saturday 10:00-16:00"."""
        groups: list[tuple[int, int, str]] = []
        for day in range(7):
            words = ", ".join(f"{a:%H:%M}-{b:%H:%M}" for a, b in self.spans.get(day, ()))
            if groups and groups[-1][2] == words and groups[-1][1] == day - 1:
                groups[-1] = (groups[-1][0], day, words)
            else:
                groups.append((day, day, words))
        named = [
            f"{DAYS[a].title()}{f' to {DAYS[b].title()}' if b > a else ''} {words}" for a, b, words in groups if words
        ]
        return ", ".join(named)

    def _of(self, day: date) -> tuple[tuple[time, time], ...]:
        return () if day in self.holidays else self.spans.get(day.weekday(), ())


def load(path: Path) -> OpeningHours:
    """Read the opening hours file.

    Raises:
        HoursError: naming what is wrong.
    """
    try:
        return read(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, HoursError) as error:
        raise HoursError(f"{path.name}: {error}") from error


def read(value: object) -> OpeningHours:
    """Check a loaded document and return the hours.

    Raises:
        HoursError: naming what is wrong.
    """
    if not isinstance(value, dict) or set(value) - {"time_zone", "hours", "holidays"} or "hours" not in value:
        raise HoursError("expected time_zone, hours and holidays")
    try:
        zone = ZoneInfo(str(value.get("time_zone")))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise HoursError(f"time_zone: {value.get('time_zone')!r} is not a time zone like Europe/London") from error
    given = value["hours"]
    if not isinstance(given, dict) or set(given) != set(DAYS):
        raise HoursError(f"hours: each day of the week is needed once: {', '.join(DAYS)}")
    spans = {DAYS.index(day): _spans(day, str(text)) for day, text in given.items()}
    if not any(spans.values()):
        raise HoursError("hours: the shop is never open")
    try:
        holidays = frozenset(d if isinstance(d, date) else date.fromisoformat(d) for d in value.get("holidays") or [])
    except (TypeError, ValueError) as error:
        raise HoursError(f"holidays: each is a day like 2026-12-25 ({error})") from error
    return OpeningHours(zone, spans, holidays)


def _spans(day: str, text: str) -> tuple[tuple[time, time], ...]:
    if text.strip().lower() == "closed":
        return ()
    found = []
    for part in text.split(","):
        match = _SPAN.fullmatch(part.strip())
        try:
            start, end = (_time(*match.group(1, 2)), _time(*match.group(3, 4))) if match else (None, None)
        except ValueError:
            start, end = None, None
        if start is None or end is None or start >= end:
            raise HoursError(f"hours.{day}: {part.strip()!r} is not a span like 09:00-18:00, or closed")
        found.append((start, end))
    return tuple(found)


def _time(hour: str, minute: str) -> time:
    return time(int(hour), int(minute))

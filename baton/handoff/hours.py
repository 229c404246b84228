"""Opening hours: whether people are there, when they are next, and whether a time lies within them. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from policies.yaml_lines import Problem, parse

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

    def opened_at(self, moment: datetime) -> datetime | None:
        """When the present opening began; None while it is closed."""
        here = self.local(moment)
        began = [start for start, end in self._of(here.date()) if start <= here.time() < end]
        return datetime.combine(here.date(), began[0], self.zone) if began else None

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

    def after(self, moment: datetime, opening_time: timedelta) -> datetime:
        """The moment at which so much opening time has passed since another one, in the shop's time zone.

        Raises:
            HoursError: there is not so much of it within two months.
        """
        here, left = self.local(moment), opening_time
        for offset in range(_LOOK_AHEAD_DAYS):
            day = here.date() + timedelta(days=offset)
            for start, end in self._of(day):
                begins, ends = datetime.combine(day, start, self.zone), datetime.combine(day, end, self.zone)
                begins = max(begins, here)
                # Python subtracts times of one zone by the clock on the wall; the change to summer time needs UTC.
                span = ends.astimezone(timezone.utc) - begins.astimezone(timezone.utc)
                if span >= left:
                    return self.local(begins.astimezone(timezone.utc) + left)
                left -= max(span, timedelta(0))
        raise HoursError("the shop does not open long enough within two months")

    def grid(self, day: date, step: timedelta) -> list[datetime]:
        """The moments of a day at which a step of time can begin and end while it is open, in its own time zone."""
        found = []
        for start, end in self._of(day):
            moment = datetime.combine(day, start, self.zone)
            while moment + step <= datetime.combine(day, end, self.zone):
                found.append(moment)
                moment += step
        return found

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
        HoursError: naming everything that is wrong, with its line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise HoursError(f"{path.name}: cannot be read: {error}") from error
    problems = check(text, path.name)
    if problems:
        raise HoursError("\n".join(map(str, problems)))
    return read(parse(text, path.name)[0])


def check(text: str, file: str) -> list[Problem]:
    """Every problem of an opening hours file, with its line."""
    value, lines, problems = parse(text, file)
    if not problems:
        problems = [Problem(file, lines.of(path), why) for path, why in _problems(value)]
    return sorted(problems, key=lambda problem: problem.line)


def read(value: object) -> OpeningHours:
    """Check a loaded document and return the hours.

    Raises:
        HoursError: naming what is wrong.
    """
    problems = _problems(value)
    if problems or not isinstance(value, dict):
        raise HoursError("; ".join(why for _, why in problems))
    spans = {DAYS.index(day): _spans(day, str(text)) for day, text in value["hours"].items()}
    holidays = frozenset(_day(day) for day in value.get("holidays") or [])
    return OpeningHours(ZoneInfo(str(value["time_zone"])), spans, holidays)


def _problems(value: object) -> list[tuple[tuple[Any, ...], str]]:
    """Everything that is wrong with a document, each with its path."""
    if not isinstance(value, dict):
        return [((), "expected time_zone, hours and holidays")]
    found: list[tuple[tuple[Any, ...], str]] = [
        ((key,), f"unknown {key!r}; known: time_zone, hours, holidays")
        for key in value
        if key not in ("time_zone", "hours", "holidays")
    ]
    try:
        ZoneInfo(str(value.get("time_zone")))
    except (ZoneInfoNotFoundError, ValueError):
        why = f"time_zone: {value.get('time_zone')!r} is not a time zone like Europe/London"
        found.append((("time_zone",), why))
    given = value.get("hours")
    if not isinstance(given, dict) or set(given) != set(DAYS):
        found.append((("hours",), f"hours: each day of the week is needed once: {', '.join(DAYS)}"))
    else:
        found += _bad_spans(given)
    holidays = value.get("holidays") or []
    if not isinstance(holidays, list):
        return [*found, (("holidays",), "holidays: a list of days like 2026-12-25")]
    for index, day in enumerate(holidays):
        try:
            _day(day)
        except (TypeError, ValueError):
            found.append((("holidays", index), f"holidays: {day!r} is not a day like 2026-12-25"))
    return found


def _bad_spans(given: dict[str, Any]) -> list[tuple[tuple[Any, ...], str]]:
    found: list[tuple[tuple[Any, ...], str]] = []
    opens = False
    for day, text in given.items():
        try:
            opens = bool(_spans(day, str(text))) or opens
        except HoursError as error:
            found.append((("hours", day), str(error)))
    return found if opens or found else [(("hours",), "hours: the shop is never open")]


def _day(value: Any) -> date:
    """A day as YAML or a text gives it.

    Raises:
        TypeError, ValueError: it is none.
    """
    return value if isinstance(value, date) else date.fromisoformat(value)


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

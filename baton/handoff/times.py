"""When somebody wants to be called, as people write it: "tomorrow around 3", "Friday afternoon", "any time". Pure."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

import dateparser

from baton.handoff.hours import DAYS, HoursError, OpeningHours

_AT_ONCE = re.compile(r"\b(any ?time|whenever|asap|as soon as possible|now|right away|immediately|don'?t mind)\b", re.I)
_PARTS = {
    "morning": time(10),
    "noon": time(12),
    "midday": time(12),
    "lunch": time(12, 30),
    "afternoon": time(14),
    "evening": time(17),
}
_CLOCK = re.compile(
    r"\b(?:(?:at|around|about|after|from|by|between|past|@)\s*)?"
    r"(?P<hour>[01]?\d|2[0-3])(?:[:.h](?P<minute>[0-5]\d))?\s*(?P<half>am|pm|a\.m\.|p\.m\.|o'?clock|h\b|uhr)?(?![\d/])",
    re.I,
)
_CUE = re.compile(r"[:.]|am|pm|a\.m|p\.m|clock|h\b|uhr|\b(at|around|about|after|from|by|between|past)\b|@", re.I)
_DATE = re.compile(
    r"\b(\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?|\d{4}-\d{2}-\d{2}|"
    r"\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2}(?:st|nd|rd|th)?)\b",
    re.I,
)
_SHORT_DAYS = {day[:3]: index for index, day in enumerate(DAYS)} | {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_AFTER_OPENING = timedelta(hours=1)


def callback_time(text: str, now: datetime, hours: OpeningHours) -> datetime | None:
    """The moment that a text names, within opening hours and in the future.

    Args:
        text: what the customer wrote.
        now: the present moment (aware).
        hours: the shop's opening hours; a time is meant in its time zone.
    Returns:
        An aware datetime, or None if no time was understood, or the shop is closed then or it has passed.
    """
    here = hours.local(now)
    day, rest = _day(text, here.date())
    at = _clock(rest)
    if day is None and at is None:
        return _soonest(now, hours) if _AT_ONCE.search(text) else None
    for candidate in [day] if day else [here.date() + timedelta(days=offset) for offset in range(8)]:
        moment = datetime.combine(candidate, at, hours.zone) if at else _first_of(candidate, now, hours)
        if moment is not None and moment > here and hours.is_open(moment):
            return moment
    return None


def _day(text: str, today: date) -> tuple[date | None, str]:
    """The day that is named, and the text without it."""
    written = _DATE.search(text)
    if written:
        base = datetime.combine(today, time())
        settings = {"PREFER_DATES_FROM": "future", "RELATIVE_BASE": base, "DATE_ORDER": "DMY"}
        found = dateparser.parse(written[0].replace(" of ", " "), languages=["en"], settings=settings)
        if found:
            return found.date(), text.replace(written[0], " ")
    lowered = text.lower()
    for words, offset in (("day after tomorrow", 2), ("tomorrow", 1), ("tmrw", 1), ("today", 0), ("tonight", 0)):
        if words in lowered:
            return today + timedelta(days=offset), lowered.replace(words, " ")
    for word in re.findall(r"[a-z]+", lowered):
        index = DAYS.index(word) if word in DAYS else _SHORT_DAYS.get(word)
        if index is not None:
            return today + timedelta(days=(index - today.weekday()) % 7 or 7), lowered.replace(word, " ")
    return None, text


def _clock(text: str) -> time | None:
    """The time of day that is named; a bare hour from 1 to 7 is in the afternoon."""
    for match in _CLOCK.finditer(text):
        alone = re.fullmatch(r"[\s.,!]*" + re.escape(match[0]) + r"[\s.,!]*", text) is not None
        if not alone and not _CUE.search(match[0]) and not re.search(r"[a-z]\s*$", text[: match.start()], re.I):
            continue
        hour, half = int(match["hour"]), (match["half"] or "").lower().replace(".", "")
        if (half == "pm" and hour < 12) or (not half.startswith("a") and 1 <= hour <= 7):
            hour += 12
        if hour < 24:
            return time(hour, int(match["minute"] or 0))
    return next((at for part, at in _PARTS.items() if re.search(rf"\b{part}", text, re.I)), None)


def _first_of(day: date, now: datetime, hours: OpeningHours) -> datetime | None:
    """A good moment on a day that is named without a time."""
    try:
        opening = hours.next_opening(max(datetime.combine(day, time(), hours.zone), hours.local(now)))
    except HoursError:
        return None
    moment = opening + _AFTER_OPENING
    return moment if opening.date() == day and hours.is_open(moment) else None


def _soonest(now: datetime, hours: OpeningHours) -> datetime:
    return hours.next_opening(now) + timedelta(minutes=15)

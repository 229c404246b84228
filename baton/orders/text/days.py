"""Days in the past as people name them: "19 November", "the 19th", "yesterday", "last Tuesday". Pure."""

from __future__ import annotations

import re
from calendar import day_abbr, day_name, month_abbr, month_name
from collections.abc import Iterator
from datetime import date, timedelta

_MONTHS = {name.lower(): number for names in (month_name, month_abbr) for number, name in enumerate(names) if name}
_MONTHS["sept"] = 9
_WEEKDAYS = {name.lower(): number for names in (day_name, day_abbr) for number, name in enumerate(names)}
_WEEKDAYS |= {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?:,? ?(?P<year>20\d\d))?"
_DATES = (
    re.compile(r"(?<![\d-])(?P<year>20\d\d)-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?![\d-])"),
    re.compile(rf"\b{_DAY}(?: of)? (?P<name>{_MONTH})\b\.?{_YEAR}", re.I),
    re.compile(rf"\b(?P<name>{_MONTH})\b\.? (?:the )?{_DAY}\b{_YEAR}", re.I),
    re.compile(r"(?<![\d./-])(?P<day>\d{1,2})[./](?P<month>\d{1,2})(?:[./](?P<year>20\d\d|\d\d))?\.?(?![\d/-])"),
)
_NEAR = {"today": 0, "this morning": 0, "yesterday": 1, "last night": 1}
_NEAR_WORDS = re.compile(rf"\b({'|'.join(_NEAR)})\b", re.I)
_NAMES_OF_DAYS = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
_WEEKDAY = re.compile(rf"\b(?P<last>last )?(?P<name>{_NAMES_OF_DAYS})\b", re.I)
_NOT_ALONE = frozenset({"sun", "sat", "wed", "mon", "fri"})  # abbreviations that are words, or parts of a name
_OF_MONTH = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b", re.I)


def find_days(text: str, today: date) -> list[date]:
    """The days that a text names, each once; one without a year or a month is the latest that is not yet to come.

    Args:
        text: a message.
        today: the shop's day.
    """
    found: list[date] = []
    rest = text
    for pattern in _DATES:
        for match in pattern.finditer(rest):
            found += _read(match, today)
        rest = pattern.sub(" ", rest)
    found += [today - timedelta(days=_NEAR[match[1].lower()]) for match in _NEAR_WORDS.finditer(rest)]
    for match in _WEEKDAY.finditer(rest):
        name = match["name"]
        if name.lower() not in _NOT_ALONE or name[0].isupper():
            back = (today.weekday() - _WEEKDAYS[name.lower()]) % 7 or 7
            found.append(today - timedelta(days=back))
            if match["last"]:  # said on a Sunday, "last Friday" may be the one of the week before
                found.append(today - timedelta(days=back + 7))
    for match in _OF_MONTH.finditer(rest):
        found += _day_of_month(int(match[1]), today)
    return list(dict.fromkeys(found))


def _read(match: re.Match[str], today: date) -> Iterator[date]:
    groups = match.groupdict()
    day = int(groups["day"])
    month = _MONTHS[groups["name"].lower()] if groups.get("name") else int(groups["month"])
    if month > 12 >= day:  # 11/19, as it is written in the US
        day, month = month, day
    if groups.get("year"):
        year = int(groups["year"])
        yield from _date(year if year > 99 else 2000 + year, month, day)
        return
    days = [each for year in (today.year, today.year - 1) for each in _date(year, month, day)]
    yield from [each for each in days if each <= today][:1]


def _day_of_month(day: int, today: date) -> list[date]:
    """The latest such day: in this month, else in the one before."""
    before = today.replace(day=1) - timedelta(days=1)
    days = [each for first in (today, before) for each in _date(first.year, first.month, day)]
    return [each for each in days if each <= today][:1]


def _date(year: int, month: int, day: int) -> Iterator[date]:
    try:
        yield date(year, month, day)
    except ValueError:
        return

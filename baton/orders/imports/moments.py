"""Days and moments as files hold them. What names no time zone is meant in the shop's. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta, timezone, tzinfo

#: The models are built by pydantic, which passes nothing on to the types of their fields.
_SHOP_ZONE: ContextVar[tzinfo] = ContextVar("shop_zone", default=timezone.utc)

_ISO = re.compile(
    r"""
    (?P<year>[0-9]{4})(?P<dash>-?)(?P<month>[0-9]{2})(?P=dash)(?P<day>[0-9]{2})
    (?:(?:[Tt]|\ +)(?P<hour>[0-9]{2})(?::?(?P<minute>[0-9]{2})(?::?(?P<second>[0-9]{2})(?:[.,](?P<part>[0-9]+))?)?)?
    \ ?(?P<zone>[Zz]|UTC|GMT|[+\u2212-][0-9]{2}(?::?[0-9]{2}(?::?[0-9]{2}(?:\.[0-9]+)?)?)?)?)?
    """,
    re.X,
)
_DAY_NUMBER = re.compile(r"[1-9][0-9]{4}(?:[.,][0-9]+)?")  # 45384.34789: days since 1900, as spreadsheets count


@contextmanager
def shop_zone(zone: tzinfo) -> Iterator[None]:
    """A block in which moments without a time zone are read as the shop's local time."""
    token = _SHOP_ZONE.set(zone)
    try:
        yield
    finally:
        _SHOP_ZONE.reset(token)


def day_in_shop(moment: datetime) -> date:
    """The day that it is in the shop at an aware moment."""
    return moment.astimezone(_SHOP_ZONE.get()).date()


def before(moment: datetime, other: datetime) -> bool:
    """Whether a moment lies before another one; one that is only a day does not on the other's day."""
    local = moment.astimezone(_SHOP_ZONE.get())
    only_a_day = local.time() == time()
    return moment < other and not (only_a_day and local.date() == day_in_shop(other))


def parse_moment(value: object) -> datetime:
    """An ISO 8601 date, with or without a time, as an aware moment in UTC.

    Raises:
        ValueError: it is none, or a spreadsheet's number of a day; with a hint.
    """
    _refuse_day_number(value, "2024-05-31T14:30:00Z")
    match = _ISO.fullmatch(value) if isinstance(value, str) else None
    try:
        if match is None:
            raise ValueError
        return _moment(match).astimezone(timezone.utc)
    except (ValueError, OverflowError):
        raise ValueError(f"{value!r} is not a date and time; write it as 2024-05-31T14:30:00Z") from None


def parse_day(value: object) -> date:
    """An ISO 8601 date; of a moment the day that it is in the shop then.

    Raises:
        ValueError: it is none, or a spreadsheet's number of a day; with a hint.
    """
    _refuse_day_number(value, "2024-05-31")
    match = _ISO.fullmatch(value) if isinstance(value, str) else None
    try:
        if match is None:
            raise ValueError
        if match["hour"] is None:
            return date(int(match["year"]), int(match["month"]), int(match["day"]))
        return day_in_shop(_moment(match))
    except (ValueError, OverflowError):
        raise ValueError(f"{value!r} is not a date; write it as 2024-05-31") from None


def _moment(match: re.Match[str]) -> datetime:
    day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    micro = int((match["part"] or "")[:6].ljust(6, "0"))
    end_of_day = (hour, minute, second, micro) == (24, 0, 0, 0)  # ISO 8601 has two names for midnight
    at = datetime.combine(day, time() if end_of_day else time(hour, minute, second, micro), _zone(match["zone"]))
    return at + timedelta(days=1) if end_of_day else at


def _zone(text: str | None) -> tzinfo:
    if text is None:
        return _SHOP_ZONE.get()
    if text.upper() in ("Z", "UTC", "GMT"):
        return timezone.utc
    digits, _, part = text[1:].replace(":", "").partition(".")
    padded = digits.ljust(6, "0")
    offset = timedelta(
        hours=int(padded[:2]),
        minutes=int(padded[2:4]),
        seconds=int(padded[4:6]),
        microseconds=int(part[:6].ljust(6, "0")) if part else 0,
    )
    return timezone(offset if text[0] == "+" else -offset)


def _refuse_day_number(value: object, example: str) -> None:
    text = str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""
    if _DAY_NUMBER.fullmatch(text):
        raise ValueError(f"{value!r} is a spreadsheet's number of a day; format the column as {example}")

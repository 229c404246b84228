"""Times for a callback: which are offered, what a button says, and what a pressed one means. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from baton.base.formatting import long_date, short_date, time_of_day
from baton.handoff.calendar.opening_hours import OpeningHours

GRID = timedelta(minutes=30)
_APART = timedelta(hours=3)  # two times that are offered on one day
_A_DAY = 2
_DAYS = 30
FARTHEST = timedelta(days=2 * _DAYS)  # after the next opening

#: Payloads of the buttons that the desk offers in a conversation which the bot does not have.
PREFIX = "handoff:"
CALLBACK = "callback"
OTHER_TIME = "other"
WAIT = "wait"
MEANWHILE = "meanwhile"


@dataclass(frozen=True)
class ButtonPress:
    """A button of the desk's that the customer pressed."""

    what: str
    handoff_id: str
    due_at: float | None = None  # epoch seconds, for a callback


def payload(what: str, handoff_id: str, due: datetime | None = None) -> str:
    """What a button sends."""
    end = f":{int(due.timestamp())}" if due else ""
    return f"{PREFIX}{what}:{handoff_id}{end}"


def parse_payload(text: str) -> ButtonPress | None:
    """What a message of the customer's means if it is the payload of a button; None for any other."""
    parts = text.strip().split(":")
    if parts[0] + ":" != PREFIX or len(parts) not in (3, 4) or parts[1] not in (CALLBACK, OTHER_TIME, WAIT, MEANWHILE):
        return None
    if (parts[1] == CALLBACK) != (len(parts) == 4) or (len(parts) == 4 and not parts[3].isascii()):
        return None
    if len(parts) == 4 and not (parts[3].isdigit() and len(parts[3]) <= 11):
        return None
    return ButtonPress(parts[1], parts[2], float(parts[3]) if len(parts) == 4 else None)


def choices(
    hours: OpeningHours,
    now: datetime,
    count: int,
    lead: timedelta,
    wanted: Callable[[datetime], bool] = lambda _moment: True,
) -> list[datetime]:
    """Times in opening hours to choose from: soon, later that day, and on the days after.

    Args:
        hours: when somebody is there.
        now: the present moment (aware).
        count: how many at most.
        lead: how far away the first of them is at least.
        wanted: whether a time is one of those that the customer would like.
    """
    found: list[datetime] = []
    opening = hours.next_opening(now + lead)
    first = (opening or hours.local(now)).date()
    for offset in range(_DAYS if opening is not None else 0):
        slots = [slot for slot in hours.grid(first + timedelta(days=offset), GRID) if slot >= now + lead]
        slots = [slot for slot in slots if wanted(slot)]
        picked: list[datetime] = []
        for slot in slots:
            if len(picked) < _A_DAY and (not picked or slot - picked[-1] >= _APART):
                picked.append(slot)
        found += picked
        if len(found) >= count:
            break
    return found[:count]


def fits(hours: OpeningHours, due_at: float, now: datetime) -> bool:
    """Whether a callback can be agreed on for a moment: in the future, and somebody is there."""
    opening = hours.next_opening(now)
    if opening is None or not math.isfinite(due_at):
        return False
    if not now.timestamp() < due_at <= (opening + FARTHEST).timestamp():
        return False
    return hours.is_open(datetime.fromtimestamp(due_at, timezone.utc))


def in_words(moment: datetime, hours: OpeningHours) -> str:
    """A moment in a sentence: "Friday 27 November at 10:00". It is read later too, so it names the day itself."""
    there = hours.local(moment)
    return f"{long_date(there)} at {time_of_day(there)}"


def opening_in_words(opening: datetime | None, hours: OpeningHours) -> str:
    """When somebody is there again, for "Our team is back ..."; nobody is promised a day that is not known."""
    return in_words(opening, hours) if opening is not None else "at a date that is not fixed yet"


def agreed(moment: datetime, hours: OpeningHours, customer_zone: ZoneInfo | None = None) -> str:
    """A moment that both sides keep: "Friday 27 November at 10:00 GMT".

    Args:
        moment: aware.
        hours: for the shop's time zone.
        customer_zone: the time zone in which the customer named it; then it is added: "(05:00 New York time)".
    """
    words = f"{in_words(moment, hours)} {_zone(moment, hours)}"
    there = moment.astimezone(customer_zone) if customer_zone is not None else None
    if there is None or there.utcoffset() == hours.local(moment).utcoffset():
        return words
    day = "" if there.date() == hours.local(moment).date() else f"{long_date(there)} "
    place = there.tzinfo.key.rpartition("/")[2].replace("_", " ") if isinstance(there.tzinfo, ZoneInfo) else ""
    return f"{words} ({day}{time_of_day(there)} {place} time)"


def on_button(moment: datetime, hours: OpeningHours) -> str:
    """The same on a button: "Fri 27 Nov, 10:00 GMT"."""
    there = hours.local(moment)
    return f"{short_date(there, weekday=True)}, {time_of_day(there)} {_zone(moment, hours)}"


def _zone(moment: datetime, hours: OpeningHours) -> str:
    name = hours.local(moment).tzname() or ""
    # Zones that have no abbreviation give their distance alone ("-03"), which would read like a span of time.
    return name if name[:1].isalpha() else f"UTC{name}"

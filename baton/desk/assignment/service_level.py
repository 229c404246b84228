"""The waiting clock and its limit: how long somebody may wait, and how it stands. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from baton.desk.store.desk_config import DeskConfig
from baton.handoff.calendar.opening_hours import OpeningHours

OK, NEAR, PAST = "ok", "near", "past"


@dataclass(frozen=True)
class Limit:
    """When the clock warns, and when the time is up; epoch seconds."""

    near_at: float
    past_at: float
    allowed: float  #: seconds of opening time, as the rules have it

    def level(self, at: float) -> str:
        """`ok`, `near` or `past` at a moment (epoch seconds)."""
        return PAST if at >= self.past_at else NEAR if at >= self.near_at else OK


def limit(since: float, priority: int, rules: DeskConfig, hours: OpeningHours) -> Limit:
    """The limit of somebody who waits.

    Args:
        since: when the waiting began, epoch seconds; only opening time counts.
        priority: 1 is the most urgent.
    """
    seconds = rules.limit(priority)
    return Limit(_after(since, seconds * rules.warn_at_percent / 100, hours), _after(since, seconds, hours), seconds)


def _after(since: float, seconds: float, hours: OpeningHours) -> float:
    moment = datetime.fromtimestamp(since, timezone.utc)
    return hours.after(moment, timedelta(seconds=seconds)).timestamp()

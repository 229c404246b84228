"""A clock that moves only when it is told to."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

START = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)  # a Tuesday, in opening hours
NIGHT = datetime(2026, 11, 24, 22, tzinfo=timezone.utc)


class Clock:
    """Returns the same moment, in UTC, until it is moved forward."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: Any) -> None:
        """Move it by the arguments of a `timedelta`."""
        self.at += timedelta(**by)

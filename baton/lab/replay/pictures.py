"""The pictures of a replay as plain marks; the template draws them as inline SVG, readable in black and white. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from baton.lab.replay.result import Counted

WIDTH, HEIGHT = 760.0, 190.0
_TOP, _BOTTOM, _LEFT = 14.0, 24.0, 40.0
_HOURS = 24


@dataclass(frozen=True)
class HourBars:
    """The handovers of one hour of the day: as logged, and of the candidate."""

    hour: int
    x: float
    width: float  #: of each of the two bars
    logged: float  #: handovers a day
    candidate: float
    logged_height: float
    candidate_height: float


@dataclass(frozen=True)
class Load:
    """Agents' load: handovers a day in each hour of the day."""

    bars: tuple[HourBars, ...]
    base: float  #: the y of zero
    top: float  #: the y of `most`
    most: float  #: handovers a day at the top of the scale
    logged: float  #: a day, of all hours
    candidate: float


def load(counted: Counted, days: float) -> Load | None:
    """The picture of agents' load by hour; None where the log has no handover.

    Args:
        days: that the log covers; less than one counts as one.
    """
    spread = max(days, 1.0)
    logged = {hour: number / spread for hour, number in counted.hours_logged.items()}
    candidate = {hour: number / spread for hour, number in counted.hours_candidate.items()}
    most = max([0.0, *logged.values(), *candidate.values()])
    if not most:
        return None
    step = (WIDTH - _LEFT) / _HOURS
    height = HEIGHT - _TOP - _BOTTOM
    bars = tuple(
        HourBars(
            hour=hour,
            x=round(_LEFT + hour * step + step * 0.1, 1),
            width=round(step * 0.4, 1),
            logged=logged.get(hour, 0.0),
            candidate=candidate.get(hour, 0.0),
            logged_height=round(height * logged.get(hour, 0.0) / most, 1),
            candidate_height=round(height * candidate.get(hour, 0.0) / most, 1),
        )
        for hour in range(_HOURS)
    )
    return Load(bars, HEIGHT - _BOTTOM, _TOP, most, sum(logged.values()), sum(candidate.values()))

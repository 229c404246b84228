"""The report's pictures as plain marks; the template draws them as inline SVG, readable in black and white. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from baton.lab.report import wording
from baton.lab.report.figures import Figure
from baton.lab.report.measures import MINIMUM
from baton.lab.statistics import Rate

WIDTH = 760.0
_BAR = 34.0
_GAP = 30.0
#: A segment narrower than this has no room for its number.
_ROOM = 60.0

#: How a concern can end, from left to right: measure, pattern, name.
ENDS = (
    ("confirmed", "solid", "confirmed solved"),
    ("assumed", "stripes", "assumed solved"),
    ("abandoned", "dots", "abandoned"),
    ("handed_over", "dark", "handed over"),
)


@dataclass(frozen=True)
class Segment:
    """A piece of a bar."""

    pattern: str
    x: float
    width: float
    label: str  #: empty where there is no room
    hint: str


@dataclass(frozen=True)
class Bar:
    """A stacked bar of a period."""

    name: str
    y: float
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class Bars:
    """How concerns ended, in one bar for each period."""

    bars: tuple[Bar, ...]
    height: float
    summary: str


def ends(figures: Mapping[str, Figure], now: str, before: str | None) -> Bars | None:
    """The picture of how concerns ended; None where there are too few.

    Args:
        figures: by name.
        now, before: what the periods are called.
    """
    named: list[tuple[str, dict[str, Rate]]] = [(now, {name: figures[name].now for name, _, _ in ENDS})]
    earlier = {name: rate for name, _, _ in ENDS if (rate := figures[name].before) is not None}
    if before is not None and earlier:
        named.append((before, earlier))
    shown = [(name, rates) for name, rates in named if rates["handed_over"].trials >= MINIMUM]
    if not shown or shown[0][0] != now:
        return None
    bars = tuple(_bar(name, rates, _GAP + place * (_BAR + _GAP)) for place, (name, rates) in enumerate(shown))
    summary = "; ".join(
        f"{name}: " + ", ".join(f"{wording.share(rates[measure])} {title}" for measure, _, title in ENDS)
        for name, rates in shown
    )
    return Bars(bars, len(bars) * (_BAR + _GAP) + 4, summary)


def _bar(name: str, rates: Mapping[str, Rate], y: float) -> Bar:
    segments, x = [], 0.0
    for measure, pattern, title in ENDS:
        share = rates[measure].share or 0.0
        width = WIDTH * share
        label = wording.percent(share) if width >= _ROOM else ""
        if width > 0:
            hint = f"{title}: {wording.full(rates[measure])}"
            segments.append(Segment(pattern, round(x, 1), round(width, 1), label, hint))
        x += width
    return Bar(name, y, tuple(segments))


@dataclass(frozen=True)
class Whisker:
    """An interval with its share, in percent of the width."""

    low: float
    share: float
    high: float


def whisker(rate: Rate | None) -> Whisker | None:
    """An interval on the line from 0 to 100 %; None where there are too few."""
    if rate is None or rate.share is None or rate.trials < MINIMUM:
        return None
    bounds = rate.interval()
    return Whisker(round(bounds.low * 100, 1), round(rate.share * 100, 1), round(bounds.high * 100, 1))

"""Figures of a report, from counts. Pure: counts in, rates with interval and comparison out."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from baton.lab.report.counts import Count, Counts, Wait
from baton.lab.report.measures import BY_NAME, MEASURES, MINIMUM, Facets, Measure, fits
from baton.lab.statistics import Interval, Rate, difference

#: By what a report is broken down: name of the facet, title, measures of its table.
_ALL = ("handed_over", "confirmed", "assumed", "abandoned", "came_back", "right", "too_early", "too_late")
_OF_PEOPLE = ("right", "too_early", "too_late", "unnecessary", "bot_could", "left", "reopened")
BREAKDOWNS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("topic", "By category", _ALL),
    ("policy", "By policy version", _ALL),
    ("trigger", "By trigger", _OF_PEOPLE),
    ("team", "By team", _OF_PEOPLE),
    ("agent", "By agent", _OF_PEOPLE),
)
MOST_ROWS = 12


@dataclass(frozen=True)
class Figure:
    """A measure of one period, beside the other one."""

    measure: Measure
    now: Rate
    before: Rate | None = None  #: None: nothing is compared

    @property
    def enough(self) -> bool:
        """Whether there are enough entries for a number."""
        return self.now.trials >= MINIMUM

    @property
    def interval(self) -> Interval:
        return self.now.interval()

    @property
    def change(self) -> Interval | None:
        """By how much the share has grown, as an interval; None where one of the two has too few entries."""
        if self.before is None or not self.enough or self.before.trials < MINIMUM:
            return None
        return difference(self.before, self.now)

    @property
    def direction(self) -> int:
        """1 or -1 where the share has surely grown or shrunk, else 0."""
        change = self.change
        return 0 if change is None or 0.0 in change else (1 if change.low > 0 else -1)

    @property
    def better(self) -> bool | None:
        """Whether the change is for the better; None: there is none, or it is neither."""
        if not self.direction or self.measure.good is None:
            return None
        return (self.direction > 0) == self.measure.good


@dataclass(frozen=True)
class Waits:
    """How long customers waited for a person, seconds; None where nobody waited."""

    count: int
    median: float | None
    p90: float | None

    @property
    def enough(self) -> bool:
        return self.count >= MINIMUM


@dataclass(frozen=True)
class Row:
    """A line of a breakdown."""

    value: str
    entries: int
    figures: tuple[Figure, ...]
    waits: Waits


@dataclass(frozen=True)
class Breakdown:
    """The same measures for each value of a facet, those with most entries first."""

    facet: str
    title: str
    measures: tuple[Measure, ...]
    rows: tuple[Row, ...]
    left_out: int = 0  #: values that are not shown


def rate(measure: Measure, counts: Iterable[Count]) -> Rate:
    """The rate of a measure."""
    of = [count for count in counts if fits(count.facets, measure.of)]
    return Rate(
        sum(count.number for count in of if fits(count.facets, measure.hits)), sum(count.number for count in of)
    )


def figures(now: Counts, before: Counts | None) -> dict[str, Figure]:
    """Every measure, by its name."""
    return {
        measure.name: Figure(measure, rate(measure, now.counts), rate(measure, before.counts) if before else None)
        for measure in MEASURES
    }


def waits(found: Iterable[Wait]) -> Waits:
    """Median and 90th percentile (nearest rank)."""
    ordered = sorted(wait.seconds for wait in found)
    if not ordered:
        return Waits(0, None, None)
    rank: Callable[[float], float] = lambda share: ordered[max(0, math.ceil(share * len(ordered)) - 1)]  # noqa: E731
    return Waits(len(ordered), rank(0.5), rank(0.9))


def breakdowns(now: Counts, before: Counts | None) -> list[Breakdown]:
    """Every breakdown; one that has a single value, or none, says nothing and is left out."""
    found = [_breakdown(facet, title, names, now, before) for facet, title, names in BREAKDOWNS]
    return [one for one in found if len(one.rows) > 1 or (one.rows and one.facet == "policy")]


def _breakdown(facet: str, title: str, names: Sequence[str], now: Counts, before: Counts | None) -> Breakdown:
    get: Callable[[Facets], str] = lambda facets: getattr(facets, facet)  # noqa: E731
    measured = tuple(BY_NAME[name] for name in names)
    here, earlier = _by(now.counts, get), _by(before.counts if before else (), get)
    waited: dict[str, list[Wait]] = {}
    for wait in now.waits:
        waited.setdefault(get(wait.facets), []).append(wait)
    rows = [
        Row(
            value,
            rate(BY_NAME["handed_over"], counts).trials,
            tuple(
                Figure(one, rate(one, counts), rate(one, earlier.get(value, ())) if before else None)
                for one in measured
            ),
            waits(waited.get(value, ())),
        )
        for value, counts in here.items()
    ]
    rows.sort(key=lambda row: (-row.entries, row.value))
    return Breakdown(facet, title, measured, tuple(rows[:MOST_ROWS]), max(0, len(rows) - MOST_ROWS))


def _by(counts: Iterable[Count], get: Callable[[Facets], str]) -> dict[str, list[Count]]:
    """Counts by a facet's value; those without one are in no group."""
    found: dict[str, list[Count]] = {}
    for count in counts:
        if get(count.facets):
            found.setdefault(get(count.facets), []).append(count)
    return found


@dataclass(frozen=True)
class Stars:
    """Customers' ratings."""

    count: int
    mean: float | None

    @property
    def enough(self) -> bool:
        return self.count >= MINIMUM


def stars(found: Mapping[tuple[str, int], int], kind: str) -> Stars:
    """The ratings of conversations that ended with the bot, or with a person."""
    given = {number: count for (of, number), count in found.items() if of == kind}
    count = sum(given.values())
    return Stars(count, sum(number * n for number, n in given.items()) / count if count else None)

"""Pictures of the lead's page as plain marks, drawn by `_chart.html` as inline SVG. Pure.

Each has its numbers as a table too. There is no style in them: the page's style sheet gives the classes their colours.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from baton.desk.read_models.statistics import Hour, Now
from baton.desk.store import labels

WIDTH = 400
_LABEL = 186  # room for the names of horizontal bars
_ROW, _BAR = 28, 16
_PLOT_TOP, _PLOT_HEIGHT, _AXIS = 14, 130, 30
_MOST_CATEGORIES = 6


@dataclass(frozen=True)
class Mark:
    """`kind` is rect, text or line; the attributes are SVG's own; `text` is what a text says or a rect's tooltip."""

    kind: str
    css: str
    at: Mapping[str, float | str]
    text: str = ""


@dataclass(frozen=True)
class Chart:
    """A chart with its table. No rows: there is nothing to show yet."""

    title: str
    summary: str  #: what it shows, in a sentence, for whoever does not see it
    height: float
    marks: tuple[Mark, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    legend: tuple[tuple[str, str], ...] = field(default=())  #: class and name of each colour
    width: float = WIDTH


Segment = tuple[str, str, int]  # class, name, number


def queue(now: Now) -> Chart:
    """Who waits, by priority, and how the clocks stand."""
    kinds = (("ok", "within the limit"), ("near", "near the limit"), ("past", "past the limit"))
    rows = [
        (name, [(css, summary, levels.get(css, 0)) for css, summary in kinds])
        for name, levels in now.priorities.items()
    ]
    return _bars("Waiting now", rows, ("Priority", "Within limit", "Near", "Past"), kinds)


def stars(given: Mapping[int, int]) -> Chart:
    """Customers' ratings."""
    rows = [
        (f"{star} star{'s' if star > 1 else ''}", [("star", "ratings", given.get(star, 0))])
        for star in range(5, 0, -1)
        if any(given.values())
    ]
    return _bars("Customers' ratings today", rows, ("Stars", "Ratings"))


def verdicts(given: Mapping[str, int]) -> Chart:
    """What agents said of the handovers."""
    rows = [
        (name, [("verdict", "handovers", given.get(value, 0))])
        for value, name in labels.HANDOVER_RATINGS.items()
        if given
    ]
    return _bars("Agents' word on the handovers today", rows, ("Verdict", "Handovers"))


def ranking(title: str, what: str, came: Mapping[str, int]) -> Chart:
    """What came, the most frequent first."""
    found = list(came.items())[:_MOST_CATEGORIES]
    rest = sum(came.values()) - sum(number for _, number in found)
    found += [("Others", rest)] if rest else []
    return _bars(title, [(name, [("came", "handoffs", number)]) for name, number in found], (what, "Handoffs"))


def hours(found: Sequence[Hour]) -> Chart:
    """How many came and how many were closed, by the hour."""
    busy = [hour for hour in found if hour.opened or hour.closed]
    series = (("came", "came"), ("done", "closed"))
    columns = [(f"{h.hour:02d}", [float(h.opened), float(h.closed)]) for h in (found if busy else ())]
    return _columns("Came and closed today, by the hour", columns, series, ("Hour", "Came", "Closed"))


def waits(found: Sequence[Hour]) -> Chart:
    """The median wait of those who came in each hour."""
    known = [hour for hour in found if hour.wait is not None]
    columns = [(f"{h.hour:02d}", [(h.wait or 0.0) / 60]) for h in (found if known else ())]
    series = (("wait", "median wait, minutes"),)
    return _columns("Median wait today, by the hour", columns, series, ("Hour", "Minutes"), decimals=1)


def _bars(
    title: str,
    rows: Sequence[tuple[str, Sequence[Segment]]],
    head: tuple[str, ...],
    legend: tuple[tuple[str, str], ...] = (),
) -> Chart:
    """Horizontal bars, each of one or more segments."""
    most = max((sum(number for _, _, number in segments) for _, segments in rows), default=0) or 1
    room = WIDTH - _LABEL - 36
    marks: list[Mark] = []
    for index, (label, segments) in enumerate(rows):
        top, x = index * _ROW + 4, float(_LABEL)
        marks.append(Mark("text", "label", {"x": _LABEL - 10, "y": top + 13, "text-anchor": "end"}, label))
        for css, name, number in segments:
            width = room * number / most
            if number:
                at: dict[str, float | str] = {"x": x, "y": top, "width": round(width, 1), "height": _BAR, "rx": 3}
                marks.append(Mark("rect", css, at, f"{label}: {number} {name}"))
            x += width
        total = sum(number for _, _, number in segments)
        marks.append(Mark("text", "value", {"x": round(x + 8, 1), "y": top + 13}, str(total)))
    summary = "; ".join(f"{label}: {', '.join(f'{n} {name}' for _, name, n in segments)}" for label, segments in rows)
    table = tuple((label, *(str(number) for _, _, number in segments)) for label, segments in rows)
    return Chart(title, summary, len(rows) * _ROW + 4, tuple(marks), head, table, legend)


def _columns(
    title: str,
    columns: Sequence[tuple[str, Sequence[float]]],
    series: tuple[tuple[str, str], ...],
    head: tuple[str, ...],
    decimals: int = 0,
) -> Chart:
    """Upright columns in groups."""
    if not columns:
        return Chart(title, "", 0, (), head, (), series)

    def write(value: float) -> str:
        return f"{value:.{decimals}f}"

    top_value = _nice(max(max(values) for _, values in columns))
    base = _PLOT_TOP + _PLOT_HEIGHT
    marks: list[Mark] = []
    for share in (0.0, 0.5, 1.0):
        y = base - _PLOT_HEIGHT * share
        marks.append(Mark("line", "grid", {"x1": _AXIS, "x2": WIDTH, "y1": y, "y2": y}))
        tick = f"{top_value * share:g}"
        marks.append(Mark("text", "tick", {"x": _AXIS - 6, "y": y + 4, "text-anchor": "end"}, tick))
    step = (WIDTH - _AXIS) / len(columns)
    thick = min(22.0, step * 0.7 / len(series))
    for index, (label, values) in enumerate(columns):
        middle = _AXIS + step * (index + 0.5)
        for place, ((css, name), value) in enumerate(zip(series, values, strict=True)):
            height = _PLOT_HEIGHT * value / top_value
            x = middle + (place - len(series) / 2) * thick
            at: dict[str, float | str] = {
                "x": round(x, 1),
                "y": round(base - height, 1),
                "width": round(thick - 2, 1),
                "height": round(height, 1),
                "rx": 2,
            }
            if value:
                marks.append(Mark("rect", css, at, f"{label}:00, {write(value)} {name}"))
        if len(columns) <= 13 or index % 2 == 0:
            marks.append(Mark("text", "tick", {"x": round(middle, 1), "y": base + 16, "text-anchor": "middle"}, label))
    summary = "; ".join(f"{label}:00: {', '.join(map(write, values))}" for label, values in columns)
    table = tuple((f"{label}:00", *map(write, values)) for label, values in columns)
    return Chart(title, summary, base + 24, tuple(marks), head, table, series)


def _nice(value: float) -> float:
    """A round number at or above a value: 1, 2, 5, 10, 20, 50, ..."""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= value)

"""Numbers of a report as people read them. Pure."""

from __future__ import annotations

from baton.lab.report.figures import Figure, Stars, Waits
from baton.lab.report.measures import MINIMUM
from baton.lab.statistics import Rate

TOO_FEW = "too few to say"
SPACE = "\N{NO-BREAK SPACE}"


def percent(share: float) -> str:
    """A share in whole percent; what is not quite none or all is not called so."""
    whole = round(share * 100)
    if whole == 0 and share > 0:
        return f"<1{SPACE}%"
    return f">99{SPACE}%" if whole == 100 and share < 1 else f"{whole}{SPACE}%"


def share(rate: Rate) -> str:
    """The share, or that there are too few."""
    return percent(rate.share) if rate.share is not None and rate.trials >= MINIMUM else TOO_FEW


def interval(rate: Rate) -> str:
    """The bounds of the interval; nor is a bound called none or all that is not quite."""
    bounds = rate.interval()
    low, high = (percent(bound).removesuffix(f"{SPACE}%") for bound in (bounds.low, bounds.high))
    return f"{low} to {high}{SPACE}%"


def count(rate: Rate) -> str:
    """Of how many."""
    return f"{rate.successes:,} of {rate.trials:,}"


def full(rate: Rate) -> str:
    """Share, interval and count in one line."""
    if rate.trials < MINIMUM:
        return f"{TOO_FEW} ({count(rate)})"
    return f"{share(rate)} ({interval(rate)}, {count(rate)})"


def change(figure: Figure) -> str:
    """What has become of the share; empty where nothing is compared."""
    if figure.before is None:
        return ""
    bounds = figure.change
    if bounds is None:
        return "too few to compare"
    if not figure.direction:
        return "no sure change"
    arrow = "▲ up" if figure.direction > 0 else "▼ down"
    low, high = sorted((abs(bounds.low), abs(bounds.high)))
    judged = {True: ", better", False: ", worse", None: ""}[figure.better]
    return f"{arrow} by {round(low * 100)} to {round(high * 100)} points{judged}"


def duration(seconds: float | None) -> str:
    """A waiting time: "12 s", "4 min", "2 h 05"."""
    if seconds is None:
        return "–"
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole}{SPACE}s"
    if whole < 3600:
        return f"{round(whole / 60)}{SPACE}min"
    return f"{whole // 3600}{SPACE}h{SPACE}{whole % 3600 // 60:02d}"


def wait(waits: Waits) -> str:
    """Median and 90th percentile, with the count."""
    if not waits.enough:
        return f"{TOO_FEW} ({waits.count:,} waits)"
    return f"{duration(waits.median)}, 90{SPACE}% within {duration(waits.p90)} ({waits.count:,}{SPACE}waits)"


def rating(stars: Stars) -> str:
    """Mean of the customers' stars, with the count."""
    if not stars.enough:
        return f"{TOO_FEW} ({stars.count:,} ratings)"
    return f"{stars.mean:.1f} of 5 ({stars.count:,} ratings)"

"""A report as plain text for the terminal. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from baton.lab.escalation_log.entry import Kind
from baton.lab.report import wording
from baton.lab.report.figures import Breakdown
from baton.lab.report.gaps import Gap
from baton.lab.report.html import NameOf
from baton.lab.report.measures import Section
from baton.lab.report.report import Report

_TITLES = {
    Section.ENDS: "How concerns ended",
    Section.TIMING: "Whether handovers came at the right moment",
    Section.DESK: "At the desk",
}
_RATINGS = {
    Kind.BOT: "Rating of what the bot kept",
    Kind.HANDOVER: "Rating of what a person got",
}
_NAME = 42
_EXAMPLE = 90


def lines(report: Report, name_of: NameOf) -> Iterator[str]:
    """The lines of the report."""
    compared = f", compared with {report.compared}" if report.compared else ""
    yield f"{report.period}: {report.concerns:,} concerns of customers{compared}."
    for section, title in _TITLES.items():
        yield ""
        yield title
        if section is Section.DESK:
            yield f"  {'Wait for a person, median':<{_NAME}}{wording.wait(report.waits)}"
        for figure in report.figures.values():
            if figure.measure.section is section:
                changed = wording.change(figure)
                yield f"  {figure.measure.title:<{_NAME}}{wording.full(figure.now)}" + (
                    f"  {changed}" if changed else ""
                )
    for kind, title in _RATINGS.items():
        yield f"  {title:<{_NAME}}{wording.rating(report.stars[kind.value])}"
    for breakdown in report.breakdowns:
        yield from _breakdown(breakdown, name_of)
    yield from _gaps("What it handed over", report.unsolved)
    yield from _gaps("What it had no good answer to", report.unclear)


def _breakdown(breakdown: Breakdown, name_of: NameOf) -> Iterator[str]:
    yield ""
    yield breakdown.title
    for row in breakdown.rows:
        yield f"  {name_of(breakdown.facet, row.value)}: {row.entries:,} concerns"
        for figure in row.figures:
            if figure.enough:
                yield f"    {figure.measure.title:<{_NAME - 2}}{wording.full(figure.now)}"


def _gaps(title: str, gaps: Sequence[Gap]) -> Iterator[str]:
    yield ""
    yield title
    for gap in gaps:
        yield f"  {gap.size:>5,}  {gap.label}{': ' + gap.words if gap.words else ''}. {gap.takes}"
        for example in gap.examples:
            yield f"         “{example.text[:_EXAMPLE]}”"
    if not gaps:
        yield "  nothing"

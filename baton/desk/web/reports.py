"""The leads' pages of reports: what happened in a period, and the conversations behind each number."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from baton.base.model_file import MODEL
from baton.base.text import clean
from baton.desk.container import DeskContainer
from baton.desk.read_models import report_view
from baton.desk.web.guard import ContainerOf
from baton.desk.web.rendering import render
from baton.handoff.errors import NotFound
from baton.lab.period import BadPeriod, Period, period
from baton.lab.report import html, wording
from baton.lab.report.counts import PAGE, read_counts, read_entries
from baton.lab.report.figures import rate
from baton.lab.report.measures import fits
from baton.lab.report.report import make_report

router = APIRouter(include_in_schema=False)

Day = Annotated[str, Query(max_length=10)]
Word = Annotated[str, Query(max_length=64)]


@router.get("/reports/report.css")
def style() -> Response:
    """The style sheet of a report."""
    return Response(html.style(), media_type="text/css")


@router.get("/reports")
def reports(
    request: Request,
    container: ContainerOf,
    since: Day = "",
    until: Day = "",
    compared: Day = "",
    compare: Word = "yes",
    group: Word = "",
) -> HTMLResponse:
    """A period beside the one before, or beside the one of the same length that begins on a day.

    Args:
        group: `meaning` groups the gaps by meaning, which takes seconds.
    """
    wrong = ""
    try:
        shown = _period(container, since, until)
        other = shown.from_day(compared) if compared else shown.before
    except BadPeriod as error:
        wrong = f"{error}."
        shown = _period(container, "", "")
        other = shown.before
    grouper = report_view.grouper() if group == "meaning" else None
    report = make_report(container.engine, shown, other if compare == "yes" else None, container.clock, grouper)
    days = {"since": shown.first, "until": shown.last}
    body = html.body(report, report_view.names(container), report_view.links(shown))
    return render(
        request,
        "reports.html",
        422 if wrong else 200,
        report=Markup(body),
        shown=shown,
        other=other,
        compare=compare == "yes",
        earlier=f"/reports?{urlencode({'since': shown.before.first, 'until': shown.before.last})}",
        by_meaning=f"/reports?{urlencode({**days, 'compare': compare, 'group': 'meaning'})}",
        meaning_possible=grouper is None and MODEL.exists(),
        wrong=wrong,
    )


@router.get("/reports/conversations")
def conversations(
    request: Request,
    container: ContainerOf,
    measure: Word = "",
    part: Word = "hits",
    since: Day = "",
    until: Day = "",
    facet: Word = "",
    value: Word = "",
    skip: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> HTMLResponse:
    """The conversations behind a number, the latest first."""
    wanted = report_view.wanted(measure, part, facet, clean(value))
    try:
        shown = _period(container, since, until)
    except BadPeriod:
        wanted = None
    if wanted is None:
        raise NotFound("There is no such number in the reports.")
    now = container.time()
    with container.engine.connect() as connection:
        found = read_entries(connection, shown, now, wanted.filter, skip)
        counts = [c for c in read_counts(connection, shown, now).counts if fits(c.facets, wanted.of_value)]
    name_of = report_view.names(container)
    kept = {"measure": measure, "since": shown.first, "until": shown.last, "facet": facet, "value": value}

    def address(**changes: object) -> str:
        return f"/reports/conversations?{urlencode({**kept, 'part': part, **changes})}"

    return render(
        request,
        "report_conversations.html",
        entries=found[:PAGE],
        measure=wanted.measure,
        hits=wanted.hits,
        full=wording.full(rate(wanted.measure, counts)),
        of_what=f"{name_of(facet, value)}, {shown}" if facet else str(shown),
        switch=address(part="all" if wanted.hits else "hits"),
        more=address(skip=skip + PAGE) if len(found) > PAGE else None,
        back=f"/reports?{urlencode({'since': shown.first, 'until': shown.last})}",
        agents=container.agents.names(),
    )


def _period(container: DeskContainer, since: str, until: str) -> Period:
    hours = container.hours
    return period(since or None, until or None, hours.local(container.clock()).date(), hours.zone)

"""The supervisors' pages: how the desk is doing, in charts, and the audit trail."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse

from baton.base.text import clean
from baton.desk.container import DeskContainer
from baton.desk.read_models import charts, statistics
from baton.desk.store import labels
from baton.desk.web.guard import LARGEST, ContainerOf, Current
from baton.desk.web.rendering import by_htmx, render
from baton.handoff.records import audit_trail

router = APIRouter(include_in_schema=False)


@router.get("/team")
def team(request: Request, container: ContainerOf) -> HTMLResponse:
    """Now and today; only the numbers and charts when the page updates itself."""
    now, today = statistics.now(container), statistics.today(container)
    shown: dict[str, object] = {
        "policy": container.policy(),
        "locked_orders": sorted(container.proof_attempts.locked_orders()),
        "queue_chart": charts.queue(now),
        "hours_chart": charts.hours(today.hours),
        "waits_chart": charts.waits(today.hours),
        "stars_chart": charts.stars(today.stars),
        "verdicts_chart": charts.verdicts(today.verdicts),
        "categories_chart": charts.ranking("What it was about today", "Category", today.categories),
        "triggers_chart": charts.ranking("Why it came today", "Trigger", today.triggers),
    }
    return render(request, "_team.html" if by_htmx(request) else "team.html", 200, now_=now, today=today, **shown)


@router.get("/audit")
def audit_page(
    request: Request,
    container: ContainerOf,
    agent: Current,
    who: Annotated[str, Query(max_length=64)] = "",
    what: Annotated[str, Query(max_length=40)] = "",
    handoff: Annotated[str, Query(max_length=32)] = "",
    day: Annotated[str, Query(max_length=10)] = "",
    before: Annotated[int | None, Query(ge=1, le=LARGEST)] = None,
) -> HTMLResponse:
    """The audit trail, the latest first, a page at a time."""
    since, until = _day(container, day)
    wanted = {"who": clean(who), "what": clean(what), "handoff": clean(handoff), "day": day if since else ""}
    found = container.audit.read(
        wanted["who"], wanted["what"], wanted["handoff"], since, until, before, audit_trail.PAGE + 1
    )
    older = found[audit_trail.PAGE - 1].id if len(found) > audit_trail.PAGE else None
    kept = {name: value for name, value in wanted.items() if value}
    return render(
        request,
        "audit.html",
        entries=found[: audit_trail.PAGE],
        names=container.agents.names(),
        wanted=wanted,
        actions=sorted(action.value for action in labels.ACTIONS),
        older=f"/audit?{urlencode({**kept, 'before': older})}" if older else None,
        newest=f"/audit?{urlencode(kept)}" if before else None,
        teams=container.rules().team_names,
    )


def _day(container: DeskContainer, day: str) -> tuple[float | None, float | None]:
    """Beginning and end of a day in the shop's time zone; nothing if it is none."""
    try:
        wanted = date.fromisoformat(day)
        start = datetime.combine(wanted, time(0), container.hours.zone)
        return start.timestamp(), datetime.combine(
            wanted + timedelta(days=1), time(0), container.hours.zone
        ).timestamp()
    except (ValueError, OverflowError):
        return None, None

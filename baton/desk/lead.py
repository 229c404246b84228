"""The lead's pages: how the desk is doing, in pictures, and the audit trail."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse

from baton.desk import audit, pictures, stats, words
from baton.desk.access import LARGEST, Current, PartsOf
from baton.desk.parts import Parts
from baton.desk.rendering import by_htmx, render
from baton.desk.text import clean

router = APIRouter(include_in_schema=False)


@router.get("/team")
def team(request: Request, parts: PartsOf) -> HTMLResponse:
    """Now and today; only the numbers and pictures when the page updates itself."""
    now, today = stats.now(parts), stats.today(parts)
    shown: dict[str, Any] = {
        "policy": parts.policy(),
        "queue_picture": pictures.queue(now),
        "hours_picture": pictures.hours(today.hours),
        "waits_picture": pictures.waits(today.hours),
        "stars_picture": pictures.stars(today.stars),
        "verdicts_picture": pictures.verdicts(today.verdicts),
        "categories_picture": pictures.ranking("What it was about today", "Category", today.categories),
        "triggers_picture": pictures.ranking("Why it came today", "Trigger", today.triggers),
    }
    return render(request, "_team.html" if by_htmx(request) else "team.html", now_=now, today=today, **shown)


@router.get("/audit")
def audit_page(
    request: Request,
    parts: PartsOf,
    agent: Current,
    who: Annotated[str, Query(max_length=64)] = "",
    what: Annotated[str, Query(max_length=40)] = "",
    handoff: Annotated[str, Query(max_length=32)] = "",
    day: Annotated[str, Query(max_length=10)] = "",
    before: Annotated[int | None, Query(ge=1, le=LARGEST)] = None,
) -> HTMLResponse:
    """The audit trail, the latest first, a page at a time."""
    since, until = _day(parts, day)
    wanted = {"who": clean(who), "what": clean(what), "handoff": clean(handoff), "day": day if since else ""}
    found = parts.audit.read(wanted["who"], wanted["what"], wanted["handoff"], since, until, before, audit.PAGE + 1)
    older = found[audit.PAGE - 1].id if len(found) > audit.PAGE else None
    kept = {name: value for name, value in wanted.items() if value}
    return render(
        request,
        "audit.html",
        entries=found[: audit.PAGE],
        names=parts.agents.names(),
        wanted=wanted,
        whats=sorted(words.ACTIONS),
        older=f"/audit?{urlencode({**kept, 'before': older})}" if older else None,
        newest=f"/audit?{urlencode(kept)}" if before else None,
        teams=parts.rules().teams,
    )


def _day(parts: Parts, day: str) -> tuple[float | None, float | None]:
    """Beginning and end of a day in the shop's time zone; nothing if it is none."""
    try:
        wanted = date.fromisoformat(day)
        start = datetime.combine(wanted, time(0), parts.hours.zone)
        return start.timestamp(), datetime.combine(wanted + timedelta(days=1), time(0), parts.hours.zone).timestamp()
    except (ValueError, OverflowError):
        return None, None

"""Templates: the environment, what every page knows, and times as people read them."""

from __future__ import annotations

from datetime import datetime, timezone
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.templating import Jinja2Templates

from baton.desk import access, words
from baton.desk.roles import Agent

#: The pages in the header: the first for everybody, the others for leads.
_PLACES = (("/", "Queue"), ("/team", "Team"), ("/people", "People"), ("/audit", "Audit"))

FOLDER = Path(__file__).resolve().parent


@lru_cache(maxsize=1)
def templates() -> Jinja2Templates:
    """The templates; an unknown name in one is an error, not an empty place."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["words"] = words
    return Jinja2Templates(env=environment)


def render(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A page or a part of one.

    Args:
        request: whom it is for.
        template: file in `templates/`.
        status: HTTP status.
        context: what the template needs.
    """
    parts = access.parts(request)
    now = parts.clock()

    def local(at: float) -> datetime:
        return parts.hours.local(datetime.fromtimestamp(at, timezone.utc))

    def clock_time(at: float) -> str:
        moment = local(at)
        return f"{moment:%H:%M}" if moment.date() == local(now.timestamp()).date() else f"{moment:%-d %b, %H:%M}"

    agent: Agent | None = getattr(request.state, "agent", None)
    path = request.url.path
    known: dict[str, Any] = {
        "agent": agent,
        "places": _PLACES if agent is not None and agent.leads else _PLACES[:1],
        "here": path,
        "here_with_query": f"{path}?{request.url.query}" if request.method == "GET" and request.url.query else path,
        "csrf": access.csrf(request),
        "shop": parts.settings.shop_name,
        "now": now.timestamp(),
        "clock_time": clock_time,
        "iso": lambda at: local(at).isoformat(timespec="seconds"),
        "day": lambda moment: f"{parts.hours.local(moment):%-d %b %Y}",
        "stamp": lambda at: f"{local(at):%-d %b %Y, %H:%M:%S}",
        "waited": lambda at: words.duration(now.timestamp() - at),
        "span": words.duration,
        "levels": words.LEVELS,
        "notice": None,
        "refused": parts.refused() if agent is not None and agent.leads else [],
    }
    return templates().TemplateResponse(request, template, {**known, **context}, status_code=status)


def by_htmx(request: Request) -> bool:
    """Whether a part of the page is wanted instead of a whole one."""
    return request.headers.get("hx-request") == "true"

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

    known: dict[str, Any] = {
        "agent": getattr(request.state, "agent", None),
        "csrf": access.csrf(request),
        "shop": parts.settings.shop_name,
        "now": now.timestamp(),
        "clock_time": clock_time,
        "iso": lambda at: local(at).isoformat(timespec="seconds"),
        "day": lambda moment: f"{parts.hours.local(moment):%-d %b %Y}",
        "waited": lambda at: words.duration(now.timestamp() - at),
        "notice": None,
    }
    return templates().TemplateResponse(request, template, {**known, **context}, status_code=status)


def by_htmx(request: Request) -> bool:
    """Whether a part of the page is wanted instead of a whole one."""
    return request.headers.get("hx-request") == "true"

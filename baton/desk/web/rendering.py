"""Templates: the environment, what every page knows, and times as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.templating import Jinja2Templates

from baton.base.formatting import money, short_date, time_of_day
from baton.base.text import code_in_words
from baton.desk.auth.roles import Agent, Role
from baton.desk.container import DeskContainer
from baton.desk.read_models import policy_view
from baton.desk.read_models.attention import Attention, attention_of
from baton.desk.store import labels
from baton.desk.web import guard

#: The pages in the header: the first for everybody, the others for leads; the last list for admins besides.
_PLACES = (
    *(("/", "Queue"), ("/team", "Team"), ("/reports", "Reports"), ("/misread", "Misread"), ("/policy", "Policy")),
    *(("/people", "People"), ("/audit", "Audit")),
)

_ADMIN_PLACES = (("/customers", "Customer data"),)

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
    environment.globals.update(
        fields=_fields, words=labels, code_in_words=code_in_words, money=money, short_date=short_date
    )
    return Jinja2Templates(env=environment)


def render(request: Request, template: str, status: int = 200, **context: object) -> HTMLResponse:
    """A page or a part of one.

    Args:
        request: whom it is for.
        template: file in `templates/`.
        status: HTTP status.
        context: what the template needs.
    """
    container = guard.container(request)
    agent: Agent | None = getattr(request.state, "agent", None)
    path = request.url.path

    def attention() -> Attention:
        return attention_of(container, agent) if agent is not None else Attention()

    common: dict[str, object] = {
        "agent": agent,
        "places": _places(agent),
        "here": path,
        "here_with_query": f"{path}?{request.url.query}" if request.method == "GET" and request.url.query else path,
        "confined": getattr(request.state, "confined", False),
        "csrf": guard.csrf(request),
        "password_sign_in": container.settings.password_sign_in,
        "shop": container.settings.shop_name,
        **_times(container),
        "levels": labels.LEVELS,
        "attention": attention,
        "ending_tokens": container.tokens.ending_soon(agent.login) if agent is not None else [],
        "notice": None,
        "policy_taken_back": policy_view.taken_back(container) if agent is not None and agent.leads else [],
        "refused": container.refused() if agent is not None and agent.leads else [],
    }
    return templates().TemplateResponse(request, template, {**common, **context}, status_code=status)


def _times(container: DeskContainer) -> dict[str, object]:
    """The present moment, and how templates write moments and durations: in the shop's time zone."""
    now = container.clock()

    def local(at: float) -> datetime:
        return container.hours.local(datetime.fromtimestamp(at, timezone.utc))

    def clock_time(at: float) -> str:
        moment = local(at)
        today = moment.date() == local(now.timestamp()).date()
        return time_of_day(moment) if today else f"{short_date(moment)}, {time_of_day(moment)}"

    return {
        "now": now.timestamp(),
        "clock_time": clock_time,
        "iso": lambda at: local(at).isoformat(timespec="seconds"),
        "day": lambda moment: short_date(container.hours.local(moment), year=True),
        "day_of": lambda at: short_date(local(at), year=True),
        "stamp": lambda at: f"{short_date(local(at), year=True)}, {local(at):%H:%M:%S}",
        "waited": lambda at: labels.duration(now.timestamp() - at),
        "span": labels.duration,
    }


def by_htmx(request: Request) -> bool:
    """Whether a part of the page is wanted instead of a whole one."""
    return request.headers.get("hx-request") == "true"


def _fields(values: Mapping[str, object]) -> str:
    """Named values on one line, for people; those that are empty are left out."""
    shown = ((code_in_words(str(name)).lower(), value) for name, value in values.items() if value not in (None, "", []))
    return ", ".join(
        f"{name} {', '.join(map(str, value)) if isinstance(value, list) else value}" for name, value in shown
    )


def _places(agent: Agent | None) -> tuple[tuple[str, str], ...]:
    """The pages that somebody may go to."""
    if agent is None or not agent.leads:
        return _PLACES[:1]
    return _PLACES + _ADMIN_PLACES if agent.role is Role.ADMIN else _PLACES

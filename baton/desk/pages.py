"""The pages of every agent: the queue with its views, one handoff, one conversation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from baton.desk import case, filters, transcript, words
from baton.desk.access import LARGEST, Current, HandoffId, PartsOf
from baton.desk.earlier import earlier
from baton.desk.parts import Parts
from baton.desk.queue import queue
from baton.desk.rendering import by_htmx, render
from baton.desk.roles import Agent
from baton.handoff.store import NotFound
from baton.redact import redact

router = APIRouter(include_in_schema=False)

ConversationId = Annotated[str, Path(min_length=1, max_length=255, pattern=r"^[^\x00]+$")]


@dataclass(frozen=True)
class Shown:
    """What an open page shows already."""

    after: int = 0  #: number of the last line from the log
    after_note: int = 0  #: number of the last note
    key: str = ""  #: of the standing that it shows


@router.get("/")
def queue_page(request: Request, parts: PartsOf, agent: Current) -> HTMLResponse:
    """The queue through a filter: the whole page, or only its lists when it updates itself."""
    wanted = filters.read(request.query_params)
    teams = parts.rules().teams
    several = len(wanted.teams(agent, parts.rules())) > 1
    shown: dict[str, Any] = {"queue": queue(parts, agent, wanted), "wanted": wanted, "several_teams": several}
    if by_htmx(request):
        return render(request, "_queue.html", **shown)
    if wanted.q:  # once for a search, not for each time that its page updates itself
        parts.audit.add(agent.login, "searched", q=redact(wanted.q))
    return render(
        request,
        "queue.html",
        views=parts.views.of(agent.login),
        teams=teams,
        owners=[(other.login, other.name) for other in parts.agents.everybody() if other.active],
        numbered=[(str(number), name) for number, name in words.PRIORITIES.items()],
        **shown,
    )


@router.post("/views")
def save_view(
    parts: PartsOf, agent: Current, name: Annotated[str, Form()] = "", query: Annotated[str, Form()] = ""
) -> Response:
    """Keep the present filter under a name."""
    wanted = filters.parse(query[:500])
    parts.views.save(agent.login, name, wanted)
    return RedirectResponse(f"/?{wanted.query}", status_code=303)


@router.post("/views/delete")
def delete_view(parts: PartsOf, agent: Current, name: Annotated[str, Form()] = "") -> Response:
    """Forget a view."""
    parts.views.delete(agent.login, name)
    return RedirectResponse("/", status_code=303)


@router.get("/handoffs/{handoff_id}")
def case_page(request: Request, parts: PartsOf, agent: Current, handoff_id: HandoffId) -> HTMLResponse:
    """One handoff, with everything that is known."""
    handoff = parts.store.get(handoff_id)
    case.note_view(parts, handoff, agent, "page")
    return render_case(request, parts, agent, handoff_id)


@router.get("/handoffs/{handoff_id}/live")
def case_update(
    request: Request,
    parts: PartsOf,
    agent: Current,
    handoff_id: HandoffId,
    after: Annotated[int, Query(ge=0, le=LARGEST)] = 0,
    after_note: Annotated[int, Query(ge=0, le=LARGEST)] = 0,
    key: str = "",
) -> HTMLResponse:
    """What is new on an open page: lines after a number, what is on its way, and the state if it is another one."""
    case.note_update(parts, parts.store.get(handoff_id), agent)
    return render_update(request, parts, agent, handoff_id, Shown(after, after_note, key))


@router.get("/handoffs/{handoff_id}/presence")
def presence(request: Request, parts: PartsOf, handoff_id: HandoffId) -> HTMLResponse:
    """Whether the customer types, reads or is away."""
    handoff = parts.store.get(handoff_id)
    return render(request, "_presence.html", seen=parts.presence.read(handoff.conversation_id), handoff=handoff)


@router.get("/conversations/{conversation_id:path}")
def conversation_page(
    request: Request, parts: PartsOf, agent: Current, conversation_id: ConversationId
) -> HTMLResponse:
    """One conversation to read, with or without a handoff."""
    lines = transcript.lines(parts.log.conversation(conversation_id))
    if not lines:
        raise NotFound(conversation_id)
    parts.audit.add(agent.login, "viewed", conversation_id=conversation_id)
    handoffs = sorted(parts.store.find(conversation_id=conversation_id), key=lambda h: h.created_at, reverse=True)
    return render(request, "conversation.html", lines=lines, handoffs=handoffs, conversation_id=conversation_id)


def render_case(
    request: Request,
    parts: Parts,
    agent: Agent,
    handoff_id: str,
    notice: str | None = None,
    status: int = 200,
    **more: Any,
) -> HTMLResponse:
    """The page of a handoff."""
    handoff = parts.store.get(handoff_id)
    cards = case.orders(parts, handoff)
    context: dict[str, Any] = {
        "package": handoff.package,
        "reasons": case.reasons(handoff),
        "orders": cards,
        "replies": case.replies(parts, handoff, agent, cards),
        "earlier": earlier(parts.engine, parts.store, handoff),
        "seen": parts.presence.read(handoff.conversation_id),
        **_live(parts, agent, handoff_id),
        **more,
    }
    return render(request, "case.html", status, notice=notice, **context)


def render_update(
    request: Request,
    parts: Parts,
    agent: Agent,
    handoff_id: str,
    shown: Shown,
    notice: str | None = None,
    status: int = 200,
    **more: Any,
) -> HTMLResponse:
    """The changed parts of the page, each for its own place."""
    context = _live(parts, agent, handoff_id, shown)
    key = context["standing"].key
    changed, moved = key != shown.key, key.split(".")[0] != shown.key.split(".")[0]
    return render(
        request, "live.html", status, **{**context, "changed": changed, "moved": moved, "notice": notice, **more}
    )


def _live(parts: Parts, agent: Agent, handoff_id: str, shown: Shown | None = None) -> dict[str, Any]:
    shown = shown or Shown()
    handoff = parts.store.get(handoff_id)
    # What is on its way is read first: a message that arrives in between shows twice for a moment, never not at all.
    waiting = case.pending(parts, handoff, agent)
    return {
        "handoff": handoff,
        "standing": case.standing(parts, handoff, agent),
        "pending": waiting,
        "lines": case.lines(parts, handoff, shown.after, shown.after_note),
        "history": case.history(parts, handoff),
        "categories": words.by_name(handoff.category),
        "opening": parts.hours.in_words(),
        "soon": _soon(parts),
        "longest": parts.settings.message_limit,
        "taken_back": None,
    }


def _soon(parts: Parts) -> str:
    """A time for a callback to begin with: in an hour, or soon after the shop opens again; as a form wants it."""
    hour = timedelta(hours=1)
    later = parts.hours.next_opening(parts.clock() + hour).replace(second=0, microsecond=0)
    full = later if later.minute == 0 else later.replace(minute=0) + hour
    return parts.hours.next_opening(full).strftime("%Y-%m-%dT%H:%M")

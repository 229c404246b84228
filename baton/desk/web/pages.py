"""The pages of every agent: the queue with its views, one handoff, one conversation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from baton.base.redaction import redact
from baton.desk.auth.roles import Agent
from baton.desk.container import DeskContainer
from baton.desk.read_models import handoff_page, transcript
from baton.desk.read_models.handoff_page import HandoffStatus
from baton.desk.read_models.queue import queue
from baton.desk.read_models.ratings import ratings
from baton.desk.store import labels, queue_filters
from baton.desk.store.customer_history import other_conversations
from baton.desk.web import view_audit
from baton.desk.web.guard import LARGEST, ContainerOf, Current, HandoffId
from baton.desk.web.rendering import by_htmx, render
from baton.handoff.errors import NotFound
from baton.handoff.records.repository import Handoff
from baton.handoff.service_base import contact_of
from policies.taxonomy import taxonomy

router = APIRouter(include_in_schema=False)

ConversationId = Annotated[str, Path(min_length=1, max_length=255, pattern=r"^[^\x00]+$")]


@dataclass(frozen=True)
class Shown:
    """What an open page shows already."""

    after: int = 0  #: number of the last line from the log
    after_note: int = 0  #: number of the last note
    key: str = ""  #: of the standing that it shows


@router.get("/")
def queue_page(request: Request, container: ContainerOf, agent: Current) -> HTMLResponse:
    """The queue through a filter: the whole page, or only its lists when it updates itself."""
    wanted = queue_filters.read(request.query_params)
    several = len(wanted.teams(agent, container.rules())) > 1
    shown: dict[str, object] = {"queue": queue(container, agent, wanted), "wanted": wanted, "several_teams": several}
    view_audit.searched(container, agent, redact(wanted.q))
    if by_htmx(request):
        return render(request, "_queue.html", 200, **shown)
    return render(
        request,
        "queue.html",
        200,
        views=container.views.of(agent.login),
        teams=container.rules().team_names,
        owners=[(other.login, other.name) for other in container.agents.everybody() if other.active],
        numbered=[(str(number), name) for number, name in taxonomy().priority_labels.items()],
        **shown,
    )


@router.post("/views")
def save_view(
    container: ContainerOf, agent: Current, name: Annotated[str, Form()] = "", query: Annotated[str, Form()] = ""
) -> Response:
    """Keep the present filter under a name."""
    wanted = queue_filters.parse(query[:500])
    container.views.save(agent.login, name, wanted)
    return RedirectResponse(f"/?{wanted.query}", status_code=303)


@router.post("/views/delete")
def delete_view(container: ContainerOf, agent: Current, name: Annotated[str, Form()] = "") -> Response:
    """Forget a view."""
    container.views.delete(agent.login, name)
    return RedirectResponse("/", status_code=303)


@router.get("/handoffs/{handoff_id}")
def case_page(request: Request, container: ContainerOf, agent: Current, handoff_id: HandoffId) -> HTMLResponse:
    """One handoff, with everything that is known."""
    return render_case(request, container, agent, handoff_id)


@router.get("/handoffs/{handoff_id}/live")
def case_update(
    request: Request,
    container: ContainerOf,
    agent: Current,
    handoff_id: HandoffId,
    after: Annotated[int, Query(ge=0, le=LARGEST)] = 0,
    after_note: Annotated[int, Query(ge=0, le=LARGEST)] = 0,
    key: str = "",
) -> HTMLResponse:
    """What is new on an open page: lines after a number, what is on its way, and the state if it is another one."""
    return render_update(request, container, agent, handoff_id, Shown(after, after_note, key))


@router.get("/handoffs/{handoff_id}/presence")
def presence(request: Request, container: ContainerOf, handoff_id: HandoffId) -> HTMLResponse:
    """Whether the customer types, reads or is away."""
    handoff = container.store.get(handoff_id)
    return render(request, "_presence.html", 200, handoff=handoff, **_seen(container, handoff))


@router.get("/conversations/{conversation_id:path}")
def conversation_page(
    request: Request, container: ContainerOf, agent: Current, conversation_id: ConversationId
) -> HTMLResponse:
    """One conversation to read, with or without a handoff."""
    lines = transcript.lines(container.log.conversation(conversation_id))
    if not lines:
        raise NotFound(conversation_id)
    handoffs = sorted(container.store.find(conversation_id=conversation_id), key=lambda h: h.created_at, reverse=True)
    return render(request, "conversation.html", lines=lines, handoffs=handoffs, conversation_id=conversation_id)


def render_case(
    request: Request,
    container: DeskContainer,
    agent: Agent,
    handoff_id: str,
    notice: str | None = None,
    status: int = 200,
    more: Mapping[str, object] | None = None,
) -> HTMLResponse:
    """The page of a handoff."""
    handoff = container.store.get(handoff_id)
    cards = handoff_page.orders(container, handoff)
    context: dict[str, object] = {
        "package": handoff.package,
        "reasons": handoff_page.reasons(handoff),
        "orders": cards,
        "replies": handoff_page.replies(container, handoff, agent, cards),
        "other_conversations": other_conversations(container.engine, container.store, handoff),
        **_seen(container, handoff),
        **_live(container, agent, handoff_id)[1],
        **(more or {}),
    }
    return render(request, "case.html", status, notice=notice, **context)


def _seen(container: DeskContainer, handoff: Handoff) -> dict[str, object]:
    """Whether the customer is there, or has ended the chat, and where to reach them then."""
    return {
        "seen": container.presence.read(handoff.conversation_id),
        "chat_ended": bool(container.store.ended_chats([handoff.conversation_id])),
        "reached_at": contact_of(handoff),
    }


def render_update(
    request: Request,
    container: DeskContainer,
    agent: Agent,
    handoff_id: str,
    shown: Shown,
    notice: str | None = None,
    status: int = 200,
    more: Mapping[str, object] | None = None,
) -> HTMLResponse:
    """The changed parts of the page, each for its own place."""
    status_now, context = _live(container, agent, handoff_id, shown)
    key = status_now.key
    changed, moved = key != shown.key, key.split(".")[0] != shown.key.split(".")[0]
    return render(
        request,
        "live.html",
        status,
        **{**context, "changed": changed, "moved": moved, "notice": notice, **(more or {})},
    )


def _live(
    container: DeskContainer, agent: Agent, handoff_id: str, shown: Shown | None = None
) -> tuple[HandoffStatus, dict[str, object]]:
    """The status of a handoff, and what the changing parts of its page show."""
    shown = shown or Shown()
    handoff = container.store.get(handoff_id)
    # What is on its way is read first: a message that arrives in between shows twice for a moment, never not at all.
    waiting = handoff_page.pending(container, handoff, agent)
    handoff_status = handoff_page.handoff_status(container, handoff, agent)
    return handoff_status, {
        "handoff": handoff,
        "handoff_status": handoff_status,
        "pending": waiting,
        "lines": handoff_page.lines(container, handoff, shown.after, shown.after_note),
        "history": handoff_page.history(container, handoff),
        "categories": labels.by_name(handoff.category),
        "opening": container.hours.in_words(),
        "soon": _soon(container),
        "longest": container.settings.message_limit,
        "taken_back": None,
        "looked_up": None,
        "rating": next(iter(ratings(container.engine, [handoff.conversation_id])), None),
    }


def _soon(container: DeskContainer) -> str:
    """A time for a callback to begin with: in an hour, or soon after the shop opens again; as a form wants it. Empty if
    it does not open within a year."""
    hour = timedelta(hours=1)
    later = container.hours.next_opening(container.clock() + hour)
    if later is None:
        return ""
    later = later.replace(second=0, microsecond=0)
    full = later if later.minute == 0 else later.replace(minute=0) + hour
    return (container.hours.next_opening(full) or full).strftime("%Y-%m-%dT%H:%M")

"""The parts at the top of every page, drawn anew when something changed; dismissing alerts."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from baton.desk.read_models.attention import attention_of
from baton.desk.web.guard import ContainerOf, Current
from baton.desk.web.links import local
from baton.desk.web.rendering import by_htmx, render

router = APIRouter(prefix="/attention", include_in_schema=False)


@router.get("")
def attention(request: Request, at: Annotated[str, Query(max_length=300)] = "/") -> HTMLResponse:
    """Own conversations and alerts.

    Args:
        at: path of the page that shows them.
    """
    return render(request, "_attention.html", here=at)


@router.post("/dismiss")
def dismiss(
    request: Request,
    container: ContainerOf,
    agent: Current,
    handoff_id: Annotated[str, Form(max_length=32)] = "",
    back: Annotated[str, Form(max_length=500)] = "/",
) -> Response:
    """Take the alert of one handoff out of the list, or all of them."""
    for entry in attention_of(container, agent).alerts.entries:
        if handoff_id in ("", entry.handoff_id):
            container.seen_marks.dismiss(agent.login, entry.handoff_id, max(container.time(), entry.at), entry.rank)
    if by_htmx(request):
        return render(request, "_attention.html", here=back)
    return RedirectResponse(local(back), status_code=303)

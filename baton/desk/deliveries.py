"""Deliveries that were given up: the page that shows them, and trying them again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from baton.desk import verbs
from baton.desk.access import Current, PartsOf
from baton.desk.parts import Parts
from baton.desk.rendering import render
from baton.handoff.deliveries import Stage
from baton.handoff.lifecycle import Refused

router = APIRouter(prefix="/deliveries", include_in_schema=False)

DeliveryId = Annotated[int, Path(ge=1, lt=2**31)]


@router.get("")
def page(request: Request, parts: PartsOf, agent: Current) -> HTMLResponse:
    """What could not be delivered, what waits, and who wants nothing any more."""
    return _page(request, parts)


@router.post("/{delivery_id}/retry")
def retry(request: Request, parts: PartsOf, agent: Current, delivery_id: DeliveryId) -> Response:
    """Try one again."""
    try:
        verbs.retry_delivery(parts, agent, delivery_id)
    except Refused as refusal:
        return _page(request, parts, str(refusal), 409)
    return RedirectResponse("/deliveries", status_code=303)


def _page(request: Request, parts: Parts, notice: str | None = None, status: int = 200) -> HTMLResponse:
    return render(
        request,
        "deliveries.html",
        status,
        notice=notice,
        dead=parts.deliveries.find(Stage.DEAD),
        waiting=parts.deliveries.find(Stage.WAITING),
        stopped=parts.outbox.stopped(),
    )

"""Deliveries and customers' messages that were given up: the page that shows them, and trying them again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from baton.desk import agent_actions
from baton.desk.auth.roles import Agent
from baton.desk.container import DeskContainer
from baton.desk.web.guard import ContainerOf, Current
from baton.desk.web.rendering import render
from baton.handoff.outbox.report import Stage
from baton.handoff.records.audit_trail import AuditAction
from baton.handoff.records.lifecycle import TransitionRefused

router = APIRouter(prefix="/deliveries", include_in_schema=False)

DeliveryId = Annotated[int, Path(ge=1, lt=2**31)]


@router.get("")
def page(request: Request, container: ContainerOf, agent: Current) -> HTMLResponse:
    """What could not be delivered, what waits, and who wants nothing any more."""
    return _page(request, container, agent)


@router.post("/{delivery_id}/retry")
def retry(request: Request, container: ContainerOf, agent: Current, delivery_id: DeliveryId) -> Response:
    """Try one again."""
    try:
        agent_actions.retry_delivery(container, agent, delivery_id)
    except TransitionRefused as refusal:
        return _page(request, container, agent, str(refusal), 409)
    return RedirectResponse("/deliveries", status_code=303)


@router.post("/messages/{message_id}/retry")
def retry_message(request: Request, container: ContainerOf, agent: Current, message_id: DeliveryId) -> Response:
    """Have a customer's message that was given up handled again."""
    if not container.inbox.revive(message_id):
        return _page(request, container, agent, "This message was handled, or is being tried already.", 409)
    container.audit.add(agent.login, AuditAction.DELIVERY_RETRIED, message=message_id)
    return RedirectResponse("/deliveries", status_code=303)


def _page(
    request: Request, container: DeskContainer, agent: Agent, notice: str | None = None, status: int = 200
) -> HTMLResponse:
    return render(
        request,
        "deliveries.html",
        status,
        notice=notice,
        dead=container.deliveries.find(Stage.DEAD),
        waiting=container.deliveries.find(Stage.WAITING),
        stopped=container.outbox.stopped(),
        messages=container.inbox.dead() if agent.leads else [],
    )

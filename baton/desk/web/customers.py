"""For admins: what is kept of one customer, as a file for them, or erased."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, Response

from baton.desk.container import DeskContainer
from baton.desk.web.guard import ContainerOf, Current
from baton.desk.web.rendering import render
from baton.handoff.records.audit_trail import AuditAction
from baton.orders.gateway import OrdersUnavailable
from baton.privacy import export
from baton.privacy.erasure import NothingFound, Outcome, StillOpen
from baton.privacy.finder import question
from baton.privacy.scope import AskedBy, BadQuestion, Found, Question

router = APIRouter(prefix="/customers", include_in_schema=False)

#: What is typed to confirm an erasure.
CONFIRMATION = "erase"
KINDS = {
    AskedBy.EMAIL: "E-mail address",
    AskedBy.ACCOUNT: "Account in the shop",
    AskedBy.ORDER: "Order number",
    AskedBy.CONVERSATION: "Conversation",
}
AWAY = "The order store does not answer right now, so it cannot be said whose orders these are. Try again in a moment."
By = Annotated[AskedBy, Form()]
Value = Annotated[str, Form(max_length=320)]
Chosen = Annotated[list[str] | None, Form()]


@router.get("")
def page(request: Request, container: ContainerOf) -> HTMLResponse:
    """The form."""
    return _page(request, container)


@router.post("")
def preview(request: Request, container: ContainerOf, agent: Current, by: By, value: Value = "") -> HTMLResponse:
    """What there is. The address is in a form and not in the page's own address, which is logged and kept."""
    try:
        asked = question(by, value)
        found = container.customer_data.find(asked)
    except BadQuestion as error:
        return _page(request, container, by, value, problem=str(error), status=422)
    except OrdersUnavailable:
        return _page(request, container, by, value, problem=AWAY, status=503)
    container.audit.add(agent.login, AuditAction.CUSTOMER_LOOKED_UP, asked_by=by.value, conversations=len(found))
    return _page(request, container, by, value, found=found)


@router.post("/export")
def export_customer(
    request: Request, container: ContainerOf, agent: Current, by: By, value: Value = "", conversation: Chosen = None
) -> Response:
    """The file."""
    asked, meant = _meant(container, by, value, conversation)
    if not meant:
        return _page(request, container, by, value, problem="Choose at least one conversation.", status=422)
    data = container.customer_data
    text = export.as_json(export.document(data, container.log, asked, meant, data.scope(each.id for each in meant)))
    container.audit.add(agent.login, AuditAction.CUSTOMER_EXPORTED, asked_by=by.value, conversations=len(meant))
    headers = {"Content-Disposition": 'attachment; filename="customer.json"'}
    return Response(text, media_type="application/json", headers=headers)


@router.post("/erase")
def erase(
    request: Request,
    container: ContainerOf,
    agent: Current,
    by: By,
    value: Value = "",
    conversation: Chosen = None,
    confirmation: Annotated[str, Form(max_length=20)] = "",
    end: Annotated[bool, Form()] = False,
) -> HTMLResponse:
    """Erase what was chosen; the word must be typed."""
    asked, meant = _meant(container, by, value, conversation)
    data = container.customer_data
    problem = None
    if confirmation.strip().lower() != CONFIRMATION:
        problem = f"Nothing was erased: type “{CONFIRMATION}” to confirm."
    elif any(each.busy for each in meant) and not end:
        problem = "Nothing was erased: something of it is still open. Close it first, or have it ended here."
    if problem is None:
        try:
            if end:
                data.end(meant)
            outcome = data.erase([each.id for each in meant], agent.login, by, checked=not end)
            return _page(request, container, outcome=outcome)
        except (StillOpen, NothingFound) as error:
            problem = str(error)
    return _page(request, container, by, value, problem=problem, found=data.find(asked), status=409)


def _meant(
    container: DeskContainer, by: AskedBy, value: str, chosen: Sequence[str] | None
) -> tuple[Question, list[Found]]:
    """Only what the search finds can be chosen."""
    asked = question(by, value)
    wanted = set(chosen or ())
    return asked, [each for each in container.customer_data.find(asked) if each.id in wanted]


def _page(
    request: Request,
    container: DeskContainer,
    by: AskedBy = AskedBy.EMAIL,
    value: str = "",
    problem: str | None = None,
    found: Sequence[Found] | None = None,
    outcome: Outcome | None = None,
    status: int = 200,
) -> HTMLResponse:
    data = container.customer_data
    scope = data.scope(each.id for each in found) if found else None
    shown: dict[str, object] = {
        "kinds": {kind.value: name for kind, name in KINDS.items()},
        "by": by.value,
        "value": value,
        "problem": problem,
        "found": found,
        "counts": data.counts(scope) if scope is not None else {},
        "outside": data.outside(scope) if scope is not None else [],
        "outcome": outcome,
        "confirmation": CONFIRMATION,
    }
    return render(request, "customers.html", status, **shown)

"""The JSON API `/api/v1`, for those who bring their own desk: Bearer token with scopes, or the desk's session."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.openapi.utils import get_openapi

from baton.base.redaction import redact
from baton.base.text import clean
from baton.desk import agent_actions
from baton.desk.api import schemas
from baton.desk.auth.permissions import right
from baton.desk.container import DeskContainer
from baton.desk.read_models import handoff_page
from baton.desk.store import notes
from baton.desk.web import guard, view_audit
from baton.desk.web.guard import ContainerOf, Current, HandoffId
from baton.handoff.package import json_schema
from baton.handoff.records import search_terms
from baton.handoff.records.lifecycle import State
from baton.handoff.records.repository import Handoff

ERRORS: dict[int | str, dict[str, object]] = {
    401: {"model": schemas.ErrorView, "description": "No token, or one that is not valid."},
    403: {"model": schemas.ErrorView, "description": "Signed in, but not allowed: the role or a scope is missing."},
    404: {"model": schemas.ErrorView, "description": "There is no such handoff or delivery."},
    409: {"model": schemas.ErrorView, "description": "The state or the owner does not allow it."},
    422: {"model": schemas.ErrorView, "description": "The request is not well formed."},
    503: {"model": schemas.ErrorView, "description": "A database is away; try again."},
}

router = APIRouter(prefix=guard.API, responses=ERRORS)


def described(routers: tuple[APIRouter, ...]) -> dict[str, object]:
    """The description of the API: OpenAPI, with the role and the scope that each operation needs."""
    routes = [route for one in routers for route in one.routes]
    found = get_openapi(title="Baton desk", version="1", routes=routes, description=__doc__)
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            needed = right(method.upper(), path)
            if needed is not None and needed.role is not None and needed.scope is not None:
                description = f"Needs the role {needed.role.value}; a token, the scope `{needed.scope.value}`."
                operation["description"] = f"{operation.get('description', '')}\n\n{description}".strip()
    found["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    found["security"] = [{"token": []}]
    return found


@router.get("/handoffs", summary="Handoffs, the most urgent first and then the oldest")
def handoffs(
    container: ContainerOf,
    agent: Current,
    state: Annotated[list[State] | None, Query(description="Only these states; may be given more than once.")] = None,
    due: Annotated[bool | None, Query(description="Only callbacks that are due now, or only all others.")] = None,
    conversation_id: Annotated[str | None, Query(max_length=255, pattern=r"^[^\x00]+$")] = None,
    q: Annotated[
        str,
        Query(
            max_length=100,
            description="Only those with words that begin so: name, e-mail address, phone or order number, category, "
            "words of the summary. Of several words all must be there.",
        ),
    ] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> schemas.HandoffList:
    view_audit.searched(container, agent, redact(clean(q)))
    found = container.store.find(
        state, conversation_id=conversation_id, limit=limit, due=due, words=search_terms.asked(clean(q))
    )
    return schemas.HandoffList(handoffs=[_view(container, handoff) for handoff in found])


@router.get("/handoffs/{handoff_id}", summary="One handoff: package, state, transcript from the log, notes, presence")
def handoff(container: ContainerOf, agent: Current, handoff_id: HandoffId) -> schemas.HandoffDetail:
    found = container.store.get(handoff_id)
    json_schema.check(found.package)
    waiting = handoff_page.pending(container, found)
    seen = container.presence.read(found.conversation_id)
    written = notes.notes(container.engine, found.conversation_id)
    return schemas.HandoffDetail(
        handoff=_view(container, found),
        package=dict(container.handoffs.current_package(found)),
        transcript=[
            schemas.line_view(line)
            for line in handoff_page.lines(container, found)
            if line.speaker not in ("handover", "note")
        ],
        pending=[schemas.pending_view(item) for item in waiting],
        notes=[schemas.NoteView(id=n.id, at=n.at, who=n.who, text=n.text) for n in written],
        customer=seen.customer,
        customer_since=seen.customer_since,
    )


@router.post("/handoffs/{handoff_id}/claim", summary="Take the conversation")
def claim(container: ContainerOf, agent: Current, handoff_id: HandoffId, at_page: guard.AtPage) -> schemas.HandoffView:
    return _view(container, agent_actions.claim(container, agent, handoff_id, limited=at_page))


@router.post("/handoffs/{handoff_id}/take-over", summary="Take the conversation from a colleague; for leads")
def take_over(container: ContainerOf, agent: Current, handoff_id: HandoffId) -> schemas.HandoffView:
    return _view(container, agent_actions.take_over(container, agent, handoff_id))


@router.post("/handoffs/{handoff_id}/release", summary="Put the conversation back into the queue")
def release(container: ContainerOf, agent: Current, handoff_id: HandoffId) -> schemas.HandoffView:
    return _view(container, agent_actions.release(container, agent, handoff_id))


@router.post("/handoffs/{handoff_id}/reply", status_code=202, summary="Say something to the customer")
def reply(container: ContainerOf, agent: Current, handoff_id: HandoffId, body: schemas.ReplyBody) -> schemas.Accepted:
    return schemas.Accepted(key=agent_actions.reply(container, agent, handoff_id, body.text, body.client_id))


@router.post("/handoffs/{handoff_id}/note", status_code=204, summary="Write a note for colleagues")
def note(container: ContainerOf, agent: Current, handoff_id: HandoffId, body: schemas.NoteBody) -> None:
    agent_actions.note(container, agent, handoff_id, body.text)


@router.post("/handoffs/{handoff_id}/transfer", summary="Pass the conversation on to a colleague or a team")
def transfer(
    container: ContainerOf, agent: Current, handoff_id: HandoffId, body: schemas.TransferBody
) -> schemas.HandoffView:
    return _view(container, agent_actions.transfer(container, agent, handoff_id, body.to, body.team, body.note))


@router.post("/handoffs/{handoff_id}/schedule", summary="Agree on a callback")
def schedule(
    container: ContainerOf, agent: Current, handoff_id: HandoffId, body: schemas.ScheduleBody
) -> schemas.HandoffView:
    return _view(container, agent_actions.schedule(container, agent, handoff_id, body.due_at, body.note))


@router.post("/handoffs/{handoff_id}/no-ai", status_code=204, summary="Keep that the customer wants no AI contact")
def mark_no_ai(container: ContainerOf, agent: Current, handoff_id: HandoffId) -> None:
    agent_actions.mark_no_ai(container, agent, handoff_id)


@router.post("/handoffs/{handoff_id}/lift-no-ai", status_code=204, summary="Lift that wish, on the customer's word")
def lift_no_ai(container: ContainerOf, agent: Current, handoff_id: HandoffId) -> None:
    agent_actions.lift_no_ai(container, agent, handoff_id)


@router.post("/handoffs/{handoff_id}/typing", status_code=204, summary="Show the customer that you are typing")
def typing(
    container: ContainerOf, agent: Current, handoff_id: HandoffId, body: schemas.TypingBody | None = None
) -> None:
    agent_actions.types(container, agent, handoff_id, body.typing if body else True)


@router.post("/handoffs/{handoff_id}/return", summary="Give the conversation back to the bot")
def give_back(
    container: ContainerOf, agent: Current, handoff_id: HandoffId, body: schemas.ReturnBody | None = None
) -> schemas.HandoffView:
    return _view(container, agent_actions.give_back(container, agent, handoff_id, body.note if body else ""))


@router.post("/handoffs/{handoff_id}/resolve", summary="Close the conversation")
def resolve(
    container: ContainerOf, agent: Current, handoff_id: HandoffId, body: schemas.ResolveBody | None = None
) -> schemas.HandoffView:
    said = agent_actions.disposition(body.verdict, body.bot_could, body.category) if body else None
    return _view(container, agent_actions.resolve(container, agent, handoff_id, said, body.note if body else ""))


@router.post("/handoffs/{handoff_id}/rate", summary="Say of a closed handoff whether the handover was right")
def rate(container: ContainerOf, agent: Current, handoff_id: HandoffId, body: schemas.RateBody) -> schemas.HandoffView:
    said = agent_actions.disposition(body.verdict, body.bot_could, body.category)
    return _view(container, agent_actions.rate(container, agent, handoff_id, said))


def _view(container: DeskContainer, handoff: Handoff) -> schemas.HandoffView:
    return schemas.view(handoff, container.rules())

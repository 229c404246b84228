"""The JSON API `/api/v1`, for those who bring their own desk. Bearer token, or the desk's session cookie."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.openapi.utils import get_openapi

from baton.desk import access, case, schemas, verbs
from baton.desk.pages import Current, HandoffId, PartsOf
from baton.handoff.lifecycle import State

_ERRORS: dict[int | str, dict[str, Any]] = {
    401: {"model": schemas.ErrorView, "description": "No token, or one that is not valid."},
    403: {"model": schemas.ErrorView, "description": "Signed in, but not allowed."},
    404: {"model": schemas.ErrorView, "description": "There is no such handoff."},
    409: {"model": schemas.ErrorView, "description": "The state or the owner does not allow it."},
    422: {"model": schemas.ErrorView, "description": "The request is not well formed."},
    503: {"model": schemas.ErrorView, "description": "A database is away; try again."},
}

router = APIRouter(prefix=access.API, responses=_ERRORS)


@router.get("/openapi.json", include_in_schema=False)
def openapi() -> dict[str, Any]:
    """The description of this API."""
    described = get_openapi(title="Baton desk", version="1", routes=router.routes, description=__doc__)
    described["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    described["security"] = [{"token": []}]
    return described


@router.get("/handoffs", summary="Handoffs, the most urgent first and then the oldest")
def handoffs(
    parts: PartsOf,
    agent: Current,
    state: Annotated[list[State] | None, Query(description="Only these states; may be given more than once.")] = None,
    conversation_id: Annotated[str | None, Query(max_length=255, regex=r"^[^\x00]+$")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> schemas.HandoffList:
    found = parts.store.find(state, conversation_id=conversation_id, limit=limit)
    return schemas.HandoffList(handoffs=[schemas.view(handoff) for handoff in found])


@router.get("/handoffs/{handoff_id}", summary="One handoff: package, state, transcript from the log")
def handoff(parts: PartsOf, agent: Current, handoff_id: HandoffId) -> schemas.HandoffDetail:
    found = parts.store.get(handoff_id)
    case.note_view(parts, found, agent, "api")
    waiting = case.pending(parts, found)
    return schemas.HandoffDetail(
        handoff=schemas.view(found),
        package=dict(found.package),
        transcript=[schemas.line_view(line) for line in case.lines(parts, found) if line.speaker != "handover"],
        pending=[schemas.pending_view(item) for item in waiting],
    )


@router.post("/handoffs/{handoff_id}/claim", summary="Take the conversation")
def claim(parts: PartsOf, agent: Current, handoff_id: HandoffId) -> schemas.HandoffView:
    return schemas.view(verbs.claim(parts, agent, handoff_id))


@router.post("/handoffs/{handoff_id}/reply", status_code=202, summary="Say something to the customer")
def reply(parts: PartsOf, agent: Current, handoff_id: HandoffId, body: schemas.ReplyBody) -> schemas.Accepted:
    return schemas.Accepted(key=verbs.reply(parts, agent, handoff_id, body.text, body.client_id))


@router.post("/handoffs/{handoff_id}/transfer", summary="Pass the conversation on")
def transfer(parts: PartsOf, agent: Current, handoff_id: HandoffId, body: schemas.TransferBody) -> schemas.HandoffView:
    return schemas.view(verbs.transfer(parts, agent, handoff_id, body.to, body.team, body.note))


@router.post("/handoffs/{handoff_id}/return", summary="Give the conversation back to the bot")
def give_back(
    parts: PartsOf, agent: Current, handoff_id: HandoffId, body: schemas.ReturnBody | None = None
) -> schemas.HandoffView:
    return schemas.view(verbs.give_back(parts, agent, handoff_id, body.note if body else ""))


@router.post("/handoffs/{handoff_id}/resolve", summary="Close the conversation")
def resolve(
    parts: PartsOf, agent: Current, handoff_id: HandoffId, body: schemas.ResolveBody | None = None
) -> schemas.HandoffView:
    said = body or schemas.ResolveBody(verdict=None, bot_could=None, note="")
    return schemas.view(verbs.resolve(parts, agent, handoff_id, said.verdict, said.bot_could, said.note))

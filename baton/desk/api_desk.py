"""The JSON API's other half: people, teams, canned replies, deliveries, and for leads the numbers and the trail."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query

from baton.desk import access, api, audit, schemas, stats, verbs
from baton.desk.access import Current, PartsOf
from baton.desk.briefs import loads
from baton.desk.deliveries import DeliveryId
from baton.handoff.deliveries import Stage

router = APIRouter(prefix=access.API, responses=api.ERRORS)


@router.get("/openapi.json", include_in_schema=False)
def openapi() -> dict[str, Any]:
    """The description of this API."""
    return api.described((api.router, router))


@router.get("/me", summary="Whose token this is")
def me(parts: PartsOf, agent: Current) -> schemas.AgentView:
    return schemas.agent_view(agent, parts.rules(), loads(parts.engine).get(agent.login, 0))


@router.put("/me/duty", status_code=204, summary="Go on duty, or away; whoever is away is offered nothing")
def duty(parts: PartsOf, agent: Current, body: schemas.DutyBody) -> None:
    parts.agents.set_duty(agent.login, body.on_duty)
    parts.hub.nudge()


@router.get("/agents", summary="Everybody at the desk")
def agents(parts: PartsOf) -> schemas.AgentList:
    rules, busy = parts.rules(), loads(parts.engine)
    found = [agent for agent in parts.agents.everybody() if agent.active]
    return schemas.AgentList(agents=[schemas.agent_view(agent, rules, busy.get(agent.login, 0)) for agent in found])


@router.get("/teams", summary="Teams and what they take")
def teams(parts: PartsOf) -> schemas.TeamList:
    rules = parts.rules()
    return schemas.TeamList(
        teams=[
            schemas.TeamView(id=key, name=name, takes=sorted(c for c, team in rules.takes.items() if team == key))
            for key, name in rules.teams.items()
        ]
    )


@router.get("/canned-replies", summary="Canned replies")
def canned_replies(parts: PartsOf) -> schemas.CannedList:
    found = parts.canned()
    return schemas.CannedList(replies=[schemas.CannedView(key=r.key, title=r.title, text=r.text) for r in found])


@router.get("/deliveries", summary="What is in the outbox, the latest first")
def deliveries(
    parts: PartsOf,
    state: Annotated[Stage, Query(description="waiting, dead (given up) or delivered.")] = Stage.DEAD,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> schemas.DeliveryList:
    found = parts.deliveries.find(state, limit)
    return schemas.DeliveryList(deliveries=[schemas.delivery_view(listed) for listed in found])


@router.post("/deliveries/{delivery_id}/retry", summary="Deliver something again that was given up")
def retry_delivery(parts: PartsOf, agent: Current, delivery_id: DeliveryId) -> schemas.DeliveryView:
    return schemas.delivery_view(verbs.retry_delivery(parts, agent, delivery_id))


@router.get("/stats", summary="How the desk is doing: now and today (times in seconds)")
def numbers(parts: PartsOf) -> dict[str, Any]:
    today = stats.today(parts)
    return {"now": asdict(stats.now(parts)), "today": {**asdict(today), "rating": today.rating}}


@router.get("/audit", summary="The audit trail, the latest first")
def trail(
    parts: PartsOf,
    who: Annotated[str | None, Query(max_length=64, pattern=r"^[^\x00]*$")] = None,
    what: Annotated[str | None, Query(max_length=40, pattern=r"^[^\x00]*$")] = None,
    handoff_id: Annotated[str | None, Query(max_length=32, pattern=r"^[^\x00]*$")] = None,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = audit.PAGE,
) -> schemas.AuditList:
    found = parts.audit.read(who, what, handoff_id, before=before, limit=limit)
    entries = [schemas.AuditView(**asdict(entry)) for entry in found]
    return schemas.AuditList(entries=entries, before=found[-1].id if len(found) == limit else None)

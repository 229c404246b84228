"""JSON API: agents, teams, canned replies, deliveries, and for supervisors the statistics and the audit trail."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query

from baton.desk import agent_actions
from baton.desk.api import handoffs, schemas
from baton.desk.read_models import statistics
from baton.desk.store.handoff_rows import loads
from baton.desk.web import guard
from baton.desk.web.deliveries import DeliveryId
from baton.desk.web.guard import ContainerOf, Current
from baton.handoff.outbox.report import Stage
from baton.handoff.records import audit_trail

router = APIRouter(prefix=guard.API, responses=handoffs.ERRORS)


@router.get("/openapi.json", include_in_schema=False)
def openapi() -> dict[str, object]:
    """The description of this API."""
    return handoffs.described((handoffs.router, router))


@router.get("/me", summary="Whose token this is")
def me(container: ContainerOf, agent: Current) -> schemas.AgentView:
    return schemas.agent_view(agent, container.rules(), loads(container.engine).get(agent.login, 0))


@router.put("/me/duty", status_code=204, summary="Go on duty, or away; whoever is away is offered nothing")
def duty(container: ContainerOf, agent: Current, body: schemas.DutyBody) -> None:
    container.agents.set_duty(agent.login, body.on_duty)
    container.notifier.wake()


@router.get("/agents", summary="Everybody at the desk")
def agents(container: ContainerOf) -> schemas.AgentList:
    rules, busy = container.rules(), loads(container.engine)
    found = [agent for agent in container.agents.everybody() if agent.active]
    return schemas.AgentList(agents=[schemas.agent_view(agent, rules, busy.get(agent.login, 0)) for agent in found])


@router.get("/teams", summary="Teams and what they take")
def teams(container: ContainerOf) -> schemas.TeamList:
    rules = container.rules()
    return schemas.TeamList(
        teams=[
            schemas.TeamView(id=key, name=team.name, takes=sorted(team.categories)) for key, team in rules.teams.items()
        ]
    )


@router.get("/canned-replies", summary="Canned replies")
def canned_replies(container: ContainerOf) -> schemas.CannedList:
    found = container.canned().replies
    return schemas.CannedList(
        replies=[schemas.CannedView(key=r.key, title=r.title, text=r.with_variables) for r in found]
    )


@router.get("/deliveries", summary="What is in the outbox, the latest first")
def deliveries(
    container: ContainerOf,
    state: Annotated[Stage, Query(description="waiting, dead (given up) or delivered.")] = Stage.DEAD,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> schemas.DeliveryList:
    found = container.deliveries.find(state, limit)
    return schemas.DeliveryList(deliveries=[schemas.delivery_view(listed) for listed in found])


@router.post("/deliveries/{delivery_id}/retry", summary="Deliver something again that was given up")
def retry_delivery(container: ContainerOf, agent: Current, delivery_id: DeliveryId) -> schemas.DeliveryView:
    return schemas.delivery_view(agent_actions.retry_delivery(container, agent, delivery_id))


@router.get("/stats", summary="How the desk is doing: now and today (times in seconds)")
def numbers(container: ContainerOf) -> dict[str, object]:
    today = statistics.today(container)
    in_numbers = {**asdict(today), "rating": today.rating}
    del in_numbers["comments"]  # customers' words are for the pages
    return {"now": asdict(statistics.now(container)), "today": in_numbers}


@router.get("/audit", summary="The audit trail, the latest first")
def trail(
    container: ContainerOf,
    who: Annotated[str | None, Query(max_length=64, pattern=r"^[^\x00]*$")] = None,
    what: Annotated[str | None, Query(max_length=40, pattern=r"^[^\x00]*$")] = None,
    handoff_id: Annotated[str | None, Query(max_length=32, pattern=r"^[^\x00]*$")] = None,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = audit_trail.PAGE,
) -> schemas.AuditList:
    found = container.audit.read(who, what, handoff_id, before=before, limit=limit)
    entries = [schemas.audit_view(entry) for entry in found]
    return schemas.AuditList(entries=entries, before=found[-1].id if len(found) == limit else None)

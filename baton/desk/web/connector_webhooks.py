"""Events of other systems whose agents answer: checked, kept, and acknowledged at once."""

from __future__ import annotations

import logging
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse

from baton.connectors.base import NotSigned
from baton.desk.web.guard import ContainerOf

logger = logging.getLogger(__name__)

router = APIRouter(include_in_schema=False)


@router.post("/connectors/{name}/events")
async def receive(
    request: Request, container: ContainerOf, name: Annotated[str, Path(pattern="^[a-z0-9_-]{1,64}$")]
) -> JSONResponse:
    """Take an event. Carrying it out comes later, so the answer never waits for the chat server or a lock there."""
    connector = container.inbound.connector(name) if container.inbound else None
    if container.inbound is None or connector is None:
        return _refused(401, "unauthorized", "There is no such connector here, or it takes no events.")
    try:
        deeds = await run_in_threadpool(connector.receive, request.headers, await request.body())
    except NotSigned as error:
        logger.warning("An event for %s is refused: %s.", connector.title, error)
        return _refused(401, "unauthorized", f"Refused: {error}.")
    except ValueError as error:
        logger.warning("An event of %s cannot be read: %s", connector.title, error)
        return _refused(422, "invalid", "This cannot be read.")
    accepted = await run_in_threadpool(container.inbound.accept, name, deeds)
    if accepted:
        container.notifier.wake()
    return JSONResponse({"accepted": accepted})


def _refused(status: int, code: str, message: str) -> JSONResponse:
    return JSONResponse({"error": {"code": code, "message": message}}, status_code=status)

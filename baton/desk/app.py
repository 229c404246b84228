"""The desk's web application: pages, forms, JSON API and the stream, over the container that it is given."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import lru_cache

from fastapi import APIRouter, Depends, FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from baton.base import event_loop_lag, metrics
from baton.base.readiness import database_answers, reasons
from baton.desk.api import desk, handoffs
from baton.desk.container import DeskContainer
from baton.desk.live.loops import Background
from baton.desk.read_models import state_metrics
from baton.desk.web import (
    account,
    attention,
    case_forms,
    connector_webhooks,
    customers,
    deliveries,
    errors,
    event_stream,
    guard,
    lead,
    misread,
    openid,
    pages,
    people,
    policy,
    reports,
    second_factor,
    sign_in,
)
from baton.desk.web.middleware import Hardening
from baton.desk.web.rendering import FOLDER
from baton.handoff.package import json_schema

_GUARDED = [Depends(guard.guard)]  #: every route, also one that is added later


class _Static(StaticFiles):
    """Files; a name that no file can have is not there."""

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        try:
            return super().lookup_path(path)
        except ValueError:  # a zero byte, a character that the system's encoding has not
            return "", None


class Desk(FastAPI):
    """The application inside its hardening, which holds for the answer to a crash too."""

    secure = False

    def build_middleware_stack(self) -> ASGIApp:
        return Hardening(super().build_middleware_stack(), self.secure)


def create(container: DeskContainer, background: bool = True) -> FastAPI:
    """The application.

    Args:
        container: what it works with.
        background: whether it follows the log and works the outbox off while it runs.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        container.notifier.start()
        running = asyncio.create_task(Background(container).run()) if background else None
        lag = asyncio.create_task(event_loop_lag.measure())
        yield
        lag.cancel()
        container.notifier.close()
        if running is not None:
            await running

    app = Desk(
        title="Baton desk",
        openapi_url=None,  # the API describes itself, behind the sign-in: api_desk.openapi
        dependencies=_GUARDED,
        lifespan=lifespan,
    )
    app.state.container = container
    app.secure = container.settings.production
    errors.install(app)
    app.router.routes.extend(_routes())
    return app


@lru_cache(maxsize=1)
def _routes() -> list[BaseRoute]:
    """All routes, for every application of this process: FastAPI makes classes for each, and nothing frees those."""
    routes = APIRouter(dependencies=_GUARDED)
    routes.mount("/static", _Static(directory=FOLDER / "static"), name="static")
    routes.add_api_route("/health", health, include_in_schema=False)
    routes.add_api_route("/ready", ready, include_in_schema=False)
    routes.add_api_route("/metrics", read_metrics, include_in_schema=False)
    routes.add_api_route(f"/schema/{json_schema.FILE.name}", package_schema, include_in_schema=False)
    for module in (
        sign_in,
        openid,
        account,
        second_factor,
        pages,
        case_forms,
        deliveries,
        event_stream,
        attention,
        lead,
        people,
        policy,
        customers,
        reports,
        misread,
        handoffs,
        desk,
        connector_webhooks,
    ):
        routes.include_router(module.router)
    return routes.routes


def package_schema() -> JSONResponse:
    """The schema of the handoff package, for whoever receives one."""
    return JSONResponse(
        json_schema.schema(), media_type="application/schema+json", headers={"Cache-Control": "public, max-age=3600"}
    )


def health() -> JSONResponse:
    """The desk is live: it answers."""
    return JSONResponse({"status": "ok"})


def read_metrics(request: Request, container: guard.ContainerOf) -> Response:
    """What this desk has counted, and how queue, inbox and outbox stand; for whoever has the token."""
    headers, settings = request.headers, container.settings
    if not metrics.allowed(settings, headers.get("authorization"), headers.get("host"), "x-forwarded-for" in headers):
        return JSONResponse({"error": "not_found"}, 404)
    body = metrics.render(lambda: state_metrics.samples(container))
    return Response(body, media_type=metrics.CONTENT_TYPE)


def ready(container: guard.ContainerOf) -> JSONResponse:
    """Whether the desk can serve, and if not, why."""
    needs: dict[str, Callable[[], object]] = {
        "desk database": lambda: database_answers(container.engine),
        "conversation log": lambda: database_answers(container.log.engine),
    }
    found = reasons(needs)
    return JSONResponse({"ready": False, "reasons": found} if found else {"ready": True}, 503 if found else 200)

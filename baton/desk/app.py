"""The desk's web application: pages, forms, JSON API and the stream, over the parts that it is given."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache

from fastapi import APIRouter, Depends, FastAPI
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute
from starlette.staticfiles import StaticFiles

from baton.desk import (
    access,
    account,
    actions,
    api,
    api_desk,
    deliveries,
    errors,
    inbound,
    lead,
    pages,
    people,
    stream,
)
from baton.desk.background import Background
from baton.desk.middleware import Hardening
from baton.desk.parts import Parts
from baton.desk.rendering import FOLDER
from baton.desk.session import Sessions
from baton.handoff import published

_GUARDED = [Depends(access.guard)]  #: every route, also one that is added later


def create(parts: Parts, background: bool = True) -> FastAPI:
    """The application.

    Args:
        parts: what it works with; `baton.wiring` builds the real ones.
        background: whether it follows the log and works the outbox off while it runs.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        parts.hub.start()
        running = asyncio.create_task(Background(parts).run()) if background else None
        yield
        parts.hub.close()
        if running is not None:
            await running

    app = FastAPI(
        title="Baton desk",
        openapi_url=None,  # the API describes itself, behind the sign-in: api_desk.openapi
        dependencies=_GUARDED,
        lifespan=lifespan,
    )
    app.state.parts = parts
    app.state.sessions = Sessions(parts.settings.desk_secret, secure=parts.settings.production)
    app.add_middleware(Hardening, secure=parts.settings.production)
    errors.install(app)
    app.router.routes.extend(_routes())
    return app


@lru_cache(maxsize=1)
def _routes() -> list[BaseRoute]:
    """All routes, for every application of this process: FastAPI makes classes for each, and nothing frees those."""
    routes = APIRouter(dependencies=_GUARDED)
    routes.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")
    routes.add_api_route("/health", health, include_in_schema=False)
    routes.add_api_route(f"/schema/{published.FILE.name}", package_schema, include_in_schema=False)
    for module in (account, pages, actions, deliveries, stream, lead, people, api, api_desk, inbound):
        routes.include_router(module.router)
    return routes.routes


def package_schema() -> JSONResponse:
    """The schema of the handoff package, for whoever receives one."""
    return JSONResponse(
        published.schema(), media_type="application/schema+json", headers={"Cache-Control": "public, max-age=3600"}
    )


def health() -> JSONResponse:
    """The desk answers."""
    return JSONResponse({"status": "ok"})

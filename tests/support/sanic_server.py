"""A Sanic application that really listens, in the test's own event loop."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from unittest.mock import patch

import httpx
from sanic import Sanic
from sanic.touchup import TouchUp

from baton.rasa_overrides.bounded_http import BoundedHttpProtocol
from tests.support.stack import free_port

_touch_up, _done = TouchUp.run, []


def _touch_up_once(app: Sanic) -> None:
    """Sanic rewrites its own classes at the first start in a process; a second time fails."""
    if not _done:
        _done.append(app.name)
        _touch_up(app)


@asynccontextmanager
async def listening(app: Sanic) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application, for as long as it listens."""
    port = free_port()
    with patch("sanic.app.HttpProtocol", BoundedHttpProtocol):
        server = await app.create_server("127.0.0.1", port, return_asyncio_server=True, access_log=False)
    with patch("sanic.app.TouchUp.run", _touch_up_once):
        await server.startup()
    await server.before_start()
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            yield client
    finally:
        await server.close()

"""Methods as Sanic's handlers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Optional

from sanic.request import Request
from sanic.response import HTTPResponse


def as_handler(
    method: Callable[[Request], Awaitable[Optional[HTTPResponse]]],
) -> Callable[[Request], Awaitable[object]]:
    """A method as a function: Sanic sets attributes on its handlers, which a bound method does not take."""

    async def handler(request: Request) -> Optional[HTTPResponse]:
        return await method(request)

    return handler

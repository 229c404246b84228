"""What every answer carries and every request must keep to."""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from baton.base import http_headers

LARGEST_BODY = 128 * 1024  # bytes; the largest form is a reply or a note
#: How long a body may take. The connection itself ends a little later, see `bounded_http.BODY_SECONDS`.
BODY_SECONDS = 15.0

# Everything is served from here: no inline script or style, no frame, no other origin.
POLICY = "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
HEADERS = {**http_headers.headers(POLICY, secure=False), "Referrer-Policy": "same-origin"}


class Hardening:
    """Adds the security headers, keeps pages out of caches, and limits the size and the time of requests.

    It stands around everything else, so that an answer to a crash has the headers too.
    """

    def __init__(self, app: ASGIApp, secure: bool) -> None:
        self._app = app
        self._headers = {**HEADERS, **(http_headers.SECURE if secure else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        private = not scope["path"].startswith("/static/")

        async def adding(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers[name] = value
                if private:
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, _Bounded(scope, receive), adding)


class _Bounded:
    """The body of one request, as far as it keeps to the limits.

    Raises:
        HTTPException: it is too large (by what it says at once, otherwise while it comes), or too slow.
    """

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._receive = receive
        self._size = 0
        self._complete = False
        self._end: float | None = None
        self._announced = Headers(scope=scope).get("content-length", "0")

    async def __call__(self) -> Message:
        if self._complete:
            return await self._receive()  # waits until the client is gone
        if self._announced.isdigit() and (len(self._announced) > 12 or int(self._announced) > LARGEST_BODY):
            raise _too_large()
        now = asyncio.get_running_loop().time()
        self._end = self._end or now + BODY_SECONDS
        try:
            message = await asyncio.wait_for(self._receive(), max(0.0, self._end - now))
        except asyncio.TimeoutError as error:
            raise HTTPException(408, "The request took too long to arrive.") from error
        self._size += len(message.get("body", b""))
        self._complete = not message.get("more_body", False)
        if self._size > LARGEST_BODY:
            raise _too_large()
        return message


def _too_large() -> HTTPException:
    return HTTPException(413, "That is too much at once.")

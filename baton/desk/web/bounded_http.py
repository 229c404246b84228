"""uvicorn's HTTP protocol with limits on what it reads: a request's head has a size and a time, a body a time, and
what nobody reads any more an end. How large a body may be says `middleware`.

uvicorn itself waits for ever for a head, and keeps as much of one as comes.
"""

from __future__ import annotations

import asyncio
import json
from asyncio.events import TimerHandle
from http import HTTPStatus

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from baton.base import http_headers

HEAD_SECONDS = 10.0
HEAD_BYTES = 64 * 1024
BODY_SECONDS = 20.0
#: How long, and how much, is thrown away after an answer that did not want the body.
LINGER_SECONDS = 2.0
LINGER_BYTES = 1_000_000
_HEADERS = {"content-type": "application/json", **http_headers.headers(http_headers.NO_PAGE, secure=False)}


class BoundedProtocol(HttpToolsProtocol):
    """One connection. uvicorn, its parser and the transport call most of these methods."""

    _timer: TimerHandle | None = None
    _head = True  #: whether a head is to come, or is coming
    _body = False  #: whether a body is to come
    _bytes = 0  #: of the head, or of what is thrown away
    _refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait(HEAD_SECONDS)

    def data_received(self, data: bytes) -> None:
        if self._refused:
            self._discard(data)
        elif self._head and self._bytes > HEAD_BYTES:
            self._refuse(431, "too_long", "The head of this request is too long.")
        else:
            self._bytes += len(data) if self._head else 0
            super().data_received(data)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head, self._bytes = True, 0
        self._wait(HEAD_SECONDS)

    def on_headers_complete(self) -> None:
        self._head, self._body, self._bytes = False, True, 0
        self._wait(BODY_SECONDS)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        super().on_body(body)
        if self.cycle.response_complete:
            self._discard(body)

    def on_message_complete(self) -> None:
        self._body = False
        self._stop()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self._body:
            self._wait(LINGER_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """What uvicorn calls when it is sent something that is no HTTP."""
        self._refuse(400, "bad_request", "This is no valid request.")

    def _discard(self, data: bytes) -> None:
        self._bytes += len(data)
        if self._bytes > LINGER_BYTES:
            self.transport.close()

    def _wait(self, seconds: float) -> None:
        self._stop()
        self._timer = self.loop.call_later(seconds, self._late)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _late(self) -> None:
        answered = self.cycle is None or self.cycle.response_complete
        if self._head and self._bytes and answered:
            self._refuse(408, "too_slow", "The request took too long to arrive.")
        else:
            self.transport.close()

    def _refuse(self, status: int, code: str, message: str) -> None:
        if self._refused or self.transport.is_closing():
            return
        self._refused, self._head, self._bytes = True, False, 0
        content = json.dumps({"error": {"code": code, "message": message}}).encode()
        headers = {**_HEADERS, "content-length": str(len(content)), "connection": "close"}
        lines = [
            f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        self.transport.write("\r\n".join([*lines, "", ""]).encode() + content)
        self.transport.write_eof()  # the client reads why before the connection ends
        self._wait(LINGER_SECONDS)

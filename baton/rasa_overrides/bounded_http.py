"""Sanic's HTTP protocol with limits on what it reads: a request's head and body have a size and a time, both counted
from its first byte.

Sanic 21.12 measures a request's time anew with every byte, so one that comes a byte at a time never ends; it answers a
bad length with 500; and it closes a refused connection so that the client may never see why.
"""

from __future__ import annotations

import contextlib
from time import monotonic
from typing import Any

from httptools import HttpParserError
from sanic.exceptions import InvalidUsage, PayloadTooLarge, RequestTimeout, SanicException
from sanic.http import Http, Stage
from sanic.server.protocols.http_protocol import HttpProtocol

#: How long a body may take, from its head. The head's time is Sanic's setting REQUEST_TIMEOUT.
BODY_SECONDS = 20.0
#: How long, and how much, is thrown away after a refusal, so that the client can read why before the connection ends.
LINGER_SECONDS = 2.0
LINGER_BYTES = 1_000_000


class BoundedHttp(Http):
    """The requests of one connection, one after the other."""

    async def http1_request_header(self) -> None:
        """Read the head.

        Raises:
            SanicException: it is none, or says two things about its body.
        """
        try:
            await super().http1_request_header()
        except (
            ValueError,
            KeyError,
            UnicodeError,
            HttpParserError,
        ) as error:  # lengths, names and addresses that are none
            self.url = None  # it may be what cannot be written into an answer's request
            raise InvalidUsage("Bad Request") from error
        headers = self.request.headers
        length = headers.getall("content-length", [])
        coding = headers.getall("transfer-encoding", [])
        digits = all(value.strip().isascii() and value.strip().isdigit() for value in length)
        if not digits or len(length) + len(coding) > 1 or (coding and coding != ["chunked"]):
            raise InvalidUsage("Bad Request: give one Content-Length, or one Transfer-Encoding: chunked.")

    @property
    def reading(self) -> bool:
        """Whether something of the request is still to come."""
        return self.stage is Stage.REQUEST or bool(self.request_body and self.stage is not Stage.RESPONSE)

    async def error_response(self, exception: Exception) -> None:
        """Answer with an error. If that is a refusal to read on, the rest of the request is not waited for."""
        if self.stage is Stage.REQUEST and not isinstance(exception, SanicException):
            exception = InvalidUsage("Bad Request")
        stop = self.stage is Stage.REQUEST or isinstance(exception, PayloadTooLarge | RequestTimeout)
        if stop and (self.reading or self.request is None):
            self.keep_alive = False
            self.protocol.refused = True
        await super().error_response(exception)
        if self.protocol.refused:
            self.request_body = None


class BoundedHttpProtocol(HttpProtocol):
    """A connection."""

    __slots__ = ("_discarded", "refused")  # Sanic's metaclass gives it no dictionary

    def __init__(
        self,
        *,
        loop: Any,
        app: Any,
        signal: Any = None,
        connections: Any = None,
        state: Any = None,
        unix: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(loop=loop, app=app, signal=signal, connections=connections, state=state, unix=unix, **kwargs)
        self._http: Any = None  # type: ignore[misc]  # data may come before the connection's task has begun
        self.refused = False  #: whether the client may still be sending what nobody reads
        self._discarded: int | None = None  # bytes thrown away since the refusal

    def _setup_connection(self) -> None:
        self._http = BoundedHttp(self)  # type: ignore[misc]
        self._time = monotonic()  # type: ignore[misc]
        self.check_timeouts()

    def data_received(self, data: bytes) -> None:
        """Keep what came; the time of a request goes on counting from its first byte."""
        if self._discarded is not None:
            self._discarded += len(data)
            if self._discarded > LINGER_BYTES:
                super().close()
            return
        began = self._time
        super().data_received(data)
        if self._http is not None and self._http.reading:
            self._time = began  # type: ignore[misc]

    def check_timeouts(self) -> None:
        """End what takes too long; runs itself again."""
        http = self._http
        in_body = self._task and http and http.stage is not Stage.REQUEST and http.reading
        if in_body and monotonic() - self._time > BODY_SECONDS:
            http.exception = RequestTimeout("The request took too long to arrive.")
            if http.stage is Stage.IDLE:  # answered already: only the rest of the body is missing
                http.request_body, http.keep_alive = None, False
            self._task.cancel()
            return
        super().check_timeouts()

    def close(self, timeout: float | None = None) -> None:
        """Close the connection; after a refusal, first let the client read it."""
        transport = self.transport
        if not self.refused or self._discarded is not None or not transport or transport.is_closing():
            super().close(timeout)
            return
        self._discarded = 0
        with contextlib.suppress(OSError, RuntimeError, NotImplementedError):
            transport.write_eof()  # what was written goes out first
            transport.resume_reading()
        self.loop.call_later(LINGER_SECONDS, super().close)

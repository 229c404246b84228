"""What holds for every address of Rasa's server, ours and Rasa's own: how much a request may bring, which headers an
answer carries, and how an error looks."""

from __future__ import annotations

import logging

from sanic import Sanic, response
from sanic.exceptions import NotFound, SanicException
from sanic.request import Request
from sanic.response import BaseHTTPResponse, HTTPResponse

from baton.base import http_headers
from baton.base.outage import where
from baton.base.settings import Settings

logger = logging.getLogger(__name__)

#: How long a request's head may take from its first byte, in seconds. Its body: `bounded_http.BODY_SECONDS`.
HEAD_SECONDS = 10
SMALLEST_LIMIT = 64_000  # bytes
_BYTES_OF_CHARACTER = 12  # the most that JSON needs for one: two escapes of six bytes
_CODES = {404: "not_found", 405: "method_not_allowed", 408: "too_slow", 413: "too_long"}
_SENTENCES = {
    404: "There is nothing at this address.",
    405: "This address does not take that method.",
    408: "The request took too long to arrive.",
    413: "This is too long.",
}
#: Rasa's own addresses that tell anybody its version.
_WITH_VERSION = frozenset({"/", "/version"})


def largest_body(settings: Settings) -> int:
    """Bytes that a request's body may have: a message of the longest length always fits, however it is written."""
    return max(SMALLEST_LIMIT, _BYTES_OF_CHARACTER * settings.message_limit + 4_000)


def harden(app: Sanic, settings: Settings) -> None:
    """Put it in force, before the application starts to listen."""
    app.config.REQUEST_MAX_SIZE = largest_body(settings)
    app.config.REQUEST_TIMEOUT = HEAD_SECONDS
    headers = http_headers.headers(http_headers.NO_PAGE, settings.production)
    headers |= {"Referrer-Policy": "no-referrer", "Cross-Origin-Resource-Policy": "same-origin"}

    async def add_headers(request: Request, answer: BaseHTTPResponse) -> None:
        for name, value in headers.items():
            answer.headers.setdefault(name, value)
        answer.headers.setdefault("Cache-Control", "no-store")

    async def hide_version(request: Request) -> None:
        if request.path in _WITH_VERSION:
            raise NotFound("hidden")

    app.register_middleware(add_headers, "response")
    if settings.production:
        app.register_middleware(hide_version, "request")
    app.error_handler.add(SanicException, refused)
    app.error_handler.add(Exception, failed)


def refused(request: Request, error: SanicException) -> HTTPResponse:
    """The answer to a request that the server itself refuses."""
    status = error.status_code or 500
    if status >= 500 and status != 503:
        return failed(request, error)
    message = _SENTENCES.get(status, "This request cannot be read." if status == 400 else "This is refused.")
    content = {"error": {"code": _CODES.get(status, "refused"), "message": message}}
    return response.json(content, status, headers=dict(getattr(error, "headers", None) or {}))


def failed(request: Request, error: Exception) -> HTTPResponse:
    """The answer to a request that failed for a fault of ours; the log has the place, without anybody's words."""
    logger.error("A request failed.\n%s", where(error))
    return response.json({"error": {"code": "failed", "message": "Sorry, something went wrong here."}}, 500)

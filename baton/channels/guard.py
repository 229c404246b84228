"""The edge of the widget's channel: what may come in, from where, and how often."""

from __future__ import annotations

from typing import Any

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from sanic import response
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse

from baton.settings import Settings

LONGEST_BODY = 64_000  # bytes
LONGEST_COMMENT = 1000  # characters


class Refusal(Exception):
    """A request that is not taken: HTTP status, a code for programs, a sentence for people."""

    def __init__(self, status: int, code: str, message: str, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.retry_after = status, code, message, retry_after

    def answer(self) -> HTTPResponse:
        headers = {"Retry-After": str(self.retry_after)} if self.retry_after else {}
        return response.json({"error": {"code": self.code, "message": self.message}}, self.status, headers=headers)


class Limits:
    """How many messages a session, and how many sessions an address may have in a minute (per worker)."""

    def __init__(self, settings: Settings) -> None:
        self._storage = MemoryStorage()  # the limiter holds it only weakly
        self._limiter = MovingWindowRateLimiter(self._storage)
        self._messages = RateLimitItemPerMinute(settings.message_rate)
        self._sessions = RateLimitItemPerMinute(settings.session_rate)
        self._trust_proxy = settings.trust_proxy

    def session(self, request: Request) -> None:
        """Count a new session.

        Raises:
            Refusal: there were too many from this address.
        """
        address = (request.remote_addr if self._trust_proxy else "") or request.ip
        if not self._limiter.hit(self._sessions, "session", address):
            raise Refusal(429, "too_many", "Too many chats from your address. Please try again in a minute.", 60)

    def message(self, conversation_id: str) -> None:
        """Count a message.

        Raises:
            Refusal: there were too many in this conversation.
        """
        if not self._limiter.hit(self._messages, "message", conversation_id):
            raise Refusal(429, "too_many", "That was a lot at once. Please wait a moment; nothing is lost.", 10)


def body(request: Request) -> dict[str, Any]:
    """The JSON object of a request.

    Raises:
        Refusal: there is none, or it is too large.
    """
    if len(request.body) > LONGEST_BODY:
        raise Refusal(413, "too_long", "This is too long.")
    try:
        value = request.json
    except InvalidUsage as error:
        raise Refusal(400, "bad_json", "The request is not valid JSON.") from error
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Refusal(400, "bad_json", "The request must be a JSON object.")
    return value


def message(value: dict[str, Any], longest: int, longest_id: int) -> dict[str, Any]:
    """The checked fields of a message: client_id, text, and payload where there is one.

    Raises:
        Refusal: naming what is wrong.
    """
    client_id, text, payload = value.get("client_id"), value.get("text"), value.get("payload")
    if not isinstance(client_id, str) or not 0 < len(client_id) <= longest_id:
        raise Refusal(400, "bad_client_id", f"client_id must be a text of 1 to {longest_id} characters.")
    if payload is not None and not isinstance(payload, str):
        raise Refusal(400, "bad_payload", "payload must be a text.")
    if text is None and payload is not None:
        text = payload
    if not isinstance(text, str) or not text.strip():
        raise Refusal(400, "empty", "Please write something.")
    if len(text) > longest:
        raise Refusal(413, "too_long", f"Please keep a message under {longest} characters.")
    checked = {"client_id": client_id, "text": text.replace("\x00", "").strip()}
    return checked if payload is None else {**checked, "payload": payload}


def rating(value: dict[str, Any]) -> tuple[int, str | None]:
    """Stars from 1 to 5, and a comment.

    Raises:
        Refusal: naming what is wrong.
    """
    stars, comment = value.get("stars"), value.get("comment")
    if not isinstance(stars, int) or isinstance(stars, bool) or not 1 <= stars <= 5:
        raise Refusal(400, "bad_stars", "stars must be a whole number from 1 to 5.")
    if comment is not None and not isinstance(comment, str):
        raise Refusal(400, "bad_comment", "comment must be a text.")
    return stars, comment[:LONGEST_COMMENT] if comment else None


def bearer(request: Request) -> str:
    """The token of the Authorization header; empty if there is none."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def last_event_id(request: Request) -> int:
    """The number after which the stream goes on; 0 for everything.

    Raises:
        Refusal: if it is not a number.
    """
    text = request.headers.get("last-event-id", "").strip() or "0"
    if not text.isdigit() or len(text) > 18:
        raise Refusal(400, "bad_event_id", "Last-Event-ID must be a number.")
    return int(text)


def cors_headers(request: Request, settings: Settings) -> dict[str, str]:
    """The headers that let an allowed origin in; none for any other."""
    origin = request.headers.get("origin", "").rstrip("/")
    if origin not in settings.origins:
        return {"Vary": "Origin"}
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Allow-Headers": "authorization, content-type, last-event-id",
        "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
        "Access-Control-Max-Age": "600",
        "Vary": "Origin",
    }

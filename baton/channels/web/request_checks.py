"""The edge of the widget's channel: what may come in, and from where."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import urlsplit

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from baton.base.redaction import is_plain_name
from baton.base.settings import Settings
from baton.base.text import is_blank, strip_control
from baton.conversation.inbox import MessageBody
from baton.orders.text.details import find_details

LONGEST_CONTACT = 320  # characters
LONGEST_PAYLOAD = 1000  # characters
LONGEST_COMMENT = 1000  # characters


class Refusal(Exception):
    """A request that is not taken: HTTP status, a code for programs, a sentence for people."""

    def __init__(self, status: int, code: str, message: str, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.retry_after = status, code, message, retry_after

    def answer(self) -> HTTPResponse:
        headers = {"Retry-After": str(self.retry_after)} if self.retry_after else {}
        return response.json({"error": {"code": self.code, "message": self.message}}, self.status, headers=headers)


def unavailable() -> Refusal:
    """What a customer is told while something cannot be stored or read."""
    return Refusal(503, "unavailable", "This cannot be stored right now. Please try again in a moment.", 5)


class CheckedMessage(MessageBody, total=False):
    """A message as the browser sent it. `client_id` and `text` are always there."""

    client_id: str


def body(request: Request) -> dict[str, object]:
    """The JSON object of a request.

    Raises:
        Refusal: it is something else, or says two things of one name.
    """
    if not request.body:
        return {}
    try:
        value = json.loads(request.body, object_pairs_hook=_once_each, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "bad_json", "The request is not valid JSON.") from error
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Refusal(400, "bad_json", "The request must be a JSON object.")
    return value


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Pairs as a dictionary. Programs disagree on which of two equal names counts, so there may be no two."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def message(value: Mapping[str, object], longest: int, longest_id: int) -> CheckedMessage:
    """The checked fields of a message: client_id, text, payload if there is one, and no_ai if the customer opts out.

    Raises:
        Refusal: naming what is wrong.
    """
    client_id, text, payload = value.get("client_id"), value.get("text"), value.get("payload")
    if not isinstance(client_id, str) or not 0 < len(client_id) <= longest_id or client_id != strip_control(client_id):
        raise Refusal(400, "bad_client_id", f"client_id must be a text of 1 to {longest_id} characters.")
    if not is_plain_name(client_id):
        raise Refusal(400, "bad_client_id", "client_id may hold no card number, password or the like.")
    if payload is not None and not (isinstance(payload, str) and _is_payload(payload)):
        raise Refusal(400, "bad_payload", "payload must be that of a button.")
    if text is None and payload is not None:
        text = payload
    if not isinstance(text, str) or is_blank(strip_control(text)):
        raise Refusal(400, "empty", "Please write something.")
    if len(text) > longest:
        raise Refusal(413, "too_long", f"Please keep a message under {longest} characters.")
    checked: CheckedMessage = {"client_id": client_id, "text": strip_control(text).strip()}
    if payload is not None:
        checked["payload"] = payload
    if value.get("no_ai") is True:
        checked["no_ai"] = True
    return checked


def _is_payload(text: str) -> bool:
    """Whether a button of ours could have it: the log is searched for it, and takes not every character."""
    return len(text) <= LONGEST_PAYLOAD and text == strip_control(text)


def rating(value: Mapping[str, object]) -> tuple[int | None, str | None]:
    """Stars from 1 to 5, a comment, or both.

    Raises:
        Refusal: naming what is wrong.
    """
    stars, comment = value.get("stars"), value.get("comment")
    if stars is not None and (not isinstance(stars, int) or isinstance(stars, bool) or not 1 <= stars <= 5):
        raise Refusal(400, "bad_stars", "stars must be a whole number from 1 to 5.")
    if comment is not None and not isinstance(comment, str):
        raise Refusal(400, "bad_comment", "comment must be a text.")
    words = strip_control(comment or "").strip()[:LONGEST_COMMENT] or None
    if stars is None and words is None:
        raise Refusal(400, "empty", "Give stars, a comment, or both.")
    return stars, words


def contact(value: Mapping[str, object]) -> str | None:
    """The phone number or e-mail address at which a customer wants to be reached; None if they gave none.

    Raises:
        Refusal: it is neither.
    """
    given = value.get("contact")
    if given is None or (isinstance(given, str) and is_blank(strip_control(given))):
        return None
    details = find_details(strip_control(given)[:LONGEST_CONTACT]) if isinstance(given, str) else []
    found = next((text for wanted in ("phone", "email") for kind, text in details if kind == wanted), None)
    if found is None:
        raise Refusal(400, "bad_contact", "This could not be read as a phone number or an e-mail address.")
    return found


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
    if not (text.isascii() and text.isdigit()) or len(text) > 18:
        raise Refusal(400, "bad_event_id", "Last-Event-ID must be a number.")
    return int(text)


def check_origin(request: Request, settings: Settings) -> None:
    """Let pages of allowed origins and of this server itself in, and whatever is no browser.

    Raises:
        Refusal: a page of another origin asks.
    """
    origin = request.headers.get("origin", "").rstrip("/")
    if not origin or origin in settings.origins or _place(origin) == request.headers.get("host"):
        return
    raise Refusal(403, "origin", "This page may not use the chat: its origin is not in BATON_ALLOWED_ORIGINS.")


def _place(origin: str) -> str:
    """The host and port of an origin; empty if it is none."""
    try:
        return urlsplit(origin).netloc
    except ValueError:  # such as http://[
        return ""


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

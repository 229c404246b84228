"""Zendesk's tickets and comments as the API takes them, and what is left of a ticket whose parts are refused. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TypedDict, cast

from baton.connectors import plain_text
from baton.connectors.http import JsonObject
from baton.connectors.payloads import Payload

PRIORITIES = {1: "urgent", 2: "high", 3: "high"}
LONGEST_SUBJECT = 150  # characters
LONGEST_COMMENT = 60_000  # bytes; Zendesk takes 64 KB


class Comment(TypedDict, total=False):
    """An internal comment. `uploads` holds the tokens of files."""

    body: str
    public: bool
    uploads: list[str]


class Ticket(TypedDict, total=False):
    """A ticket that is to be made. Only `comment` is indispensable."""

    comment: Comment
    subject: str
    external_id: str
    priority: str
    tags: list[str]
    requester: dict[str, str]
    via_followup_source_id: int  #: the closed ticket that it follows
    metadata: dict[str, str]


_LEAD_BACK = "external_id"  # by it an uncertain ticket is found again: the last part to be given up
_OPTIONAL = ("requester", "subject", "priority", "tags", "via_followup_source_id", _LEAD_BACK)
_REQUESTERS = frozenset({"email", "name", "requester_id", "identities"})  # Zendesk may name a field of the requester


def comment(text: str, upload: str | None = None) -> Comment:
    """A comment that only agents read.

    Args:
        upload: the token of a file that goes with it.
    """
    made: Comment = {"body": _cut(text), "public": False}
    if upload:
        made["uploads"] = [upload]
    return made


def opening(payload: Payload) -> Ticket:
    """The ticket of a handoff: the same for the same event, however often it is made."""
    package = payload.get("package")
    return _ticket(payload, comment(plain_text.package(package) if package else plain_text.brief(payload["handoff"])))


def continuing(payload: Payload, previous: int, gone: bool, added: Comment, metadata: dict[str, str]) -> Ticket:
    """The ticket that goes on where another one takes no more comments.

    Args:
        payload: of the event that could not be added.
        previous: number of the other ticket.
        gone: whether Zendesk does not have it any more; otherwise it is linked to.
        added: the comment that it did not take.
        metadata: by which the comment is found again.
    """
    text = f"This continues ticket #{previous}, which takes no more comments.\n\n{plain_text.brief(payload['handoff'])}"
    made = _ticket(payload, {**added, "body": _cut(f"{text}\n\n{added['body']}")})
    made["metadata"] = metadata
    if not gone:
        made["via_followup_source_id"] = previous
    return made


def reduced(ticket: Ticket, answer: JsonObject, reason: str) -> Ticket | None:
    """What is left of a refused ticket: without the parts that Zendesk names, or else without all optional ones.

    Args:
        ticket: as it was refused.
        answer: Zendesk's, with `details` by the name of a part.
        reason: the same in words.
    Returns:
        The ticket with the parts left out named in its comment; None if nothing more can be left out.
    """
    details = answer.get("details")
    named = (
        {("requester" if str(n) in _REQUESTERS else str(n)) for n in details} if isinstance(details, Mapping) else set()
    )
    present = [part for part in _OPTIONAL if part in ticket]
    left_out = (
        [part for part in present if part in named] or [part for part in present if part != _LEAD_BACK] or present
    )
    if not left_out:
        return None
    parts = cast("dict[str, object]", ticket)
    lines = [f"- {part.replace('_', ' ')}: {_in_words(parts[part])}" for part in left_out]
    text = "\n".join(["Zendesk did not take this with the ticket:", *lines, f"Its answer: {reason}"])
    kept = {name: value for name, value in parts.items() if name not in left_out}
    body = f"{text}\n\n{ticket['comment']['body']}"
    return cast(Ticket, {**kept, "comment": {**ticket["comment"], "body": _cut(body)}})


def digest(ticket: Ticket) -> str:
    """Names a ticket by its contents."""
    return hashlib.sha256(json.dumps(ticket, sort_keys=True).encode()).hexdigest()[:16]


def _ticket(payload: Payload, first: Comment) -> Ticket:
    handoff = payload["handoff"]
    customer = handoff["customer"]
    made: Ticket = {
        "subject": str(handoff["summary"]).partition("\n")[0][:LONGEST_SUBJECT],
        "comment": first,
        "external_id": handoff["id"],
        "priority": PRIORITIES.get(handoff["priority"], "normal"),
        "tags": ["baton", str(handoff["category"])],
    }
    if customer["email"] and customer.get("email_verified"):
        # Only an address that is surely theirs: Zendesk writes to a requester. A proved order does not make it so.
        made["requester"] = {"name": customer["name"] or customer["email"], "email": customer["email"]}
    return made


def _in_words(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(map(str, value.values()))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _cut(text: str) -> str:
    return text.encode()[:LONGEST_COMMENT].decode(errors="ignore")

"""What the customer's stream shows of the log. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from baton.handoff.package import is_said, speaker, words
from baton.log.reader import Entry

#: Stands before a slash that begins a customer's text, so that Rasa takes it for text and not for an intent.
GUARD = "\u2060"


def as_text(text: str) -> str:
    """A customer's text that Rasa cannot mistake for a command."""
    return GUARD + text if text.lstrip().startswith("/") else text


def message(entry: Entry) -> dict[str, Any] | None:
    """A log entry as the widget shows it, or None if it is nothing that was said."""
    event = entry.event
    if not is_said(event):
        return None
    metadata = event.get("metadata") or {}
    shown: dict[str, Any] = {
        "id": entry.id,
        "at": event.get("timestamp"),
        "speaker": speaker(event),
        "text": words(event).replace(GUARD, ""),
    }
    if event.get("event") == "user":
        if event.get("message_id"):
            shown["client_id"] = event["message_id"]
        return shown
    data = event.get("data") or {}
    if metadata.get("name"):
        shown["name"] = metadata["name"]
    if data.get("buttons"):
        shown["buttons"] = [{"title": b.get("title"), "payload": b.get("payload")} for b in data["buttons"]]
    custom = data.get("custom") or {}
    if custom.get("card"):
        shown["card"] = custom["card"]
        shown["text"] = custom.get("text") or shown["text"]  # the card says the rest
    return shown


def offered(entries: Iterable[Entry], payload: str) -> str | None:
    """The title of the button with this payload that was offered in the conversation; None if none was."""
    titles = [
        str(button.get("title") or payload)
        for entry in entries
        if entry.event.get("event") == "bot"
        for button in (entry.event.get("data") or {}).get("buttons") or ()
        if button.get("payload") == payload
    ]
    return titles[-1] if titles else None


def person(entries: Iterable[Entry]) -> str | None:
    """The name of the person who spoke or joined last."""
    names = [(entry.event.get("metadata") or {}).get("name") for entry in entries if entry.event.get("event") == "bot"]
    return next((str(name) for name in reversed(names) if name), None)


def taken(entries: Iterable[Entry], client_id: str) -> bool:
    """Whether the log holds the message of this client id."""
    return any(e.event.get("event") == "user" and e.event.get("message_id") == client_id for e in entries)


def sse(data: dict[str, Any], event: str, number: int | None = None) -> str:
    """One server-sent event."""
    identity = f"id: {number}\n" if number is not None else ""
    return f"{identity}event: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"

"""Maps entries of the conversation log to what the widget shows. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from baton.conversation.event_reader import LogEntry
from baton.handoff.package.builder import is_utterance, speaker
from baton.handoff.package.conversation_facts import display_text

#: Stands before a slash that begins a customer's text, so that Rasa takes it for text and not for an intent.
GUARD = "\u2060"


def as_text(text: str) -> str:
    """A customer's text that Rasa cannot mistake for a command."""
    return GUARD + text if text.lstrip().startswith("/") else text


def to_widget(entry: LogEntry) -> dict[str, object] | None:
    """A log entry as the widget shows it, or None if it is nothing that was said."""
    event = entry.event
    if not is_utterance(event):
        return None
    metadata = event.get("metadata") or {}
    view: dict[str, object] = {
        "id": entry.id,
        "at": event.get("timestamp"),
        "speaker": speaker(event),
        "text": display_text(event).replace(GUARD, ""),
    }
    if event.get("event") == "user":
        if event.get("message_id"):
            view["client_id"] = event["message_id"]
        return view
    data = event.get("data") or {}
    if metadata.get("name"):
        view["name"] = metadata["name"]
    buttons = data.get("buttons")
    if buttons:
        view["buttons"] = [{"title": b.get("title"), "payload": b.get("payload")} for b in buttons]
    custom = data.get("custom") or {}
    if custom.get("card"):
        view["card"] = custom["card"]
        view["text"] = custom.get("text") or view["text"]  # the card says the rest
    return view


def button_title(entries: Iterable[LogEntry], payload: str) -> str | None:
    """The title of the button with this payload that was offered in the conversation; None if none was."""
    titles = [
        str(button.get("title") or payload)
        for entry in entries
        if entry.event.get("event") == "bot"
        for button in (entry.event.get("data") or {}).get("buttons") or ()
        if button.get("payload") == payload
    ]
    return titles[-1] if titles else None


def person(entries: Iterable[LogEntry]) -> str | None:
    """The name of the person who spoke or joined last."""
    names = [(entry.event.get("metadata") or {}).get("name") for entry in entries if entry.event.get("event") == "bot"]
    return next((str(name) for name in reversed(names) if name), None)


def contains_client_id(entries: Iterable[LogEntry], client_id: str) -> bool:
    """Whether the log holds the message of this client id."""
    return any(e.event.get("event") == "user" and e.event.get("message_id") == client_id for e in entries)


def sse(data: Mapping[str, object], event: str, number: int | None = None) -> str:
    """One server-sent event."""
    identity = f"id: {number}\n" if number is not None else ""
    return f"{identity}event: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"

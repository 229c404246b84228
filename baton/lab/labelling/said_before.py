"""What a conversation says around a message to label. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from baton.base.log_event import LogEvent
from baton.conversation.event_reader import LogEntry

LINES_BEFORE = 3
_NAME_SLOTS = ("customer_name", "callback_name")


def names(entries: Sequence[LogEntry]) -> list[str]:
    """What the customer is called, as far as the conversation knows it."""
    slots = [e.event for e in entries if e.event.get("event") == "slot" and e.event.get("name") in _NAME_SLOTS]
    said = [str(slot["value"]) for slot in slots if isinstance(slot.get("value"), str)]
    for entry in entries:
        found = (entry.event.get("parse_data") or {}).get("entities") or ()
        said += [str(each.get("value")) for each in found if each.get("entity") == "person"]
    return list(dict.fromkeys(said))


def lines(entries: Sequence[LogEntry], number: int) -> tuple[tuple[str, str], ...]:
    """What was said just before a message, each with who said it, the latest last."""
    spoken = [e.event for e in entries if e.id < number and e.event.get("event") in ("user", "bot")]
    said = [(_speaker(event), str(event.get("text") or "")) for event in spoken]
    return tuple((who, text) for who, text in said if text)[-LINES_BEFORE:]


def _speaker(event: LogEvent) -> str:
    return "Customer" if event.get("event") == "user" else "Bot"

"""What Chatwoot's events and messages mean for the customer. Pure."""

from __future__ import annotations

from datetime import datetime, timezone

from baton.connectors.base import InboundAction, Incoming
from baton.connectors.chatwoot import markup
from baton.connectors.http import JsonObject

#: Begins the `source_id` of every message that we write: by it our own come back recognised.
OURS = "baton:"

_OUTGOING = ("outgoing", 1)  # by name in events, by number in lists


def reply(message: JsonObject, conversation_id: str, now: float) -> Incoming | None:
    """An agent's message to the customer; None for everything else that is written there.

    Args:
        message: an event `message_created`, or an item of the list of messages.
        conversation_id: ours.
        now: taken for the time of a message that has none, epoch seconds.
    """
    sender = message.get("sender") or {}
    if message.get("message_type") not in _OUTGOING or message.get("private"):
        return None  # the customer's own words, notes among agents, activities, automatic templates
    if sender.get("type") != "user" or str(message.get("source_id") or "").startswith(OURS):
        return None  # another bot's words; an echo of what we wrote ourselves
    if _is_deleted(message):
        return None  # its text is now Chatwoot's own word for that
    text = _text(message)
    if not text or message.get("id") is None:
        return None
    name = sender.get("available_name") or sender.get("name") or "An agent"
    return Incoming(
        key=f"message:{message['id']}",
        conversation_id=conversation_id,
        action=InboundAction.REPLY,
        at=epoch(message.get("created_at"), now),
        text=text,
        name=str(name),
    )


def deleted(message: JsonObject, conversation_id: str, now: float) -> Incoming | None:
    """An agent's message to the customer that was deleted; None for every other change of a message.

    Args:
        message: an event `message_updated`.
        conversation_id: ours.
        now: taken for the time, epoch seconds.
    """
    if message.get("message_type") not in _OUTGOING or message.get("private") or message.get("id") is None:
        return None
    if not _is_deleted(message):
        return None
    return Incoming(f"deleted:{message['id']}", conversation_id, InboundAction.DELETE, now)


LATEST = 253_402_300_800.0  # the end of the year 9999 in epoch seconds: what is later is no time


def resolved(event: JsonObject, conversation_id: str, now: float) -> Incoming | None:
    """A conversation that was resolved; None for every other state.

    Args:
        event: `conversation_status_changed` or `conversation_resolved`.
        conversation_id: ours.
        now: taken for the time of an event that has none, epoch seconds.
    """
    if event.get("status") != "resolved":
        return None
    at = event.get("updated_at") or event.get("timestamp")
    # The time is a part of the key: the same conversation may be opened and resolved again.
    return _resolved(f"{event['id']}:{at or int(now)}", conversation_id, epoch(at, now))


def found_resolved(conversation: JsonObject, conversation_id: str, handoff_id: str, now: float) -> Incoming | None:
    """The same, of the conversation as it stands now."""
    if conversation.get("status") != "resolved":
        return None
    return _resolved(f"{conversation['id']}:{handoff_id}", conversation_id, now)


def epoch(value: object, otherwise: float) -> float:
    """A time as Chatwoot writes it - a number, ISO 8601, or `2026-11-24 12:00:00 UTC` - in epoch seconds."""
    if isinstance(value, (int, float)):
        return float(value) if 0 <= value < LATEST else otherwise
    try:
        moment = datetime.fromisoformat(str(value).replace(" UTC", "+00:00").replace("Z", "+00:00"))
    except ValueError:
        return otherwise
    seconds = (moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)).timestamp()
    return seconds if 0 <= seconds < LATEST else otherwise


def _resolved(name: str, conversation_id: str, at: float) -> Incoming:
    return Incoming(f"resolved:{name}", conversation_id, InboundAction.RESOLVE, at)


def _text(message: JsonObject) -> str:
    """The words, and a line for each file: the customer's chat shows no attachments."""
    files = [str(a.get("data_url")) for a in message.get("attachments") or () if a.get("data_url")]
    return "\n".join([markup.plain(str(message.get("content") or "")), *files]).strip()


def _is_deleted(message: JsonObject) -> bool:
    return bool((message.get("content_attributes") or {}).get("deleted"))

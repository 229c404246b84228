"""What outside desks are told: payloads, keys, and which words of the log are for them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timezone
from typing import Any

from baton.connectors.base import Kind
from baton.handoff.lifecycle import Move
from baton.handoff.package import is_said, speaker, words
from baton.handoff.store import Handoff
from baton.log.reader import Entry
from policies.facts import ESCALATION_SLOT

Payload = dict[str, Any]

_OUTSIDE = ("customer", "agent")  # the bot's and the system's words are not for an outside desk


def key(kind: Kind, handoff_id: str, rest: object, target: str) -> str:
    """The key of a delivery: stable over all tries, different for everything else. Holds no full stop."""
    return ":".join(str(part) for part in (kind.value, handoff_id, rest, target) if part != "")


def opened(package: Mapping[str, Any]) -> Payload:
    """A handoff was opened."""
    return {
        "kind": Kind.OPENED.value,
        "at": package["created_at"],
        "handoff": _of_package(package),
        "package": dict(package),
    }


def moved(handoff: Handoff, move: Move, by: str, detail: Mapping[str, Any], at: float) -> Payload:
    """A handoff was moved."""
    return {
        "kind": Kind.MOVED.value,
        "at": iso(at),
        "handoff": _of_package(handoff.package),
        "move": move.value,
        "state": handoff.state.value,
        "owner": handoff.owner,
        "by": by,
        "note": str(detail.get("note") or ""),
    }


def said(entry: Entry, handoff_id: str, package: Mapping[str, Any]) -> Payload:
    """Something was said."""
    event = entry.event
    return {
        "kind": Kind.SAID.value,
        "at": iso(float(event.get("timestamp") or 0.0)),
        "handoff": {**_of_package(package), "id": handoff_id},
        "message": {
            "number": entry.id,
            "speaker": speaker(event),
            "name": (event.get("metadata") or {}).get("name"),
            "text": words(event),
        },
    }


def notice(text: str, handoff_id: str, package: Mapping[str, Any], at: float) -> Payload:
    """Something that an agent did outside could not be carried out."""
    return {
        "kind": Kind.NOTICE.value,
        "at": iso(at),
        "handoff": {**_of_package(package), "id": handoff_id},
        "text": text,
    }


def for_outside(
    entries: Iterable[Entry], told: Mapping[str, int], holder: str | None
) -> Iterator[tuple[Entry, str | None]]:
    """What was said to a person: while a decision to hand over stands, or while the bot is paused.

    Args:
        entries: all events of the conversation, in order.
        told: the handoffs that were opened, each with the place of the last line of its package's transcript: what
            stands there is not told again.
        holder: the one that holds the conversation now, if one does.
    Yields:
        The entry and its handoff; None if that is not open yet.
    """
    with_person, named = False, None
    for place, entry in enumerate(entries, start=1):
        event = entry.event
        kind = event.get("event")
        if kind == "slot" and event.get("name") == ESCALATION_SLOT:
            value = event.get("value")
            named = str(value["id"]) if isinstance(value, Mapping) and value.get("id") else None
            with_person = named is not None
        elif kind == "pause":
            with_person, named = True, _handoff_of(event) or named
        elif kind == "resume":
            with_person, named = False, None
        elif with_person and is_said(event) and speaker(event) in _OUTSIDE:
            handoff_id = named if named in told else holder
            if handoff_id is None or place > told[handoff_id]:
                yield entry, handoff_id


def last_line(package: Mapping[str, Any]) -> int:
    """The place in the conversation of the last line of a package's transcript."""
    return max((int(line["id"]) for line in package["transcript"]), default=0)


def reply_id(connector: str, message_id: object) -> str:
    """What names an agent's message from outside as a reply. No client of the API can send such a name."""
    return f"{connector}:{message_id}"


def came_from(event: Mapping[str, Any]) -> str | None:
    """The connector that brought an agent's message, or None: it need not be told what it told us."""
    delivery = str((event.get("metadata") or {}).get("delivery") or "")
    pieces = delivery.split(":")
    return pieces[2] if pieces[0] == "say" and len(pieces) == 4 else None


def iso(seconds: float) -> str:
    """Epoch seconds as ISO 8601 in UTC."""
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat()


def _handoff_of(event: Mapping[str, Any]) -> str | None:
    """The handoff by which an event of the desk's came into the log: the second word of its delivery's key."""
    pieces = str((event.get("metadata") or {}).get("delivery") or "").split(":")
    return pieces[1] if len(pieces) > 1 else None


def _of_package(package: Mapping[str, Any]) -> Payload:
    """What every event says of its handoff, so that each can be understood by itself."""
    return {
        "id": package["id"],
        "conversation_id": package["conversation_id"],
        "priority": package["priority"],
        "category": package["issue"]["category"],
        "customer": dict(package["customer"]),
        "summary": package["summary"],
    }

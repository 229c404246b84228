"""One customer's data as one readable JSON document; its format is described in docs/privacy.md."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from baton.conversation.event_reader import EventReader, LogEntry
from baton.handoff.package.conversation_facts import display_text
from baton.privacy.erasure import CustomerData
from baton.privacy.scope import Found, Question, Scope

FORMAT, VERSION = "baton-customer-export", 1
#: What the desk keeps for itself, and what stands elsewhere in the document already.
_NOT_SHOWN = frozenset({"search words", "saved views of agents", "handoffs with their packages", "chats, with ratings"})


def document(
    data: CustomerData, log: EventReader, asked: Question, found: Sequence[Found], scope: Scope
) -> dict[str, object]:
    """Everything that is kept of a customer.

    Args:
        data: what is kept.
        log: the conversation log.
        asked: who was asked for.
        found: the conversations that are meant.
        scope: of these conversations.
    """
    rows = data.rows(scope)
    handoffs = rows.get("handoffs with their packages", [])
    chats = {row["conversation_id"]: row for row in rows.get("chats, with ratings", [])}
    return {
        "format": FORMAT,
        "version": VERSION,
        "created_at": _iso(scope.at),
        "asked_for": {"by": asked.by.value, "value": asked.value},
        "customer": {name: values for name, values in scope.identity.as_dict().items() if values},
        "conversations": [
            {
                "id": each.id,
                "found_by": sorted(why.value for why in each.why),
                "began_at": _iso(each.began_at),
                "last_at": _iso(each.last_at),
                "chat": _chat(chats.get(each.id)),
                "messages": _messages(log.conversation(each.id)),
                "records": _slots(log.conversation(each.id)),
                "handoffs": [_handoff(row) for row in handoffs if row["conversation_id"] == each.id],
            }
            for each in found
        ],
        "other_records": {
            name: [_plain(row) for row in each] for name, each in sorted(rows.items()) if name not in _NOT_SHOWN
        },
        "outside": data.outside(scope),
        "not_included": [
            "Orders, addresses and account notes: they are the shop's own, in the system that the orders come from.",
            "What other systems keep that are listed under `outside`.",
        ],
    }


def as_json(exported: Mapping[str, object]) -> str:
    """The document as text."""
    return json.dumps(exported, ensure_ascii=False, indent=2, default=str) + "\n"


def _messages(entries: Iterable[LogEntry]) -> list[dict[str, object]]:
    """What was said, with what was read in it."""
    found = []
    for entry in entries:
        event = entry.event
        if event.get("event") not in ("user", "bot"):
            continue
        metadata: Mapping[str, object] = event.get("metadata") or {}
        message: dict[str, object] = {
            "at": _iso(event.get("timestamp")),
            "speaker": "customer" if event.get("event") == "user" else metadata.get("speaker") or "bot",
            "text": display_text(event),
        }
        if metadata.get("name"):
            message["name"] = metadata["name"]
        parsed = event.get("parse_data") or {}
        if parsed:
            message["read_as"] = {
                "intent": (parsed.get("intent") or {}).get("name"),
                "details": [[e.get("entity"), e.get("value")] for e in parsed.get("entities") or ()],
                "signals": [signal.get("signal") for signal in parsed.get("escalation_signals") or ()],
            }
        found.append(message)
    return found


def _slots(entries: Iterable[LogEntry]) -> list[dict[str, object]]:
    """What the bot noted, in the order in which it did."""
    slots = (entry.event for entry in entries if entry.event.get("event") == "slot" and entry.event.get("value"))
    return [{"at": _iso(e.get("timestamp")), "name": e.get("name"), "value": e.get("value")} for e in slots]


def _chat(row: Mapping[str, object] | None) -> dict[str, object] | None:
    return _plain(row) if row is not None else None


def _handoff(row: Mapping[str, object]) -> dict[str, object]:
    kept = ("id", "state", "created_at", "claimed_at", "closed_at", "owner_name", "category", "disposition", "package")
    return _plain({name: row[name] for name in kept})


def _plain(row: Mapping[str, object]) -> dict[str, object]:
    """A row with its times as people read them."""
    times = {name for name in row if name == "at" or name.endswith("_at")}
    return {name: _iso(value) if name in times else value for name, value in row.items()}


def _iso(at: Any) -> str | None:
    if not isinstance(at, (int, float)):
        return None
    return datetime.fromtimestamp(at, timezone.utc).isoformat(timespec="seconds")

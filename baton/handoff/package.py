"""The handoff package: everything the person needs, built from the log alone. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from baton.handoff.summary import summarise
from policies.facts import ATTEMPT_SLOT, NO_AI_SLOT, Event

SCHEMA_VERSION = 1

#: 1 is the most urgent. Categories that are not named are 4.
PRIORITIES = {
    "health_safety": 1,
    "bereavement": 2,
    "fraud": 2,
    "legal": 2,
    "regulatory": 2,
    "emotional": 3,
    "no_ai": 3,
    "payment_dispute": 3,
}
DEFAULT_PRIORITY = 4

#: Triggers that say why a person comes, but not what the customer's matter is.
_NO_MATTER = frozenset({"explicit_request", "repeated_failure", "time", "complexity", "no_ai_contact"})

#: Intents that are a matter of the customer's, in the words of a summary.
TOPICS = {
    "order_status": "the state of an order",
    "tracking_number": "tracking a parcel",
    "return_policy": "returns",
    "delivery_info": "delivery",
    "payment_methods": "payment methods",
    "product_question": "a product",
    "problem_report": "a problem with an order",
    "account_help": "the account",
    "request_callback": "a callback",
    "refund": "a refund",
    "cancel_change": "cancelling or changing an order",
    "legal": "a legal matter",
    "regulatory": "a regulatory matter",
    "fraud": "possible fraud",
    "payment_dispute": "a disputed payment",
    "health_safety": "health or safety",
    "bereavement": "a bereavement or personal hardship",
    "emotional": "a complaint in distress",
    "opening_hours": "opening hours",
}


def speaker(event: Event) -> str:
    """Who said what a bot or user event holds: customer, bot, agent or system."""
    if event.get("event") == "user":
        return "customer"
    return str((event.get("metadata") or {}).get("speaker") or "bot")


def is_said(event: Event) -> bool:
    """Whether an event is something that was said, and not Rasa's own bookkeeping or an agents' note."""
    if event.get("event") == "user":
        intent = ((event.get("parse_data") or {}).get("intent") or {}).get("name")
        return bool(event.get("text")) and intent not in {"session_start", "restart"}
    return event.get("event") == "bot" and bool(event.get("text"))


def words(event: Event) -> str:
    """What is shown of a message: a button's title instead of its payload."""
    title = (event.get("metadata") or {}).get("title")
    return str(title or event.get("text") or "")


def transcript(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Everything said, by speaker with times; `id` is the event's place in the conversation, from 1."""
    return [
        {
            "id": number,
            "at": _time(event.get("timestamp")),
            "speaker": speaker(event),
            "text": words(event),
        }
        for number, event in enumerate(events, start=1)
        if is_said(event)
    ]


def build(
    conversation_id: str, events: Sequence[Event], decision: Mapping[str, Any], created_at: float
) -> dict[str, Any]:
    """The package of one decision.

    Args:
        conversation_id: Rasa's sender id.
        events: all events of the conversation in order, Rasa's plain form.
        decision: the value of the slot `escalation`.
        created_at: epoch seconds.
    """
    slots = _slots(events)
    first = decision["reasons"][0]
    topics = _topics(events)
    category = decision["category"]
    if decision["trigger"] in _NO_MATTER and topics:
        category = topics[-1]
    attempts = _attempts(events)
    package = {
        "schema_version": SCHEMA_VERSION,
        "id": decision["id"],
        "conversation_id": conversation_id,
        "created_at": _time(created_at),
        "channel": _channel(events),
        "language": "en",
        "priority": PRIORITIES.get(decision["category"], DEFAULT_PRIORITY),
        "customer": {
            "name": slots.get("customer_name") or slots.get("callback_name"),
            "email": slots.get("customer_email") or _email(slots.get("callback_contact")),
            "phone": _phone(slots.get("callback_contact")),
            "verified": bool(slots.get("verified")),
            "no_ai": bool(slots.get(NO_AI_SLOT)) or decision["trigger"] == "no_ai_contact",
        },
        "issue": {
            "category": category,
            "topics": topics,
            "order_numbers": _order_numbers(events, slots),
            "details": {k: slots[k] for k in ("callback_topic", "callback_time") if slots.get(k)},
        },
        "trigger": {
            "name": decision["trigger"],
            "category": decision["category"],
            "reason": first["reason"],
            "evidence": first["evidence"],
            "turn": first["turn"],
            "policy_version": decision["policy_version"],
            "policy_hash": decision["policy_hash"],
            "posture": decision["posture"],
            "also": decision["reasons"][1:],
        },
        "attempts": attempts,
        "transcript": transcript(events),
    }
    return {**package, "summary": summarise(package, TOPICS)}


def decision_in(events: Iterable[Event]) -> Mapping[str, Any] | None:
    """The decision that stands at the end of these events, if one does."""
    value = _slots(events).get("escalation")
    return value if isinstance(value, Mapping) else None


def _slots(events: Iterable[Event]) -> dict[str, Any]:
    return {str(e.get("name")): e.get("value") for e in events if e.get("event") == "slot"}


def _topics(events: Iterable[Event]) -> list[str]:
    """The customer's matters in order, each once, the latest mention deciding its place."""
    found: dict[str, None] = {}
    for event in events:
        if event.get("event") != "user":
            continue
        parsed = event.get("parse_data") or {}
        heard = [(parsed.get("intent") or {}).get("name")]
        heard += [s.get("signal") for s in parsed.get("escalation_signals") or () if s.get("confidence", 0) >= 0.5]
        for name in heard:
            if name in TOPICS:
                found.pop(name, None)
                found[name] = None
    return list(found)


def _attempts(events: Iterable[Event]) -> list[dict[str, str]]:
    values = [e.get("value") for e in events if e.get("event") == "slot" and e.get("name") == ATTEMPT_SLOT]
    return [
        {
            "what": f"{v.get('task', '').replace('_', ' ')}" + (f" {v['detail']}" if v.get("detail") else ""),
            "outcome": str(v.get("outcome", "")).replace("_", " "),
        }
        for v in values
        if isinstance(v, Mapping)
    ]


def _order_numbers(events: Iterable[Event], slots: Mapping[str, Any]) -> list[str]:
    found: dict[str, None] = {}
    for event in events:
        if event.get("event") == "user":
            for entity in (event.get("parse_data") or {}).get("entities") or ():
                if entity.get("entity") == "order_number":
                    found[str(entity.get("value"))] = None
    if slots.get("order_number"):
        found[str(slots["order_number"])] = None
    return list(found)


def _channel(events: Iterable[Event]) -> str:
    named = [str(e.get("input_channel")) for e in events if e.get("event") == "user" and e.get("input_channel")]
    return named[-1] if named else "unknown"


def _email(contact: Any) -> str | None:
    return contact if isinstance(contact, str) and "@" in contact else None


def _phone(contact: Any) -> str | None:
    return contact if isinstance(contact, str) and "@" not in contact else None


def _time(seconds: Any) -> str | None:
    """Epoch seconds as ISO 8601 in UTC."""
    return datetime.fromtimestamp(float(seconds), timezone.utc).isoformat() if seconds is not None else None

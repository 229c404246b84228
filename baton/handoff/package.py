"""The handoff package: everything the person needs, built from the log alone. Pure.

Its shape is published in `schema/handoff-v1.json`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from baton.handoff import details
from baton.handoff.details import words
from baton.handoff.published import VERSION
from baton.handoff.recommend import OrderFacts
from baton.handoff.summary import summarise
from policies.facts import NO_AI_SLOT, Event

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
GRAVE = 2  # this priority and more urgent ones

#: Triggers that say why a person comes, but not what the customer's matter is.
_NO_MATTER = frozenset({"explicit_request", "repeated_failure", "time", "complexity", "no_ai_contact"})
_SPEAKERS = frozenset({"customer", "bot", "agent", "system"})
LANGUAGE = "en"  # of the bot's answers


def speaker(event: Event) -> str:
    """Who said what a bot or user event holds: customer, bot, agent or system."""
    if event.get("event") == "user":
        return "customer"
    named = str((event.get("metadata") or {}).get("speaker") or "bot")
    return named if named in _SPEAKERS else "bot"


def is_said(event: Event) -> bool:
    """Whether an event is something that was said, and not Rasa's own bookkeeping or an agents' note."""
    if event.get("event") == "user":
        intent = ((event.get("parse_data") or {}).get("intent") or {}).get("name")
        return bool(event.get("text")) and intent not in {"session_start", "restart"}
    return event.get("event") == "bot" and bool(event.get("text"))


def transcript(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Everything said, by speaker with times; `id` is the event's place in the conversation, from 1."""
    return [_line(number, event) for number, event in enumerate(events, start=1) if is_said(event)]


def priority(categories: Iterable[str]) -> int:
    """How urgent a handoff for these reasons is: as the gravest of them."""
    return min((PRIORITIES.get(category, DEFAULT_PRIORITY) for category in categories), default=DEFAULT_PRIORITY)


def build(
    conversation_id: str,
    events: Sequence[Event],
    decision: Mapping[str, Any],
    created_at: float,
    order: OrderFacts | None = None,
) -> dict[str, Any]:
    """The package of one decision, but for its recommended action.

    Args:
        conversation_id: Rasa's sender id.
        events: all events of the conversation in order, Rasa's plain form, masked.
        decision: the value of the slot `escalation`.
        created_at: epoch seconds.
        order: what the order store says of the latest order number.
    """
    slots = _slots(events)
    who = slots.get("identity") or {}  # a logged-in customer, on the shop's signed word
    matter = details.latest(events)
    topics = details.topics(matter)
    mentioned = details.mentioned(events)
    contact = slots.get("callback_contact")
    verified = bool(who or slots.get("verified"))
    own = who.get("email") or (slots.get("customer_email") if verified else None)
    package = {
        "schema_version": VERSION,
        "id": decision["id"],
        "conversation_id": conversation_id,
        "created_at": _time(created_at),
        "channel": _channel(events),
        "language": LANGUAGE,
        "priority": priority(reason["category"] for reason in decision["reasons"]),
        "previous": None,
        "customer": {
            "name": who.get("name")
            or slots.get("customer_name")
            or slots.get("callback_name")
            or details.own_name(events),
            "email": own or slots.get("customer_email") or _email(contact) or _last(mentioned["emails"]),
            "phone": _phone(contact) or who.get("phone") or _last(mentioned["phones"]),
            "verified": verified,
            "email_verified": bool(own),
            "no_ai": bool(slots.get(NO_AI_SLOT)) or _wants_no_ai(decision),
        },
        "issue": {
            "category": _category(decision, topics),
            "topics": topics,
            "order_numbers": details.order_numbers(events, slots.get("order_number")),
            "mentioned": mentioned,
            "details": _details(slots),
        },
        "trigger": _trigger(decision),
        "attempts": _attempts(events, matter, decision),
        "transcript": transcript(events),
    }
    return {**package, "summary": summarise(package, order, matter)}


def decision_in(events: Iterable[Event]) -> Mapping[str, Any] | None:
    """The decision that stands at the end of these events, if one does."""
    value = _slots(events).get("escalation")
    return value if isinstance(value, Mapping) else None


def own_email(customer: Mapping[str, Any]) -> str | None:
    """The e-mail address of a package's customer, if it is surely theirs; anybody can write somebody else's, also
    somebody who has shown by a postcode that an order is theirs."""
    return str(customer["email"]) if customer.get("email_verified") else None


def latest_order(events: Sequence[Event]) -> str | None:
    """The number of the order that the conversation came to last."""
    return _last(details.order_numbers(events, _slots(events).get("order_number")))


def _slots(events: Iterable[Event]) -> dict[str, Any]:
    return {str(e.get("name")): e.get("value") for e in events if e.get("event") == "slot"}


def _wants_no_ai(decision: Mapping[str, Any]) -> bool:
    """Whether no AI contact is asked for: by the reason that decided, or by any beside it."""
    return any(name == "no_ai_contact" for name in (decision["trigger"], *(r["trigger"] for r in decision["reasons"])))


def _category(decision: Mapping[str, Any], topics: Sequence[str]) -> str:
    """The customer's matter: that of the gravest reason which names one, else the latest topic."""
    named = [r["category"] for r in decision["reasons"] if r["trigger"] not in _NO_MATTER]
    if named:
        return str(named[0])
    return topics[-1] if topics else str(decision["category"])


def _trigger(decision: Mapping[str, Any]) -> dict[str, Any]:
    first = decision["reasons"][0]
    return {
        "name": decision["trigger"],
        "category": decision["category"],
        "reason": first["reason"],
        "evidence": first["evidence"],
        "turn": first["turn"],
        "policy_version": decision["policy_version"],
        "policy_hash": decision["policy_hash"],
        "posture": decision["posture"],
        "also": [dict(reason) for reason in decision["reasons"][1:]],
    }


def _attempts(events: Sequence[Event], matter: Sequence[Event], decision: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What was tried in this matter. The message that led to a person is only a failure where failures led there."""
    before = sum(details.counts(event) for event in events[: len(events) - len(matter)])
    tried = details.attempts(matter, before)
    failed = any(reason["trigger"] == "repeated_failure" for reason in decision["reasons"])
    return [t for t in tried if failed or t["task"] != "understand" or t["turn"] != decision["turn"]]


def _details(slots: Mapping[str, Any]) -> dict[str, str]:
    kept = {name: str(slots[name]) for name in ("callback_topic", "callback_time") if slots.get(name)}
    if slots.get("settled_by_person"):
        kept["settled_before"] = str(slots["settled_by_person"])
    return kept


def _line(number: int, event: Event) -> dict[str, Any]:
    line = {"id": number, "at": _time(event.get("timestamp")), "speaker": speaker(event), "text": words(event)}
    name = (event.get("metadata") or {}).get("name")
    return {**line, "name": str(name)} if name and line["speaker"] == "agent" else line


def _channel(events: Iterable[Event]) -> str:
    named = [str(e.get("input_channel")) for e in events if e.get("event") == "user" and e.get("input_channel")]
    return named[-1] if named else "unknown"


def _last(values: Sequence[str]) -> str | None:
    return values[-1] if values else None


def _email(contact: Any) -> str | None:
    return contact if isinstance(contact, str) and "@" in contact else None


def _phone(contact: Any) -> str | None:
    return contact if isinstance(contact, str) and "@" not in contact else None


def _time(seconds: Any) -> str | None:
    """Epoch seconds as ISO 8601 in UTC."""
    return datetime.fromtimestamp(float(seconds), timezone.utc).isoformat() if seconds is not None else None

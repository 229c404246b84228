"""Builds the handoff package from the conversation log alone. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timezone
from typing import cast

from baton.base.log_event import LogEvent
from baton.handoff.package import conversation_facts
from baton.handoff.package.conversation_facts import display_text
from baton.handoff.package.json_schema import VERSION
from baton.handoff.package.model import (
    Attempt,
    CustomerDetails,
    HandoffPackage,
    Issue,
    OrderProof,
    Speaker,
    TranscriptLine,
    TriggerDetails,
)
from baton.handoff.package.recommended_actions import OrderFacts
from baton.handoff.package.summary import summarise
from baton.orders.proof import PROVED_SLOT, proved_in
from policies.decision import DecisionRecord
from policies.facts import ESCALATION_SLOT, NO_AI_SLOT
from policies.taxonomy import taxonomy

#: Triggers that say why a person is needed, but not what the customer's issue is.
_NOT_AN_ISSUE = frozenset({"explicit_request", "repeated_failure", "time", "complexity", "no_ai_contact"})
_SPEAKERS: tuple[Speaker, ...] = ("customer", "bot", "agent", "system")
LANGUAGE = "en"  # of the bot's answers


def speaker(event: LogEvent) -> Speaker:
    """Who wrote the message of a bot or user event."""
    if event.get("event") == "user":
        return "customer"
    named = str((event.get("metadata") or {}).get("speaker") or "bot")
    return next((one for one in _SPEAKERS if one == named), "bot")


def is_utterance(event: LogEvent) -> bool:
    """Whether an event is a message, and not Rasa's own bookkeeping or an agents' note."""
    if event.get("event") == "user":
        return bool(event.get("text")) and conversation_facts.counts(event)
    return event.get("event") == "bot" and bool(event.get("text"))


def transcript(events: Iterable[LogEvent]) -> list[TranscriptLine]:
    """All messages, by speaker with times; `id` is the event's place in the conversation, from 1."""
    return [_line(number, event) for number, event in enumerate(events, start=1) if is_utterance(event)]


def priority(categories: Iterable[str]) -> int:
    """How urgent a handoff for these reasons is: that of the most urgent one; 1 is the most urgent priority."""
    known = taxonomy()
    return min((known.priority(category) for category in categories), default=known.least_urgent)


def build(
    conversation_id: str,
    events: Sequence[LogEvent],
    decision: DecisionRecord,
    created_at: float,
    order: OrderFacts | None = None,
) -> HandoffPackage:
    """The package of one decision, without the handoff before it and the recommended action.

    Args:
        conversation_id: Rasa's sender id.
        events: all events of the conversation in order, Rasa's plain form, masked.
        decision: the value of the slot `escalation`.
        created_at: epoch seconds.
        order: what the order store says of the latest order number.
    """
    slots = _slots(events)
    current = conversation_facts.since_resume(events)
    package: HandoffPackage = {
        "schema_version": VERSION,
        "id": decision["id"],
        "conversation_id": conversation_id,
        "created_at": _iso(created_at),
        "channel": _channel(events),
        "language": LANGUAGE,
        "priority": priority(reason["category"] for reason in decision["reasons"]),
        "previous": None,
        "customer": _customer(events, slots, decision),
        "issue": _issue(events, current, slots, decision),
        "trigger": _trigger(decision),
        "summary": "",
        "attempts": _attempts(events, current, decision),
        "recommended_action": "",
        "transcript": transcript(events),
    }
    return {**package, "summary": summarise(package, order, current)}


def decision_in(events: Iterable[LogEvent]) -> DecisionRecord | None:
    """The decision that is in force at the end of these events, if one is."""
    value = _slots(events).get(ESCALATION_SLOT)
    return cast(DecisionRecord, value) if isinstance(value, Mapping) else None


def own_email(customer: CustomerDetails) -> str | None:
    """The e-mail address of a package's customer, if it is surely theirs: by the shop's signed word. Anybody can write
    somebody else's, also together with the number of an order of that address."""
    return customer["email"] if customer.get("email_verified") else None


def latest_order(events: Sequence[LogEvent]) -> str | None:
    """The number of the order that the conversation came to last."""
    return _last(conversation_facts.order_numbers(events, _text(_slots(events).get("order_number"))))


def _slots(events: Iterable[LogEvent]) -> dict[str, object]:
    return {str(e.get("name")): e.get("value") for e in events if e.get("event") == "slot"}


def _text(value: object) -> str | None:
    """The text of a slot; None if it is empty."""
    return str(value) if value else None


def _customer(events: Sequence[LogEvent], slots: Mapping[str, object], decision: DecisionRecord) -> CustomerDetails:
    identity = slots.get("identity")  # a logged-in customer, on the shop's signed word
    account: Mapping[str, object] = identity if isinstance(identity, Mapping) else {}
    mentioned = conversation_facts.mentioned(events)
    contact = _text(slots.get("callback_contact"))
    written_email = _text(slots.get("customer_email"))
    proofs = _proofs(slots)
    own = _text(account.get("email"))
    return {
        "name": _text(account.get("name"))
        or _text(slots.get("customer_name"))
        or _text(slots.get("callback_name"))
        or conversation_facts.own_name(events),
        "email": own or written_email or _email(contact) or _last(mentioned["emails"]),
        "phone": _phone(contact) or _text(account.get("phone")) or _last(mentioned["phones"]),
        "verified": bool(account or proofs),
        "email_verified": bool(own),
        "proved_orders": proofs,
        "no_ai": bool(slots.get(NO_AI_SLOT)) or _wants_no_ai(decision),
    }


def _proofs(slots: Mapping[str, object]) -> list[OrderProof]:
    """Which orders were proved to be theirs, by what and when."""
    return [{"order": each["order"], "by": each["by"], "at": each["at"]} for each in proved_in(slots.get(PROVED_SLOT))]


def _issue(
    events: Sequence[LogEvent],
    current: Sequence[LogEvent],
    slots: Mapping[str, object],
    decision: DecisionRecord,
) -> Issue:
    topics = conversation_facts.topics(current)
    return {
        "category": _category(decision, topics),
        "topics": topics,
        "order_numbers": conversation_facts.order_numbers(events, _text(slots.get("order_number"))),
        "mentioned": conversation_facts.mentioned(events),
        "details": {**_details(slots), **conversation_facts.form_details(current, slots)},
    }


def _wants_no_ai(decision: DecisionRecord) -> bool:
    """Whether no AI contact is asked for: by the reason that decided, or by any beside it."""
    return any(name == "no_ai_contact" for name in (decision["trigger"], *(r["trigger"] for r in decision["reasons"])))


def _category(decision: DecisionRecord, topics: Sequence[str]) -> str:
    """The category of the issue: that of the most severe reason which names one, else the latest topic."""
    named = [r["category"] for r in decision["reasons"] if r["trigger"] not in _NOT_AN_ISSUE]
    if named:
        return str(named[0])
    return topics[-1] if topics else str(decision["category"])


def _trigger(decision: DecisionRecord) -> TriggerDetails:
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
        "also": [*decision["reasons"][1:]],
    }


def _attempts(events: Sequence[LogEvent], current: Sequence[LogEvent], decision: DecisionRecord) -> list[Attempt]:
    """What was tried for this issue. The message that led to a person is only a failure where failures led there."""
    before = sum(conversation_facts.counts(event) for event in events[: len(events) - len(current)])
    tried = conversation_facts.attempts(current, before)
    failed = any(reason["trigger"] == "repeated_failure" for reason in decision["reasons"])
    return [t for t in tried if failed or t["task"] != "understand" or t["turn"] != decision["turn"]]


def _details(slots: Mapping[str, object]) -> dict[str, str]:
    kept = {name: str(slots[name]) for name in ("callback_topic", "callback_time") if slots.get(name)}
    if slots.get("settled_by_person"):
        kept["settled_before"] = str(slots["settled_by_person"])
    return kept


def _line(number: int, event: LogEvent) -> TranscriptLine:
    at = event.get("timestamp")
    line: TranscriptLine = {
        "id": number,
        "at": _iso(at) if at is not None else None,
        "speaker": speaker(event),
        "text": display_text(event),
    }
    name = (event.get("metadata") or {}).get("name")
    return {**line, "name": str(name)} if name and line["speaker"] == "agent" else line


def _channel(events: Iterable[LogEvent]) -> str:
    named = [str(e.get("input_channel")) for e in events if e.get("event") == "user" and e.get("input_channel")]
    return named[-1] if named else "unknown"


def _last(values: Sequence[str]) -> str | None:
    return values[-1] if values else None


def _email(contact: str | None) -> str | None:
    return contact if contact and "@" in contact else None


def _phone(contact: str | None) -> str | None:
    return contact if contact and "@" not in contact else None


def _iso(seconds: float) -> str:
    """Epoch seconds as ISO 8601 in UTC."""
    return datetime.fromtimestamp(float(seconds), timezone.utc).isoformat()

"""What outside desks get: payloads, keys, and which messages of the log are for them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TypedDict

from baton.base.log_event import LogEvent
from baton.connectors.base import Kind
from baton.conversation.event_reader import LogEntry
from baton.handoff.outbox.keys import DeliveryKey
from baton.handoff.package.builder import is_utterance, speaker
from baton.handoff.package.conversation_facts import display_text
from baton.handoff.package.model import CustomerDetails, HandoffPackage
from baton.handoff.records.lifecycle import Transition
from baton.handoff.records.repository import Handoff
from policies.facts import ESCALATION_SLOT

_OUTSIDE = ("customer", "agent")  # messages of the bot and of the system are not for an outside desk


class HandoffDetails(TypedDict):
    """What every payload says of its handoff, so that each can be understood by itself."""

    id: str
    conversation_id: str
    priority: int
    category: str
    customer: CustomerDetails
    summary: str


class MessageDetails(TypedDict):
    """A message of the customer or of an agent; `number` is that of its event in the log."""

    number: int
    speaker: str
    name: str | None
    text: str


class Payload(TypedDict, total=False):
    """What a connector delivers. `kind`, `at` (ISO 8601, UTC) and `handoff` are always there."""

    kind: str
    at: str
    handoff: HandoffDetails
    package: HandoffPackage  #: of `opened`
    move: str  #: of `moved`, and so are the next four
    state: str
    owner: str | None
    by: str
    note: str
    message: MessageDetails  #: of `said`
    text: str  #: of `notice`


def key(kind: Kind, handoff_id: str, rest: object, target: str) -> str:
    """The key of a delivery: stable over all tries, different for everything else. Holds no full stop."""
    return ":".join(str(part) for part in (kind.value, handoff_id, rest, target) if part != "")


def opened(package: HandoffPackage) -> Payload:
    """A handoff was opened."""
    return {
        "kind": Kind.OPENED.value,
        "at": package["created_at"],
        "handoff": _of_package(package),
        "package": package,
    }


def moved(handoff: Handoff, move: Transition, by: str, details: Mapping[str, object], at: float) -> Payload:
    """A handoff was moved."""
    return {
        "kind": Kind.MOVED.value,
        "at": iso(at),
        "handoff": _of_package(handoff.package),
        "move": move.value,
        "state": handoff.state.value,
        "owner": handoff.owner,
        "by": by,
        "note": str(details.get("note") or ""),
    }


def message(entry: LogEntry, handoff_id: str, package: HandoffPackage) -> Payload:
    """The customer or an agent wrote something."""
    event = entry.event
    return {
        "kind": Kind.MESSAGE.value,
        "at": iso(float(event.get("timestamp") or 0.0)),
        "handoff": {**_of_package(package), "id": handoff_id},
        "message": {
            "number": entry.id,
            "speaker": speaker(event),
            "name": (event.get("metadata") or {}).get("name"),
            "text": display_text(event),
        },
    }


def notice(text: str, handoff_id: str, package: HandoffPackage, at: float) -> Payload:
    """Something that an agent did outside could not be carried out."""
    return {
        "kind": Kind.NOTICE.value,
        "at": iso(at),
        "handoff": {**_of_package(package), "id": handoff_id},
        "text": text,
    }


@dataclass
class _Ownership:
    """Whether a person has, or is about to have, the conversation, and by which handoff; event by event."""

    with_person: bool = False
    handoff_id: str | None = None

    def update(self, event: LogEvent) -> None:
        """Take one event of the log into account."""
        kind = event.get("event")
        if kind == "slot" and event.get("name") == ESCALATION_SLOT:
            value = event.get("value")
            decision_id = value.get("id") if isinstance(value, Mapping) else None
            self.handoff_id = str(decision_id) if decision_id else None
            self.with_person = self.handoff_id is not None
        elif kind == "pause":
            self.with_person = True
            self.handoff_id = _delivery(event).handoff_id or self.handoff_id
        elif kind == "resume":
            self.with_person, self.handoff_id = False, None


def messages_to_agents(
    entries: Iterable[LogEntry], packaged: Mapping[str, int], holder: str | None
) -> Iterator[tuple[LogEntry, str | None]]:
    """The messages between customer and agents: since a decision to hand over, or while the bot is paused.

    Args:
        entries: all events of the conversation, in order.
        packaged: the handoffs that were opened, each with the place of the last line of its package's transcript: up
            to there the package says it all.
        holder: the handoff that has the conversation now, if one does.
    Yields:
        The entry and its handoff; None if that is not open yet.
    """
    ownership = _Ownership()
    for place, entry in enumerate(entries, start=1):
        ownership.update(entry.event)
        if ownership.with_person and is_utterance(entry.event) and speaker(entry.event) in _OUTSIDE:
            named = ownership.handoff_id
            handoff_id = named if named in packaged else holder
            if handoff_id is None or place > packaged[handoff_id]:
                yield entry, handoff_id


def last_line(package: HandoffPackage) -> int:
    """The place in the conversation of the last line of a package's transcript."""
    return max((int(line["id"]) for line in package["transcript"]), default=0)


def reply_id(connector: str, message_id: object) -> str:
    """What names an agent's message from outside as a reply. No client of the API can send such a name."""
    return f"{connector}:{message_id}"


def origin(event: LogEvent) -> str | None:
    """The connector that brought an agent's message, which does not get it back; None if none did."""
    return _delivery(event).origin


def iso(seconds: float) -> str:
    """Epoch seconds as ISO 8601 in UTC."""
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat()


def _delivery(event: LogEvent) -> DeliveryKey:
    """The key of the delivery by which an event came into the log; empty if the desk did not bring it."""
    return DeliveryKey.parse(str((event.get("metadata") or {}).get("delivery") or ""))


def _of_package(package: HandoffPackage) -> HandoffDetails:
    return {
        "id": package["id"],
        "conversation_id": package["conversation_id"],
        "priority": package["priority"],
        "category": package["issue"]["category"],
        "customer": package["customer"],
        "summary": package["summary"],
    }

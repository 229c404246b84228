"""Rasa's SQL tracker store as Baton's conversation log: durable, masked, and cheap on long conversations.

- SQLite runs in WAL mode, so that the desk reads while Rasa writes.
- Card numbers and the like are masked before they are stored.
- What the desk delivers is written once, however often it is delivered: each event carries its delivery's key.
- A tracker that was just saved is kept in memory; the next turn only reads what others added since (an agent's
  reply, another worker's turn), by event number. A turn that dies without saving drops its tracker, so memory
  never holds what the log does not.
"""

from __future__ import annotations

import itertools
import json
from collections import OrderedDict
from typing import Any, Dict, Iterable, List, Optional, Text

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.lock_store import LockError
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Connection

from baton.base import log_position, metrics
from baton.base.by_identity import ByIdentity
from baton.base.log_position import LogPosition
from baton.base.redaction import redact_all
from baton.bootstrap import process_container
from baton.conversation.event_reader import EVENTS, EventReader
from baton.conversation.save_signal import SaveSignal
from baton.conversation.stored_form import stored_form
from policies.facts import ESCALATION_SLOT

KEPT_TRACKERS = 500
#: Responses by which the bot says that it did not understand, or cannot answer now.
_FALLBACKS = frozenset({"utter_not_understood", "utter_unavailable", "utter_lookup_unavailable"})
#: One statement for every event: it is put together once, not for each of them.
_INSERT = EVENTS.insert()


#: Until the end of the transaction nobody else saves this conversation.
_ALONE = sa.text("SELECT pg_advisory_xact_lock(hashtext(:sender_id))")


class Overtaken(LockError):
    """Two turns of one conversation ran at once: the lock ended under a worker that was too slow to keep it alive."""


class ConversationLog(TrackerStore, SerializedTrackerAsText):
    """The one log of every message and every decision.

    Args:
        domain, event_broker: Rasa's.
        reader: of the log's database; that of this process when left out, as Rasa does.
        saved: is notified of each save; that of this process when left out.
    """

    def __init__(
        self,
        domain: Optional[Domain] = None,
        event_broker: Optional[EventBroker] = None,
        reader: Optional[EventReader] = None,
        saved: Optional[SaveSignal] = None,
        **kwargs: Any,
    ) -> None:
        kwargs.pop("host", None)
        self.reader = reader or process_container().log
        self._saved = saved or process_container().log_saved
        self.engine = self.reader.engine
        self._kept: OrderedDict[str, DialogueStateTracker] = OrderedDict()
        self._positions = ByIdentity[DialogueStateTracker, LogPosition]()
        super().__init__(domain or Domain.empty(), event_broker, **kwargs)

    async def keys(self) -> Iterable[Text]:
        """All conversation ids."""
        with self.engine.connect() as connection:
            return [row[0] for row in connection.execute(sa.select(EVENTS.c.sender_id).distinct())]

    async def retrieve(self, sender_id: Text) -> Optional[DialogueStateTracker]:
        """The tracker of a conversation with all its events, or None."""
        tracker = self._kept.pop(sender_id, None)
        position = self._positions.get(tracker)
        if tracker is None or position is None or len(tracker.events) != position.count:
            tracker, position = None, None
        # From the last known row on: if that is gone, the conversation was erased (baton/privacy).
        entries = self.reader.conversation(sender_id, after=position.last - 1 if position else 0)
        if position is not None and position.last and (not entries or entries[0].id != position.last):
            tracker, position, entries = None, None, self.reader.conversation(sender_id)
        elif position is not None and position.last:
            entries = entries[1:]
        if tracker is None:
            if not entries:
                return None
            tracker = DialogueStateTracker.from_dict(sender_id, [e.event for e in entries], self.domain.slots)
        else:
            fresh = [Event.from_parameters(entry.event) for entry in entries]
            known = [event for event in fresh if event is not None]
            tracker.update_with_events(known, self.domain, override_timestamp=False)
        last = entries[-1].id if entries else (position.last if position else 0)
        self._place(tracker, last)
        return tracker

    async def retrieve_full_tracker(self, conversation_id: Text) -> Optional[DialogueStateTracker]:
        """The same: this log has no shorter view of a conversation."""
        return await self.retrieve(conversation_id)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append the events that are not in the log yet, masked, in one transaction.

        Raises:
            Overtaken: somebody else has written into the conversation since it was read; nothing is appended.
        """
        position = self._positions.get(tracker) or self._count(tracker.sender_id)
        fresh = list(itertools.islice(tracker.events, position.count, None))
        plain = [event.as_dict() for event in fresh]
        masked = redact_all(plain)
        new = self._once(tracker.sender_id, masked)
        last = position.last
        if new:
            with self.engine.begin() as connection:
                if connection.dialect.name == "postgresql":  # SQLite has one writer at a time anyway
                    connection.execute(_ALONE, {"sender_id": tracker.sender_id})
                keys = [
                    connection.execute(_INSERT, _row(tracker.sender_id, data)).inserted_primary_key[0] for data in new
                ]
                if _before(connection, tracker.sender_id, keys[0]) != position.last:
                    raise Overtaken("Somebody else has written into this conversation meanwhile.")
                last = keys[-1]
        self._place(tracker, last)
        if new == plain:
            self._keep(tracker)
        else:
            self._kept.pop(tracker.sender_id, None)  # memory holds what the log must not: read it anew the next time
        self._notify(tracker.sender_id, new)

    async def stream_events(self, tracker: DialogueStateTracker) -> None:
        """Nothing: `save` gives the event broker what it has written, and never what it has masked."""

    def _once(self, sender_id: str, events: List[Dict[Text, Any]]) -> List[Dict[Text, Any]]:
        """The events without those of a delivery that is in the log already."""
        keys = [(event.get("metadata") or {}).get("delivery") for event in events]
        there = {key for key in set(keys) if key and self.reader.delivered(sender_id, key)}
        return [event for event, key in zip(events, keys, strict=True) if key not in there]

    def _keep(self, tracker: DialogueStateTracker) -> None:
        self._kept[tracker.sender_id] = tracker
        self._kept.move_to_end(tracker.sender_id)
        while len(self._kept) > KEPT_TRACKERS:
            self._kept.popitem(last=False)

    def _notify(self, sender_id: str, events: List[Dict[Text, Any]]) -> None:
        """Pass events on to an event broker, if there is one, and the save to subscribers in this process."""
        for event in events if self.event_broker is not None else ():
            self.event_broker.publish({"sender_id": sender_id, **event})
        if events:
            _count_saved(events)
            self._saved.notify(sender_id)

    def _place(self, tracker: DialogueStateTracker, last: int) -> None:
        """Note that the log holds all of a tracker, up to its row of that number."""
        position = LogPosition(len(tracker.events), last)
        self._positions.set(tracker, position)
        log_position.positions.set(tracker, position)

    def _count(self, sender_id: str) -> LogPosition:
        """The position of a tracker that did not come from `retrieve`, as Rasa's own store counts it."""
        entries = self.reader.conversation(sender_id)
        return LogPosition(len(entries), entries[-1].id if entries else 0)


def _count_saved(events: List[Dict[Text, Any]]) -> None:
    """Count what was said, decided and not understood."""
    for event in events:
        metadata, kind = event.get("metadata") or {}, event["event"]
        if kind == "user":
            metrics.MESSAGES.labels("customer").inc()
        elif kind == "bot":
            metrics.MESSAGES.labels(str(metadata.get("speaker") or "bot")).inc()
            if metadata.get("utter_action") in _FALLBACKS:
                metrics.FALLBACKS.labels(metadata["utter_action"]).inc()
        elif kind == "slot" and event.get("name") == ESCALATION_SLOT and event.get("value"):
            decision = event["value"]
            metrics.ESCALATIONS.labels(str(decision.get("trigger")), str(decision.get("category"))).inc()


def _before(connection: Connection, sender_id: str, key: int) -> int:
    """The number of a conversation's last event before one; 0 if there is none."""
    earlier = sa.select(sa.func.max(EVENTS.c.id)).where(EVENTS.c.sender_id == sender_id, EVENTS.c.id < key)
    return int(connection.execute(earlier).scalar() or 0)


def _row(sender_id: str, data: Dict[Text, Any]) -> Dict[Text, Any]:
    return {
        "sender_id": sender_id,
        "type_name": data["event"],
        "timestamp": data.get("timestamp"),
        "intent_name": (data.get("parse_data") or {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(stored_form(data), ensure_ascii=False, separators=(",", ":")),
    }

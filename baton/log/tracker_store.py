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
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Dict, Iterable, List, Optional, Text

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker

from baton import database
from baton.log.reader import EVENTS, LogReader
from baton.redact import redact_all
from baton.settings import load as load_settings

KEPT_TRACKERS = 500
#: One statement for every event: it is put together once, not for each of them.
_INSERT = EVENTS.insert()

#: Called with the conversation id after each save, in the worker's event loop: wakes the streams of that conversation.
listeners: List[Callable[[str], None]] = []


class ConversationLog(TrackerStore, SerializedTrackerAsText):
    """The one log of everything that is said and decided."""

    def __init__(
        self,
        domain: Optional[Domain] = None,
        event_broker: Optional[EventBroker] = None,
        **kwargs: Any,
    ) -> None:
        kwargs.pop("host", None)
        self.engine = database.engine(load_settings().log_db)
        self.reader = LogReader(self.engine)
        self.reader.prepare()
        self._kept: OrderedDict[str, DialogueStateTracker] = OrderedDict()
        super().__init__(domain or Domain.empty(), event_broker, **kwargs)

    async def keys(self) -> Iterable[Text]:
        """All conversation ids."""
        with self.engine.connect() as connection:
            return [row[0] for row in connection.execute(sa.select(EVENTS.c.sender_id).distinct())]

    async def retrieve(self, sender_id: Text) -> Optional[DialogueStateTracker]:
        """The tracker of a conversation with all its events, or None."""
        tracker = self._kept.pop(sender_id, None)
        place = _place(tracker)
        if tracker is None or place is None or len(tracker.events) != place.count:
            tracker, place = None, None
        entries = self.reader.conversation(sender_id, after=place.last if place else 0)
        if tracker is None:
            if not entries:
                return None
            tracker = DialogueStateTracker.from_dict(sender_id, [e.event for e in entries], self.domain.slots)
        else:
            fresh = [Event.from_parameters(entry.event) for entry in entries]
            told = [event for event in fresh if event is not None]
            tracker.update_with_events(told, self.domain, override_timestamp=False)
        last = entries[-1].id if entries else (place.last if place else 0)
        setattr(tracker, _PLACE, _Place(len(tracker.events), last))
        return tracker

    async def retrieve_full_tracker(self, conversation_id: Text) -> Optional[DialogueStateTracker]:
        """The same: this log has no shorter view of a conversation."""
        return await self.retrieve(conversation_id)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append the events that are not in the log yet, masked, in one transaction."""
        place = _place(tracker) or self._count(tracker.sender_id)
        fresh = list(itertools.islice(tracker.events, place.count, None))
        said = [event.as_dict() for event in fresh]
        masked = redact_all(said)
        new = self._once(tracker.sender_id, masked)
        last = place.last
        if new:
            with self.engine.begin() as connection:
                for data in new:
                    row = _row(tracker.sender_id, data)
                    last = connection.execute(_INSERT, row).inserted_primary_key[0]
        setattr(tracker, _PLACE, _Place(len(tracker.events), last))
        if new == said:
            self._keep(tracker)
        else:
            self._kept.pop(tracker.sender_id, None)  # memory holds what the log must not: read it anew the next time
        self._tell(tracker.sender_id, new)

    async def stream_events(self, tracker: DialogueStateTracker) -> None:
        """Nothing: `save` gives the event broker what it has written, and never what it has masked."""

    def _once(self, sender_id: str, events: List[Dict[Text, Any]]) -> List[Dict[Text, Any]]:
        """The events without those of a delivery that stands in the log already."""
        keys = [(event.get("metadata") or {}).get("delivery") for event in events]
        there = {key for key in set(keys) if key and self.reader.delivered(sender_id, key)}
        return [event for event, key in zip(events, keys, strict=True) if key not in there]

    def _keep(self, tracker: DialogueStateTracker) -> None:
        self._kept[tracker.sender_id] = tracker
        self._kept.move_to_end(tracker.sender_id)
        while len(self._kept) > KEPT_TRACKERS:
            self._kept.popitem(last=False)

    def _tell(self, sender_id: str, events: List[Dict[Text, Any]]) -> None:
        """Tell an event broker, where there is one, and whoever listens in this process."""
        for event in events if self.event_broker is not None else ():
            self.event_broker.publish({"sender_id": sender_id, **event})
        for listener in listeners if events else ():
            listener(sender_id)

    def _count(self, sender_id: str) -> _Place:
        """The place in the log of a tracker that did not come from `retrieve`, as Rasa's own store counts it."""
        entries = self.reader.conversation(sender_id)
        return _Place(len(entries), entries[-1].id if entries else 0)


_PLACE = "_place_in_log"


@dataclass(frozen=True)
class _Place:
    """How much of a tracker the log holds: its number of events, and the number of the last row."""

    count: int
    last: int


def _place(tracker: Optional[DialogueStateTracker]) -> Optional[_Place]:
    return getattr(tracker, _PLACE, None)


def _row(sender_id: str, data: Dict[Text, Any]) -> Dict[Text, Any]:
    return {
        "sender_id": sender_id,
        "type_name": data["event"],
        "timestamp": data.get("timestamp"),
        "intent_name": (data.get("parse_data") or {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data, ensure_ascii=False, separators=(",", ":")),
    }

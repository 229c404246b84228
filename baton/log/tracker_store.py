"""Rasa's SQL tracker store as Baton's conversation log: durable, masked, and cheap on long conversations.

- SQLite runs in WAL mode, so that the desk reads while Rasa writes.
- Card numbers and the like are masked before they are stored.
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
        """Append the events that are not in the log yet, in one transaction."""
        await self.stream_events(tracker)
        place = _place(tracker) or self._count(tracker.sender_id)
        fresh = list(itertools.islice(tracker.events, place.count, None))
        last = place.last
        if fresh:
            rows = [_row(tracker.sender_id, event) for event in fresh]
            with self.engine.begin() as connection:
                for row in rows:
                    last = connection.execute(EVENTS.insert().values(**row)).inserted_primary_key[0]
        setattr(tracker, _PLACE, _Place(len(tracker.events), last))
        self._kept[tracker.sender_id] = tracker
        self._kept.move_to_end(tracker.sender_id)
        while len(self._kept) > KEPT_TRACKERS:
            self._kept.popitem(last=False)
        if fresh:
            for listener in listeners:
                listener(tracker.sender_id)

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


def _row(sender_id: str, event: Event) -> Dict[Text, Any]:
    data = redact_all(event.as_dict())
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": (data.get("parse_data") or {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data, ensure_ascii=False, separators=(",", ":")),
    }

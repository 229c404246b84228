"""The facts of a conversation that Rasa holds in memory: each event is read once, however many decisions follow it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from rasa.shared.core.events import (
    ActiveLoop,
    BotUttered,
    ConversationPaused,
    ConversationResumed,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses

from baton.base.by_identity import ByIdentity
from baton.base.log_event import LogEvent
from policies.facts import Facts
from policies.facts_fold import FactsFold

#: The names of the events that facts come from, those of their subclasses included. To compare names costs a fraction
#: of `isinstance`, because Rasa's events are abstract classes.
_RELEVANT = frozenset(
    each.type_name
    for kind in (UserUttered, BotUttered, SlotSet, ActiveLoop, ConversationPaused, ConversationResumed)
    for each in (kind, *all_subclasses(kind))
)


class _Reading:
    """How far a tracker has been read. Events are added at its end; where that is not so, all is read anew."""

    def __init__(self) -> None:
        self._fold = FactsFold()
        self._count = 0
        self._last: Event | None = None

    def fits(self, tracker: DialogueStateTracker) -> bool:
        """Whether the events that were read are the first ones of this tracker."""
        count = self._count
        return count == 0 or (len(tracker.events) >= count and tracker.events[count - 1] is self._last)

    def go_on(self, tracker: DialogueStateTracker) -> Facts:
        """Read what is new; the facts."""
        fresh, self._last = islice(tracker.events, self._count, None), None  # who fails half-way begins anew
        for event in fresh:
            if event.type_name in _RELEVANT:
                self._fold.take(_log_event(event))
        self._count = len(tracker.events)
        self._last = tracker.events[-1] if tracker.events else None
        return self._fold.result()


_readings: ByIdentity[DialogueStateTracker, _Reading] = ByIdentity()


def facts_of(tracker: DialogueStateTracker) -> Facts:
    """The facts of a conversation, at its present end."""
    reading = _readings.get(tracker)
    if reading is None or not reading.fits(tracker):
        reading = _Reading()
        _readings.set(tracker, reading)
    return reading.go_on(tracker)


def latest_events(tracker: DialogueStateTracker) -> Iterator[LogEvent]:
    """The events that facts come from, the latest first."""
    return (_log_event(event) for event in reversed(tracker.events) if event.type_name in _RELEVANT)


def _log_event(event: Event) -> LogEvent:
    """What `facts` reads of an event, without the copying that Rasa's `as_dict` does."""
    if isinstance(event, UserUttered):
        return {
            "event": "user",
            "text": event.text,
            "parse_data": event.parse_data,
            "timestamp": event.timestamp,
            "metadata": event.metadata,
        }
    if isinstance(event, BotUttered):
        return {"event": "bot", "text": event.text, "metadata": event.metadata}
    if isinstance(event, SlotSet):
        return {"event": "slot", "name": event.key, "value": event.value}
    if isinstance(event, ActiveLoop):
        return {"event": "active_loop", "name": event.name}
    return {"event": event.type_name}

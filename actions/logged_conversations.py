"""Long conversations as actions see them: Rasa sends only what the log does not hold yet, and the rest is read there.

What was read of a conversation is kept, so that each event is read once, however many actions follow it; and so are
the facts of it. `baton/rasa_overrides/action_request.py` is the other side.
"""

from __future__ import annotations

import itertools
from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock
from typing import List

from baton.base.log_event import LogEvent
from baton.base.log_position import LogPosition
from baton.conversation.event_reader import EventReader
from policies.facts import Facts
from policies.facts_fold import FactsFold, facts
from policies.fold_copy import copy_of

#: So many events of all conversations together are kept; of those that were not asked for longest, none.
MOST_EVENTS = 20_000


class NotInLog(Exception):
    """The log does not hold as many events of a conversation as Rasa says."""


class _Logged:
    """What the log holds of one conversation, as far as it was read. For one thread at a time, which has the lock."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.events: list[LogEvent] = []
        self.last = 0
        self._fold, self._folded = FactsFold(), 0

    def read_on(self, log: EventReader, conversation_id: str, position: LogPosition) -> None:
        """Read what is new up to a position.

        Raises:
            NotInLog: it is not there, or another conversation is (an erased one has a new name).
        """
        # From the last known row on: if that is gone, so is what was read.
        entries = [e for e in log.conversation(conversation_id, max(0, self.last - 1)) if e.id <= position.last]
        if self.last:
            if not entries or entries[0].id != self.last:
                raise NotInLog
            entries = entries[1:]
        self.events += [entry.event for entry in entries]
        self.last = entries[-1].id if entries else self.last
        if (len(self.events), self.last) != (position.count, position.last):
            raise NotInLog

    def fold(self, count: int) -> FactsFold:
        """The state that the first so many events lead to."""
        if self._folded > count:
            self._fold, self._folded = FactsFold(), 0
        for event in itertools.islice(self.events, self._folded, count):
            self._fold.take(event)
        self._folded = count
        return copy_of(self._fold)


class LoggedEvents(List[LogEvent]):
    """All events of a conversation, in order: those of the log, then those that are not there yet."""

    def __init__(self, logged: _Logged, count: int, end: Iterable[LogEvent]) -> None:
        super().__init__([*logged.events[:count], *end])
        self._logged, self._count = logged, count

    def facts(self, then: Iterable[LogEvent]) -> Facts:
        """The facts after these events and further ones."""
        with self._logged.lock:
            fold = self._logged.fold(self._count)
        for event in itertools.chain(itertools.islice(self, self._count, None), then):
            fold.take(event)
        return fold.result()


class LoggedConversations:
    """Reads conversations in the log.

    Args:
        log: the log.
        most: how many events are kept at most.
    """

    def __init__(self, log: EventReader, most: int = MOST_EVENTS) -> None:
        self._log, self._most = log, most
        self._kept: OrderedDict[str, _Logged] = OrderedDict()
        self._lock = Lock()

    def events(self, conversation_id: str, position: LogPosition, end: Iterable[LogEvent]) -> LoggedEvents:
        """The events of a conversation.

        Args:
            position: how much of it the log holds.
            end: the events that it does not hold yet.
        Raises:
            NotInLog: it does not hold so many.
            sqlalchemy.exc.SQLAlchemyError: it cannot be read.
        """
        with self._lock:
            logged = self._kept.pop(conversation_id, None)
        try:
            logged = self._read(logged or _Logged(), conversation_id, position)
        except NotInLog:
            logged = self._read(_Logged(), conversation_id, position)
        found = LoggedEvents(logged, position.count, end)
        with self._lock:
            self._kept[conversation_id] = logged
            while sum(len(each.events) for each in self._kept.values()) > self._most:
                self._kept.popitem(last=False)
        return found

    def _read(self, logged: _Logged, conversation_id: str, position: LogPosition) -> _Logged:
        with logged.lock:
            logged.read_on(self._log, conversation_id, position)
        return logged


def facts_of(events: Iterable[LogEvent], then: Iterable[LogEvent] = ()) -> Facts:
    """The facts of a conversation; what was read of a long one before is not read again.

    Args:
        events: those of a tracker.
        then: further events, as if they had followed.
    """
    return events.facts(then) if isinstance(events, LoggedEvents) else facts([*events, *then])

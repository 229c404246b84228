"""Reads the conversation log: Rasa's table of events, by number, without Rasa."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Column, Float, Integer, MetaData, String, Table, Text, func, select
from sqlalchemy.engine import Engine

from baton.base.log_event import LogEvent

_METADATA = MetaData()
#: The table that Rasa's SQL tracker store keeps (rasa.core.tracker_store.SQLTrackerStore.SQLEvent).
EVENTS = Table(
    "events",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("sender_id", String(255), nullable=False, index=True),
    Column("type_name", String(255), nullable=False),
    Column("timestamp", Float),
    Column("intent_name", String(255)),
    Column("action_name", String(255)),
    Column("data", Text),
)

#: On PostgreSQL a lower number may become visible after a higher one; followers look back this far.
VISIBILITY_LAG = 200

#: Asked some times a second by whoever follows the log: put together once.
_NEWEST = select(func.max(EVENTS.c.id))
_PIECE = 1000  # events that are looked at in one go


@dataclass(frozen=True)
class LogEntry:
    """One event with its number in the log."""

    id: int
    conversation_id: str
    event: LogEvent


@dataclass(frozen=True)
class ConversationRange:
    """Conversations that follow one another in the order of their ids, both ends included."""

    first: str
    last: str
    count: int


class EventReader:
    """Reads the log of one database."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def prepare(self) -> None:
        """Create the table where Rasa has not yet."""
        _METADATA.create_all(self.engine, checkfirst=True)

    def conversation(self, conversation_id: str, after: int = 0, most: int | None = None) -> list[LogEntry]:
        """The events of a conversation whose number is above `after`, in order; at most so many."""
        query = (
            select(EVENTS.c.id, EVENTS.c.data)
            .where(EVENTS.c.sender_id == conversation_id, EVENTS.c.id > after)
            .order_by(EVENTS.c.id)
            .limit(most)
        )
        with self.engine.connect() as connection:
            return [LogEntry(i, conversation_id, json.loads(data)) for i, data in connection.execute(query)]

    def several(self, conversation_ids: Collection[str], after: int, most: int) -> list[LogEntry]:
        """The events of some hundred conversations whose number is above `after`, in order; at most so many."""
        query = (
            select(EVENTS.c.id, EVENTS.c.sender_id, EVENTS.c.data)
            .where(EVENTS.c.sender_id.in_(list(conversation_ids)), EVENTS.c.id > after)
            .order_by(EVENTS.c.id)
            .limit(most)
        )
        with self.engine.connect() as connection:
            return [LogEntry(i, str(sender), json.loads(data)) for i, sender, data in connection.execute(query)]

    def naming(self, conversation_id: str, kind: str | None, value: str) -> list[LogEntry]:
        """The events of one kind (None: of any) in a conversation that hold a text as a value, perhaps in another
        case, in order.

        The database looks for it, so that a long conversation is not read for one message.
        """
        quoted = json.dumps(value, ensure_ascii=False)
        query = (
            select(EVENTS.c.id, EVENTS.c.data)
            .where(EVENTS.c.sender_id == conversation_id, EVENTS.c.data.contains(quoted, autoescape=True))
            .order_by(EVENTS.c.id)
        )
        if kind is not None:
            query = query.where(EVENTS.c.type_name == kind)
        with self.engine.connect() as connection:
            return [LogEntry(i, conversation_id, json.loads(data)) for i, data in connection.execute(query)]

    def events(self, conversation_id: str) -> list[LogEvent]:
        """All events of a conversation, in order."""
        return [entry.event for entry in self.conversation(conversation_id)]

    def delivered(self, conversation_id: str, key: str) -> bool:
        """Whether a delivery of this key stands in a conversation."""
        found = self.naming(conversation_id, None, key)
        return any((entry.event.get("metadata") or {}).get("delivery") == key for entry in found)

    def entry(self, number: int) -> LogEntry | None:
        """The event of a number; None if there is none (any more)."""
        query = select(EVENTS.c.sender_id, EVENTS.c.data).where(EVENTS.c.id == number)
        with self.engine.connect() as connection:
            row = connection.execute(query).first()
        return LogEntry(number, str(row[0]), json.loads(row[1])) if row else None

    def latest(self, conversation_id: str, kinds: Iterable[str], limit: int = 1) -> list[LogEntry]:
        """The latest events of these type names in a conversation, the newest first."""
        query = (
            select(EVENTS.c.id, EVENTS.c.data)
            .where(EVENTS.c.sender_id == conversation_id, EVENTS.c.type_name.in_(list(kinds)))
            .order_by(EVENTS.c.id.desc())
            .limit(limit)
        )
        with self.engine.connect() as connection:
            return [LogEntry(i, conversation_id, json.loads(data)) for i, data in connection.execute(query)]

    def latest_of_each(self, conversation_ids: Iterable[str], kinds: Iterable[str]) -> dict[str, tuple[int, str]]:
        """Number and type name of the latest event of these type names in each conversation that has one.

        Args:
            conversation_ids: some hundreds at most.
        """
        newest = (
            select(func.max(EVENTS.c.id))
            .where(EVENTS.c.sender_id.in_(list(conversation_ids)), EVENTS.c.type_name.in_(list(kinds)))
            .group_by(EVENTS.c.sender_id)
        )
        query = select(EVENTS.c.sender_id, EVENTS.c.id, EVENTS.c.type_name).where(EVENTS.c.id.in_(newest))
        with self.engine.connect() as connection:
            return {str(sender): (int(i), str(kind)) for sender, i, kind in connection.execute(query)}

    def newest(self) -> int:
        """The highest number in the log; 0 if it is empty."""
        with self.engine.connect() as connection:
            return int(connection.execute(_NEWEST).scalar() or 0)

    def newest_time(self) -> float:
        """When the event of the highest number happened, epoch seconds; 0 if the log is empty."""
        query = select(EVENTS.c.timestamp).order_by(EVENTS.c.id.desc()).limit(1)
        with self.engine.connect() as connection:
            return float(connection.execute(query).scalar() or 0)

    def newest_before(self, at: float) -> int:
        """The highest number of an event that happened before a moment (epoch seconds); 0 if there is none.

        Looks from the end of the log backwards, because nothing finds events by their time.
        """
        number = self.newest()
        while number > 0:
            query = select(func.max(EVENTS.c.id)).where(EVENTS.c.id > number - _PIECE, EVENTS.c.id <= number)
            with self.engine.connect() as connection:
                found = connection.execute(query.where(EVENTS.c.timestamp < at)).scalar()
            if found is not None:
                return int(found)
            number -= _PIECE
        return 0

    def touched(self, after: int, kinds: Iterable[str] | None = None, name: str | None = None) -> list[tuple[int, str]]:
        """Numbers and conversations of the events above `after`, in order.

        Args:
            after: number to start from (not included).
            kinds: only events of these type names.
            name: only events with this action or slot name.
        """
        query = select(EVENTS.c.id, EVENTS.c.sender_id).where(EVENTS.c.id > after).order_by(EVENTS.c.id)
        if kinds is not None:
            query = query.where(EVENTS.c.type_name.in_(list(kinds)))
        if name is not None:
            query = query.where(EVENTS.c.action_name == name)
        with self.engine.connect() as connection:
            return [(int(i), str(sender)) for i, sender in connection.execute(query)]

    def count_conversations(self) -> int:
        """How many conversations the log holds."""
        with self.engine.connect() as connection:
            return int(connection.execute(select(func.count(EVENTS.c.sender_id.distinct()))).scalar() or 0)

    def ranges(self, size: int) -> Iterator[ConversationRange]:
        """All conversations in ranges of so many, so that a log of any length can be read in pieces."""
        last = ""
        while True:
            query = select(EVENTS.c.sender_id).distinct().where(EVENTS.c.sender_id > last)
            with self.engine.connect() as connection:
                ids = [str(row[0]) for row in connection.execute(query.order_by(EVENTS.c.sender_id).limit(size))]
            if not ids:
                return
            yield ConversationRange(ids[0], ids[-1], len(ids))
            last = ids[-1]

    def in_range(
        self, of: ConversationRange, kinds: Iterable[str], since: float | None = None, until: float | None = None
    ) -> Iterator[tuple[str, list[LogEvent]]]:
        """The conversations of a range with their events, in order. Of an action only its kind and name are read.

        Args:
            kinds: only events of these type names.
            since: only conversations that began at or after this moment, epoch seconds.
            until: only conversations that began before it.
        """
        columns = (EVENTS.c.sender_id, EVENTS.c.timestamp, EVENTS.c.type_name, EVENTS.c.action_name, EVENTS.c.data)
        query = (
            select(*columns)
            .where(EVENTS.c.sender_id >= of.first, EVENTS.c.sender_id <= of.last, EVENTS.c.type_name.in_(list(kinds)))
            .order_by(EVENTS.c.sender_id, EVENTS.c.id)
        )
        with self.engine.connect() as connection:
            for sender_id, group in groupby(connection.execute(query), itemgetter(0)):
                rows = list(group)
                began = next((row[1] for row in rows if row[1] is not None), 0.0)
                if (since is None or began >= since) and (until is None or began < until):
                    yield str(sender_id), [_event(kind, name, data) for _id, _at, kind, name, data in rows]


def _event(kind: str, name: str | None, data: str) -> LogEvent:
    event: LogEvent = {"event": kind, "name": name} if kind == "action" else json.loads(data)
    return event

"""Reads for many streams at once what stands in the log, who has each conversation, and signs of life.

A worker may hold a thousand streams. What is asked is asked for all of those that are due, in a handful of statements;
only a stream that catches up with a history, or whose conversation a person has, is looked at by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from baton.base.clock import Clock, now
from baton.base.outage import is_away
from baton.channels.web import message_view
from baton.channels.web.chat_store import Chats, Standing
from baton.channels.web.open_stream import OpenStream
from baton.conversation.event_reader import VISIBILITY_LAG, EventReader, LogEntry
from baton.handoff.presence.presence import HERE_SECONDS, TYPING_SECONDS, Presence

KEEP_ALIVE_SECONDS = 15.0
#: The place in the queue changes without a word in this conversation's log, so it is looked at more often.
QUEUE_SECONDS = 5.0
#: A message that waits so long to be taken into the log is said to be delayed; what it waits for is looked at as often.
DELAYED_SECONDS = 6.0
#: So many events are held in memory for a reader, however long the conversation is.
PAGE = 100
#: So many events are read for all streams at once; where there are more, each stream is read by itself.
SHARED_PAGE = 1000

#: For each of some conversations who has it, in the words of `HandoffService.state_for_customer`.
States = Callable[[Sequence[str]], Mapping[str, Mapping[str, object]]]
#: For each of some conversations when the oldest message was accepted that is not in the log yet, in epoch seconds;
#: one without such a message is left out.
WaitingSince = Callable[[Sequence[str]], Mapping[str, float]]


class StreamReader:
    """Reads what streams are made of.

    Args:
        log: the conversation log.
        chats: tells when a chat was ended.
        presence: tells when an agent types; is told that the customer is there.
        states, waiting_since: see their types.
        clock: tells the time.
        keep_alive: seconds of silence before a comment is sent.
    """

    def __init__(
        self,
        log: EventReader,
        chats: Chats,
        presence: Presence,
        states: States,
        waiting_since: WaitingSince,
        clock: Clock = now,
        keep_alive: float = KEEP_ALIVE_SECONDS,
    ) -> None:
        self._log = log
        self._chats = chats
        self._presence = presence
        self._states = states
        self._waiting_since = waiting_since
        self._clock = clock
        self._keep_alive = keep_alive

    def read(self, streams: Sequence[OpenStream], at: float) -> None:
        """Give each of some streams what is new for it, and say when it is to be read again.

        Args:
            streams: at most some hundreds.
            at: the time on the clock of `OpenStream.due_at`.
        """
        try:
            shared = self._shared(streams)
        except Exception as error:
            self._failed(streams, error, at)
            return
        for stream in streams:
            try:
                self._fill(stream, shared, at)
            except Exception as error:
                self._failed([stream], error, at)

    def _failed(self, streams: Sequence[OpenStream], error: Exception, at: float) -> None:
        """Where nothing can be read, nobody knows more than that it takes longer. What is wrong with one conversation
        ends the streams of that one alone."""
        if is_away(error):
            for stream in streams:
                self._put_state(stream, {**(stream.state or {"owner": "bot"}), "delayed": True})
                self._again(stream, at, min(DELAYED_SECONDS, self._keep_alive))
        elif len(streams) == 1:
            streams[0].fail(error)
        else:
            for stream in streams:
                self.read([stream], at)

    def _shared(self, streams: Sequence[OpenStream]) -> _Shared:
        """What is read for all of them together."""
        ids = list({stream.conversation_id for stream in streams})
        standings = self._chats.standings(ids)
        newest = self._log.newest()  # before the events: what comes in between is read the next time
        entries: defaultdict[str, list[LogEntry]] = defaultdict(list)
        floors = [stream.floor for stream in streams if stream.floor is not None]
        together = True
        if floors:
            caught_up = {stream.conversation_id for stream in streams if stream.floor is not None}
            found = self._log.several(list(caught_up), min(floors), SHARED_PAGE)
            together = len(found) < SHARED_PAGE
            for entry in found:
                entries[entry.conversation_id].append(entry)
        return _Shared(standings, newest, entries, together, self._states(ids), self._waiting_since(ids))

    def _fill(self, stream: OpenStream, shared: _Shared, at: float) -> None:
        chat, stream.more = stream.chat, False
        standing = shared.standings[chat.conversation_id]
        if standing.ended:
            stream.put(message_view.sse({}, "ended"))
            return stream.close()
        if standing.generation > chat.generation or self._time() >= chat.expires_at:
            return stream.close()
        for entry in self._new(stream, shared):
            stream.after = entry.id
            item = message_view.to_widget(entry)
            if item is not None:
                stream.name = str(item["name"]) if item.get("name") else stream.name
                stream.put(message_view.sse(item, "message", entry.id))
        if not stream.more:  # who has it stands behind the history
            waiting_since = shared.waiting_since.get(chat.conversation_id)
            state = self._state(stream, shared.states[chat.conversation_id], waiting_since)
            self._put_state(stream, state)
            self._again(stream, at, self._pause(state, waiting_since is not None))

    def _new(self, stream: OpenStream, shared: _Shared) -> list[LogEntry]:
        """The events that are new for a stream, at most a page of them where it catches up."""
        if stream.floor is not None and shared.together:
            new = [entry for entry in shared.entries.get(stream.conversation_id, ()) if entry.id > stream.after]
        else:
            new = self._log.conversation(stream.conversation_id, stream.after, PAGE)
            stream.more = len(new) == PAGE
        # On PostgreSQL a lower number may become visible later than a higher one of another conversation.
        stream.floor = None if stream.more else max(stream.after, shared.newest - VISIBILITY_LAG)
        return new

    def _state(
        self, stream: OpenStream, state: Mapping[str, object], waiting_since: float | None
    ) -> Mapping[str, object]:
        """Who has the conversation, and whether a message of the customer's waits for long."""
        conversation_id = stream.conversation_id
        if state["owner"] == "agent":
            stream.name = stream.name or message_view.person(self._log.conversation(conversation_id))
            typing = self._presence.read(conversation_id).agent_typing is not None
            state = {**({"agent": stream.name} if stream.name else {}), **state, "typing": typing}
        if state["owner"] != "bot" and self._time() - stream.seen > HERE_SECONDS / 3:
            stream.seen = self._time()
            self._presence.customer_here(conversation_id)
        late = waiting_since is not None and self._time() - waiting_since >= DELAYED_SECONDS
        return {**state, "delayed": True} if late else state

    @staticmethod
    def _put_state(stream: OpenStream, state: Mapping[str, object]) -> None:
        if state != stream.state:
            stream.state = state
            stream.put(message_view.sse(state, "state"))

    @staticmethod
    def _again(stream: OpenStream, at: float, pause: float) -> None:
        """Have it read again after a pause. One whose time had come without any news says that it is there."""
        if stream.due_at <= at and not stream.is_behind:
            stream.put(": still here\n\n")
        stream.due_at = at + pause

    def _pause(self, state: Mapping[str, object], is_waiting: bool) -> float:
        """Seconds until it is looked at again, if nothing wakes the stream before."""
        if is_waiting:
            return min(DELAYED_SECONDS, self._keep_alive)
        if state.get("typing"):
            return min(TYPING_SECONDS, self._keep_alive)
        return min(QUEUE_SECONDS, self._keep_alive) if state["owner"] == "queue" else self._keep_alive

    def _time(self) -> float:
        return self._clock().timestamp()


@dataclass(frozen=True)
class _Shared:
    """What was read for several streams together, each by conversation."""

    standings: Mapping[str, Standing]
    newest: int  #: the highest number that the log had before the events were read
    entries: Mapping[str, list[LogEntry]]  #: the new events of those that have caught up
    together: bool  #: whether `entries` holds all of them
    states: Mapping[str, Mapping[str, object]]
    waiting_since: Mapping[str, float]

"""The stream to a customer's browser: what stands in the log, who has the conversation, and signs of life."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass

from baton.base.clock import Clock, now
from baton.base.outage import is_away
from baton.channels.web import message_view
from baton.channels.web.chat_store import Chats
from baton.channels.web.session_tokens import ChatSession
from baton.channels.web.stream_notifier import WakeEvent
from baton.conversation.event_reader import EventReader
from baton.handoff.presence.presence import HERE_SECONDS, TYPING_SECONDS, Presence

KEEP_ALIVE_SECONDS = 15.0
#: The place in the queue changes without a word in this conversation's log, so it is looked at more often.
QUEUE_SECONDS = 5.0
#: A message that waits so long to be taken into the log is said to be delayed; what it waits for is looked at as often.
DELAYED_SECONDS = 6.0
#: A reader that takes nothing for so long is cut off; it comes back and goes on where it stopped.
SLOW_READER_SECONDS = 30.0
#: So many events are held in memory for a reader, however long the conversation is.
PAGE = 100


class StreamSource:
    """What streams are made of.

    Args:
        log: the conversation log.
        chats: tells when a chat was ended.
        presence: tells when an agent types; is told that the customer is there.
        state: who has a conversation, in the words of `HandoffService.state_for_customer`.
        waiting_since: when the oldest message was accepted that is not in the log yet, in epoch seconds.
        clock: tells the time.
        keep_alive: seconds of silence before a comment is sent.
    """

    def __init__(
        self,
        log: EventReader,
        chats: Chats,
        presence: Presence,
        state: Callable[[str], Mapping[str, object]],
        clock: Clock = now,
        keep_alive: float = KEEP_ALIVE_SECONDS,
        waiting_since: Callable[[str], float | None] = lambda conversation_id: None,
    ) -> None:
        self._log = log
        self._chats = chats
        self._presence = presence
        self._state = state
        self._clock = clock
        self._keep_alive = keep_alive
        self._waiting_since = waiting_since

    async def events(self, chat: ChatSession, wake_event: WakeEvent, after: int) -> AsyncIterator[str]:
        """The text of one stream. It asks for the next event only when the last one was taken.

        Args:
            chat: the session; the stream ends with it.
            wake_event: set when something new may be there.
            after: number of the last event that the browser has.
        """
        sent: Mapping[str, object] = {}
        place = _Place(after)
        while self._time() < chat.expires_at and not wake_event.closed:
            pause = DELAYED_SECONDS
            try:
                if self._chats.ended(chat.conversation_id):
                    yield message_view.sse({}, "ended")
                    return
                if self._chats.outdated(chat.conversation_id, chat.generation):
                    return
                for text in self._new(chat.conversation_id, place):
                    yield text
                state = self._state_now(chat.conversation_id, place)
                pause = self._pause(state, place)
            except Exception as error:
                if not is_away(error):
                    raise
                state = {**(sent or {"owner": "bot"}), "delayed": True}  # nothing can be read: nobody knows more
            if state != sent:
                sent = state
                yield message_view.sse(state, "state")
            if not await wake_event.wait(pause) and not wake_event.closed:
                yield ": still here\n\n"

    def _new(self, conversation_id: str, place: _Place) -> Iterator[str]:
        """What was said since, as events."""
        more = True
        while more:
            page = self._log.conversation(conversation_id, place.after, PAGE)
            more = len(page) == PAGE
            for entry in page:
                place.after = entry.id
                item = message_view.to_widget(entry)
                if item is not None:
                    place.name = str(item["name"]) if item.get("name") else place.name
                    yield message_view.sse(item, "message", entry.id)

    def _state_now(self, conversation_id: str, place: _Place) -> Mapping[str, object]:
        """Who has the conversation, and whether a message of the customer's waits for long."""
        state = self._state(conversation_id)
        if state["owner"] == "agent":
            place.name = place.name or message_view.person(self._log.conversation(conversation_id))
            typing = self._presence.read(conversation_id).agent_typing is not None
            state = {**({"agent": place.name} if place.name else {}), **state, "typing": typing}
        if state["owner"] != "bot" and self._time() - place.seen > HERE_SECONDS / 3:
            place.seen = self._time()
            self._presence.customer_here(conversation_id)
        place.waiting_since = self._waiting_since(conversation_id)
        late = place.waiting_since is not None and self._time() - place.waiting_since >= DELAYED_SECONDS
        return {**state, "delayed": True} if late else state

    def _pause(self, state: Mapping[str, object], place: _Place) -> float:
        """Seconds until it is looked at again, if nothing wakes the stream before."""
        if place.waiting_since is not None:
            return min(DELAYED_SECONDS, self._keep_alive)
        if state.get("typing"):
            return min(TYPING_SECONDS, self._keep_alive)
        return min(QUEUE_SECONDS, self._keep_alive) if state["owner"] == "queue" else self._keep_alive

    def _time(self) -> float:
        return self._clock().timestamp()


@dataclass
class _Place:
    """How far a stream has come."""

    after: int  #: number of the last event that was sent
    name: str | None = None  #: of the person who spoke last
    seen: float = 0.0  #: when presence was told that the customer is there, in epoch seconds
    waiting_since: float | None = None  #: when the oldest message was accepted that is not in the log yet


async def pump(
    events: AsyncIterator[str], send: Callable[[str], Awaitable[object]], patience: float = SLOW_READER_SECONDS
) -> bool:
    """Give a stream to its reader, event by event; while the reader is behind, nothing piles up here.

    Returns:
        False if the reader took nothing for so many seconds.
    """
    async for text in events:
        try:
            await asyncio.wait_for(send(text), patience)
        except asyncio.TimeoutError:
            return False
    return True


def cut_off(transport: asyncio.BaseTransport) -> None:
    """End the connection of a reader that takes nothing, at once.

    Without `SO_LINGER` the system would go on offering what it holds, some megabytes, for minutes.
    """
    connection = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()  # type: ignore[attr-defined]

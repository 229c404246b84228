"""The stream to a customer's browser: what stands in the log, who has the conversation, and signs of life."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from baton.channels import shown
from baton.channels.chats import Chats
from baton.channels.tokens import ChatSession
from baton.channels.wakeup import Bell
from baton.clock import Clock, now
from baton.handoff.presence import HERE_SECONDS, TYPING_SECONDS, Presence
from baton.log.reader import LogReader

KEEP_ALIVE_SECONDS = 15.0
#: The place in the queue changes without a word in this conversation's log, so it is looked at more often.
QUEUE_SECONDS = 5.0
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
        clock: tells the time.
        keep_alive: seconds of silence before a comment is sent.
    """

    def __init__(
        self,
        log: LogReader,
        chats: Chats,
        presence: Presence,
        state: Callable[[str], dict[str, Any]],
        clock: Clock = now,
        keep_alive: float = KEEP_ALIVE_SECONDS,
    ) -> None:
        self._log = log
        self._chats = chats
        self._presence = presence
        self._state = state
        self._clock = clock
        self._keep_alive = keep_alive

    async def events(self, chat: ChatSession, bell: Bell, after: int) -> AsyncIterator[str]:
        """The text of one stream. It asks for the next event only when the last one was taken.

        Args:
            chat: the session; the stream ends with it.
            bell: rings when something new may be there.
            after: number of the last event that the browser has.
        """
        conversation_id = chat.conversation_id
        told: dict[str, Any] | None = None
        name: str | None = None
        seen = 0.0
        while self._time() < chat.expires_at:
            if self._chats.ended(conversation_id):
                yield shown.sse({}, "ended")
                return
            more = True
            while more:
                page = self._log.conversation(conversation_id, after, PAGE)
                more = len(page) == PAGE
                for entry in page:
                    after = entry.id
                    item = shown.message(entry)
                    if item is not None:
                        name = item.get("name") or name
                        yield shown.sse(item, "message", entry.id)
            state = self._state(conversation_id)
            if state["owner"] == "agent":
                name = name or shown.person(self._log.conversation(conversation_id))
                typing = self._presence.read(conversation_id).agent_typing is not None
                state = {**({"agent": name} if name else {}), **state, "typing": typing}
            if state["owner"] != "bot" and self._time() - seen > HERE_SECONDS / 3:
                seen = self._time()
                self._presence.customer_here(conversation_id)
            if state != told:
                told = state
                yield shown.sse(state, "state")
            if not await bell.ring(self._pause(state)):
                yield ": still here\n\n"

    def _pause(self, state: dict[str, Any]) -> float:
        if state.get("typing"):
            return min(TYPING_SECONDS, self._keep_alive)
        return min(QUEUE_SECONDS, self._keep_alive) if state["owner"] == "queue" else self._keep_alive

    def _time(self) -> float:
        return self._clock().timestamp()


async def pump(
    events: AsyncIterator[str], send: Callable[[str], Awaitable[Any]], patience: float = SLOW_READER_SECONDS
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

"""One open stream to a customer's browser: what is ready for it, how far it has come, and how it is sent."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

from baton.channels.web.session_tokens import ChatSession

#: A reader that takes nothing for so long is cut off; it comes back and goes on where it stopped.
SLOW_READER_SECONDS = 30.0


class OpenStream:
    """What one browser is still to be sent.

    Args:
        chat: the session; the stream ends with it.
        after: number of the last event that the browser has.
        read_on: called when the browser has taken all and there is more to be read for it.
    """

    def __init__(self, chat: ChatSession, after: int, read_on: Callable[[OpenStream], object]) -> None:
        self.chat = chat
        self.after = after  #: number of the last event that was read for it
        self.floor: int | None = None  #: nothing up to this number is new for it; None: it has history to catch up with
        self.state: Mapping[str, object] = {}  #: who has the conversation, as it was told last
        self.name: str | None = None  #: of the person who spoke last
        self.seen = 0.0  #: when presence was told that the customer is there, in epoch seconds
        self.due_at = 0.0  #: when it is read again if nothing wakes it before, on the clock of `Streams`
        self.is_over = False
        self.more = False  #: there is more to be read once the browser has taken what is ready
        self._read_on = read_on
        self._ready: deque[str] = deque()
        self._news = asyncio.Event()
        self._error: Exception | None = None

    @property
    def conversation_id(self) -> str:
        """The conversation that it shows."""
        return self.chat.conversation_id

    @property
    def is_behind(self) -> bool:
        """Whether the browser has not taken all yet: nothing more is read for it until then."""
        return bool(self._ready)

    def put(self, text: str) -> None:
        """Send a text after those that wait."""
        self._ready.append(text)
        self._news.set()

    def close(self) -> None:
        """End it, after what is ready."""
        self.is_over = True
        self._news.set()

    def fail(self, error: Exception) -> None:
        """End it with an error: nothing can be read for it."""
        self._error = error
        self.close()

    async def texts(self) -> AsyncIterator[str]:
        """The text of the stream, event by event; the next one is asked for only when the last one was taken.

        Raises:
            Exception: what `fail` was given.
        """
        while True:
            while self._ready:
                yield self._ready.popleft()
            if self._error is not None:
                raise self._error
            if self.is_over:
                return
            self._news.clear()
            if self.more:
                self._read_on(self)
            await self._news.wait()


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

"""All open streams of a worker: they are read together when their log grows, by this worker's own turns or by anybody
else's, when an agent is typing, and when their time has come."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from baton.base.clock import Clock, now
from baton.base.metrics import STREAMS, loop_round
from baton.base.outage import Outage
from baton.channels.web.event_stream import StreamReader
from baton.channels.web.open_stream import OpenStream
from baton.channels.web.session_tokens import ChatSession
from baton.conversation.event_consumer import EventConsumer, LogSource
from baton.conversation.event_reader import EventReader
from baton.handoff.presence.presence import Presence

logger = logging.getLogger(__name__)

#: How often the log is polled for what other workers wrote, in seconds.
POLL_SECONDS = 0.2
#: How often it is looked which streams' time has come, in seconds.
BEAT_SECONDS = 1.0
#: So many streams are read in one go; messages are handled in between.
BATCH = 100
#: Signs of presence that are older than this, in seconds, are no news; the clocks of two machines may differ by as
#: much.
PRESENCE_SECONDS = 5.0


class Streams:
    """The open streams of a worker, and the one reader that serves them.

    Args:
        log: the conversation log, followed for what other workers write.
        presence: tells where an agent types.
        reader: reads what streams are made of.
        clock: tells the time.
        seconds: a clock that only goes forward.
    """

    def __init__(
        self,
        log: EventReader,
        presence: Presence,
        reader: StreamReader,
        clock: Clock = now,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._presence = presence
        self._reader = reader
        self._clock = clock
        self._seconds = seconds
        self.closed = False
        self._open: defaultdict[str, set[OpenStream]] = defaultdict(set)
        self._woken: dict[OpenStream, None] = {}  # in the order in which they were woken
        self._alarm = asyncio.Event()
        self._beat_at = 0.0
        self._present: dict[str, float] = {}  # conversation: when somebody last came, left or typed
        self._consumer = EventConsumer("streams", LogSource(log), self._logged, from_now=True, clock=clock)

    @contextmanager
    def open(self, chat: ChatSession, after: int) -> Iterator[OpenStream]:
        """A stream, for as long as its browser follows it.

        Args:
            after: number of the last event that the browser has.
        """
        stream = OpenStream(chat, after, self._wake)
        self._open[chat.conversation_id].add(stream)
        STREAMS.inc()
        self._wake(stream)
        try:
            yield stream
        finally:
            STREAMS.dec()
            stream.close()
            self._woken.pop(stream, None)
            self._open[chat.conversation_id].discard(stream)
            if not self._open[chat.conversation_id]:
                del self._open[chat.conversation_id]

    def count(self, conversation_id: str) -> int:
        """How many streams of a conversation this worker has."""
        return len(self._open.get(conversation_id, ()))

    async def close(self, patience: float) -> None:
        """End all streams, and wait so many seconds at most until they have ended."""
        self.closed = True
        for streams in list(self._open.values()):
            for stream in streams:
                stream.close()
        deadline = time.monotonic() + patience
        while self._open and time.monotonic() < deadline:
            await asyncio.sleep(0.02)

    def wake(self, conversation_id: str) -> None:
        """Have the streams of a conversation read."""
        for stream in self._open.get(conversation_id, ()):
            self._wake(stream)

    def due(self) -> list[OpenStream]:
        """The streams that are to be read now. One whose browser is behind is left until it has taken what it has."""
        due, self._woken = self._woken, {}
        self._alarm.clear()
        at = self._seconds()
        if at >= self._beat_at:
            self._beat_at = at + BEAT_SECONDS
            due |= dict.fromkeys(s for streams in self._open.values() for s in streams if s.due_at <= at)
        for stream in due:
            stream.more = stream.more or stream.is_behind
        return [stream for stream in due if not stream.is_behind and not stream.is_over]

    async def serve(self) -> None:
        """Read for the streams that are due, for ever."""
        trouble = Outage(logger, "Streams cannot be read; they wait.", "Streams are read again.")
        while True:
            try:
                with loop_round("Reading streams"):
                    due = self.due()
                    for start in range(0, len(due), BATCH):
                        self._reader.read(due[start : start + BATCH], self._seconds())
                        await asyncio.sleep(0)
                trouble.over()
            except Exception as error:  # as in `follow`
                trouble.met(error)
            try:
                await asyncio.wait_for(self._alarm.wait(), max(0.0, self._beat_at - self._seconds()))
            except asyncio.TimeoutError:
                pass

    async def follow(self) -> None:
        """Poll for what others wrote, for ever."""
        trouble = Outage(logger, "New events cannot be read; streams wait.", "New events are read again.")
        while True:
            try:
                with loop_round("Waking streams"):
                    self._step()
                trouble.over()
            except Exception as error:  # a loop that ends would leave every stream behind
                trouble.met(error)
            await asyncio.sleep(POLL_SECONDS)

    def _step(self) -> None:
        if not self._open:
            self._consumer.skip()
            return
        self._consumer.step()
        before = self._present
        self._present = self._presence.changed(self._clock().timestamp() - PRESENCE_SECONDS)
        for conversation_id, at in self._present.items():
            if before.get(conversation_id) != at:
                self.wake(conversation_id)

    def _logged(self, number: int, conversation_id: str) -> None:
        """An event is in the log. Streams that a save of this worker woke have it already."""
        for stream in self._open.get(conversation_id, ()):
            if stream.after < number:
                self._wake(stream)

    def _wake(self, stream: OpenStream) -> None:
        self._woken[stream] = None
        self._alarm.set()

"""Wakes the streams of a conversation when its log grows, by this worker's own turns or by anybody else's, and when
an agent is typing."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from baton.base.clock import Clock, now
from baton.base.metrics import STREAMS, loop_round
from baton.base.outage import Outage
from baton.conversation.event_consumer import EventConsumer, LogSource
from baton.conversation.event_reader import EventReader
from baton.handoff.presence.presence import Presence

logger = logging.getLogger(__name__)

#: How often the log is polled for what other workers wrote, in seconds.
POLL_SECONDS = 0.5
#: Signs of presence that are older than this, in seconds, are no news; the clocks of two machines may differ by as
#: much.
PRESENCE_SECONDS = 5.0


class WakeEvent:
    """Wakes one waiter, once for any number of wake-ups that nobody waited for."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self.closed = False

    def close(self) -> None:
        """Wake the waiter for the last time: its stream ends."""
        self.closed = True
        self._event.set()

    def set(self) -> None:
        """Wake whoever waits, or whoever waits next."""
        self._event.set()

    async def wait(self, timeout: float) -> bool:
        """Wait for a wake-up; False if there was none in so many seconds."""
        try:
            await asyncio.wait_for(self._event.wait(), timeout)
        except asyncio.TimeoutError:
            return False
        self._event.clear()
        return True


class StreamNotifier:
    """The wake events of all open streams of a worker."""

    def __init__(self, log: EventReader, presence: Presence, clock: Clock = now) -> None:
        self._presence = presence
        self._clock = clock
        self.closed = False
        self._streams: defaultdict[str, set[WakeEvent]] = defaultdict(set)
        self._present: dict[str, float] = {}  # conversation: when somebody last came, left or typed
        self._consumer = EventConsumer(
            "streams", LogSource(log), lambda _, chat: self.wake(chat), from_now=True, clock=clock
        )

    @contextmanager
    def subscribe(self, conversation_id: str) -> Iterator[WakeEvent]:
        """A wake event for one stream, as long as the stream lives."""
        event = WakeEvent()
        self._streams[conversation_id].add(event)
        STREAMS.inc()
        try:
            yield event
        finally:
            STREAMS.dec()
            self._streams[conversation_id].discard(event)
            if not self._streams[conversation_id]:
                del self._streams[conversation_id]

    def count(self, conversation_id: str) -> int:
        """How many streams of a conversation this worker has."""
        return len(self._streams.get(conversation_id, ()))

    async def close(self, patience: float) -> None:
        """End all streams, and wait so many seconds at most until they have ended."""
        self.closed = True
        for events in list(self._streams.values()):
            for event in events:
                event.close()
        deadline = time.monotonic() + patience
        while self._streams and time.monotonic() < deadline:
            await asyncio.sleep(0.02)

    def wake(self, conversation_id: str) -> None:
        """Wake the streams of a conversation."""
        for event in self._streams.get(conversation_id, ()):
            event.set()

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
        if not self._streams:
            self._consumer.skip()
            return
        self._consumer.step()
        before = self._present
        self._present = self._presence.changed(self._clock().timestamp() - PRESENCE_SECONDS)
        for conversation_id, at in self._present.items():
            if before.get(conversation_id) != at:
                self.wake(conversation_id)

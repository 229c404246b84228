"""Wakes the streams of a conversation when its log grows, by this worker's own turns or by anybody else's, and when
an agent is typing."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from baton.clock import Clock, now
from baton.handoff.presence import Presence
from baton.log.reader import LOOK_BACK, LogReader

logger = logging.getLogger(__name__)

#: How often the log is looked at for what other workers wrote.
LOOK_SECONDS = 0.5
#: Signs of life that are older than this are no news; the clocks of two machines may differ by as much.
PRESENT_SECONDS = 5.0


class Bell:
    """Rings once for any number of wake-ups that nobody waited for."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def strike(self) -> None:
        self._event.set()

    async def ring(self, timeout: float) -> bool:
        """Wait for a wake-up; False if there was none in so many seconds."""
        try:
            await asyncio.wait_for(self._event.wait(), timeout)
        except asyncio.TimeoutError:
            return False
        self._event.clear()
        return True


class Wakeups:
    """The bells of all open streams of a worker."""

    def __init__(self, log: LogReader, presence: Presence, clock: Clock = now) -> None:
        self._log = log
        self._presence = presence
        self._clock = clock
        self._bells: defaultdict[str, set[Bell]] = defaultdict(set)

    @contextmanager
    def subscribe(self, conversation_id: str) -> Iterator[Bell]:
        """A bell for one stream, as long as the stream lives."""
        bell = Bell()
        self._bells[conversation_id].add(bell)
        try:
            yield bell
        finally:
            self._bells[conversation_id].discard(bell)
            if not self._bells[conversation_id]:
                del self._bells[conversation_id]

    def count(self, conversation_id: str) -> int:
        """How many streams of a conversation this worker has."""
        return len(self._bells.get(conversation_id, ()))

    def wake(self, conversation_id: str) -> None:
        """Wake the streams of a conversation."""
        for bell in self._bells.get(conversation_id, ()):
            bell.strike()

    async def follow(self) -> None:
        """Look for what others wrote, for ever. Numbers may become visible late, so it looks back a little."""
        position, seen, present = self._log.newest(), set[Any](), dict[str, float]()
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                if not self._bells:
                    position, seen = max(position, self._log.newest()), set()
                    continue
                fresh = [t for t in self._log.touched(max(0, position - LOOK_BACK)) if t not in seen]
                before, present = present, self._presence.changed(self._clock().timestamp() - PRESENT_SECONDS)
            except Exception:
                logger.exception("The databases cannot be read; streams wait.")
                continue
            for number, conversation_id in fresh:
                position = max(position, number)
                self.wake(conversation_id)
            for conversation_id, moment in present.items():
                if before.get(conversation_id) != moment:
                    self.wake(conversation_id)
            seen = {t for t in seen | set(fresh) if t[0] > position - LOOK_BACK}

"""The desk's background loops: following the log, and delivering what is in the outbox."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio
import anyio.to_thread

from baton.desk.follower import Follower
from baton.desk.hub import Hub
from baton.desk.parts import Parts

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.4  # how long a change by another process may stay unseen
TROUBLE_SECONDS = 2.0
_T = TypeVar("_T")


class Background:
    """Runs until the hub closes."""

    def __init__(self, parts: Parts) -> None:
        self._hub = parts.hub
        self._outbox = parts.outbox
        self._follower = Follower(parts.engine, parts.log, parts.handoffs.open_missing, parts.clock)

    async def run(self) -> None:
        """Both loops, side by side: a chat server that hangs does not hold up the queue."""
        await asyncio.gather(
            _loop("Following the conversation log", self._hub, self._follow),
            _loop("Delivering messages", self._hub, self._deliver),
        )

    async def _follow(self) -> bool:
        self._hub.publish(await _in_thread(self._follower.step))
        return False

    async def _deliver(self) -> bool:
        """Whether there may be more to deliver at once."""
        delivered = await _in_thread(self._outbox.work)
        return delivered > 0


async def _loop(what: str, hub: Hub, step: Callable[[], Awaitable[bool]]) -> None:
    """Call a step again and again. Trouble is logged when it begins and when it is over."""
    woken = hub.work()
    trouble = False
    while not hub.closing:
        woken.clear()
        more = False
        try:
            more = await step()
            if trouble:
                logger.info("%s works again.", what)
            trouble = False
        except Exception as error:  # a loop that ends would lose messages: whatever it is, it is tried again
            if not trouble:
                logger.error("%s does not work (%s: %s); trying again.", what, type(error).__name__, error)
                logger.debug("Details", exc_info=True)
            trouble = True
        if more:
            hub.nudge()  # what was delivered stands in the log now, and something else may be due
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(woken.wait(), TROUBLE_SECONDS if trouble else LOOK_SECONDS)


async def _in_thread(function: Callable[[], _T]) -> _T:
    """Run in a thread of the loop's own: requests that wait for a database do not starve the loops."""
    return await anyio.to_thread.run_sync(function, limiter=anyio.CapacityLimiter(1))

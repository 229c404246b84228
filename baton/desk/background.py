"""The desk's background loops: following the log, delivering, outside desks, offers and alarms, whoever waits."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

import anyio
import anyio.to_thread

from baton.connectors.desk import DeskConnector
from baton.connectors.intake import Intake
from baton.connectors.mirror import Mirror
from baton.desk.follower import Follower
from baton.desk.hub import Hub
from baton.desk.parts import Parts

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.4  # how long a change by another process may stay unseen
DUTY_SECONDS = 2.0  # how often offers and limits are looked at without being asked
FORGET_SECONDS = 3600.0
TROUBLE_SECONDS = 2.0
CATCH_UP_SECONDS = 60.0  # how long an outside agent's answer stays unseen whose event got lost
_T = TypeVar("_T")


class Background:
    """Runs until the hub closes."""

    def __init__(self, parts: Parts) -> None:
        self._hub = parts.hub
        self._parts = parts
        self._outbox = parts.outbox
        self._mirror = parts.mirror
        self._intake = parts.intake
        self._follower = Follower(
            parts.engine,
            parts.log,
            parts.handoffs.open_missing,
            parts.rules,
            parts.presence,
            parts.clock,
            heard=parts.hearing.heard,
        )
        self._forgot_at = 0.0
        # Where outside desks alone answer, an offer could not be taken.
        self._answers_here = DeskConnector.name in parts.settings.chosen_connectors

    async def run(self) -> None:
        """All loops, side by side: a chat server or an outside desk that hangs does not hold up the others."""
        loops = [
            _loop("Following the conversation log", self._hub, self._follow),
            _loop("Looking after those who wait", self._hub, self._look),
            _loop("Sending replies", self._hub, self._release),
            _loop("Offering conversations and watching limits", self._hub, self._watch, DUTY_SECONDS),
        ]
        for target in self._outbox.targets:
            step = partial(self._deliver, target)
            loops.append(_loop(f"Delivering to {target}", self._hub, step))
        if self._mirror is not None:
            loops.append(_loop("Telling outside desks", self._hub, partial(self._tell, self._mirror)))
        if self._intake is not None:
            loops.append(_loop("Hearing from outside desks", self._hub, partial(self._hear, self._intake)))
            catch_up = partial(self._catch_up, self._intake)
            loops.append(_loop("Asking outside desks", self._hub, catch_up, CATCH_UP_SECONDS, nudged=False))
        await asyncio.gather(*loops)

    async def _follow(self) -> bool:
        self._hub.publish(await _in_thread(self._follower.step))
        return False

    async def _deliver(self, target: str) -> bool:
        """Whether there may be more to deliver at once."""
        return await _in_thread(partial(self._outbox.work, target=target)) > 0

    async def _release(self) -> bool:
        """Hand to the outbox what can no longer be taken back."""
        return await _in_thread(self._parts.held.release) > 0

    async def _watch(self) -> bool:
        if self._answers_here:
            await _in_thread(self._parts.offers.step)
        await _in_thread(self._parts.alarms.step)
        if self._parts.time() - self._forgot_at > FORGET_SECONDS:
            self._forgot_at = self._parts.time()
            await _in_thread(self._parts.presence.forget)
        return False

    async def _tell(self, mirror: Mirror) -> bool:
        return await _in_thread(mirror.step) > 0

    async def _hear(self, intake: Intake) -> bool:
        return await _in_thread(intake.work) > 0

    async def _catch_up(self, intake: Intake) -> bool:
        return await _in_thread(intake.catch_up) > 0

    async def _look(self) -> bool:
        await _in_thread(self._parts.waiting.look)
        return False


async def _loop(
    what: str, hub: Hub, step: Callable[[], Awaitable[bool]], pause: float = LOOK_SECONDS, nudged: bool = True
) -> None:
    """Call a step again and again. Trouble is logged when it begins and when it is over.

    Args:
        pause: seconds between two calls when there is nothing to do.
        nudged: whether a nudge shortens them.
    """
    woken = hub.work(nudged)
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
            await asyncio.wait_for(woken.wait(), max(pause, TROUBLE_SECONDS) if trouble else pause)


async def _in_thread(function: Callable[[], _T]) -> _T:
    """Run in a thread of the loop's own: requests that wait for a database do not starve the loops."""
    return await anyio.to_thread.run_sync(function, limiter=anyio.CapacityLimiter(1))

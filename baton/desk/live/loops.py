"""The desk's background loops: event consumers, deliveries, outside desks, offers and alerts, waiting customers.

Of several desks one runs them: the one that holds the lease. When it dies another one takes over within seconds and
goes on where it stopped. Each desk reports what changed to its own pages.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

import anyio
import anyio.to_thread
from sqlalchemy.exc import SQLAlchemyError

from baton.base.leases import RENEW_SECONDS
from baton.base.metrics import loop_round
from baton.connectors.desk import DeskConnector
from baton.connectors.inbound import InboundReplies
from baton.connectors.message_mirror import MessageMirror
from baton.desk.container import DeskContainer
from baton.desk.live.change_feed import ChangeFeed
from baton.desk.notifier import Notifier
from baton.orders.email_codes.sender import CodeSender

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.4  # how long a change by another process may stay unseen
ASSIGNMENT_SECONDS = 2.0  # how often offers are checked when nothing wakes the loop
ALERT_SECONDS = 5.0  # how often limits are checked, which are minutes
FORGET_PRESENCE_SECONDS = 3600.0  # how often old rows of presence are deleted
ESCALATION_LOG_SECONDS = 60.0  # how old the escalation log may be
ROLLOUT_SECONDS = 2.0  # how often a candidate policy is looked after
RETENTION_SECONDS = 600.0  # how often it is looked for what is due; each kind has one run a day
RETRY_SECONDS = 2.0  # the least pause after an error
CATCH_UP_SECONDS = 60.0  # how long an outside agent's answer stays unseen if its webhook got lost
_T = TypeVar("_T")


class Background:
    """Runs until the notifier closes."""

    def __init__(self, container: DeskContainer) -> None:
        self._notifier = container.notifier
        self._container = container
        self._lease = container.lease
        self._outbox = container.outbox
        self._mirror = container.mirror
        self._inbound = container.inbound
        self._code_sender = container.code_sender
        self._change_feed = ChangeFeed(
            container.engine,
            container.log,
            container.handoffs.open_missing,
            container.rules,
            container.presence,
            container.clock,
            handle_message=container.customer_input.handle_event,
        )
        self._presence_forgotten_at = 0.0
        self._followed = 0  # the term of the lease in which the log was followed last
        # Where outside desks alone answer, an offer could not be taken.
        self._answers_here = DeskConnector.name in container.settings.chosen_connectors

    async def run(self) -> None:
        """All loops, side by side: a chat server or an outside desk that hangs does not hold up the others."""
        assignment = "Offering conversations"
        loops = [
            _loop("Holding the lease", self._notifier, self._hold, RENEW_SECONDS, only_on_stop=True),
            _loop("Following the conversation log", self._notifier, self._follow),
            self._once("Watching the queue", self._watch_queue),
            self._once(assignment, self._assign, ASSIGNMENT_SECONDS, reset=self._container.absent_owners.reset),
            self._once("Watching limits", self._alert, ALERT_SECONDS, only_on_stop=True),
            self._once(
                "Keeping the escalation log",
                self._keep_log,
                ESCALATION_LOG_SECONDS,
                only_on_stop=True,
                reset=self._container.escalation_log.reset,
            ),
            self._once(
                "Watching the candidate policy",
                self._watch,
                ROLLOUT_SECONDS,
                only_on_stop=True,
                reset=self._container.rollout_watch.reset,
            ),
            self._once("Keeping to the retention", self._keep_to_retention, RETENTION_SECONDS, only_on_stop=True),
        ]
        loops += [
            self._once(f"Delivering to {target}", partial(self._deliver, target)) for target in self._outbox.targets
        ]
        if self._code_sender is not None:
            step = partial(self._send_codes, self._code_sender)
            loops.append(self._once("Sending codes by e-mail", step))
        if self._mirror is not None:
            step = partial(self._send_messages, self._mirror)
            loops.append(self._once("Sending messages to outside desks", step, reset=self._mirror.reset))
        if self._inbound is not None:
            step = partial(self._handle_inbound, self._inbound)
            loops.append(self._once("Carrying out what outside desks send", step))
            step = partial(self._catch_up, self._inbound)
            loops.append(self._once("Asking outside desks", step, CATCH_UP_SECONDS, only_on_stop=True))
        await asyncio.gather(*loops)
        with contextlib.suppress(SQLAlchemyError):  # it runs out by itself
            await _in_thread(self._lease.release)

    async def _once(
        self,
        name: str,
        step: Callable[[], Awaitable[bool]],
        pause: float = POLL_SECONDS,
        only_on_stop: bool = False,
        reset: Callable[[], None] = lambda: None,
    ) -> None:
        """A loop that one desk of several runs, which holds the lease; the others wait for it.

        Args:
            reset: is called before the first step of each term: another desk may have done something meanwhile.
        """
        stopping, term = self._notifier.wake_event(only_on_stop=True), 0

        async def led() -> bool:
            nonlocal term
            while not self._lease.held:
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(stopping.wait(), POLL_SECONDS)
                if self._notifier.closing:
                    return False
            if term != self._lease.term:
                term = self._lease.term
                await _in_thread(reset)
            return await step()

        await _loop(name, self._notifier, led, pause, only_on_stop)

    async def _hold(self) -> bool:
        term = self._lease.term
        await _in_thread(self._lease.renew)
        if self._lease.term != term:
            logger.info("This desk runs the background loops now.")
        return False

    async def _follow(self) -> bool:
        await _in_thread(self._change_feed.begin)
        if self._lease.held:
            if self._followed != self._lease.term:
                self._change_feed.reset()
                self._followed = self._lease.term
            await _in_thread(self._change_feed.handle)
        self._notifier.publish(await _in_thread(self._change_feed.changes))
        return False

    async def _keep_log(self) -> bool:
        await _in_thread(partial(self._container.escalation_log.update, lambda: self._notifier.closing))
        return False

    async def _watch(self) -> bool:
        await _in_thread(self._container.rollout_watch.step)
        return False

    async def _keep_to_retention(self) -> bool:
        await _in_thread(self._container.customer_data.resume)
        await _in_thread(partial(self._container.retention.run, lambda: self._notifier.closing))
        return False

    async def _deliver(self, target: str) -> bool:
        """Whether there may be more to deliver at once."""
        return await _in_thread(partial(self._outbox.work, target=target)) > 0

    async def _send_codes(self, sender: CodeSender) -> bool:
        return await _in_thread(sender.step) > 0

    async def _assign(self) -> bool:
        if self._answers_here:
            await _in_thread(self._container.offers.step)
            await _in_thread(self._container.absent_owners.step)
        return False

    async def _alert(self) -> bool:
        await _in_thread(self._container.alerts.step)
        if self._container.time() - self._presence_forgotten_at > FORGET_PRESENCE_SECONDS:
            self._presence_forgotten_at = self._container.time()
            await _in_thread(self._container.presence.forget)
        return False

    async def _send_messages(self, mirror: MessageMirror) -> bool:
        return await _in_thread(mirror.step) > 0

    async def _handle_inbound(self, inbound: InboundReplies) -> bool:
        return await _in_thread(inbound.work) > 0

    async def _catch_up(self, inbound: InboundReplies) -> bool:
        return await _in_thread(inbound.catch_up) > 0

    async def _watch_queue(self) -> bool:
        await _in_thread(self._container.queue_watcher.run_once)
        return False


async def _loop(
    name: str,
    notifier: Notifier,
    step: Callable[[], Awaitable[bool]],
    pause: float = POLL_SECONDS,
    only_on_stop: bool = False,
) -> None:
    """Call a step again and again, until the notifier closes. An error is logged when it begins and when it is over.

    Args:
        name: what the loop does, for the log.
        notifier: wakes the loop.
        step: one round; whether there may be more to do at once.
        pause: seconds between two calls when there is nothing to do.
        only_on_stop: whether the pause is shortened by the end only, and not by every call of `wake`.
    """
    woken = notifier.wake_event(only_on_stop)
    failing: type[Exception] | None = None  # what kind of error the last call raised
    while not notifier.closing:
        woken.clear()
        more = False
        try:
            with loop_round(name):
                more = await step()
            if failing is not None:
                logger.info("%s works again.", name)
            failing = None
        except (SQLAlchemyError, OSError) as error:  # a database or a server is away: the stack says nothing of it
            if failing is not type(error):
                logger.error("%s does not work (%s: %s); trying again.", name, type(error).__name__, error)
            failing = type(error)
        except Exception as error:  # a fault in the code: a loop that ends would lose messages, so it is tried again
            if failing is not type(error):
                logger.exception("%s does not work; trying again.", name)
            failing = type(error)
        if more:
            notifier.wake()  # what was delivered is in the log now, and something else may be due
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(woken.wait(), max(pause, RETRY_SECONDS) if failing is not None else pause)


async def _in_thread(function: Callable[[], _T]) -> _T:
    """Run in a thread of the loop's own: requests that wait for a database do not starve the loops."""
    return await anyio.to_thread.run_sync(function, limiter=anyio.CapacityLimiter(1))

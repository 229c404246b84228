"""Rasa's event broker for RabbitMQ, for a copy of the conversation log that others read. The log stays the truth.

Rasa's own keeps the bot from starting while RabbitMQ is away, writes customers' words into the log file for each event
that it cannot publish, and loses what is published before it is connected.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import deque
from typing import Any, Deque, Dict, Optional, Text

from rasa.core.brokers import pika
from rasa.core.brokers.pika import PikaEventBroker
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig

from baton.base.outage import Outage

logger = logging.getLogger(__name__)

_WHO = re.compile(r"//[^/@\s]*@")


def _without_password(record: logging.LogRecord) -> bool:
    """Rasa says at level INFO where it is connected to, with the password that stands in the address."""
    record.msg = _WHO.sub("//", str(record.msg))
    return True


logging.getLogger(pika.__name__).addFilter(_without_password)

#: Events that are kept in memory while RabbitMQ is away. Older ones are given up; `rasa export` has them from the log.
MOST_KEPT = 20_000
#: How long a start waits for RabbitMQ; afterwards it is tried again in the background, for as long as it takes.
START_SECONDS = 5.0
RETRY_SECONDS = 5.0
#: How long RabbitMQ may take to say that it has an event; afterwards it is sent again when the next one is.
ANSWER_SECONDS = 10.0


class RabbitMqCopy(PikaEventBroker):
    """Publishes each event that the tracker store has written, in its order.

    Args:
        arguments: as Rasa's own.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{"connection_attempts": 1, "retry_delay_in_seconds": 0, **options})
        self._unpublished_events: Deque[Dict[Text, Any]] = deque(maxlen=MOST_KEPT)
        self._given_up = 0
        self._sending = asyncio.Lock()
        self._outage = Outage(
            logger,
            f"RabbitMQ gets no events. The last {MOST_KEPT} are kept; the conversation log has all.",
            "RabbitMQ gets events again.",
        )

    @classmethod
    async def from_endpoint_config(
        cls, broker_config: Optional[EndpointConfig], event_loop: Optional[asyncio.AbstractEventLoop] = None
    ) -> Optional[RabbitMqCopy]:
        """The broker, connected if RabbitMQ answers soon."""
        if broker_config is None:
            return None
        broker = cls(broker_config.url, **broker_config.kwargs, event_loop=event_loop)
        connecting = asyncio.ensure_future(broker._connect_at_last())
        broker._background_tasks.add(connecting)
        await asyncio.wait({connecting}, timeout=START_SECONDS)
        return broker

    async def _connect_at_last(self) -> None:
        while True:
            try:
                await self.connect()
                break
            except Exception as error:  # whatever keeps it away: customers are served without it
                self._outage.met(error)
                await asyncio.sleep(RETRY_SECONDS)
        await self._send_kept()

    def _publish_unpublished_messages(self, *_: Any, **__: Any) -> None:
        """Called when the connection is there again."""
        task = self._loop.create_task(self._send_kept())
        self._background_tasks.add(task)
        task.add_done_callback(self._background_tasks.discard)

    async def _publish(self, event: Dict[Text, Any], headers: Optional[Dict[Text, Text]] = None) -> None:
        if self.raise_on_failure:  # `rasa export`: it says itself where it stopped
            if self._exchange is None:
                raise ConnectionError("RabbitMQ is away")
            await self._exchange.publish(self._message(event, headers), "")
            return
        if len(self._unpublished_events) == MOST_KEPT:
            self._given_up += 1
        self._unpublished_events.append(event)
        await self._send_kept()

    async def close(self) -> None:
        """Close the connection; `rasa export` does so right after it has handed the last event over.

        Raises:
            RasaException: not everything that was to be exported has arrived.
        """
        if self.raise_on_failure:
            done = await asyncio.gather(*self._background_tasks, return_exceptions=True)
            failed = [one for one in done if isinstance(one, BaseException)]
            if failed:
                raise RasaException(
                    f"RabbitMQ did not take {len(failed)} events, for one: {failed[0]!r}. Export again."
                )
        await super().close()

    async def _send_kept(self) -> None:
        """Publish what is kept, the oldest first; what fails stays."""
        async with self._sending:
            while self._unpublished_events and self._exchange is not None:
                event = self._unpublished_events[0]
                try:
                    await asyncio.wait_for(self._exchange.publish(self._message(event, None), ""), ANSWER_SECONDS)
                except Exception as error:  # of RabbitMQ's client, of many kinds
                    self._outage.met(error)
                    return
                if self._unpublished_events and self._unpublished_events[0] is event:
                    self._unpublished_events.popleft()
            if self._exchange is not None:
                self._outage.over()
                if self._given_up:
                    logger.error("%s events were given up: rasa export sends them from the log.", self._given_up)
                    self._given_up = 0

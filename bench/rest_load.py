"""Messages by REST, as fast as answers come (closed loop) or at a fixed rate (open loop), and what they waited."""

from __future__ import annotations

import asyncio
import math
import time
import uuid
from collections.abc import Sequence

import aiohttp

ANSWER_SECONDS = 60.0


def percentile(waits: Sequence[float], share: float) -> float:
    """The wait that so many of them do not exceed: 0.99 is the 99th percentile.

    Raises:
        ValueError: there are none.
    """
    if not waits:
        raise ValueError("no waits")
    return sorted(waits)[max(0, math.ceil(len(waits) * share) - 1)]


class RestLoad:
    """Customers of one system.

    Args:
        addresses: of the servers, which get conversations in turn.
        texts: what each customer says, one after the other, in a conversation of their own.
    """

    def __init__(self, addresses: Sequence[str], texts: Sequence[str]) -> None:
        self._hooks = [f"{address}/webhooks/rest/webhook" for address in addresses]
        self._texts = texts
        self._begun = 0

    async def closed(self, clients: int, seconds: float) -> float:
        """Messages a second that so many clients get answered, each with one message under way."""
        end = time.monotonic() + seconds
        answered = 0

        async def client(http: aiohttp.ClientSession) -> None:
            nonlocal answered
            while time.monotonic() < end:
                hook, sender = self._conversation()
                for text in self._texts:
                    await self._say(http, hook, sender, text)
                    answered += time.monotonic() < end

        async with _session() as http:
            await asyncio.gather(*(client(http) for _ in range(clients)))
        return answered / seconds

    async def open(self, rate: float, seconds: float) -> list[float]:
        """Seconds from the moment at which each message was due to its answer.

        Conversations begin at a fixed pace and say a text each few seconds, whatever the answers take.

        Args:
            rate: messages a second.
        """
        begin, pause = time.monotonic(), 2.0
        waits: list[float] = []

        async def customer(http: aiohttp.ClientSession, first: float) -> None:
            hook, sender = self._conversation()
            for place, text in enumerate(self._texts):
                due = begin + first + place * pause
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                await self._say(http, hook, sender, text)
                waits.append(time.monotonic() - due)

        each = len(self._texts) / rate
        async with _session() as http:
            await asyncio.gather(*(customer(http, number * each) for number in range(round(seconds / each))))
        return waits

    def _conversation(self) -> tuple[str, str]:
        self._begun += 1
        return self._hooks[self._begun % len(self._hooks)], uuid.uuid4().hex

    @staticmethod
    async def _say(http: aiohttp.ClientSession, hook: str, sender: str, text: str) -> None:
        async with http.post(hook, json={"sender": sender, "message": text}) as answer:
            answer.raise_for_status()
            if not await answer.json():
                raise AssertionError(f"{hook}: no answer to {text!r}")


def _session() -> aiohttp.ClientSession:
    patience = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=patience)

"""Many open widgets: how long what is in the log takes to a customer's stream while messages come at a fixed rate."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from dataclasses import dataclass, field

import aiohttp

from tests.support.stack import Stack

STREAMS, RATE = 1000, 20.0
TEXT = "hello there"


@dataclass
class Delivered:
    """What was seen. Times are seconds."""

    streams: int
    from_log: list[float] = field(default_factory=list)  #: from the event's moment in the log to the stream
    from_sending: list[float] = field(default_factory=list)  #: from sending to the bot's answer in the stream


class _Widget:
    """A session with its stream."""

    def __init__(self, http: aiohttp.ClientSession, base: str, seen: Delivered) -> None:
        self._http, self._base, self._seen = http, base, seen
        self._sent = 0.0
        self.is_open, self.answered = asyncio.Event(), asyncio.Event()

    async def begin(self) -> None:
        async with self._http.post(f"{self._base}/session", json={}) as answer:
            answer.raise_for_status()
            self._headers = {"Authorization": f"Bearer {(await answer.json())['token']}"}

    async def follow(self) -> None:
        async with self._http.get(f"{self._base}/stream", headers=self._headers) as answer:
            answer.raise_for_status()
            self.is_open.set()
            kind = ""
            async for line in answer.content:
                if line.startswith(b"event: "):
                    kind = line[7:].strip().decode()
                elif line.startswith(b"data: ") and kind == "message":
                    self._receive(json.loads(line[6:]))

    def _receive(self, item: dict[str, object]) -> None:
        if item["speaker"] == "bot" and self._sent:
            self._seen.from_log.append(time.time() - float(str(item["at"])))
            self._seen.from_sending.append(time.monotonic() - self._sent)
            self.answered.set()

    async def send(self) -> None:
        self._sent = time.monotonic()
        body = {"client_id": uuid.uuid4().hex, "text": TEXT}
        async with self._http.post(f"{self._base}/messages", json=body, headers=self._headers) as answer:
            answer.raise_for_status()
        await asyncio.wait_for(self.answered.wait(), 60)


async def measure(stack: Stack, seconds: float, streams: int = STREAMS, rate: float = RATE) -> Delivered:
    """Open the streams, then have one widget after the other say something, at a rate of messages a second."""
    seen = Delivered(streams)
    patience = aiohttp.ClientTimeout(total=None, sock_connect=60)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=patience) as http:
        widgets = [_Widget(http, f"{stack.rasa}/webhooks/web", seen) for _ in range(streams)]
        gate = asyncio.Semaphore(16)

        async def begin(widget: _Widget) -> asyncio.Task[None]:
            async with gate:
                await widget.begin()
                following = asyncio.create_task(widget.follow())
                await asyncio.wait_for(widget.is_open.wait(), 60)
            return following

        following = await asyncio.gather(*(begin(widget) for widget in widgets))
        start = time.monotonic()

        async def speak(number: int) -> None:
            await asyncio.sleep(max(0.0, start + number / rate - time.monotonic()))
            await widgets[number].send()

        await asyncio.gather(*(speak(number) for number in range(min(streams, round(rate * seconds)))))
        for task in following:
            task.cancel()
        await asyncio.gather(*following, return_exceptions=True)
    return seen

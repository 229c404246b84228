"""Many open widgets: how long what is in the log takes to a customer's stream while messages come at a fixed rate."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Sequence
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

    async def send(self, text: str) -> None:
        self.answered.clear()
        self._sent = time.monotonic()
        body = {"client_id": uuid.uuid4().hex, "text": text}
        async with self._http.post(f"{self._base}/messages", json=body, headers=self._headers) as answer:
            answer.raise_for_status()
        await asyncio.wait_for(self.answered.wait(), 60)


class Widgets:
    """Open widgets of one client.

    Args:
        seen: what they note.
    """

    def __init__(self, http: aiohttp.ClientSession, stack: Stack, seen: Delivered) -> None:
        self._http, self._stack, self._seen = http, stack, seen
        self._gate = asyncio.Semaphore(16)
        self._following: dict[_Widget, asyncio.Task[None]] = {}

    async def open(self) -> _Widget:
        """One more, with its stream."""
        widget = _Widget(self._http, f"{self._stack.rasa}/webhooks/web", self._seen)
        async with self._gate:
            await widget.begin()
            self._following[widget] = asyncio.create_task(widget.follow())
            await asyncio.wait_for(widget.is_open.wait(), 60)
        return widget

    async def close(self, *widgets: _Widget) -> None:
        """Let some go; all if none are named."""
        ended = [self._following.pop(widget) for widget in widgets or tuple(self._following)]
        for task in ended:
            task.cancel()
        await asyncio.gather(*ended, return_exceptions=True)


async def measure(
    stack: Stack, seconds: float, streams: int = STREAMS, rate: float = RATE, talk: Sequence[str] = (TEXT,)
) -> Delivered:
    """Open the streams, then have one widget after the other say something, at a rate of messages a second.

    Args:
        talk: what each widget says; one that has said everything is closed, and a new one opened in its place.
    """
    seen = Delivered(streams)
    patience = aiohttp.ClientTimeout(total=None, sock_connect=60)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=patience) as http:
        widgets = Widgets(http, stack, seen)
        opened = await asyncio.gather(*(widgets.open() for _ in range(streams)))
        start = time.monotonic()

        async def speak(place: int) -> None:
            widget = opened[place]
            for turn, number in enumerate(range(place, round(rate * seconds), streams)):
                if turn and turn % len(talk) == 0:
                    await widgets.close(widget)
                    widget = await widgets.open()
                await asyncio.sleep(max(0.0, start + number / rate - time.monotonic()))
                await widget.send(talk[turn % len(talk)])

        await asyncio.gather(*(speak(place) for place in range(streams)))
        await widgets.close()
    return seen

"""`make hostile`: what customers wait for answers while one client does its worst from one address.

Customers, each from an address of their own, ask the bot by the widget's channel and follow their streams, at a fixed
rate. The hostile client opens sessions and streams, sends the longest and dearest messages and huge bodies, all as fast
as it is answered, with the limits of production. The others' wait at the 99th percentile may grow to `MOST` times.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp

from tests.support.stack import USUAL, Stack

MOST = 2.0
CUSTOMERS = 8
PAUSE = 2.0  # seconds from one question of a customer to the next
SECONDS = 40.0
HOSTILE = 24  # requests at a time
#: The limits are those of a fresh installation; only whether orders need a proof is as in tests.
LIMITS = {name: value for name, value in USUAL.items() if not name.endswith(("_RATE", "_STREAMS"))}
#: Each once in a conversation, so that the bot has no reason to hand over and fall silent.
QUESTIONS = ("hello there", "where is order 10023?", "how long do I have to return something?")
#: Long legal texts: digits that may be cards, words without end, letters with many marks, one word, plain talk.
DEAR = (
    "1-" * 999,
    "where is my order " * 110,
    "e\u0301\u0302\u0303" * 500,
    "x" * 2000,
    "I want a refund of 10023. " * 75,
)


class Client:
    """Requests from one address of this machine."""

    def __init__(self, base: str, address: str) -> None:
        self._base = f"{base}/webhooks/web"
        connector = aiohttp.TCPConnector(local_addr=(address, 0), limit=0)
        self._http = aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=120))

    async def close(self) -> None:
        await self._http.close()

    async def open(self) -> str | None:
        """The token of a new session; None if it is refused."""
        async with self._http.post(f"{self._base}/session", json={}) as answer:
            return (await answer.json())["token"] if answer.status == 200 else None

    async def send(self, token: str, text: str) -> int:
        """Send a message. Returns the status."""
        headers = {"Authorization": f"Bearer {token}"}
        body = {"client_id": uuid.uuid4().hex, "text": text}
        async with self._http.post(f"{self._base}/messages", json=body, headers=headers) as answer:
            return answer.status

    async def bodies(self) -> int:
        """Send a body of 95 MB. Returns the status; 0 if the connection ends."""
        try:
            async with self._http.post(f"{self._base}/session", data=b" " * 95_000_000) as answer:
                return answer.status
        except aiohttp.ClientError:
            return 0

    async def follow(self, token: str, received: Callable[[dict[str, object]], None]) -> None:
        """Follow a stream for ever."""
        headers = {"Authorization": f"Bearer {token}"}
        while True:
            try:
                async with self._http.get(f"{self._base}/stream", headers=headers) as answer:
                    async for line in answer.content:
                        if line.startswith(b"data: "):
                            received(json.loads(line[6:]))
            except (aiohttp.ClientError, asyncio.TimeoutError):
                pass
            await asyncio.sleep(1)


async def customer(base: str, address: str, seconds: float, waits: list[float]) -> None:
    """Chat after chat, ask each question once, and note how long each answer took."""
    client, end = Client(base, address), time.monotonic() + seconds
    try:
        while time.monotonic() < end:
            await chat(client, end, waits)
    finally:
        await client.close()


async def chat(client: Client, end: float, waits: list[float]) -> None:
    """One conversation, until its questions are asked or the time is over."""
    answered = asyncio.Event()
    token = await client.open()
    assert token, "a customer is refused a session"

    def received(data: dict[str, object]) -> None:
        if data.get("speaker") == "bot":
            answered.set()

    following = asyncio.create_task(client.follow(token, received))
    try:
        for question in QUESTIONS:
            answered.clear()
            begun = time.monotonic()
            if begun > end:
                return
            assert await client.send(token, question) == 202, "a customer's message is refused"
            await asyncio.wait_for(answered.wait(), 120)
            waits.append(time.monotonic() - begun)
            await asyncio.sleep(max(0.1, PAUSE - waits[-1]))
    finally:
        following.cancel()


async def hostile(base: str, seen: Counter[str]) -> None:
    """Do the worst that one address can, until cancelled."""
    client, tokens = Client(base, "127.0.0.66"), list[str]()

    async def again(work: Callable[[], Awaitable[object]], name: str) -> None:
        while True:
            try:
                seen[f"{name} {await work()}"] += 1
            except (aiohttp.ClientError, asyncio.TimeoutError):
                seen[f"{name} broken"] += 1

    async def more() -> str:
        token = await client.open()
        if token:
            tokens.append(token)
        return "200" if token else "429"

    async def message() -> int:
        if not tokens:
            await asyncio.sleep(0.05)
            return 0
        number = sum(seen.values())
        return await client.send(tokens[number % len(tokens)], DEAR[number % len(DEAR)])

    async def stream() -> None:
        while not tokens:
            await asyncio.sleep(0.05)
        await client.follow(tokens[-1], lambda data: None)

    work = [again(more, "session"), again(client.bodies, "body")]
    work += [again(message, "message") for _ in range(HOSTILE)] + [stream() for _ in range(HOSTILE)]
    try:
        await asyncio.gather(*work)
    finally:
        await client.close()


async def measure(base: str, seconds: float, attacked: bool) -> tuple[list[float], Counter[str]]:
    """The waits of the customers in seconds, and what the hostile client was answered."""
    waits, seen = list[float](), Counter[str]()
    attack = asyncio.create_task(hostile(base, seen)) if attacked else None
    await asyncio.gather(*(customer(base, f"127.0.0.{number + 2}", seconds, waits) for number in range(CUSTOMERS)))
    if attack is not None:
        attack.cancel()
        await asyncio.gather(attack, return_exceptions=True)
    return waits, seen


def percentiles(waits: list[float]) -> tuple[float, float]:
    """The median and the 99th percentile."""
    cuts = statistics.quantiles(waits, n=100, method="inclusive")
    return cuts[49], cuts[98]


def main() -> int:
    """Returns 1 if the wait of the others grew too much."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    seconds = parser.parse_args().seconds
    with tempfile.TemporaryDirectory() as folder, Stack(Path(folder), **LIMITS) as stack:
        asyncio.run(measure(stack.rasa, 5, attacked=False))  # everything is loaded
        quiet, _ = asyncio.run(measure(stack.rasa, seconds, attacked=False))
        attacked, seen = asyncio.run(measure(stack.rasa, seconds, attacked=True))
    (median, high), (median_then, high_then) = percentiles(quiet), percentiles(attacked)
    print(f"{'':24}{'answers':>9}{'p50':>9}{'p99':>9}")
    print(f"{'quiet':24}{len(quiet):>9}{median * 1000:>7.0f}ms{high * 1000:>7.0f}ms")
    print(f"{'beside a hostile client':24}{len(attacked):>9}{median_then * 1000:>7.0f}ms{high_then * 1000:>7.0f}ms")
    print("The hostile client was answered: " + ", ".join(f"{name}: {number}" for name, number in sorted(seen.items())))
    print(f"p99 grew to {high_then / high:.1f} times; at most {MOST:.0f}")
    return 1 if high_then > MOST * high else 0


if __name__ == "__main__":
    sys.exit(main())

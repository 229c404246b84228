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
from collections import Counter
from pathlib import Path

from bench.hostile_client import Client
from tests.support.stack import USUAL, Stack

MOST = 2.0
CUSTOMERS = 8
PAUSE = 2.0  # seconds from one question of a customer to the next
SECONDS = 40.0
#: The limits are those of a fresh installation; only whether orders need a proof is as in tests.
LIMITS = {name: value for name, value in USUAL.items() if not name.endswith(("_RATE", "_SHARE", "_STREAMS"))}
#: Each once in a conversation, so that the bot has no reason to hand over and fall silent.
QUESTIONS = ("hello there", "where is order 10023?", "how long do I have to return something?")


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


async def measure(base: str, seconds: float, attacked: bool) -> tuple[list[float], Counter[str]]:
    """The waits of the customers in seconds, and what the hostile client was answered."""
    waits = list[float]()
    command = (sys.executable, "-W", "ignore", "-m", "bench.hostile_client", base, str(seconds))
    attack = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE) if attacked else None
    await asyncio.gather(*(customer(base, f"127.0.0.{number + 2}", seconds, waits) for number in range(CUSTOMERS)))
    said = (await attack.communicate())[0] if attack is not None else b"{}"
    return waits, Counter(json.loads(said))


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

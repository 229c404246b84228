"""The hostile client of `make hostile`, in a process of its own, so that its work holds up no customer whose wait is
measured. Prints what it was answered as JSON when it ends.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable

import aiohttp

HOSTILE = 24  # requests at a time
ADDRESS = "127.0.0.66"
#: Long legal texts: digits that may be cards, words without end, letters with many marks, one word, plain talk; and a
#: short one, of which more may be sent.
DEAR = (
    "1-" * 999,
    "where is my order " * 110,
    "e\u0301\u0302\u0303" * 500,
    "x" * 2000,
    "I want a refund of 10023. " * 75,
    "where is order 10023?",
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
        except (aiohttp.ClientError, OSError):
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
            except (aiohttp.ClientError, asyncio.TimeoutError, OSError):
                pass
            await asyncio.sleep(1)


async def hostile(base: str, seen: Counter[str]) -> None:
    """Do the worst that one address can, until cancelled."""
    client, tokens = Client(base, ADDRESS), list[str]()

    async def again(work: Callable[[], Awaitable[object]], name: str) -> None:
        while True:
            try:
                seen[f"{name} {await work()}"] += 1
            except (aiohttp.ClientError, asyncio.TimeoutError, OSError):
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


async def attack(base: str, seconds: float) -> Counter[str]:
    """What the client was answered in so many seconds."""
    seen = Counter[str]()
    try:
        await asyncio.wait_for(hostile(base, seen), seconds)
    except asyncio.TimeoutError:
        pass
    return seen


def main() -> None:
    """Attack the server at the given address."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base")
    parser.add_argument("seconds", type=float)
    given = parser.parse_args()
    print(json.dumps(asyncio.run(attack(given.base, given.seconds))))


if __name__ == "__main__":
    main()

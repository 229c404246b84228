"""`make load`: two Rasa workers on PostgreSQL under load, while each process is killed; then an audit of the log.

Customers write by the widget's channel and agents by the desk's API, at a fixed rate whatever the answers take (open
loop). Whatever is not acknowledged is sent again under the same name, as the widget and the desk's pages do. Each
worker of Rasa, the action server and the desk are killed once meanwhile. At the end every message of the customers, of
the agents and of the bot must stand in the log once, in its order. Needs PostgreSQL and Redis on their standard ports.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import text as sql

from baton.base import database
from baton.conversation.event_reader import EventReader
from bench.log_audit import Said, Tally, audit
from tests.support import databases
from tests.support.processes import children, rasa_process
from tests.support.stack import USUAL, Stack, until

REDIS = "redis://127.0.0.1:6379/0"
RATE = 131.0  # messages a second
SECONDS = 60.0
#: What customers ask the bot: answered by a rule, by the action server with the order store, by rules. Each once
#: in a conversation, as they are: the bot must have no reason to hand over.
QUESTIONS = ("hello there", "where is order 10023?", "how long do I have to return something?", "thank you")
#: Of ten messages so many are an agent's, and a customer's to an agent; the others are to the bot.
AGENTS, TO_AGENTS = 1, 1
RETRY_SECONDS = 0.5
ANSWER_SECONDS = 60.0
GIVE_UP_SECONDS = 3600.0  # for everything that was acknowledged to be in the log
#: Who is killed, each after the same part of the time.
VICTIMS = ("a worker", "actions", "desk", "the other worker")


@dataclass(frozen=True)
class Blow:
    """Something that is done to a running stack."""

    name: str
    strike: Callable[[], None]


def kill(stack: Stack, victim: str) -> None:
    """Kill one of `VICTIMS`, or another process of the stack by its name."""
    if "worker" not in victim:
        stack.kill(victim)
        return
    parent = until(lambda: rasa_process(stack.process.pid), "Rasa to be there", ANSWER_SECONDS)
    workers = sorted(until(lambda: children(parent), "its workers", ANSWER_SECONDS))
    with contextlib.suppress(ProcessLookupError):
        os.kill(workers[-1] if victim == "a worker" else workers[0], signal.SIGKILL)


@dataclass
class Line:
    """Messages of one side of one conversation, each with the second at which it is due; sent one after the other."""

    conversation: int
    side: str
    due: list[float] = field(default_factory=list)


@dataclass
class Result:
    """What was seen."""

    tally: Tally
    accepted_at: list[float]  #: seconds since the first was due
    waits: list[float]  #: seconds from the moment at which a message was due to its acknowledgement
    stored_after: float  #: seconds until everything was in the log
    repeated: int  #: requests that were sent again
    killed: list[str]


def plan(rate: float, seconds: float) -> tuple[list[Line], int]:
    """Who writes when.

    Returns:
        The lines, and how many of the conversations, from number 0, have an agent.
    """
    total, width = int(rate * seconds), max(1, int(rate))
    with_agent = max(2, total // 200)
    lines: dict[tuple[int, str], Line] = {}
    to_bot = 0
    for message in range(total):
        ten, place = divmod(message, 10)
        if place < AGENTS + TO_AGENTS:
            number, side = ten % with_agent, "agent" if place < AGENTS else "customer"
        else:  # `width` conversations side by side, until each has its questions; then as many new ones
            generation, inside = divmod(to_bot, width * len(QUESTIONS))
            number, side = with_agent + generation * width + inside % width, "customer"
            to_bot += 1
        lines.setdefault((number, side), Line(number, side)).due.append(message / rate)
    return list(lines.values()), with_agent


class Load:
    """One run against a running stack.

    Args:
        log_url: of the database that holds log and desk.
        rate, seconds: messages a second, and for how long.
        blows: what is done to the stack meanwhile, each after the same part of the time; `VICTIMS` when left out.
    """

    def __init__(
        self, stack: Stack, log_url: str, rate: float, seconds: float, blows: Sequence[Blow] | None = None
    ) -> None:
        self._stack = stack
        self._blows = blows if blows is not None else [Blow(name, partial(kill, stack, name)) for name in VICTIMS]
        self._log = EventReader(database.engine(log_url))
        self._desk_engine = self._log.engine
        self._seconds = seconds
        self._lines, self._with_agent = plan(rate, seconds)
        self._chats: dict[int, dict[str, str]] = {}
        self._handoffs: dict[int, str] = {}
        self._said: dict[int, Said] = {}
        self._accepted: list[float] = []
        self._waits: list[float] = []
        self._repeated = 0
        self._killed: list[str] = []

    async def run(self) -> Result:
        """Open the conversations, send everything, wait for the log, and compare."""
        connector = aiohttp.TCPConnector(limit=200)
        patience = aiohttp.ClientTimeout(total=None, sock_connect=ANSWER_SECONDS, sock_read=ANSWER_SECONDS)
        async with aiohttp.ClientSession(connector=connector, timeout=patience) as http:
            self._http = http
            numbers = sorted({line.conversation for line in self._lines})
            await _few_at_once(self._open, numbers)
            await _few_at_once(self._hand_over, numbers[: self._with_agent])
            self._begin = time.monotonic()
            await asyncio.gather(*(self._send(line) for line in self._lines), self._kill())
            await self._settle()
        took = time.monotonic() - self._begin
        ids = {self._chats[number]["conversation_id"]: said for number, said in self._said.items()}
        tally = audit(ids, {conversation_id: self._log.events(conversation_id) for conversation_id in ids})
        return Result(tally, self._accepted, self._waits, took, self._repeated, self._killed)

    @property
    def with_agent(self) -> set[str]:
        """The conversations that were handed over."""
        return {self._chats[number]["conversation_id"] for number in self._handoffs}

    async def _open(self, number: int) -> None:
        self._chats[number] = await self._post(f"{self._stack.rasa}/webhooks/web/session", {}, {}, (200,))
        self._said[number] = Said(with_agent=number < self._with_agent)

    async def _hand_over(self, number: int) -> None:
        await self._say(number, "customer", "I want to talk to a person please", f"handover-{number}")
        query = f"{self._stack.desk}/api/v1/handoffs?conversation_id={self._chats[number]['conversation_id']}"
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            async with self._http.get(query, headers=self._agent) as answer:
                found = (await answer.json())["handoffs"]
            if found:
                self._handoffs[number] = found[0]["id"]
                url = f"{self._stack.desk}/api/v1/handoffs/{found[0]['id']}/claim"
                await self._post(url, None, self._agent, (200, 409))
                return
            await asyncio.sleep(RETRY_SECONDS)
        raise AssertionError(f"conversation {number} was not handed over")

    async def _send(self, line: Line) -> None:
        for place, due in enumerate(line.due):
            await asyncio.sleep(max(0.0, self._begin + due - time.monotonic()))
            to_bot = line.conversation >= self._with_agent
            words = QUESTIONS[place] if to_bot else f"and one thing more ({place})"
            await self._say(line.conversation, line.side, words, f"{line.side}-{line.conversation:05}-{place}")
            now = time.monotonic() - self._begin
            self._accepted.append(now)
            self._waits.append(now - due)

    async def _say(self, number: int, side: str, words: str, name: str) -> None:
        """Have one message acknowledged, however often it takes."""
        body = {"client_id": name, "text": words}
        if side == "agent":
            url, headers = f"{self._stack.desk}/api/v1/handoffs/{self._handoffs[number]}/reply", self._agent
        else:
            url = f"{self._stack.rasa}/webhooks/web/messages"
            headers = {"Authorization": f"Bearer {self._chats[number]['token']}"}
        await self._post(url, body, headers, (202,))
        (self._said[number].agent if side == "agent" else self._said[number].customer).append(body["text"])

    @property
    def _agent(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._stack.token}"}

    async def _post(self, url: str, body: object, headers: dict[str, str], fine: tuple[int, ...]) -> Any:
        deadline = time.monotonic() + GIVE_UP_SECONDS
        while True:
            with contextlib.suppress(aiohttp.ClientError, asyncio.TimeoutError, OSError):
                async with self._http.post(url, json=body, headers=headers) as answer:
                    if answer.status in fine:
                        return await answer.json()
                    if answer.status < 500 or time.monotonic() > deadline:
                        raise AssertionError(f"{url}: {answer.status} {await answer.text()}")
            self._repeated += 1
            await asyncio.sleep(RETRY_SECONDS)

    async def _kill(self) -> None:
        for number, blow in enumerate(self._blows, start=1):
            due = self._seconds * number / (len(self._blows) + 1)
            await asyncio.sleep(max(0.0, self._begin + due - time.monotonic()))
            await asyncio.to_thread(blow.strike)
            self._killed.append(blow.name)

    async def _settle(self) -> None:
        """Wait until nothing waits in the inbox or the outbox, or is given up."""

        def empty() -> bool:
            with self._desk_engine.connect() as connection:
                return not any(connection.execute(sql(query)).scalar() for query in _WAITING)

        await asyncio.to_thread(until, empty, "everything to be in the log", GIVE_UP_SECONDS)


_WAITING = (
    "SELECT count(*) FROM inbox WHERE done_at IS NULL AND dead_at IS NULL",
    "SELECT count(*) FROM outbox WHERE delivered_at IS NULL AND dead_at IS NULL",
)


async def _few_at_once(work: Callable[[int], Awaitable[None]], numbers: list[int], most: int = 16) -> None:
    gate = asyncio.Semaphore(most)

    async def one(number: int) -> None:
        async with gate:
            await work(number)

    await asyncio.gather(*(one(number) for number in numbers))


@contextlib.contextmanager
def rasa_workers(folder: Path, count: int = 2) -> Iterator[tuple[Stack, str]]:
    """The real processes on PostgreSQL, with so many workers of Rasa; the database's URL."""
    with databases.fresh("postgresql", folder) as url:
        files = {"BATON_TRACKER_DB": url, "BATON_DESK_DB": url}
        with Stack(
            folder, **USUAL, BATON_RASA_WORKERS=str(count), BATON_REDIS_URL=REDIS, BATON_MESSAGE_RATE="10000", **files
        ) as stack:
            yield stack, url


def report(result: Result, rate: float) -> list[str]:
    """What was seen, a line each."""
    tally, waits, total = result.tally, sorted(result.waits), len(result.waits)
    sides = (f"{side} {tally.sent[side]} expected, {tally.stored[side]} in the log" for side in tally.sent)
    spread = (
        f"median {statistics.median(waits):.2f} s, 95 % {waits[int(total * 0.95)]:.2f} s, longest {waits[-1]:.1f} s"
    )
    return [
        f"offered {rate:.0f} messages/s; {total / max(result.accepted_at):.1f}/s acknowledged, each after {spread}",
        f"{total / result.stored_after:.1f}/s written into the log, the last after {result.stored_after:.0f} s",
        f"killed: {', '.join(result.killed)}; {result.repeated} requests were sent again",
        "; ".join(sides),
        *(tally.problems or ["nothing is lost, doubled or out of order"]),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Two Rasa workers on PostgreSQL under load while processes are killed."
    )
    parser.add_argument("--rate", type=float, default=RATE, help="messages a second, of customers and agents together")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, rasa_workers(Path(folder)) as (stack, url):
        result = asyncio.run(Load(stack, url, chosen.rate, chosen.seconds).run())
    print("\n".join(report(result, chosen.rate)))
    sys.exit(bool(result.tally.problems))


if __name__ == "__main__":
    main()

"""`make soak`: half an hour of mixed traffic while processes are killed and stores go away; then everything is counted.

Customers ask the bot and write to agents, agents reply, at a fixed rate whatever the answers take. Every twenty seconds
something happens to the stack. At the end each message of each side stands in the log once and in its order, each
conversation that asked for a person has one handoff, and no other has any. The result is printed and, with `--write`,
put into docs/soak.md. Needs PostgreSQL and Redis on their standard ports.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from sqlalchemy import select

from baton.base import database
from baton.base.settings import ROOT
from baton.handoff.records.tables import HandoffRow
from bench.machine import machine
from bench.worker_load import Blow, Load, Result, kill, report
from tests.support import databases
from tests.support.processes import family, share_of_megabytes
from tests.support.stack import USUAL, Stack
from tests.support.tcp_gate import TcpGate

PAGE = ROOT / "docs" / "soak.md"
SECONDS, RATE = 1800.0, 5.0  # messages a second, of customers and agents together
EACH_SECONDS = 20.0  # from one blow to the next
OUTAGE_SECONDS = 3.0
SEED = 20261130
_PORTS = {"PostgreSQL": 5432, "Redis": 6379}


@contextmanager
def everything(folder: Path) -> Iterator[tuple[Stack, str, dict[str, TcpGate]]]:
    """Two Rasa workers on PostgreSQL and Redis, the database's own URL, and the ways to both."""
    with databases.fresh("postgresql", folder) as url:
        ways = {name: TcpGate(port) for name, port in _PORTS.items()}
        gated = url.replace(":5432/", f":{ways['PostgreSQL'].port}/")
        stores = dict.fromkeys(("BATON_TRACKER_DB", "BATON_DESK_DB", "BATON_ORDERS_DB"), gated)
        stores["BATON_REDIS_URL"] = f"redis://127.0.0.1:{ways['Redis'].port}/0"
        with Stack(folder, **USUAL, BATON_RASA_WORKERS="2", BATON_MESSAGE_RATE="10000", **stores) as stack:
            yield stack, url, ways


def blows(stack: Stack, ways: dict[str, TcpGate], seconds: float) -> list[Blow]:
    """What happens, in an order that the seed decides: each kind as often as any other."""

    def away(way: TcpGate) -> None:
        way.close()
        time.sleep(OUTAGE_SECONDS)
        way.open()

    def slow(way: TcpGate) -> None:
        way.hold()
        time.sleep(OUTAGE_SECONDS)
        way.release()

    victims = ("a worker", "the other worker", "rasa", "actions", "desk")
    kinds = [Blow(f"{name} killed", partial(kill, stack, name)) for name in victims]
    for name, way in ways.items():
        kinds += [Blow(f"{name} away", partial(away, way)), Blow(f"{name} does not answer", partial(slow, way))]
    dice, chosen = random.Random(SEED), list[Blow]()
    while len(chosen) < max(1, int(seconds / EACH_SECONDS) - 1):
        chosen += dice.sample(kinds, len(kinds))
    return chosen[: max(1, int(seconds / EACH_SECONDS) - 1)]


@dataclass(frozen=True)
class Handovers:
    """Handovers on both sides: conversations whose customer asked for a person, and handoffs at the desk."""

    asked: int
    handoffs: int
    problems: tuple[str, ...]


def handovers(url: str, with_agent: set[str]) -> Handovers:
    """Compare who asked for a person with the desk's handoffs."""
    with database.engine(url).connect() as connection:
        rows = connection.execute(select(HandoffRow.conversation_id, HandoffRow.state)).all()
    times = Counter(str(row.conversation_id) for row in rows)
    problems = [f"{each}: {times[each]} handoffs instead of one" for each in sorted(with_agent) if times[each] != 1]
    problems += [f"{each}: a handoff that nobody asked for" for each in sorted(set(times) - with_agent)]
    problems += [f"{row.conversation_id}: its handoff is {row.state}" for row in rows if row.state != "claimed"]
    return Handovers(len(with_agent), len(rows), tuple(problems))


def memory(stack: Stack) -> float:
    """Memory of everything, in MB; what processes share counts once."""
    return sum(map(share_of_megabytes, family(stack.process.pid)))


def lines(result: Result, counted: Handovers, rate: float, grown: tuple[float, float]) -> list[str]:
    """What was seen, a line each."""
    done = Counter(result.killed)
    first, *rest = report(result, rate)
    return [
        first,
        rest[0],
        "; ".join(f"{name} {times} times" for name, times in sorted(done.items())),
        f"{result.repeated} requests were sent again",
        rest[2],
        f"{counted.asked} customers asked for a person, {counted.handoffs} handoffs at the desk",
        f"memory of all processes together: {grown[0]:.0f} MB at the beginning, {grown[1]:.0f} MB at the end",
        *rest[3:],
        *counted.problems,
    ]


def page(seen: list[str], seconds: float, about: str) -> str:
    """The page for the documentation."""
    listed = "\n".join(f"- {line}" for line in seen)
    return f"""# Soak

Written by `make soak WRITE=1` (SECONDS=1800 by default); do not edit. What it does: [operations](operations.md#soak).

{date.today().isoformat()}, {seconds / 60:.0f} minutes, {about}:

{listed}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description="Mixed traffic with kills and faults; then everything is counted.")
    parser.add_argument("--rate", type=float, default=RATE, help="messages a second, of customers and agents together")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    chosen = parser.parse_args()
    about = machine()
    with tempfile.TemporaryDirectory() as folder, everything(Path(folder)) as (stack, url, ways):
        begun = memory(stack)
        struck = _announced(blows(stack, ways, chosen.seconds), lambda text: print(f"  · {text}", flush=True))
        load = Load(stack, url, chosen.rate, chosen.seconds, struck)
        result = asyncio.run(load.run())
        counted = handovers(url, load.with_agent)
        seen = lines(result, counted, chosen.rate, (begun, memory(stack)))
    print("\n".join(seen))
    if chosen.write:
        PAGE.write_text(page(seen, chosen.seconds, about), encoding="utf-8")
    sys.exit(bool(result.tally.problems or counted.problems))


def _announced(chosen: list[Blow], say: Callable[[str], None]) -> list[Blow]:
    """The same blows, each with a line when it falls."""
    begin = time.monotonic()

    def strike(blow: Blow) -> None:
        say(f"{time.monotonic() - begin:5.0f} s: {blow.name}")
        blow.strike()

    return [Blow(blow.name, partial(strike, blow)) for blow in chosen]


if __name__ == "__main__":
    main()

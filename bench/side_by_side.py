"""`make bench`: Baton beside Rasa's stock pipeline and Rasa with one rule, in one run on one machine; then the cluster,
long conversations, open streams, the desk with many waiting, and an import. `--write` puts it into docs/benchmarks.md.

The systems are measured in turn, round after round, so that whatever else the machine does meets all of them.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import httpx

from baton.base.settings import ROOT
from bench import busy_desk, open_streams, order_import, parts, rasa_projects
from bench.machine import machine
from bench.rest_load import RestLoad, percentile
from tests.support.cluster import cluster
from tests.support.processes import cpu_seconds, family
from tests.support.stack import USUAL, Stack

PAGE = ROOT / "docs" / "benchmarks.md"
CLIENTS, ROUNDS = 8, 3
#: Messages a second in the busiest hour of 85,000 conversations a day.
RATE = 23.0
EARLY, LATE = 10, 400
#: What customers say: answered by a rule, by the action server, and by the order store.
TEXTS = ("hello", "how long do I have to return something?", "where is order 10023?", "thank you")
BARE_TEXTS = ("hello",) * len(TEXTS)  # all that it knows
_LONG_TALK = ("how long do I have to return something?", "what does delivery cost?", "thank you")


@dataclass(frozen=True)
class System:
    """Something that is measured: where it listens, what is said to it, and its first processes."""

    name: str
    addresses: tuple[str, ...]
    texts: tuple[str, ...]
    pids: tuple[int, ...]

    def cpu(self) -> float:
        """CPU seconds that all of its processes have used."""
        return sum(cpu_seconds(family(pid)) for pid in self.pids)


@dataclass
class Speed:
    """What was measured of a system: messages a second and CPU milliseconds a message in each round, waits in s."""

    rates: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)


def measure(systems: Sequence[System], seconds: float) -> dict[str, Speed]:
    """Closed loop, round after round, and then the open loop, of each system in turn."""
    found = {system.name: Speed() for system in systems}
    loads = {system.name: RestLoad(system.addresses, system.texts) for system in systems}
    for system in systems:
        asyncio.run(loads[system.name].closed(CLIENTS, 2.0))  # what is loaded late
    for _ in range(ROUNDS):
        for system in systems:
            before = system.cpu()
            rate = asyncio.run(loads[system.name].closed(CLIENTS, seconds))
            found[system.name].rates.append(rate)
            found[system.name].costs.append((system.cpu() - before) * 1000 / (rate * seconds))
    for system in systems:
        found[system.name].waits = asyncio.run(loads[system.name].open(RATE, 2 * seconds))
    return found


def long_conversation(address: str, texts: Sequence[str], late: int) -> tuple[float, float]:
    """Milliseconds (medians of nine) round message `EARLY` and round a late one of one conversation."""
    sender, took = uuid.uuid4().hex, []
    with httpx.Client(timeout=120) as http:
        for number in range(late + 5):
            begin = time.perf_counter()
            body = {"sender": sender, "message": texts[number % len(texts)]}
            http.post(f"{address}/webhooks/rest/webhook", json=body).raise_for_status()
            took.append((time.perf_counter() - begin) * 1000)
    return statistics.median(took[EARLY - 4 : EARLY + 5]), statistics.median(took[late - 4 : late + 5])


def speed_rows(found: dict[str, Speed], beside: str) -> list[str]:
    """A table: medians of the rounds with the lowest and the highest, and the ratio to one of the systems.

    Args:
        beside: the system that the ratio compares with, round by round.
    """
    rows = [
        f"| | messages/s, {CLIENTS} clients (lowest to highest) | beside {beside} | CPU a message "
        f"| at {RATE:.0f} a second: median | 95 % | 99 % |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, speed in found.items():
        ratios = [own / other for own, other in zip(speed.rates, found[beside].rates, strict=True)]
        waits = [f"{percentile(speed.waits, share) * 1000:.0f} ms" for share in (0.5, 0.95, 0.99)]
        rows.append(
            f"| {name} | {statistics.median(speed.rates):.0f} ({min(speed.rates):.0f} to {max(speed.rates):.0f}) "
            f"| {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}) "
            f"| {statistics.median(speed.costs):.1f} ms | {' | '.join(waits)} |"
        )
    return rows


def on_one_machine(folder: Path, seconds: float, say: Callable[[str], None]) -> list[str]:
    """Baton on SQLite beside the two Rasa projects; long conversations; open streams."""
    with ExitStack() as until_the_end:
        with ThreadPoolExecutor(2) as pool:
            say("two Rasa projects are trained (a minute, once)")
            list(pool.map(rasa_projects.train, (bare := rasa_projects.bare(), stock := rasa_projects.stock())))
        stack = until_the_end.enter_context(Stack(folder, **USUAL, BATON_MESSAGE_RATE="10000"))
        systems = [System("Baton", (stack.rasa,), TEXTS, (stack.process.pid,))]
        for name, texts, project in (
            ("Rasa, one rule", BARE_TEXTS, bare),
            ("Rasa, stock pipeline", TEXTS, stock),
        ):
            address, pid = until_the_end.enter_context(rasa_projects.running(project))
            systems.append(System(name, (address,), texts, (pid,)))
        say("speed of the three")
        found = measure(systems, seconds)
        lines = ["## One machine, SQLite", "", *speed_rows(found, "Rasa, one rule"), ""]
        say("long conversations")
        lines += [f"| | message {EARLY} | message {LATE} | ratio |", "| --- | --- | --- | --- |"]
        for system, texts in ((systems[0], _LONG_TALK), (systems[1], BARE_TEXTS)):
            early, late = long_conversation(system.addresses[0], texts, LATE)
            lines.append(f"| {system.name} | {early:.0f} ms | {late:.0f} ms | {late / early:.1f} |")
        say(f"{open_streams.STREAMS} open streams")
        seen = asyncio.run(open_streams.measure(stack, 2 * seconds))
        lines += ["", _streams_line(seen)]
    return lines


def _streams_line(seen: open_streams.Delivered) -> str:
    def spread(waits: Sequence[float]) -> str:
        return f"median {percentile(waits, 0.5) * 1000:.0f} ms, 99 % {percentile(waits, 0.99) * 1000:.0f} ms"

    return (
        f"{seen.streams} open streams, {open_streams.RATE:.0f} messages a second, {len(seen.from_sending)} in all: "
        f"from the log to the customer's stream {spread(seen.from_log)}; from sending to the answer in the stream "
        f"{spread(seen.from_sending)}."
    )


def in_the_cluster(folder: Path, seconds: float) -> list[str]:
    """Everything twice on PostgreSQL and Redis, on the same machine."""
    with cluster(folder) as (stack, *_):
        addresses = (stack.address("rasa-1"), stack.address("rasa-2"))
        system = System("Baton, cluster profile", addresses, TEXTS, (stack.process.pid,))
        found = measure([system], seconds)
    return ["## Cluster profile, PostgreSQL and Redis", "", *speed_rows(found, system.name)]


_PAGE = """# Benchmarks

Written by `make bench WRITE=1`; do not edit. Everything is measured in one run, the systems in turn, and the clients
are on the same machine: they take CPU from what they measure, the same from each.

Measured on {day}: {machine}.

- **Baton** answers with its model, policies, action server and order store; each message is in the log.
- **Rasa, stock pipeline** (`rasa init`'s, DIET) knows Baton's intents from few examples and answers each with one fixed
  response; it looks nothing up. **Rasa, one rule** knows one word. Both with Rasa's SQL tracker store.
- Closed loop: {clients} clients, each with one message under way, {rounds} rounds. Open loop: {rate:.0f} messages a
  second (the busiest hour of 85,000 conversations a day) whatever the answers take; a wait begins when its message was
  due.

{sections}

## Again
`make bench` prints this page, `make bench WRITE=1` writes it, `SECONDS=3` makes each round shorter, `ORDERS=200000` the
import larger. Where nginx, PostgreSQL or Redis is missing, the cluster is left out.
"""


def page(sections: Sequence[str], about: str) -> str:
    """The page for the documentation."""
    return _PAGE.format(
        day=date.today().isoformat(),
        machine=about,
        clients=CLIENTS,
        rounds=ROUNDS,
        rate=RATE,
        sections="\n".join(sections),
    )


def _also(orders: int, folder: Path, say: Callable[[str], None]) -> list[str]:
    """Parts, the desk with many waiting, and an import."""
    say("a decision and a reading")
    lines = ["## Parts", "", *(f"- {line}" for line in parts.report())]
    say(f"the desk with {busy_desk.WAITING} waiting")
    desk = busy_desk.measure(folder / "desk")
    lines.append(
        f"- desk with {desk.waiting} waiting: the queue page {desk.page:.0f} ms on the server (median), the idle "
        f"process {desk.idle:.1%} of a core"
    )
    say(f"an import of {orders} orders")
    done = order_import.measure(folder / "import", orders)
    lines.append(
        f"- import of {done.orders} orders with their customers and products: {done.seconds:.0f} s "
        f"({done.seconds * 1000 / done.orders:.2f} ms each), {done.cpu:.0f} s of CPU, {done.megabytes:.0f} MB"
    )
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description="Baton beside Rasa's stock pipeline and Rasa with one rule.")
    parser.add_argument("--seconds", type=float, default=6.0, help="of one round of one system")
    parser.add_argument("--orders", type=int, default=order_import.ORDERS, help="how many are imported")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    chosen = parser.parse_args()
    begin, about = time.monotonic(), machine()

    def say(text: str) -> None:
        print(f"  · {time.monotonic() - begin:4.0f} s: {text}", flush=True)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("one", "cluster", "import"):
            (folder / part).mkdir()
        sections = on_one_machine(folder / "one", chosen.seconds, say)
        say("the cluster profile")
        try:
            sections += ["", *in_the_cluster(folder / "cluster", chosen.seconds)]
        except BaseException as error:  # pytest's Skipped: something that it needs is not there
            if type(error).__name__ != "Skipped":
                raise
            sections += ["", f"The cluster was not measured: {error}."]
        sections += ["", *_also(chosen.orders, folder, say)]
    say("done")
    text = page(sections, about)
    print(text)
    if chosen.write:
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

"""What a customer's message costs: CPU time and memory of each kind of process in the cluster profile, and of Rasa with
1, 2 and 4 workers on PostgreSQL.

CPU time is counted by the kernel, so it says the same on a busy machine, a little more at most. Needs what the profile
needs: nginx, PostgreSQL and Redis. `python -m bench.cluster_cost`, or `make cost`.
"""

from __future__ import annotations

import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from baton.base import database
from baton.conversation.event_reader import EventReader
from bench.worker_load import QUESTIONS, rasa_workers
from tests.support.cluster import KINDS, Cluster, cluster
from tests.support.processes import children, cpu_seconds, family, own_megabytes, rasa_process
from tests.support.stack import Stack, until

CONVERSATIONS, AT_ONCE = 60, 4
WORKERS = (1, 2, 4)
_PATIENCE = 600.0


def measure(stack: Cluster, log: EventReader) -> dict[str, float]:
    """CPU milliseconds a message, by kind of process."""
    _talk(stack, log, AT_ONCE)  # the first turns load what is loaded late
    before = _cpu(stack)
    _talk(stack, log, CONVERSATIONS)
    messages = CONVERSATIONS * len(QUESTIONS)
    return {kind: (seconds - before[kind]) * 1000 / messages for kind, seconds in _cpu(stack).items()}


def _talk(stack: Stack, log: EventReader, conversations: int) -> None:
    """Conversations of the usual questions, each asked when the one before is answered."""

    def one(_: int) -> None:
        chat = stack.chat()
        for place, question in enumerate(QUESTIONS, start=1):
            until(lambda q=question, p=place: chat.send(q, f"m{p}").status_code == 202, "a message", _PATIENCE)
            until(lambda p=place: _answers(log, chat.conversation_id) >= p, "its answer", _PATIENCE)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(one, range(conversations)))


def _answers(log: EventReader, conversation_id: str) -> int:
    """How many messages of the customer are in the log; each comes with its answer."""
    return sum(event["event"] == "user" for event in log.events(conversation_id))


def _cpu(stack: Cluster) -> dict[str, float]:
    """CPU seconds so far, by kind."""
    return {kind: cpu_seconds(pids) for kind, pids in _processes(stack).items()}


def memory(stack: Cluster) -> dict[str, float]:
    """The largest resident memory of each kind, in MB."""
    found = {}
    for kind, pids in _processes(stack).items():
        pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids]
        found[kind] = max(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6
    return found


def _processes(stack: Cluster) -> dict[str, list[int]]:
    """The processes of each kind, by what their commands say."""
    words = {"rasa": b"baton.rasa_overrides\0run", "actions": b"-m\0actions", "desk": b"baton.desk", "nginx": b"nginx"}
    found: dict[str, list[int]] = {kind: [] for kind in (*KINDS, "nginx")}
    for pid in children(stack.process.pid):
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        for kind, word in words.items():
            if word in command:
                found[kind].append(pid)
                break
    return found


def of_workers(stack: Stack, log: EventReader) -> tuple[float, float]:
    """CPU milliseconds of Rasa a message, and the memory that one of its workers has for itself, in MB."""
    parent = rasa_process(stack.process.pid)
    assert parent is not None, "Rasa does not run"
    _talk(stack, log, 2 * AT_ONCE)
    before = cpu_seconds(family(parent))
    _talk(stack, log, CONVERSATIONS)
    used = cpu_seconds(family(parent)) - before
    return used * 1000 / (CONVERSATIONS * len(QUESTIONS)), max(map(own_megabytes, children(parent) or {parent}))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, cluster(Path(folder)) as (stack, url, *_):
        cost = measure(stack, EventReader(database.engine(url)))
        for kind, used in memory(stack).items():
            print(f"{kind:8} {cost[kind]:6.1f} ms of CPU a customer's message, {used:5.0f} MB")
    for count in WORKERS:
        with tempfile.TemporaryDirectory() as folder, rasa_workers(Path(folder), count) as (one, url):
            spent, own = of_workers(one, EventReader(database.engine(url)))
            print(f"Rasa with {count} workers: {spent:6.1f} ms of CPU a message, {own:5.0f} MB for each worker alone")


if __name__ == "__main__":
    main()

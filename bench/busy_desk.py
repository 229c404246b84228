"""The desk with many waiting handoffs: the queue page, and what the real process costs while nobody does anything."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import insert, select, update

from baton.base.clock import now
from baton.base.settings import ROOT
from baton.conversation.event_consumer import OffsetStore
from baton.conversation.event_reader import EVENTS
from baton.desk.live.change_feed import DECISIONS
from baton.handoff.records.tables import HandoffRow
from bench.parts import median
from tests.support.bench import Bench
from tests.support.clock import Clock
from tests.support.processes import cpu_seconds, family
from tests.support.stack import HTTP, always_open, free_port, until

WAITING = 5000
ROUNDS = 15
SETTLE_SECONDS, IDLE_SECONDS = 10.0, 15.0
_CATEGORIES = ("order_status", "refund", "legal", "cancel_change")


@dataclass(frozen=True)
class BusyDesk:
    """Milliseconds (median) for the queue page, and the share of a core that the idle process uses."""

    waiting: int
    page: float
    idle: float


def measure(folder: Path, waiting: int = WAITING) -> BusyDesk:
    """Both, with handoffs that were opened a moment ago."""
    bench = Bench(folder, clock=Clock(now()))
    bench.agent("maria")
    for number, category in enumerate(_CATEGORIES):
        bench.handoff(f"h{number}", f"c{number}", category=category)
    _copy(bench, waiting)
    OffsetStore(bench.engine).set(DECISIONS, bench.log.newest())  # the copies' handoffs are there: none is missing
    browser = bench.browser()
    bench.enter(browser, "maria")
    assert browser.get("/").text.count('data-test="row"') > len(_CATEGORIES)
    page = median(lambda _: browser.get("/"), range(ROUNDS))
    bench.engine.dispose()
    bench.log_engine.dispose()
    with _running(folder) as pid:
        time.sleep(SETTLE_SECONDS)
        before, begin = cpu_seconds(family(pid)), time.monotonic()
        time.sleep(IDLE_SECONDS)
        idle = (cpu_seconds(family(pid)) - before) / (time.monotonic() - begin)
    return BusyDesk(waiting, page, idle)


def _copy(bench: Bench, waiting: int) -> None:
    """Make copies of the first handoffs and of their conversations: to open each would take minutes."""
    with bench.engine.begin() as connection:
        rows = [dict(row) for row in connection.execute(select(HandoffRow.__table__)).mappings()]
        copies = []
        for number in range(len(rows), waiting):
            row = rows[number % len(rows)]
            package = {**row["package"], "id": f"h{number}"}
            copies.append(
                {**row, "told_closed": False, "id": f"h{number}", "conversation_id": f"c{number}", "package": package}
            )
        connection.execute(update(HandoffRow).values(closed_notice_sent=False))  # nobody is to be written to
        connection.execute(insert(HandoffRow.__table__), copies)
    with bench.log_engine.begin() as connection:
        events = [dict(row) for row in connection.execute(select(EVENTS)).mappings()]
        by_conversation: dict[str, list[dict[str, object]]] = {}
        for event in events:
            by_conversation.setdefault(str(event["sender_id"]), []).append(event)
        connection.execute(
            insert(EVENTS),
            [
                {**{k: v for k, v in event.items() if k != "id"}, "sender_id": f"c{number}"}
                for number in range(len(rows), waiting)
                for event in by_conversation[f"c{number % len(rows)}"]
            ],
        )
        pause = {"type_name": "pause", "data": '{"event": "pause"}'}  # a bot that is not silent would be made so
        connection.execute(insert(EVENTS), [{**pause, "sender_id": f"c{number}"} for number in range(waiting)])


@contextmanager
def _running(folder: Path) -> Iterator[int]:
    """The desk's real process on that folder; its process id."""
    port = free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("BATON_")}
    environment |= {"BATON_VAR_DIR": str(folder), "BATON_DESK_PORT": str(port), "PYTHONPATH": str(ROOT)}
    environment |= always_open(folder)  # notes that the shop has closed would go out to all of them: no idle desk
    with (folder / "desk.log").open("wb") as log:
        command = [sys.executable, "-m", "baton.desk"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        until(lambda: HTTP.get(f"http://127.0.0.1:{port}/health", timeout=2).status_code == 200, "the desk", 180)
        yield process.pid
    finally:
        process.kill()
        process.wait()

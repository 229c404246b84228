"""What the desk's queue costs on the server with 500 waiting handoffs."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.parts import median
from tests.support.bench import Bench

WAITING = 500
ROUNDS = 15


def rendering() -> float:
    """Milliseconds (median) for the whole queue page, asked in process."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        bench.agent("maria")
        for number in range(WAITING):
            category = ("order_status", "refund", "legal", "cancel_change")[number % 4]
            bench.handoff(f"h{number}", f"c{number}", category=category)
            bench.clock.forward(seconds=5)
        browser = bench.browser()
        bench.enter(browser, "maria")
        assert browser.get("/").text.count('data-test="row"') == WAITING
        took = median(lambda _: browser.get("/"), range(ROUNDS))
        bench.engine.dispose()
        bench.log_engine.dispose()
        return took


def report() -> list[str]:
    return [f"queue page with {WAITING} waiting: {rendering():.0f} ms on the server (median)"]

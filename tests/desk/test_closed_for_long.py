"""The desk works on although the shop does not open in reach: its pages, its loops, the customer's state."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.bench import Bench


@pytest.fixture
def bench(tmp_path):
    made = Bench(tmp_path)
    made.agent("maria")
    return made


@pytest.mark.parametrize("days", [70, 400])
def test_the_desks_pages_and_loops_survive_a_long_closure(bench, days):
    maria = bench.browser("maria")
    file = Path(bench.settings.opening_hours_file)
    today = bench.clock().date()
    holidays = ", ".join(f'"{today + timedelta(days=n)}"' for n in range(days))
    file.write_text(f"{file.read_text()}\nholidays: [{holidays}]\n")
    bench.clock.forward(hours=1)
    bench.handoff("h1")
    for page in ("/", "/handoffs/h1"):
        assert maria.get(page).status_code == 200, page
    assert bench.parts.hours.next_opening(bench.clock()) is None or days == 70
    bench.parts.offers.step()
    bench.parts.alerts.step()
    bench.parts.queue_watcher.run_once()
    state = bench.parts.handoffs.state_for_customer("c1")
    assert "opens_at" in state if days == 70 else state == {"owner": "queue", "away": True}

"""What a background loop logs of errors, that it goes on after them, and that one desk of several runs it."""

from __future__ import annotations

import asyncio
import logging
import time

import pytest
from sqlalchemy.exc import OperationalError

from baton.base.leases import Lease
from baton.desk.container import DeskContainer
from baton.desk.live import loops
from baton.desk.notifier import Notifier
from tests.support.bench import Bench


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(loops, "RETRY_SECONDS", 0.001)


async def run(errors):
    """A loop whose calls raise these errors one after the other; None is a call that works."""
    notifier, left = Notifier(), list(errors)

    async def step():
        error = left.pop(0)
        notifier.closing = not left
        if error is not None:
            raise error
        return False

    await loops._loop("Counting", notifier, step, pause=0.001)
    assert left == []


async def test_a_fault_in_the_code_is_logged_with_its_stack_once(caplog):
    caplog.set_level(logging.INFO)
    await run([KeyError("x"), KeyError("x"), None])
    first, second = caplog.records
    assert first.exc_info is not None and first.message == "Counting does not work; trying again."
    assert second.message == "Counting works again."


async def test_a_database_that_is_away_is_one_line(caplog):
    caplog.set_level(logging.INFO)
    away = OperationalError("SELECT 1", {}, Exception("no connection"))
    await run([away, away, None])
    first, second = caplog.records
    assert first.exc_info is None and "OperationalError" in first.message
    assert second.message == "Counting works again."


async def test_another_kind_of_error_is_logged_too(caplog):
    await run([OSError("away"), KeyError("x"), None])
    assert [record.exc_info is None for record in caplog.records] == [True, False]


@pytest.fixture
def desks(tmp_path):
    """Two desks on one database, as two processes have it."""
    first = Bench(tmp_path / "one")
    second = DeskContainer(first.settings, clock=first.clock, orders=first.orders, chat_server=first.chat)
    for name, parts in (("one", first.parts), ("two", second)):
        parts.lease = Lease(first.engine, "desk loops", name, is_dead=lambda _holder: False)
        parts.notifier = Notifier()
    return first, first.parts, second


async def settled(look, seconds=20.0):
    """Until something is true."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if look():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("waited in vain")


def steps(parts, counts, name):
    """Count how often a desk looks at the queue."""
    run_once = parts.queue_watcher.run_once

    def counted():
        counts[name] = counts.get(name, 0) + 1
        run_once()

    parts.queue_watcher.run_once = counted


async def started(parts, background=None):
    parts.notifier.start()
    background = background or loops.Background(parts)
    running = asyncio.create_task(background.run())
    await settled(lambda: background._change_feed._present is not None)
    return running


async def test_of_two_desks_one_runs_the_loops_and_the_other_takes_over(desks, monkeypatch):
    bench, one, two = desks
    monkeypatch.setattr(loops, "POLL_SECONDS", 0.01)
    monkeypatch.setattr(loops, "RENEW_SECONDS", 0.01)
    counts = {}
    steps(one, counts, "one")
    steps(two, counts, "two")
    first = await started(one)
    await settled(lambda: counts.get("one", 0) > 2)
    second = await started(two)
    with two.notifier.listen() as listener:
        bench.handoff("h1", "c1")
        await settled(lambda: any(change.handoff_id == "h1" for change in listener.take()))  # its pages are told
    assert "two" not in counts
    one.notifier.close()
    await first
    await settled(lambda: counts.get("two", 0) > 2)
    two.notifier.close()
    await second


async def test_a_desk_that_takes_over_goes_on_where_the_other_stopped(desks, monkeypatch):
    bench, one, two = desks
    monkeypatch.setattr(loops, "POLL_SECONDS", 0.01)
    monkeypatch.setattr(loops, "RENEW_SECONDS", 0.01)
    second = loops.Background(two)
    two.lease.renew()
    second._change_feed.begin()
    second._change_feed.handle()  # it has read its offset
    two.lease.release()
    first = await started(one)
    bench.escalate("c1", "h1")
    await settled(lambda: bench.parts.store.find(conversation_id="c1"))
    one.notifier.close()
    await first
    running = await started(two, second)
    bench.escalate("c2", "h2")
    await settled(lambda: bench.parts.store.find(conversation_id="c2"))
    two.notifier.close()
    await running
    assert [each.id for each in bench.parts.store.find(conversation_id="c1")] == ["h1"]

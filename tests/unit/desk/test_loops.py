"""What a background loop logs of errors, and that it goes on after them."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy.exc import OperationalError

from baton.desk.live import loops
from baton.desk.notifier import Notifier


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

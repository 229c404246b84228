"""A short turn of `make load`: two Rasa workers on PostgreSQL, each process killed while customers and agents write."""

from __future__ import annotations

import asyncio

import pytest
import redis

from bench import worker_load
from bench.worker_load import VICTIMS, Load, rasa_workers

RATE, SECONDS = 5.0, 12.0


@pytest.fixture
def stack_and_log(tmp_path):
    try:
        redis.Redis.from_url(worker_load.REDIS).ping()
    except redis.exceptions.ConnectionError:
        pytest.skip("no Redis server on 127.0.0.1:6379")
    with rasa_workers(tmp_path) as made:
        yield made


def test_every_message_of_every_side_is_in_the_log_once(stack_and_log):
    result = asyncio.run(Load(*stack_and_log, RATE, SECONDS).run())
    assert result.tally.problems == []
    assert result.killed == list(VICTIMS)
    assert len(result.waits) == RATE * SECONDS and result.tally.stored == result.tally.sent

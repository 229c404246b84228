"""One turn of a conversation at a time, whichever worker is at it."""

from __future__ import annotations

import asyncio
import inspect
import uuid

import pytest
import redis
from rasa.core.lock_store import LockError, LockStore
from rasa.utils.endpoints import EndpointConfig

from baton.conversation import lock_store
from baton.conversation.lock_store import PREFIX, RedisTurnLock

URL = "redis://127.0.0.1:6379/0"


@pytest.fixture
def make():
    """Makes the locks of one worker each."""
    try:
        redis.Redis.from_url(URL).ping()
    except redis.exceptions.ConnectionError:
        pytest.skip("no Redis server on 127.0.0.1:6379")
    return lambda: RedisTurnLock(EndpointConfig(URL))


@pytest.fixture
def chat():
    return f"web-{uuid.uuid4().hex}"


async def test_workers_take_turns(make, chat):
    inside, most = 0, 0

    async def turn(worker):
        nonlocal inside, most
        async with worker.lock(chat):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    workers = [make() for _ in range(4)]
    await asyncio.gather(*(turn(worker) for worker in workers * 5))
    assert most == 1
    assert redis.Redis.from_url(URL).get(PREFIX + chat) is None


async def test_a_lock_is_held_for_as_long_as_its_worker_lives(make, chat):
    worker, key = make(), PREFIX + chat
    server = redis.Redis.from_url(URL)
    async with worker.lock(chat):
        server.pexpire(key, 500)
        worker.renew()
        assert server.pttl(key) > 5000
    assert 0 < lock_store.LIFETIME_SECONDS <= 15  # that of a dead worker is free after so long


async def test_a_lock_that_somebody_else_has_by_now_is_left_alone(make, chat):
    server = redis.Redis.from_url(URL)
    async with make().lock(chat):
        server.set(PREFIX + chat, "another", px=2000)
    assert server.get(PREFIX + chat) == b"another"


async def test_waiting_has_an_end(make, chat):
    async with make().lock(chat):
        with pytest.raises(LockError):
            async with make().lock(chat, lock_lifetime=0.01):
                pass


async def test_without_redis_it_is_a_lock_error():
    with pytest.raises(LockError, match="does not answer"):
        async with RedisTurnLock(EndpointConfig("redis://127.0.0.1:1/0")).lock("c"):
            pass


def test_it_takes_what_rasas_takes():
    assert list(inspect.signature(RedisTurnLock.lock).parameters) == list(inspect.signature(LockStore.lock).parameters)

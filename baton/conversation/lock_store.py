"""One turn of a conversation at a time, over all workers, with Redis.

Rasa's own Redis lock reads, changes and writes in three steps: of two workers at the same moment both get the same
ticket, and both take the turn. A worker that dies leaves it locked for a minute. Here a lock is one atomic step, kept
alive while its worker lives.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Dict, Optional, Text

import redis
from rasa.core.lock_store import LOCK_LIFETIME, LockError, LockStore
from rasa.utils.endpoints import EndpointConfig
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

PREFIX = "baton:turn:"
#: A lock of a worker that died or lost Redis is free again after so many seconds.
LIFETIME_SECONDS = 10.0
RENEW_SECONDS = 3.0
#: How long Redis may take to answer, in seconds: the worker does nothing else meanwhile.
ANSWER_SECONDS = 2.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.02, 0.2  # seconds between two looks at a lock that is taken
_RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0"
_RENEW = """
for i, key in ipairs(KEYS) do
  if redis.call('get', key) == ARGV[i] then redis.call('pexpire', key, ARGV[#KEYS + 1]) end
end
return 0
"""


class RedisTurnLock(LockStore):
    """Locks of conversations, for all workers on one Redis.

    Args:
        endpoint_config: `url` is that of Redis, with everything that redis-py understands in it.
    """

    def __init__(self, endpoint_config: EndpointConfig) -> None:
        self._redis = redis.Redis.from_url(
            endpoint_config.url, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS
        )
        self._held: Dict[str, str] = {}
        self._renewing: Optional[threading.Thread] = None

    @asynccontextmanager
    async def lock(  # type: ignore[override]
        self, conversation_id: Text, lock_lifetime: float = LOCK_LIFETIME, wait_time_in_seconds: float = 1
    ) -> AsyncIterator[None]:
        """Hold a conversation's lock.

        Args:
            lock_lifetime: how long to wait for it, in seconds. It is held for as long as the block takes.
            wait_time_in_seconds: not used; Rasa's interface has it.
        Raises:
            LockError: Redis does not answer, or somebody else holds it for too long.
        """
        key, token = PREFIX + conversation_id, uuid.uuid4().hex
        await self._acquire(key, token, lock_lifetime)
        self._held[key] = token
        self._renew_in_background()
        try:
            yield
        finally:
            self._held.pop(key, None)
            try:
                self._redis.eval(_RELEASE, 1, key, token)
            except RedisError:  # what was to be done is done; the lock ends by itself
                logger.debug("A lock could not be given back; it is free in %s s.", LIFETIME_SECONDS)

    async def _acquire(self, key: str, token: str, patience: float) -> None:
        deadline, pause = asyncio.get_running_loop().time() + patience, _FIRST_PAUSE
        while True:
            try:
                if self._redis.set(key, token, nx=True, px=int(LIFETIME_SECONDS * 1000)):
                    return
            except RedisError as error:
                raise LockError(f"Redis does not answer: {type(error).__name__}") from error
            if asyncio.get_running_loop().time() > deadline:
                raise LockError("Somebody else has held the conversation for too long.")
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, _LONGEST_PAUSE)

    def _renew_in_background(self) -> None:
        """Start the thread that keeps the locks alive: the worker itself may be busy with one turn for longer."""
        if self._renewing is None:
            self._renewing = threading.Thread(target=self._renew_for_ever, name="turn locks", daemon=True)
            self._renewing.start()

    def _renew_for_ever(self) -> None:
        waiting = threading.Event()
        while not waiting.wait(RENEW_SECONDS):
            self.renew()

    def renew(self) -> None:
        """Give every lock that is held its whole lifetime again."""
        held = list(self._held.items())
        if not held:
            return
        try:
            # In one step: hundreds of locks, one after the other, take a busy worker longer than a lock lives.
            self._redis.eval(
                _RENEW,
                len(held),
                *(key for key, _ in held),
                *(token for _, token in held),
                int(LIFETIME_SECONDS * 1000),
            )
        except RedisError:  # it is tried again before the locks end
            logger.debug("The locks could not be renewed.")

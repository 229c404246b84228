"""How often: messages of a session and of an address, and sessions of an address, in a minute."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError
from sanic.request import Request

from baton.base.client_address import client_address
from baton.base.settings import Settings
from baton.channels.web.request_checks import Refusal

logger = logging.getLogger(__name__)

STREAM_RATE = 60  # streams a session may open in a minute: each reads the log
TYPING_RATE = 60  # "I am writing" a session may say in a minute; the widget says it every few seconds


class Limits:
    """Counts in Redis where there is one, so that all workers count together; else in this worker's memory."""

    def __init__(self, settings: Settings) -> None:
        # The limiter holds its storage only weakly.
        self._storage = storage_from_string(settings.redis_url) if settings.redis_url else MemoryStorage()
        self._limiter = MovingWindowRateLimiter(self._storage)
        self._messages = RateLimitItemPerMinute(settings.message_rate)
        self._of_address = RateLimitItemPerMinute(settings.address_rate)
        self._sessions = RateLimitItemPerMinute(settings.session_rate)
        self._typing = RateLimitItemPerMinute(TYPING_RATE)
        self._streams = RateLimitItemPerMinute(STREAM_RATE)
        self._most_open = settings.address_streams
        self._open: Counter[str] = Counter()

    def session(self, address: str) -> None:
        """Count a session that is opened or renewed.

        Raises:
            Refusal: there were too many from this address.
        """
        if not self._hit(self._sessions, "session", address):
            raise Refusal(429, "too_many", "Too many chats from your address. Please try again in a minute.", 30)

    def message(self, conversation_id: str, address: str) -> None:
        """Count a message.

        Raises:
            Refusal: there were too many in this conversation or from this address.
        """
        if not self._hit(self._messages, "message", conversation_id):
            raise Refusal(429, "too_many", "That was a lot at once. Please wait a moment; nothing is lost.", 10)
        if not self._hit(self._of_address, "address", address):
            raise Refusal(429, "too_many", "There is a lot going on at your address. Please wait a moment.", 10)

    def typing(self, conversation_id: str) -> bool:
        """Count a sign of typing; False if there were too many."""
        return self._hit(self._typing, "typing", conversation_id)

    @contextmanager
    def stream(self, conversation_id: str, address: str) -> Iterator[None]:
        """Count a stream, for as long as it is open.

        Raises:
            Refusal: there are too many open from this address in this worker, or opened too often in this session.
        """
        if self._open[address] >= self._most_open or not self._hit(self._streams, "stream", conversation_id):
            raise Refusal(429, "too_many", "There are too many open chats at your address.", 30)
        self._open[address] += 1
        try:
            yield
        finally:
            self._open[address] -= 1
            if not self._open[address]:
                del self._open[address]

    def _hit(self, limit: RateLimitItem, *of: str) -> bool:
        try:
            return bool(self._limiter.hit(limit, "baton", *of))
        except RedisError as error:
            logger.error("Redis cannot count, so nothing is limited: %s", error)
            return True


def address(request: Request, trust_proxy: bool) -> str:
    """Where a request comes from."""
    return client_address(request.ip, request.headers.getall("x-forwarded-for", []), trust_proxy)

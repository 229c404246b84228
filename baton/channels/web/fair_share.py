"""How much of a worker one network address may have while others write.

A worker reads one message after the other, so what one address has read is time in which nobody else is answered. An
address has a share that fills up steadily, and a message takes from it by its length. While nobody else writes there is
no limit: an office behind one address, or somebody who is quick, takes time from nobody.
"""

from __future__ import annotations

import asyncio
import math
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic

from baton.channels.web.request_checks import Refusal

#: A text counts as one short message for each so many characters: one of 2,000 takes some thirty times as long to read
#: as a short one, all steps of a turn together about twenty times.
CHARACTERS = 100
#: Others write as long as one of them was let in within so many seconds.
OTHERS_SECONDS = 5.0
#: A share is full after so many seconds without a request: so much may come at once.
FULL_SECONDS = 10.0
#: Requests that come with a message: typing, the stream that is opened anew, what is sent again.
REQUESTS = 2
LONGEST_PAUSE = 2.0  # seconds that a request is held back
#: More requests of one address than these are refused instead of held back.
MOST_HELD = 200


@dataclass
class _Bucket:
    """What is left of something that fills up steadily; less than nothing is a debt."""

    rate: float  # in a second
    left: float
    at: float

    @classmethod
    def full(cls, rate: float, now: float) -> _Bucket:
        return cls(rate, max(1.0, rate * FULL_SECONDS), now)

    def fill(self, now: float) -> float:
        self.left = min(max(1.0, self.rate * FULL_SECONDS), self.left + self.rate * (now - self.at))
        self.at = now
        return self.left


@dataclass
class _Address:
    """One network address."""

    messages: _Bucket
    requests: _Bucket
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    turns: int = 0  # under way, or waiting for it
    held: int = 0  # requests that are held back

    def idle(self, now: float) -> bool:
        """Whether nothing is to be remembered of it."""
        full = all(bucket.fill(now) >= bucket.rate * FULL_SECONDS for bucket in (self.messages, self.requests))
        return full and not self.turns and not self.held


class FairShare:
    """The shares of all addresses in one worker.

    Args:
        share: short messages of one address in a minute, while others write.
        rate: messages that one address may send in a minute at all; requests beyond several times as many are answered
            the later the more they are.
        seconds: a clock that only goes forward.
    """

    def __init__(self, share: int, rate: int, seconds: Callable[[], float] = monotonic) -> None:
        self._share, self._rate = share / 60, REQUESTS * rate / 60
        self._seconds = seconds
        self._addresses: OrderedDict[str, _Address] = OrderedDict()  # the one that asked last comes last
        # Of the last message that was let in, and of the last one of another address.
        self._last = self._before = ("", -math.inf)

    def message(self, address: str, characters: int) -> None:
        """Take a message from the share of its address.

        Raises:
            Refusal: the share is used up, and others write.
        """
        now = self._seconds()
        share = self._of(address, now).messages
        left, cost = share.fill(now), max(1.0, characters / CHARACTERS)
        others = self._others_write(address, now)
        if left <= 0 and others:
            wait = max(1, math.ceil(-left / share.rate))
            raise Refusal(429, "too_many", "There is a lot going on at your address. Please wait a moment.", wait)
        share.left = left - cost if others else max(left - cost, 0.0)  # what was nobody else's time is no debt
        if self._last[0] != address:
            self._before = self._last
        self._last = (address, now)

    @asynccontextmanager
    async def turn(self, address: str) -> AsyncIterator[None]:
        """Hold back a turn while another one of its address is under way, if others write."""
        now = self._seconds()
        found = self._of(address, now)
        found.turns += 1
        try:
            if self._others_write(address, now):
                async with found.turn:
                    yield
            else:
                yield
        finally:
            found.turns -= 1

    async def hold(self, address: str, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep) -> None:
        """Count a request, and hold it back if there were too many of its address lately.

        Raises:
            Refusal: too many are held back already.
        """
        now = self._seconds()
        found = self._of(address, now)
        requests = found.requests
        if requests.fill(now) >= 1:
            requests.left -= 1
            return
        if found.held >= MOST_HELD:
            raise Refusal(429, "too_many", "There are too many requests from your address.", 10)
        requests.left = max(requests.left - 1, -LONGEST_PAUSE * requests.rate)
        found.held += 1
        try:
            await sleep(max(0.0, -requests.left) / requests.rate)
        finally:
            found.held -= 1

    def _others_write(self, address: str, now: float) -> bool:
        _, at = self._before if self._last[0] == address else self._last
        return now - at < OTHERS_SECONDS

    def _of(self, address: str, now: float) -> _Address:
        while self._addresses and next(iter(self._addresses.values())).idle(now):
            self._addresses.popitem(last=False)
        found = self._addresses.get(address)
        if found is None:
            found = _Address(_Bucket.full(self._share, now), _Bucket.full(self._rate, now))
            self._addresses[address] = found
        self._addresses.move_to_end(address)
        return found

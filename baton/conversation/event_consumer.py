"""At-least-once consumer of numbered events, such as those of the conversation log, with an offset.

No event is skipped: the offset only passes what was handled, an event whose handler fails is tried again, and a number
that becomes visible late is still found, up to `VISIBILITY_LAG` numbers behind the newest one. No event is handled
twice, except after a crash, when at most the events of that window and those that had failed come again: handlers are
idempotent.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from baton.base.clock import Clock, now
from baton.conversation.event_reader import VISIBILITY_LAG, EventReader
from baton.conversation.tables import FollowerRow

logger = logging.getLogger(__name__)

RETRY_SECONDS = 30.0
#: Where nothing new came for `SETTLED_SECONDS`, what may have become visible late is looked for only now and then: a
#: transaction that takes longer to commit is rare, and what it wrote is found a moment later.
SETTLED_SECONDS, QUIET_SECONDS = 10.0, 5.0
#: What an event is to its handler: a conversation id for the conversation log.
EventT = TypeVar("EventT")
_EventT_co = TypeVar("_EventT_co", covariant=True)


class EventSource(Protocol[_EventT_co]):
    """A growing table of events, each with a number of its own."""

    def newest(self) -> int:
        """The highest number; 0 if there is none."""

    def after(self, number: int) -> Iterable[tuple[int, _EventT_co]]:
        """The events above a number, in order."""


@dataclass(frozen=True)
class LogSource:
    """Events of the conversation log, each as the id of its conversation.

    Args:
        log: the conversation log.
        kinds: only events of these type names; None: all.
        slot: only slot events of this slot.
    """

    log: EventReader
    kinds: Sequence[str] | None = None
    slot: str | None = None

    def newest(self) -> int:
        return self.log.newest()

    def after(self, number: int) -> list[tuple[int, str]]:
        return self.log.touched(number, kinds=self.kinds, name=self.slot)


class Postponed(Exception):
    """Raised by a handler that cannot handle an event yet. It is tried again later, and nothing is logged."""


class OffsetStore:
    """Offsets in the desk's database, by the name of their consumer."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, name: str) -> int | None:
        """The offset of a consumer; None if it never had one."""
        with Session(self._engine) as session:
            row = session.get(FollowerRow, name)
            return int(row.position) if row is not None else None

    def set(self, name: str, offset: int) -> None:
        """Store an offset."""
        with Session(self._engine) as session, session.begin():
            session.merge(FollowerRow(name=name, position=offset))


class EventConsumer(Generic[EventT]):
    """Calls a handler for each event of a source. Used by one thread at a time.

    Args:
        name: the offset is stored under it, and log lines name it.
        source: the events.
        handler: is given an event's number and the event; what it returns is ignored.
        offsets: where the offset is stored; None: it is lost with the process.
        from_now: whether the events that are there at the first start ever are skipped. Without a stored offset every
            start is the first one.
        retry_seconds: how long to wait before a failed event is tried again.
        lag: how many numbers behind the newest one an event may become visible.
        clock: tells when to try a failed event again.
    """

    def __init__(
        self,
        name: str,
        source: EventSource[EventT],
        handler: Callable[[int, EventT], object],
        offsets: OffsetStore | None = None,
        from_now: bool = False,
        retry_seconds: float = RETRY_SECONDS,
        lag: int = VISIBILITY_LAG,
        clock: Clock = now,
    ) -> None:
        self._name = name
        self._source = source
        self._handler = handler
        self._offsets = offsets
        self._from_now = from_now
        self._retry_seconds = retry_seconds
        self._lag = lag
        self._clock = clock
        self._offset: int | None = None
        self._start = 0  # nothing up to here is asked for again
        self._handled: set[int] = set()  # numbers above `_start` that were handled
        self._retry_at: dict[int, float] = {}  # number of a failed event: when to try it again, epoch seconds
        self._newest: int | None = None  # when all that was visible had been read last
        self._read_at = self._grew_at = 0.0  # when that was, and when the newest number was another; epoch seconds

    @property
    def offset(self) -> int | None:
        """Everything up to this number was handled, but for what becomes visible late; None before `start`."""
        return self._offset

    def reset(self) -> None:
        """Forget how far it is: another process may have gone on. The next step takes up the stored offset."""
        self._offset, self._start = None, 0
        self._handled, self._retry_at = set(), {}

    def start(self) -> int:
        """Take up the stored offset, or store where the events begin that are to be handled. Does nothing if started.

        Returns:
            The offset.
        Raises:
            sqlalchemy.exc.SQLAlchemyError: a database is away.
        """
        if self._offset is None:
            stored = self._offsets.get(self._name) if self._offsets is not None else None
            if stored is not None:
                self._offset, self._start = stored, max(0, stored - self._lag)
            elif self._from_now:
                self.skip()
            else:
                self._store(0)
        assert self._offset is not None
        return self._offset

    def skip(self) -> None:
        """Take every event that is there now as handled.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: a database is away.
        """
        newest = self._source.newest()
        if newest != self._offset:
            start = max(0, newest - self._lag)
            self._handled = {number for number, _ in self._source.after(start)}
            self._start, self._retry_at = start, {}
            self._store(newest)

    def step(self) -> int:
        """Handle the new events and those whose time to be tried again has come.

        Returns:
            How many events were handled.
        Raises:
            sqlalchemy.exc.SQLAlchemyError: a database is away; no event is skipped by that.
        """
        offset = self.start()
        newest, at = self._source.newest(), self._clock().timestamp()
        # Asked before the events are read: what comes in between is read the next time.
        if self._is_quiet(newest, at):
            return 0
        if newest < offset:
            logger.warning("The log that %s follows is shorter than it was: it begins again.", self._name)
            self._start, self._handled, self._retry_at = 0, set(), {}
            self._store(0)
        handled, failed = 0, []
        for number, event in self._source.after(self._start):
            if number in self._handled:
                continue
            if self._handle(number, event):
                handled += 1
            else:
                failed.append(number)
        passed = min([newest, *(number - 1 for number in failed)])
        if passed != self._offset:
            self._store(passed)
        self._start = max(0, min(newest - self._lag, passed))
        self._handled = {number for number in self._handled if number > self._start}
        self._grew_at = self._grew_at if newest == self._newest else at
        self._newest, self._read_at = newest, at
        return handled

    def _is_quiet(self, newest: int, at: float) -> bool:
        """Whether there is surely nothing to do, or nothing but to look for what became visible late."""
        settled = newest == self._newest and not self._retry_at and at - self._grew_at >= SETTLED_SECONDS
        return settled and 0 <= at - self._read_at < QUIET_SECONDS

    def _handle(self, number: int, event: EventT) -> bool:
        at = self._clock().timestamp()
        # Longer than the pause itself it would be only if the clock was put back meanwhile.
        if 0 < self._retry_at.get(number, at) - at <= self._retry_seconds:
            return False
        try:
            self._handler(number, event)
        except SQLAlchemyError:
            raise
        except Exception as error:  # an event that cannot be handled must not hold up the others
            if number not in self._retry_at and not isinstance(error, Postponed):
                logger.exception("%s cannot handle event %s (%s); it is tried again.", self._name, number, event)
            self._retry_at[number] = at + self._retry_seconds
            return False
        self._retry_at.pop(number, None)
        self._handled.add(number)
        return True

    def _store(self, offset: int) -> None:
        if self._offsets is not None:
            self._offsets.set(self._name, offset)
        self._offset = offset

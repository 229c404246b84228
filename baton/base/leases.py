"""A lease in the desk's database: of several processes one does a piece of work, and another takes over when it dies.

The holder raises a number again and again. Whoever sees the same number for `TAKEOVER_SECONDS` takes the lease. Each
process counts by a clock of its own that only goes forward: the clocks of machines may differ, or jump. A process that
is dead on this very machine is not waited for.

It is no lock: a holder that is stopped in the middle of something and wakes up later may still finish that. What is
done under a lease must not mind.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Column, Integer, String, Table, delete, insert, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError

from baton.base.orm import Base

RENEW_SECONDS = 1.0
#: Without a renewal for so long the holder does not count on the lease any more.
TRUST_SECONDS = 3.0
TAKEOVER_SECONDS = 5.0


class LeaseRow(Base):  # type: ignore[misc, valid-type]
    """Who holds a lease; `beat` grows with every renewal."""

    __tablename__ = "leases"
    name = Column(String(60), primary_key=True)
    holder = Column(String(120), nullable=False)
    beat = Column(Integer, nullable=False)


_TABLE: Table = LeaseRow.__table__


class Lease:
    """One process' claim on a lease. Used by one thread at a time; `held` may be read by any.

    Args:
        engine: of the desk's database.
        name: of the work.
        holder: a name for this process that no other one has.
        seconds: a clock that only goes forward.
        is_dead: whether the holder of a name is known to be dead.
    """

    def __init__(
        self,
        engine: Engine,
        name: str,
        holder: str | None = None,
        seconds: Callable[[], float] = time.monotonic,
        is_dead: Callable[[str], bool] | None = None,
    ) -> None:
        self._engine = engine
        self._name = name
        self._holder = holder or this_process()
        self._seconds = seconds
        self._is_dead = is_dead or is_dead_here
        self._renewed_at: float | None = None
        self.term = 0  #: how often this process has taken the lease; what it knew before that may be out of date
        self._seen: tuple[str, int] | None = None  # another holder and its number ...
        self._seen_at = 0.0  # ... and since when it is that number

    @property
    def held(self) -> bool:
        """Whether this process holds it, and nobody else may think so."""
        return self._renewed_at is not None and self._seconds() - self._renewed_at < TRUST_SECONDS

    def renew(self) -> bool:
        """Take the lease if it is free, or renew it. Call it every `RENEW_SECONDS`.

        Returns:
            Whether this process holds it.
        Raises:
            sqlalchemy.exc.SQLAlchemyError: the database is away; it is held no longer than it was.
        """
        at = self._seconds()  # before it is written: whoever waits for the end counts from later
        with suppress(IntegrityError), self._engine.begin() as connection:
            self._renewed_at = at if self._take(connection) else None
        return self.held

    def release(self) -> None:
        """Give it back, so that another one need not wait.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: the database is away; it runs out by itself.
        """
        self._renewed_at = None
        with self._engine.begin() as connection:
            connection.execute(delete(_TABLE).where(_TABLE.c.name == self._name, _TABLE.c.holder == self._holder))

    def _take(self, connection: Connection) -> bool:
        row = connection.execute(select(_TABLE).where(_TABLE.c.name == self._name)).one_or_none()
        if row is None:
            # Two at once: the second one fails, and looks again at its next turn.
            connection.execute(insert(_TABLE).values(name=self._name, holder=self._holder, beat=1))
            self.term += 1
            return True
        if row.holder != self._holder and not self._is_over(row.holder, row.beat):
            return False
        unchanged = (_TABLE.c.name == self._name, _TABLE.c.holder == row.holder, _TABLE.c.beat == row.beat)
        changed = connection.execute(update(_TABLE).where(*unchanged).values(holder=self._holder, beat=row.beat + 1))
        if changed.rowcount == 1 and row.holder != self._holder:
            self.term += 1
        return bool(changed.rowcount == 1)

    def _is_over(self, holder: str, beat: int) -> bool:
        at = self._seconds()
        if self._seen != (holder, beat):
            self._seen, self._seen_at = (holder, beat), at
        return at - self._seen_at >= TAKEOVER_SECONDS or self._is_dead(holder)


def this_process() -> str:
    """A name for this process: where it runs, its number there, and a random part, as numbers come again."""
    return f"{_place()}/{os.getpid()}/{secrets.token_hex(8)}"


def is_dead_here(holder: str) -> bool:
    """Whether a holder ran where this process runs, and is not there any more."""
    place, _, rest = holder.partition("/")
    number = rest.partition("/")[0]
    if not _place() or place != _place() or not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return False


def _place() -> str:
    """One boot of one machine, and the numbering of its processes; empty where that is not known."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}:{os.stat('/proc/self/ns/pid').st_ino}"
    except OSError:
        return ""

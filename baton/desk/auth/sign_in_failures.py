"""Wrong passwords, counted by account and address: five lock that address out of that account, for longer each time.

Whoever guesses from elsewhere cannot keep an agent out of their own account.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import case, delete, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from baton.base.clock import Clock, now
from baton.desk.auth.tables import SignInFailureRow

MAX_FAILURES = 5
#: Seconds of the lock-out after the fifth wrong password, and after each further one; the last stays.
LOCKED_SECONDS = tuple(15 * 60 * 2**step for step in range(7))  # a quarter of an hour to 16 hours
#: Failures this long ago are forgotten; longer than any lock-out.
FORGOTTEN_SECONDS = 48 * 3600


@dataclass(frozen=True)
class LockOut:
    """An address that is locked out of an account. `until` in epoch seconds."""

    login: str
    address: str
    failures: int
    until: float


class SignInFailures:
    """The failures in the desk's database."""

    def __init__(self, engine: Engine, clock: Clock = now) -> None:
        self._engine = engine
        self._clock = clock

    def count(self, login: str, address: str) -> bool:
        """Count an attempt before it is checked, so that many at once cannot get past the limit.

        Returns:
            Whether it may be checked: the address is not locked out of the account.
        """
        at, row = self._time(), SignInFailureRow
        with Session(self._engine) as session, session.begin():
            session.execute(_quiet(delete(row).where(row.failed_at <= at - FORGOTTEN_SECONDS)))
        try:
            with Session(self._engine) as session, session.begin():
                session.add(row(login=login, address=address, failures=1, failed_at=at))
            return True
        except IntegrityError:
            pass  # not the first one
        lengths = {MAX_FAILURES - 1 + step: at + seconds for step, seconds in enumerate(LOCKED_SECONDS)}
        until = case(lengths, value=row.failures, else_=case((row.failures >= MAX_FAILURES, max(lengths.values()))))
        counted = update(row).where(row.login == login, row.address == address)
        counted = counted.where(row.locked_until.is_(None) | (row.locked_until <= at))
        with Session(self._engine) as session, session.begin():
            counted = counted.values(failures=row.failures + 1, failed_at=at, locked_until=until)
            return bool(session.execute(_quiet(counted)).rowcount)

    def forget(self, login: str, address: str | None = None) -> None:
        """The right password came from an address; None: the account has a new password."""
        row = SignInFailureRow
        query = delete(row).where(row.login == login)
        with Session(self._engine) as session, session.begin():
            session.execute(_quiet(query if address is None else query.where(row.address == address)))

    def lock_outs(self) -> list[LockOut]:
        """Who is locked out of what now, the longest first."""
        row = SignInFailureRow
        query = select(row).where(row.locked_until > self._time()).order_by(row.locked_until.desc())
        with Session(self._engine) as session:
            return [
                LockOut(found.login, found.address, found.failures, found.locked_until)
                for found in session.scalars(query)
            ]

    def locked(self, login: str, address: str) -> bool:
        """Whether an address is locked out of an account."""
        return any((each.login, each.address) == (login, address) for each in self.lock_outs())

    def _time(self) -> float:
        return self._clock().timestamp()


def _quiet(query):  # type: ignore[no-untyped-def]
    return query.execution_options(synchronize_session=False)

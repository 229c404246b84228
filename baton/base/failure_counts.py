"""Failed tries that are counted and kept: by whom, and at what. Too many lock it, for longer each time.

The counts are in the desk's database, so that they outlive a restart and all processes share them. They run out like a
leaking bucket: each failure adds one, and one is forgotten after every `Limit.forget_seconds`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from sqlalchemy import Column, Float, String, Table, and_, bindparam, case, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine

from baton.base.clock import Clock, now
from baton.base.orm import Base

_KEPT_SECONDS = 7 * 24 * 3600  # of a row that nothing has been added to; longer than any lock


class FailureCountRow(Base):  # type: ignore[misc, valid-type]
    """How full one bucket is, when something was added last, and until when it is locked."""

    __tablename__ = "failure_counts"
    kind = Column(String(20), primary_key=True)
    subject = Column(String(80), primary_key=True)
    level = Column(Float, nullable=False)
    failed_at = Column(Float, nullable=False, index=True)
    locked_until = Column(Float)


@dataclass(frozen=True)
class Limit:
    """How many failures of a kind are free.

    Attributes:
        free: so many at once lock nothing.
        forget_seconds: after each of these one failure is forgotten.
        lock_seconds: how long the first failure beyond `free` locks; each further one twice as long.
        longest_seconds: no lock is longer.
    """

    free: int
    forget_seconds: float
    lock_seconds: float
    longest_seconds: float

    def seconds(self, beyond: int) -> float:
        """How long a failure locks that is the so-maniest beyond the free ones, from 1."""
        return float(min(self.lock_seconds * 2 ** (min(beyond, 40) - 1), self.longest_seconds))


@dataclass(frozen=True)
class Subject:
    """What failures are counted for: a kind, and which one of it. At most 80 characters."""

    kind: str
    subject: str


@dataclass(frozen=True)
class Lock:
    """A subject that is locked. `until` in epoch seconds."""

    subject: Subject
    until: float


@dataclass(frozen=True)
class Counted:
    """An attempt that was counted.

    Attributes:
        allowed: nothing of it was locked before.
        locks: what it has locked for whatever comes after it.
    """

    allowed: bool
    locks: tuple[Lock, ...] = ()


class FailureCounts:
    """The counts in the desk's database.

    Args:
        engine: of the desk's database.
        limits: by kind.
        clock: tells the time.
    """

    def __init__(self, engine: Engine, limits: Mapping[str, Limit], clock: Clock = now) -> None:
        self._engine = engine
        self._limits = limits
        self._clock = clock

    def begin(self, subjects: Sequence[Subject], weight: int = 1) -> Counted:
        """Count an attempt as failed before it is checked, so that many at once cannot get past the limit.

        What stands behind a locked subject is not counted: whoever is locked out cannot lock somebody else's out.

        Args:
            subjects: what it is counted for, each once.
            weight: for how many failures it counts.
        Raises:
            sqlalchemy.exc.SQLAlchemyError: it cannot be counted; then it must not be checked either.
        """
        at, wanted = self._clock().timestamp(), list(dict.fromkeys(subjects))
        with self._engine.begin() as connection:
            # The first statement writes, so that SQLite lets one process after the other in; PostgreSQL locks the rows.
            connection.execute(delete(_TABLE).where(_TABLE.c.failed_at <= at - _KEPT_SECONDS))
            levels, changed, locks, allowed = self._rows(connection, wanted, at), [], [], True
            for subject in wanted:
                level, failed_at, locked_until = levels[subject]
                if locked_until is not None and locked_until > at:
                    allowed = False
                    break
                limit = self._limits[subject.kind]
                level = max(level - (at - failed_at) / limit.forget_seconds, 0.0) + weight
                until = at + limit.seconds(ceil(level - limit.free)) if level > limit.free else None
                changed.append({**_keys(subject), "level": level, "failed_at": at, "locked_until": until})
                locks += [Lock(subject, until)] if until is not None else []
            if changed:
                connection.execute(_CHANGE, changed)
        return Counted(allowed, tuple(locks))

    def take_back(self, subjects: Iterable[Subject], weight: int = 1) -> None:
        """The attempt that was allowed has succeeded: it is no failure of these."""
        less = case((_TABLE.c.level > weight, _TABLE.c.level - weight), else_=0.0)
        changed = [_keys(subject) for subject in dict.fromkeys(subjects)]
        if changed:
            with self._engine.begin() as connection:
                connection.execute(update(_TABLE).where(*_BY_KEY).values(level=less, locked_until=None), changed)

    def locks(self, kind: str | None = None) -> list[Lock]:
        """What is locked now, the longest first; only one kind if it is given."""
        row = FailureCountRow
        query = select(row.kind, row.subject, row.locked_until).where(row.locked_until > self._clock().timestamp())
        if kind is not None:
            query = query.where(row.kind == kind)
        with self._engine.connect() as connection:
            found = connection.execute(query.order_by(row.locked_until.desc(), row.subject)).all()
        return [Lock(Subject(str(each.kind), str(each.subject)), float(each.locked_until)) for each in found]

    def erase(self, subjects: Iterable[Subject]) -> int:
        """Drop the counts of some subjects. Returns how many there were."""
        with self._engine.begin() as connection:
            return sum(
                connection.execute(
                    delete(_TABLE).where(_TABLE.c.kind == each.kind, _TABLE.c.subject == each.subject)
                ).rowcount
                for each in dict.fromkeys(subjects)
            )

    def counted(self, subjects: Iterable[Subject]) -> int:
        """How many of some subjects have a count."""
        found = 0
        with self._engine.connect() as connection:
            for each in dict.fromkeys(subjects):
                query = select(_TABLE.c.kind).where(_TABLE.c.kind == each.kind, _TABLE.c.subject == each.subject)
                found += connection.execute(query).first() is not None
        return found

    def _rows(
        self, connection: Connection, subjects: Sequence[Subject], at: float
    ) -> dict[Subject, tuple[float, float, float | None]]:
        """How full each bucket is, since when, and until when it is locked; those that are new are made, empty."""
        insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
        new = [{"kind": each.kind, "subject": each.subject, "level": 0.0, "failed_at": at} for each in subjects]
        connection.execute(insert(_TABLE).on_conflict_do_nothing(), new)
        named = or_(*(and_(_TABLE.c.kind == each.kind, _TABLE.c.subject == each.subject) for each in subjects))
        found = connection.execute(select(_TABLE).where(named).order_by(*_TABLE.primary_key).with_for_update())
        return {Subject(row.kind, row.subject): (row.level, row.failed_at, row.locked_until) for row in found}


_TABLE: Table = FailureCountRow.__table__
_BY_KEY = (_TABLE.c.kind == bindparam("key_kind"), _TABLE.c.subject == bindparam("key_subject"))
_CHANGE = (
    update(_TABLE)
    .where(*_BY_KEY)
    .values(level=bindparam("level"), failed_at=bindparam("failed_at"), locked_until=bindparam("locked_until"))
)


def _keys(subject: Subject) -> dict[str, object]:
    return {"key_kind": subject.kind, "key_subject": subject.subject}

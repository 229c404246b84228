"""What a candidate in shadow would have done so far: counts with intervals, what it costs, what to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnCollection, ColumnElement

from baton.lab.replay.comparison import Change
from baton.lab.rollout.tables import ShadowHandoverRow, ShadowTurnRow
from baton.lab.statistics import Rate

_TURNS: ColumnCollection = ShadowTurnRow.__table__.c
_HANDOVERS: ColumnCollection = ShadowHandoverRow.__table__.c
_MOST_TO_READ = 20

#: By name of a trigger or category: how many handovers changed so.
Table = Mapping[str, Mapping[Change, int]]


@dataclass(frozen=True)
class ToRead:
    """A conversation in which the candidate would have decided otherwise."""

    conversation_id: str
    change: Change
    trigger: str
    category: str
    logged_turn: int | None
    candidate_turn: int | None


@dataclass(frozen=True)
class ShadowReport:
    """A candidate in shadow, so far. `otherwise` is a share of conversations."""

    turns: int
    failed: int
    otherwise: Rate
    triggers: Table
    categories: Table
    mean_milliseconds: float
    most_milliseconds: float
    to_read: tuple[ToRead, ...]

    def count(self, change: Change) -> int:
        """How many handovers changed so."""
        return sum(counts.get(change, 0) for counts in self.triggers.values())


def read_report(connection: Connection, rollout_id: str) -> ShadowReport:
    """The report of a candidate."""
    own = _TURNS.rollout_id == rollout_id
    failed = select(func.count()).where(own, _TURNS.failed.is_(True))
    turns, mean, most = connection.execute(
        select(func.count(), func.avg(_TURNS.milliseconds), func.max(_TURNS.milliseconds)).where(own)
    ).one()
    seen = connection.execute(select(func.count(_TURNS.conversation_id.distinct())).where(own)).scalar() or 0
    changed = and_(_HANDOVERS.rollout_id == rollout_id, _HANDOVERS.change != Change.SAME.value)
    differing = connection.execute(select(func.count(_HANDOVERS.conversation_id.distinct())).where(changed)).scalar()
    return ShadowReport(
        turns=int(turns),
        failed=int(connection.execute(failed).scalar() or 0),
        otherwise=Rate(int(differing or 0), int(seen)),
        triggers=_table(connection, rollout_id, _HANDOVERS.trigger),
        categories=_table(connection, rollout_id, _HANDOVERS.category),
        mean_milliseconds=float(mean or 0.0),
        most_milliseconds=float(most or 0.0),
        to_read=tuple(_to_read(connection, changed)),
    )


def _table(connection: Connection, rollout_id: str, column: ColumnElement) -> Table:
    query = select(column, _HANDOVERS.change, func.count()).where(_HANDOVERS.rollout_id == rollout_id)
    found: dict[str, dict[Change, int]] = {}
    for name, change, number in connection.execute(query.group_by(column, _HANDOVERS.change).order_by(column)):
        found.setdefault(str(name), {})[Change(change)] = int(number)
    return found


def _to_read(connection: Connection, changed: ColumnElement) -> Iterator[ToRead]:
    """Lost handovers first: a lost one costs more than a needless one."""
    worst = or_(_HANDOVERS.change == Change.GONE.value, _HANDOVERS.change == Change.LATER.value)
    columns = (
        _HANDOVERS.conversation_id,
        _HANDOVERS.change,
        _HANDOVERS.trigger,
        _HANDOVERS.category,
        _HANDOVERS.logged_turn,
        _HANDOVERS.candidate_turn,
    )
    query = select(*columns).where(changed).order_by(worst.desc(), _HANDOVERS.conversation_id.desc())
    for conversation_id, change, *rest in connection.execute(query.limit(_MOST_TO_READ)):
        yield ToRead(str(conversation_id), Change(change), *rest)


def otherwise(counts: Mapping[Change, int]) -> Rate:
    """Of the handovers of a trigger or category, those that would be otherwise."""
    every = sum(counts.values())
    return Rate(every - counts.get(Change.SAME, 0), every)

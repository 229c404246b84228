"""A report of one period beside another: everything that the page, the file and the terminal show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Engine

from baton.base.clock import Clock, now
from baton.lab.escalation_log.entry import Kind
from baton.lab.period import Period
from baton.lab.report import figures, gaps
from baton.lab.report.counts import Counts, read_counts
from baton.lab.report.figures import Breakdown, Figure, Stars, Waits
from baton.lab.report.gaps import Gap, Grouper


@dataclass(frozen=True)
class Report:
    """What happened in a period."""

    period: Period
    compared: Period | None
    made_at: datetime  #: in the shop's time zone
    figures: Mapping[str, Figure]
    waits: Waits
    waits_before: Waits | None
    stars: Mapping[str, Stars]  #: by kind of entry
    breakdowns: tuple[Breakdown, ...]
    unsolved: tuple[Gap, ...]
    unclear: tuple[Gap, ...]
    by_meaning: bool  #: whether the gaps are grouped by meaning

    @property
    def concerns(self) -> int:
        """How many concerns there were that are not still open."""
        return self.figures["handed_over"].now.trials


def make_report(
    engine: Engine, period: Period, compared: Period | None, clock: Clock = now, group: Grouper | None = None
) -> Report:
    """Read a report from the escalation log as it is.

    Args:
        engine: of the desk's database.
        period: what it is about.
        compared: what it is compared with; None: nothing.
        clock: says for whom the week is over in which they may come back.
        group: groups messages by meaning; None: by category.
    Raises:
        sqlalchemy.exc.SQLAlchemyError: the database is away.
    """
    moment = clock()
    with engine.connect() as connection:
        counts = read_counts(connection, period, moment.timestamp())
        before: Counts | None = read_counts(connection, compared, moment.timestamp()) if compared else None
        unsolved = gaps.read_unsolved(connection, period)
        unclear = gaps.read_unclear(connection, period)
    return Report(
        period=period,
        compared=compared,
        made_at=moment.astimezone(period.zone),
        figures=figures.figures(counts, before),
        waits=figures.waits(counts.waits),
        waits_before=figures.waits(before.waits) if before else None,
        stars={kind.value: figures.stars(counts.stars, kind.value) for kind in Kind},
        breakdowns=tuple(figures.breakdowns(counts, before)),
        unsolved=tuple(gaps.gaps(unsolved, gaps.takes_to_solve, group)),
        unclear=tuple(gaps.gaps(unclear, gaps.takes_to_answer, group)),
        by_meaning=group is not None,
    )

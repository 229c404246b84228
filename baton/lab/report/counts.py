"""Counts of the escalation log, by SQL: entries by their values, waits, ratings; and the entries behind a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import String, and_, case, cast, func, literal, select, tuple_
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from baton.lab.escalation_log import store
from baton.lab.escalation_log.entry import COMEBACK_SECONDS, Entry
from baton.lab.escalation_log.store import ENTRIES
from baton.lab.outcomes import Verdict
from baton.lab.period import Period
from baton.lab.report.measures import NO, TOLERANCE, TOO_SOON, UNRECOGNISABLE, YES, Facets, Filter

#: Conversations on a page of a list.
PAGE = 100


@dataclass(frozen=True)
class Count:
    """So many entries have these values."""

    facets: Facets
    number: int


@dataclass(frozen=True)
class Wait:
    """A customer waited so long for a person, seconds."""

    facets: Facets
    seconds: float


@dataclass(frozen=True)
class Counts:
    """A period, counted."""

    counts: tuple[Count, ...]
    waits: tuple[Wait, ...]
    stars: Mapping[tuple[str, int], int]  #: number of ratings by kind of entry and stars


def read_counts(connection: Connection, period: Period, now: float) -> Counts:
    """Count the entries of a period.

    Args:
        now: epoch seconds; says for whom the week is over in which they may come back.
    """
    within = _within(period)
    columns = _facets(now)
    grouped = select(*columns, func.count()).where(within).group_by(*columns)
    waits = select(*columns, ENTRIES.c.wait_seconds).where(within, ENTRIES.c.wait_seconds.is_not(None))
    # A rating is the conversation's: it counts once, for whoever had it last.
    last = select(ENTRIES.c.conversation_id, func.max(ENTRIES.c.at)).where(within).group_by(ENTRIES.c.conversation_id)
    stars = (
        select(ENTRIES.c.kind, ENTRIES.c.stars, func.count(ENTRIES.c.conversation_id.distinct()))
        .where(within, ENTRIES.c.stars.is_not(None), tuple_(ENTRIES.c.conversation_id, ENTRIES.c.at).in_(last))
        .group_by(ENTRIES.c.kind, ENTRIES.c.stars)
    )
    return Counts(
        tuple(Count(Facets(*row[:-1]), int(row[-1])) for row in connection.execute(grouped)),
        tuple(Wait(Facets(*row[:-1]), float(row[-1])) for row in connection.execute(waits)),
        {(str(kind), int(number)): int(count) for kind, number, count in connection.execute(stars)},
    )


def read_entries(connection: Connection, period: Period, now: float, wanted: Filter, skip: int = 0) -> list[Entry]:
    """The entries behind a number, the latest first; a page of them and one more, if there are more."""
    expressions = dict(zip(Facets._fields, _facets(now), strict=True))
    conditions = [expressions[name].in_(sorted(values)) for name, values in wanted.items()]
    query = (
        select(ENTRIES)
        .where(_within(period), *conditions)
        .order_by(ENTRIES.c.at.desc(), ENTRIES.c.id)
        .offset(skip)
        .limit(PAGE + 1)
    )
    return list(store.from_rows(connection.execute(query)))


def _within(period: Period) -> ColumnElement[bool]:
    return and_(ENTRIES.c.at >= period.since, ENTRIES.c.at < period.until)


def _facets(now: float) -> list[ColumnElement[object]]:
    """The expressions of `Facets`, in its order."""
    c = ENTRIES.c
    known = c.account.is_not(None) | c.email.is_not(None) | c.browser.is_not(None)
    came_back = case(
        (c.came_back_at.is_not(None), YES),
        (c.over_at.is_(None), TOO_SOON),
        (c.over_at > now - COMEBACK_SECONDS, TOO_SOON),
        (~known, UNRECOGNISABLE),
        else_=NO,
    )
    hardly_late = and_(c.verdict == Verdict.TOO_LATE.value, c.turn - c.trouble_turn <= TOLERANCE)
    within = case((c.verdict.is_(None), ""), (c.verdict == Verdict.RIGHT.value, YES), (hardly_late, YES), else_=NO)
    bot_could = case((c.bot_could.is_(None), ""), (c.bot_could, YES), else_=NO)
    policy = cast(c.policy_version, String)
    texts = (c.trigger, c.topic, c.team, c.agent, policy)
    values = (c.kind, c.outcome, came_back, func.coalesce(c.verdict, ""), bot_could, within)
    return [
        *(value.label(name) for name, value in zip(Facets._fields, values, strict=False)),
        *(
            func.coalesce(text, literal("")).label(name)
            for name, text in zip(Facets._fields[len(values) :], texts, strict=True)
        ),
    ]

"""What became of the conversations of a roll-out, by arm: counted by the database from the escalation log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Table, and_, case, func, or_, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnCollection, ColumnElement, Select

from baton.lab.escalation_log.entry import DAY, Kind, Outcome
from baton.lab.escalation_log.tables import EscalationLogRow
from baton.lab.outcomes import Verdict
from baton.lab.rollout.tables import RolloutConversationRow
from baton.lab.statistics import Rate
from policies.policy_arm import Arm

#: Whoever comes back about the same thing within this time was not helped. Shorter than the reports' week: a candidate
#: that harms is not to harm for a week.
COMEBACK_SECONDS = DAY
#: A conversation with a concern like this is not over, and nobody can say yet what became of it.
_NOT_OVER = (Outcome.OPEN, Outcome.NOT_OPENED, Outcome.WAITING, Outcome.WITH_AGENT, Outcome.CALLBACK)

_LOG: ColumnCollection = EscalationLogRow.__table__.c
_ARMS: ColumnCollection = RolloutConversationRow.__table__.c


@dataclass(frozen=True)
class ArmCounts:
    """The conversations of one arm that began while the candidate had one share.

    Attributes:
        over: conversations that are over, whatever became of them; the counts below are of these.
        day_over: those that were over a day ago; `came_back` is of these.
    """

    arm: Arm
    share: float
    begun: int
    over: int
    day_over: int
    abandoned: int
    came_back: int
    too_late: int
    handed_over: int
    unnecessary: int


@dataclass(frozen=True)
class ArmFigures:
    """What became of the conversations of one arm, whatever share it had."""

    begun: int
    handed_over: Rate
    unnecessary: Rate
    abandoned: Rate
    came_back: Rate
    too_late: Rate


def read_counts(connection: Connection, rollout_id: str, now: float) -> list[ArmCounts]:
    """The counts of a roll-out.

    Args:
        now: epoch seconds.
    """
    conversations = _conversations(rollout_id, now).subquery()
    c: ColumnCollection = conversations.c
    over = and_(c.entries > 0, c.waiting == 0)
    day_over = and_(over, c.over_at <= now - COMEBACK_SECONDS)
    query = select(
        c.arm,
        c.share,
        func.count(),
        _sum(over),
        _sum(day_over),
        _sum(and_(over, c.abandoned == 1)),
        _sum(and_(day_over, c.came_back == 1)),
        _sum(and_(over, c.too_late == 1)),
        _sum(and_(over, c.handed_over == 1)),
        _sum(and_(over, c.unnecessary == 1)),
    ).group_by(c.arm, c.share)
    rows = connection.execute(query.order_by(c.share, c.arm))
    return [ArmCounts(Arm(arm), float(share), *(int(number) for number in numbers)) for arm, share, *numbers in rows]


def _conversations(rollout_id: str, now: float) -> Select:
    """One row for each conversation that began in the roll-out."""
    log: Table = EscalationLogRow.__table__
    arms: Table = RolloutConversationRow.__table__
    flags = {
        "waiting": _LOG.outcome.in_([outcome.value for outcome in _NOT_OVER]),
        "abandoned": _LOG.outcome == Outcome.ABANDONED.value,
        "came_back": and_(_LOG.came_back_at.is_not(None), _LOG.came_back_at - _LOG.over_at <= COMEBACK_SECONDS),
        "too_late": _LOG.verdict == Verdict.TOO_LATE.value,
        "handed_over": _LOG.kind == Kind.HANDOVER.value,
        "unnecessary": or_(_LOG.verdict == Verdict.UNNECESSARY.value, _LOG.verdict == Verdict.TOO_EARLY.value),
    }
    asked = and_(_LOG.conversation_id == _ARMS.conversation_id, _LOG.outcome != Outcome.NOTHING_ASKED.value)
    return (
        select(
            _ARMS.arm,
            _ARMS.share,
            func.count(_LOG.id).label("entries"),
            func.max(_LOG.over_at).label("over_at"),
            *(func.max(case((flag, 1), else_=0)).label(name) for name, flag in flags.items()),
        )
        .select_from(arms.outerjoin(log, asked))
        .where(_ARMS.rollout_id == rollout_id)
        .group_by(_ARMS.conversation_id, _ARMS.arm, _ARMS.share)
    )


def _sum(condition: ColumnElement) -> ColumnElement:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def figures(counts: Iterable[ArmCounts], arm: Arm) -> ArmFigures:
    """The figures of one arm."""
    own = [each for each in counts if each.arm is arm]
    over, day_over = sum(each.over for each in own), sum(each.day_over for each in own)
    return ArmFigures(
        begun=sum(each.begun for each in own),
        handed_over=Rate(sum(each.handed_over for each in own), over),
        unnecessary=Rate(sum(each.unnecessary for each in own), over),
        abandoned=Rate(sum(each.abandoned for each in own), over),
        came_back=Rate(sum(each.came_back for each in own), day_over),
        too_late=Rate(sum(each.too_late for each in own), over),
    )

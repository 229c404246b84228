"""What sounds at the desk: a limit that is past, and what other entries of the trail mean.

Everything that sounds stands in the audit trail, once: the follower reads it there and tells the agents' pages, also
when another process wrote it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from baton.clock import Clock
from baton.desk import service_level, words
from baton.desk.briefs import Brief, briefs, waiting_since
from baton.desk.hub import Change
from baton.desk.offers import OFFERED
from baton.desk.rules import Rules, RulesFile
from baton.desk.tables import AlarmRow
from baton.handoff.hours import OpeningHours
from baton.handoff.lifecycle import Move, State
from baton.handoff.models import AuditRow
from baton.handoff.store import SYSTEM

OVERDUE = "overdue"
DUE = "due"  # written by whoever looks after those who wait
LATE = "late"  # nobody has taken up a callback that was due: it sounds once more
URGED = "urged"  # a graver reason came later


class Alarms:
    """Writes into the trail who waits past the limit, each once; the desk's background loop calls `step`.

    Args:
        engine: of the desk's database.
        rules: the service level.
        hours: only opening time counts.
        clock: tells the time.
    """

    def __init__(self, engine: Engine, rules: RulesFile, hours: OpeningHours, clock: Clock) -> None:
        self._engine = engine
        self._rules = rules
        self._hours = hours
        self._clock = clock

    def step(self) -> int:
        """Look once; how many alarms were new.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: the database is away.
        """
        at, rules = self._clock().timestamp(), self._rules()
        waiting = briefs(self._engine, (State.QUEUED, State.TRANSFERRED))
        since = waiting_since(waiting)
        found = []
        for handoff in waiting:
            limit = service_level.limit(since[handoff.id], handoff.priority, rules, self._hours)
            if at >= limit.past_at:
                found.append((handoff, since[handoff.id]))
        known = self._known([handoff.id for handoff, _ in found])
        return sum(self._sound(*alarm, at) for alarm in found if _name(*alarm) not in known)

    def _known(self, ids: list[str]) -> set[tuple[str, str]]:
        with Session(self._engine) as session:
            rows = session.query(AlarmRow.handoff_id, AlarmRow.kind).filter(AlarmRow.handoff_id.in_(ids))
            return {(str(handoff_id), str(kind)) for handoff_id, kind in rows}

    def _sound(self, handoff: Brief, since: float, at: float) -> int:
        """One alarm with its entry in the trail, in one transaction; 0 if another process was first."""
        handoff_id, kind = _name(handoff, since)
        try:
            with Session(self._engine) as session, session.begin():
                session.add(AlarmRow(handoff_id=handoff_id, kind=kind, at=at))
                session.flush()
                session.add(AuditRow(handoff_id=handoff_id, at=at, who=SYSTEM, what=OVERDUE))
            return 1
        except IntegrityError:
            return 0


def _name(handoff: Brief, since: float) -> tuple[str, str]:
    """What an alarm is known by: who waits again sounds again."""
    return handoff.id, f"over:{int(since)}"


def meant(what: str, detail: Mapping[str, Any], handoff: Brief, rules: Rules) -> Change | None:
    """The alarm that an entry of the trail means; None if it is nothing that sounds. Pure.

    Nothing that a customer said is in it.
    """
    category = words.category(handoff.category)
    team = rules.team_of(handoff.category, handoff.team)
    if what in ("opened", URGED) and handoff.priority <= words.GRAVE:
        return Change("alarm", handoff.id, kind="grave", text=f"{words.PRIORITIES[handoff.priority]}: {category}")
    if what == OVERDUE:
        return Change("alarm", handoff.id, kind="overdue", text=f"Past its limit: {category}", team=team)
    if what == DUE:
        owner = handoff.owner
        return Change("alarm", handoff.id, kind="callback", text="A callback is due", to=owner, team=team)
    if what == LATE:
        # For everybody: whoever arranged it did not come.
        return Change("alarm", handoff.id, kind="callback", text="A callback is late", team=team)
    if what == OFFERED and not detail.get("again"):
        return Change("alarm", handoff.id, kind="offer", text=f"Offered to you: {category}", to=detail.get("to"))
    if what == Move.TRANSFER.value:
        to = detail.get("to")
        return Change("alarm", handoff.id, kind="passed_on", text=f"Passed on to you: {category}", to=to, team=team)
    return None

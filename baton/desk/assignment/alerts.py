"""Alerts of the desk: waits past their limit, what an outside desk did not take, and the alerts that entries of the
audit trail call for.

Every alert is in the audit trail, once: the change feed reads it there and sends it to the agents' pages, also when
another process wrote it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from functools import partial

from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from baton.base.clock import Clock
from baton.base.live_file import LiveFile
from baton.desk.assignment import service_level
from baton.desk.notifier import Change
from baton.desk.store import labels
from baton.desk.store.desk_config import DeskConfig, DeskConfigFile, levels
from baton.desk.store.handoff_rows import HandoffRowSummary, waits
from baton.desk.store.tables import AlarmRow
from baton.handoff.calendar.opening_hours import OpeningHours
from baton.handoff.records.audit_trail import AuditAction, AuditTrail
from baton.handoff.records.lifecycle import State
from baton.handoff.records.repository import SYSTEM
from baton.handoff.records.undelivered import undelivered


class Alerts:
    """Records handoffs that wait past their limit or that an outside desk does not know of, each once.

    The desk's background loop calls `step`.

    Args:
        engine: of the desk's database.
        rules: the service level.
        hours: only opening time counts.
        clock: gives the time.
    """

    def __init__(self, engine: Engine, rules: DeskConfigFile, hours: LiveFile[OpeningHours], clock: Clock) -> None:
        self._engine = engine
        self._rules = rules
        self._hours = hours
        self._clock = clock
        self._known: set[tuple[str, str]] = set()  # of those who still wait, what was recorded, by whichever process

    def step(self) -> int:
        """One round; returns how many alerts were new.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: the database is away.
        """
        at = self._clock().timestamp()
        overdue = self._overdue(at)
        fresh = overdue - self._known
        recorded = self._recorded([handoff_id for handoff_id, _ in fresh])
        new = sum(self._record(*alert, AuditAction.LIMIT_EXCEEDED, {}, at) for alert in sorted(fresh - recorded))
        self._known = overdue
        return new + self._undelivered(at)

    def _overdue(self, at: float) -> set[tuple[str, str]]:
        """The keys of the alerts about those who have waited past their limit.

        Of the same priority, whoever waits longer stands no better: a few clocks tell those of thousands.
        """
        rules, hours = self._rules(), self._hours()
        waiting: defaultdict[int, list[tuple[float, str]]] = defaultdict(list)
        # Who has not waited so long by the clock on the wall has not by opening time either, and is not read. It
        # is a second too wide, so that rounding leaves nobody out.
        allowed = {priority: rules.limit(priority) - 1.0 for priority in levels().values()}
        for priority, since, handoff_id in waits(self._engine, (State.QUEUED, State.TRANSFERRED), at, allowed):
            waiting[priority].append((since, handoff_id))
        overdue: set[tuple[str, str]] = set()
        for priority, begins in waiting.items():
            limit = partial(service_level.limit, priority=priority, rules=rules, hours=hours)
            first_left = bisect_left(begins, True, key=partial(_is_left, limit, at))
            overdue.update(_key(handoff_id, since) for since, handoff_id in begins[:first_left])
        return overdue

    def _undelivered(self, at: float) -> int:
        """Record what did not reach an outside desk: one alert until it has got through, however much follows it."""
        lacking = undelivered(self._engine, at)
        recorded = self._recorded(list(lacking))
        return sum(
            self._record(item.handoff_id, kind, AuditAction.UNDELIVERED, {"target": item.target}, at)
            for item in lacking.values()
            if (item.handoff_id, kind := f"delivery:{item.delivery_id}") not in recorded
        )

    def _recorded(self, ids: list[str]) -> set[tuple[str, str]]:
        with Session(self._engine) as session:
            rows = session.query(AlarmRow.handoff_id, AlarmRow.kind).filter(AlarmRow.handoff_id.in_(ids))
            return {(str(handoff_id), str(kind)) for handoff_id, kind in rows}

    def _record(self, handoff_id: str, kind: str, action: AuditAction, details: Mapping[str, object], at: float) -> int:
        """Record one alert with its entry in the trail, in one transaction; 0 if another process was first."""
        try:
            with Session(self._engine) as session, session.begin():
                session.add(AlarmRow(handoff_id=handoff_id, kind=kind, at=at))
                session.flush()
                AuditTrail.record(session, at, SYSTEM, action, handoff_id, details)
            return 1
        except IntegrityError:
            return 0


def _key(handoff_id: str, since: float) -> tuple[str, str]:
    """The key of an alert: whoever waits again is alerted again."""
    return handoff_id, f"over:{int(since)}"


def _is_left(limit: Callable[[float], service_level.Limit], at: float, one: tuple[float, str]) -> bool:
    """Whether there is time left for somebody, by since when they wait."""
    return limit(one[0]).past_at > at


def alert_for(
    action: str,
    details: Mapping[str, object],
    handoff: HandoffRowSummary,
    rules: DeskConfig,
    present: Collection[str] = (),
) -> Change | None:
    """The alert that an entry of the trail calls for; None if it calls for none. Pure.

    Nothing that a customer said is in it.

    Args:
        present: logins of the agents who are there: what is meant for somebody else is for the team as well.
    """
    if action in (AuditAction.OPENED, AuditAction.PRIORITY_RAISED) and labels.is_critical(handoff.priority):
        return severe(handoff)
    if action == AuditAction.LIMIT_EXCEEDED:
        return overdue(handoff, rules)
    if action == AuditAction.UNDELIVERED:
        return not_delivered(handoff, labels.target(str(details.get("target"))), rules)
    if action == AuditAction.CALLBACK_DUE:
        return callback(handoff, rules, present)
    if action == AuditAction.CALLBACK_LATE:
        return callback(handoff, rules, present, late=True)
    if action == AuditAction.OFFERED and not details.get("again"):
        return offer(handoff, _login(details))
    if action == AuditAction.RELEASED and details.get("because"):  # not by the agent's own choice
        return put_back(handoff, rules)
    if action == AuditAction.TAKEN_OVER:
        return taken_over(handoff, details)
    if action == AuditAction.TRANSFERRED:
        return passed_on(handoff, _login(details), rules, present)
    return None


def severe(handoff: HandoffRowSummary) -> Change:
    """A severe concern waits: for everybody."""
    text = f"{labels.priority(handoff.priority)}: {labels.category(handoff.category)}"
    return Change("alarm", handoff.id, kind="grave", text=text)


def overdue(handoff: HandoffRowSummary, rules: DeskConfig) -> Change:
    """Somebody waits past the limit."""
    text = f"Past its limit: {labels.category(handoff.category)}"
    return Change("alarm", handoff.id, kind="overdue", text=text, team=_team(handoff, rules))


def put_back(handoff: HandoffRowSummary, rules: DeskConfig) -> Change:
    """A conversation is in the queue again because its agent does not go on."""
    text = f"Back in the queue: {labels.category(handoff.category)}"
    return Change("alarm", handoff.id, kind="put_back", text=text, team=_team(handoff, rules))


def not_delivered(handoff: HandoffRowSummary, target: str, rules: DeskConfig) -> Change:
    """An outside desk lacks something of a conversation, so that nobody there may know of it."""
    text = f"Did not reach {target}: {labels.category(handoff.category)}"
    return Change("alarm", handoff.id, kind="undelivered", text=text, team=_team(handoff, rules))


def callback(handoff: HandoffRowSummary, rules: DeskConfig, present: Collection[str], late: bool = False) -> Change:
    """A callback is due: for whoever arranged it, if they are there. A late one is for everybody: they did not come."""
    if late:
        return Change("alarm", handoff.id, kind="callback", text="A callback is late", team=_team(handoff, rules))
    return _for_one("callback", "A callback is due", handoff, handoff.owner, rules, present)


def offer(handoff: HandoffRowSummary, login: str | None) -> Change:
    """A conversation is offered to an agent."""
    text = f"Offered to you: {labels.category(handoff.category)}"
    return Change("alarm", handoff.id, kind="offer", text=text, to=login)


def taken_over(handoff: HandoffRowSummary, details: Mapping[str, object]) -> Change:
    """A lead has taken over what an agent had: for that agent, wherever they are at the desk."""
    text = f"A lead has taken over your conversation: {labels.category(handoff.category)}"
    return Change("alarm", handoff.id, kind="taken_over", text=text, to=str(details.get("from")))


def passed_on(handoff: HandoffRowSummary, login: str | None, rules: DeskConfig, present: Collection[str]) -> Change:
    """A conversation was passed on to an agent, or to a team."""
    text = f"Passed on to you: {labels.category(handoff.category)}"
    return _for_one("passed_on", text, handoff, login, rules, present)


def reply(handoff_id: str, category: str, owner: str) -> Change:
    """A customer has written to the agent who has the conversation."""
    text = f"Your customer wrote: {labels.category(category)}"
    return Change("alarm", handoff_id, kind="reply", text=text, to=owner)


def _for_one(
    kind: str,
    text: str,
    handoff: HandoffRowSummary,
    login: str | None,
    rules: DeskConfig,
    present: Collection[str],
) -> Change:
    absent = login is not None and login not in present
    return Change("alarm", handoff.id, kind, text, login, _team(handoff, rules), absent)


def _team(handoff: HandoffRowSummary, rules: DeskConfig) -> str:
    return rules.team_of(handoff.category, handoff.team)


def _login(details: Mapping[str, object]) -> str | None:
    """Whom an entry names as the agent to whom the handoff is offered or transferred."""
    to = details.get("to")
    return to if isinstance(to, str) else None

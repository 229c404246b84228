"""Follows the conversation log and the handoffs: opens what is missing, and says what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, defer

from baton.clock import Clock, now
from baton.desk import alarms
from baton.desk.briefs import Brief, brief
from baton.desk.hub import Change
from baton.desk.pursuit import Pursuit
from baton.desk.rules import RulesFile
from baton.handoff.lifecycle import WITH_PERSON
from baton.handoff.models import AuditRow, HandoffRow
from baton.handoff.presence import Presence
from baton.log.reader import LOOK_BACK, LogReader
from policies.facts import ESCALATION_SLOT

NAME = "desk"
HEARING = "hearing"
PRESENCE_SECONDS = 10.0  # how far a look at the presence goes back: clocks of machines differ a little
#: Entries of the audit trail that change nothing anybody sees.
_SILENT = ("viewed",)


class Window:
    """The newest numbers of a growing table, each told once, also when a lower one becomes visible late."""

    def __init__(self) -> None:
        self._seen: set[int] = set()
        self._newest = 0

    @property
    def start(self) -> int:
        """Read the numbers above this one."""
        return max(0, self._newest - LOOK_BACK)

    def skip_to(self, newest: int) -> None:
        """Take everything up to here as told."""
        self._newest = newest
        self._seen = set(range(self.start + 1, newest + 1))

    def fresh(self, numbers: Iterable[int]) -> set[int]:
        """Which of these were not told yet."""
        found = set(numbers) - self._seen
        self._newest = max(found | {self._newest})
        self._seen = {number for number in self._seen | found if number > self.start}
        return found


class Follower:
    """One look at a time; the desk's background loop calls `step` again and again.

    Args:
        engine: of the desk's database.
        log: the conversation log.
        open_missing: opens the handoff that a conversation's log asks for, once.
        rules: say which team an alarm is for.
        presence: tells who came, left or types.
        clock: tells when to try a failed conversation again.
        heard: reacts to a customer's message, by its number and conversation.
    """

    def __init__(
        self,
        engine: Engine,
        log: LogReader,
        open_missing: Callable[[str], Any],
        rules: RulesFile,
        presence: Presence,
        clock: Clock = now,
        heard: Callable[[int, str], Any] | None = None,
    ) -> None:
        self._engine = engine
        self._log = log
        self._rules = rules
        self._presence = presence
        self._clock = clock

        def deal(_number: int, conversation_id: str) -> None:
            open_missing(conversation_id)

        self._pursuits = [Pursuit(NAME, engine, log, deal, ["slot"], ESCALATION_SLOT, clock=clock)]
        if heard is not None:
            self._pursuits.append(Pursuit(HEARING, engine, log, heard, ["user"], from_now=True, clock=clock))
        self._said = Window()
        self._moved = Window()
        self._present: dict[str, float] = {}  # conversation: when somebody last came, left or typed
        self._started = False

    def step(self) -> set[Change]:
        """Look once.

        Returns:
            What changed since the last look; nothing on the first one.
        Raises:
            sqlalchemy.exc.SQLAlchemyError: a database is away; nothing is skipped by that.
        """
        if not self._started:
            self._said.skip_to(self._log.newest())
            self._moved.skip_to(self._newest_move())
            self._present = self._presence.changed(self._clock().timestamp() - PRESENCE_SECONDS)
            self._started = True
        for pursuit in self._pursuits:
            pursuit.step()
        return self._changes_said() | self._changes_moved() | self._changes_present()

    def _changes_said(self) -> set[Change]:
        """Handoffs in whose conversation something new stands; closed ones too, for the closing words."""
        rows = self._log.touched(self._said.start)
        fresh = self._said.fresh(number for number, _ in rows)
        conversations = {conversation_id for number, conversation_id in rows if number in fresh}
        if not conversations:
            return set()
        query = select(HandoffRow.id).where(HandoffRow.conversation_id.in_(conversations))
        with Session(self._engine) as session:
            return {Change("said", handoff_id) for handoff_id in session.scalars(query)}

    def _changes_moved(self) -> set[Change]:
        """Handoffs that were opened or moved, by whatever process, and the alarms that this means."""
        query = (
            select(AuditRow.id, AuditRow.what, AuditRow.detail, HandoffRow)
            .join(HandoffRow, HandoffRow.id == AuditRow.handoff_id, isouter=True)
            .options(defer(HandoffRow.package))
            .where(AuditRow.id > self._moved.start)
            .order_by(AuditRow.id)
        )
        with Session(self._engine) as session:
            rows = [(n, what, detail, brief(row) if row else None) for n, what, detail, row in session.execute(query)]
        fresh = self._moved.fresh(number for number, *_ in rows)
        found = set()
        for number, what, detail, handoff in rows:
            if number in fresh and handoff is not None and what not in _SILENT:
                found |= self._meant(what, detail or {}, handoff)
        return found

    def _meant(self, what: str, detail: dict[str, Any], handoff: Brief) -> set[Change]:
        alarm = alarms.meant(what, detail, handoff, self._rules())
        return {Change("state", handoff.id)} | ({alarm} if alarm is not None else set())

    def _changes_present(self) -> set[Change]:
        """Handoffs with a person in whose conversation somebody came, left or types."""
        changed = self._presence.changed(self._clock().timestamp() - PRESENCE_SECONDS)
        fresh = [conversation for conversation, at in changed.items() if self._present.get(conversation) != at]
        self._present = changed
        if not fresh:
            return set()
        states = [state.value for state in WITH_PERSON]
        query = select(HandoffRow.id).where(HandoffRow.conversation_id.in_(fresh), HandoffRow.state.in_(states))
        with Session(self._engine) as session:
            return {Change("presence", handoff_id) for handoff_id in session.scalars(query)}

    def _newest_move(self) -> int:
        with Session(self._engine) as session:
            return int(session.scalar(select(AuditRow.id).order_by(AuditRow.id.desc()).limit(1)) or 0)

"""Follows the conversation log and the handoffs: opens what is missing, and says what changed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from baton.clock import Clock, now
from baton.desk.hub import Change
from baton.handoff.models import AuditRow, FollowerRow, HandoffRow
from baton.log.reader import LOOK_BACK, LogReader
from policies.facts import ESCALATION_SLOT

logger = logging.getLogger(__name__)

NAME = "desk"
RETRY_SECONDS = 30.0
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
        clock: tells when to try a failed conversation again.
    """

    def __init__(self, engine: Engine, log: LogReader, open_missing: Callable[[str], Any], clock: Clock = now) -> None:
        self._engine = engine
        self._log = log
        self._open_missing = open_missing
        self._clock = clock
        self._position: int | None = None
        self._opened: set[int] = set()
        self._again: dict[int, float] = {}  # number of the event: when to try it again
        self._said = Window()
        self._moved = Window()
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
            self._started = True
        self._open()
        return self._changes_said() | self._changes_moved()

    def _open(self) -> None:
        """Open the handoffs of every decision in the log. The position only passes what was dealt with."""
        if self._position is None:
            self._position = self._kept_position()
        newest = self._log.newest()  # before the events are read: what comes in between is read the next time
        if newest < self._position:
            logger.warning("The conversation log is shorter than it was: it is followed from its beginning.")
            self._position, self._opened = 0, set()
        after = max(0, self._position - LOOK_BACK)
        failed = []
        for number, conversation_id in self._log.touched(after, kinds=["slot"], name=ESCALATION_SLOT):
            if number not in self._opened and not self._try(number, conversation_id):
                failed.append(number)
        position = min([newest, *(number - 1 for number in failed)])
        if position != self._position:
            self._keep_position(position)
        self._opened = {number for number in self._opened if number > position - LOOK_BACK}

    def _try(self, number: int, conversation_id: str) -> bool:
        at = self._clock().timestamp()
        if self._again.get(number, at) > at:
            return False
        try:
            self._open_missing(conversation_id)
        except SQLAlchemyError:
            raise
        except Exception:  # one conversation that cannot be read must not hold up the others
            if number not in self._again:
                logger.exception("The handoff of %s cannot be opened; it is tried again.", conversation_id)
            self._again[number] = at + RETRY_SECONDS
            return False
        self._again.pop(number, None)
        self._opened.add(number)
        return True

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
        """Handoffs that were opened or moved, by whatever process."""
        query = (
            select(AuditRow.id, AuditRow.handoff_id, AuditRow.what)
            .where(AuditRow.id > self._moved.start)
            .order_by(AuditRow.id)
        )
        with Session(self._engine) as session:
            rows = session.execute(query).all()
        fresh = self._moved.fresh(number for number, _, _ in rows)
        return {Change("state", i) for number, i, what in rows if number in fresh and i and what not in _SILENT}

    def _newest_move(self) -> int:
        with Session(self._engine) as session:
            return int(session.scalar(select(AuditRow.id).order_by(AuditRow.id.desc()).limit(1)) or 0)

    def _kept_position(self) -> int:
        with Session(self._engine) as session:
            row = session.get(FollowerRow, NAME)
            return int(row.position) if row is not None else 0

    def _keep_position(self, position: int) -> None:
        with Session(self._engine) as session, session.begin():
            session.merge(FollowerRow(name=NAME, position=position))
        self._position = position

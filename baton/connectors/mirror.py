"""Follows the conversation log for the outside desks: what is said to a person reaches them through the outbox."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from baton.clock import Clock, now
from baton.connectors import events
from baton.connectors.fanout import Fanout
from baton.handoff.lifecycle import OPEN, State
from baton.handoff.models import FollowerRow, HandoffRow
from baton.handoff.outbox import Outbox
from baton.log.reader import LOOK_BACK, LogReader

logger = logging.getLogger(__name__)

NAME = "connectors"
RETRY_SECONDS = 5.0
#: A handoff that opens later than this after some words is built from a log that holds them.
WAIT_SECONDS = 60.0
_SINCE = "since:"  # with a connector's name: where the log stood when it was chosen


class Mirror:
    """One look at a time; the desk's background loop calls `step` again and again.

    Args:
        engine: of the desk's database.
        log: the conversation log.
        fanout: makes the deliveries.
        outbox: keeps them; a key that is there already is not kept twice.
        clock: tells when to look again at a conversation whose handoff is not open yet.
    """

    def __init__(self, engine: Engine, log: LogReader, fanout: Fanout, outbox: Outbox, clock: Clock = now) -> None:
        self._engine = engine
        self._log = log
        self._fanout = fanout
        self._outbox = outbox
        self._clock = clock
        self._position: int | None = None
        self._done: set[int] = set()
        self._again: dict[str, float] = {}  # conversations that must wait, and until when
        self._since: Mapping[str, int] | None = None

    def step(self) -> int:
        """Look once.

        Returns:
            How many deliveries were added.
        Raises:
            sqlalchemy.exc.SQLAlchemyError: a database is away; nothing is skipped by that.
        """
        self._begin()
        if self._position is None:
            self._position = self._kept(NAME)
        newest = self._log.newest()  # before the events are read: what comes in between is read the next time
        if newest < self._position:
            logger.warning("The conversation log is shorter than it was: it is followed from its beginning.")
            self._position, self._done = 0, set()
        numbers: dict[str, list[int]] = {}
        for number, conversation_id in self._log.touched(max(0, self._position - LOOK_BACK), kinds=["user", "bot"]):
            if number not in self._done:
                numbers.setdefault(conversation_id, []).append(number)
        added, held = 0, [newest]
        for conversation_id, found in numbers.items():
            fresh = self._look(conversation_id)
            if fresh is None:
                held.append(min(found) - 1)
            else:
                added += fresh
                self._done.update(found)
        if min(held) != self._position:
            self._keep(NAME, min(held))
            self._position = min(held)
        self._done = {number for number in self._done if number > self._position - LOOK_BACK}
        return added

    def conversation(self, conversation_id: str) -> None:
        """The same for one conversation, at once: before it is closed, so that its last words come before the end.

        What cannot be read now is left to the next `step`: an agent can close a conversation all the same.
        """
        try:
            self._begin()
            self._mirror(conversation_id)
        except SQLAlchemyError as error:
            logger.warning("The last words of %s are told later: %s", conversation_id, error)

    def _look(self, conversation_id: str) -> int | None:
        """How many deliveries were added; None if a part must wait until its handoff is open."""
        at = self._clock().timestamp()
        if self._again.get(conversation_id, at) > at:
            return None
        added, complete = self._mirror(conversation_id)
        if complete:
            self._again.pop(conversation_id, None)
            return added
        self._again[conversation_id] = at + RETRY_SECONDS
        return None

    def _mirror(self, conversation_id: str) -> tuple[int, bool]:
        """How many deliveries were added, and whether the handoff of every word is open."""
        packages, holder = self._handoffs(conversation_id)
        told = {handoff_id: events.last_line(package) for handoff_id, package in packages.items()}
        since, oldest = self._since or {}, self._clock().timestamp() - WAIT_SECONDS
        wanted, complete = [], True
        for entry, handoff_id in events.for_outside(self._log.conversation(conversation_id), told, holder):
            if handoff_id is None:
                complete = complete and float(entry.event.get("timestamp") or 0.0) < oldest
                continue
            deliveries = self._fanout.said(entry, handoff_id, packages[handoff_id])
            wanted += [item for item in deliveries if entry.id > since.get(item.target, 0)]
        return self._outbox.add_missing(wanted), complete

    def _handoffs(self, conversation_id: str) -> tuple[dict[str, Mapping[str, Any]], str | None]:
        """The packages of a conversation's handoffs, and the one that holds it now."""
        query = select(HandoffRow.id, HandoffRow.package, HandoffRow.state, HandoffRow.holds_bot).where(
            HandoffRow.conversation_id == conversation_id
        )
        with Session(self._engine) as session:
            rows = session.execute(query).all()
        holder = next((str(row.id) for row in rows if row.holds_bot and State(row.state) in OPEN), None)
        return {str(row.id): row.package for row in rows}, holder

    def _begin(self) -> None:
        """Note where the log stands for connectors that were not there before: they are not told what is past."""
        if self._since is not None:
            return
        newest = self._log.newest()
        names = {f"{_SINCE}{name}" for name in self._fanout.names}
        with Session(self._engine) as session, session.begin():
            query = select(FollowerRow).where(FollowerRow.name.startswith(_SINCE, autoescape=True))
            rows = {str(row.name): int(row.position) for row in session.scalars(query)}
            session.execute(delete(FollowerRow).where(FollowerRow.name.in_(set(rows) - names)))
            session.add_all(FollowerRow(name=name, position=newest) for name in names - set(rows))
            if session.get(FollowerRow, NAME) is None:
                session.add(FollowerRow(name=NAME, position=newest))
        self._since = {name[len(_SINCE) :]: rows.get(name, newest) for name in names}

    def _kept(self, name: str) -> int:
        with Session(self._engine) as session:
            row = session.get(FollowerRow, name)
            return int(row.position) if row is not None else 0

    def _keep(self, name: str, position: int) -> None:
        with Session(self._engine) as session, session.begin():
            session.merge(FollowerRow(name=name, position=position))

"""Deals with every event of a kind in the conversation log, whatever crashes: from a position that is kept.

The position only passes what was dealt with. An event may be dealt with twice after a crash, so whoever deals with it
must not mind; it is never passed over, not even one that becomes visible late.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from baton.clock import Clock, now
from baton.handoff.models import FollowerRow
from baton.log.reader import LOOK_BACK, LogReader

logger = logging.getLogger(__name__)

RETRY_SECONDS = 30.0


class Pursuit:
    """One look at a time.

    Args:
        name: under which the position is kept.
        engine: of the desk's database.
        log: the conversation log.
        deal: deals with an event, by its number and conversation.
        kinds: type names of the events.
        slot: name of the slot, for slot events.
        from_now: whether what stands in the log before the first look ever is passed over.
        clock: tells when to try a failed event again.
    """

    def __init__(
        self,
        name: str,
        engine: Engine,
        log: LogReader,
        deal: Callable[[int, str], Any],
        kinds: Sequence[str],
        slot: str | None = None,
        from_now: bool = False,
        clock: Clock = now,
    ) -> None:
        self._name = name
        self._engine = engine
        self._log = log
        self._deal = deal
        self._kinds = kinds
        self._slot = slot
        self._from_now = from_now
        self._clock = clock
        self._position: int | None = None
        self._done: set[int] = set()
        self._again: dict[int, float] = {}  # number of the event: when to try it again

    def step(self) -> None:
        """Deal with what is new.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: a database is away; nothing is skipped by that.
        """
        newest = self._log.newest()  # before the events are read: what comes in between is read the next time
        if self._position is None:
            self._position = self._kept_position(newest if self._from_now else 0)
        if newest < self._position:
            logger.warning("The conversation log is shorter than it was: it is followed from its beginning.")
            self._position, self._done = 0, set()
        after = max(0, self._position - LOOK_BACK)
        failed = []
        for number, conversation_id in self._log.touched(after, kinds=self._kinds, name=self._slot):
            if number not in self._done and not self._try(number, conversation_id):
                failed.append(number)
        position = min([newest, *(number - 1 for number in failed)])
        if position != self._position:
            self._keep_position(position)
        self._done = {number for number in self._done if number > position - LOOK_BACK}

    def _try(self, number: int, conversation_id: str) -> bool:
        at = self._clock().timestamp()
        if self._again.get(number, at) > at:
            return False
        try:
            self._deal(number, conversation_id)
        except SQLAlchemyError:
            raise
        except Exception:  # one conversation that cannot be read must not hold up the others
            if number not in self._again:
                logger.exception("Event %s of %s cannot be dealt with; it is tried again.", number, conversation_id)
            self._again[number] = at + RETRY_SECONDS
            return False
        self._again.pop(number, None)
        self._done.add(number)
        return True

    def _kept_position(self, first: int) -> int:
        with Session(self._engine) as session:
            row = session.get(FollowerRow, self._name)
        if row is not None:
            return int(row.position)
        self._keep_position(first)  # from here on, whatever happens
        return first

    def _keep_position(self, position: int) -> None:
        with Session(self._engine) as session, session.begin():
            session.merge(FollowerRow(name=self._name, position=position))
        self._position = position

"""Reads which candidate is rolled out, for the processes that decide; a change counts within seconds, and the database
may be away."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from sqlalchemy import Column, Float, Integer, String, Text, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql import ColumnCollection

from baton.base.document import FileRefused, read_document
from baton.base.orm import Base
from policies.policy_document import PolicyDocument
from policies.rollout import Rollout, State

logger = logging.getLogger(__name__)

#: How old what a process knows of a roll-out may be.
POLL_SECONDS = 1.0
#: How long nothing is asked after the database was away: each try may hold up a customer's message.
AWAY_SECONDS = 15.0


class PolicyRolloutRow(Base):
    """A candidate that runs in shadow or for a share of the conversations, or has; times are epoch seconds."""

    __tablename__ = "policy_rollouts"
    id = Column(String(32), primary_key=True)
    state = Column(String(12), nullable=False)
    share = Column(Float, nullable=False)
    candidate = Column(Text, nullable=False)
    candidate_version = Column(Integer, nullable=False)
    candidate_hash = Column(String(12), nullable=False)
    replayed_hash = Column(String(12), nullable=False)
    before = Column(Text, nullable=False)
    before_hash = Column(String(12), nullable=False)
    evidence = Column(String(64))
    started_at = Column(Float, nullable=False, index=True)
    started_by = Column(String(64), nullable=False)
    why = Column(Text, nullable=False)
    raised_at = Column(Float, nullable=False)
    checked_at = Column(Float, nullable=False)
    ended_at = Column(Float)
    ended_by = Column(String(64))
    reason = Column(Text)
    noticed_by = Column(String(64))


_ROW: ColumnCollection = PolicyRolloutRow.__table__.c
_DECIDES = (State.SHARE.value, State.PROMOTED.value)


class RolloutReader:
    """The latest candidate that decides for customers, or has come into force. Call it at each use.

    Args:
        engine: of the desk's database.
        monotonic: tells how long ago the database was asked, in seconds.
    """

    def __init__(self, engine: Engine, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._engine = engine
        self._monotonic = monotonic
        self._ask_at = float("-inf")
        self._away = False
        self._known: Rollout | None = None
        self._broken: set[str] = set()  # ids of candidates that cannot be used

    def __call__(self) -> Rollout | None:
        at = self._monotonic()
        if at >= self._ask_at:
            self._ask_at = at + POLL_SECONDS
            try:
                self._known = self._read()
                if self._away:
                    logger.info("Which policy is rolled out can be read again.")
                self._away = False
            except SQLAlchemyError as error:
                self._ask_at = at + AWAY_SECONDS
                if not self._away:
                    why = type(error).__name__
                    logger.warning("Which policy is rolled out cannot be read (%s): what was known stays.", why)
                self._away = True
        known = self._known
        return None if known is None or known.id in self._broken else known

    def distrust(self, rollout_id: str) -> None:
        """Never use a candidate again in this process: it has failed."""
        self._broken.add(rollout_id)

    def _read(self) -> Rollout | None:
        names = select(_ROW.id, _ROW.state, _ROW.share).where(_ROW.state.in_(_DECIDES))
        with self._engine.connect() as connection:
            row = connection.execute(names.order_by(_ROW.started_at.desc(), _ROW.id).limit(1)).first()
            if row is None:
                return None
            known = self._known
            if known is not None and (known.id, known.state.value, known.share) == tuple(row):
                return known
            texts = select(_ROW.candidate, _ROW.before).where(_ROW.id == row.id)
            candidate, before = connection.execute(texts).one()
        try:
            return Rollout(
                id=str(row.id),
                state=State(row.state),
                share=float(row.share),
                candidate=read_document(str(candidate), "the candidate", PolicyDocument),
                before=read_document(str(before), "the policy before", PolicyDocument),
            )
        except FileRefused as error:
            if str(row.id) not in self._broken:
                logger.error("The policy that is rolled out is not used: %s", error)
            self._broken.add(str(row.id))
            return None

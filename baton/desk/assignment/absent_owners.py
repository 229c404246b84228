"""Conversations whose owner is gone: whoever signs out or vanishes leaves nothing that only they could end.

What an agent has is put back into the queue when they sign out, when their account is closed, and when nothing was
heard of them while a customer waits for their answer. The customer is notified and the team is alerted.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from baton.base.clock import Clock
from baton.base.log_event import LogEvent
from baton.conversation.event_reader import EventReader
from baton.desk.store.desk_config import DeskConfigFile
from baton.handoff.package.builder import is_utterance, speaker
from baton.handoff.records.handoff import Handoff
from baton.handoff.records.lifecycle import State, TransitionRefused
from baton.handoff.records.tables import AgentRow, HandoffRow
from baton.handoff.service import HandoffService

SIGNED_OUT, VANISHED, CLOSED = "signed out", "not heard of any more", "the account was closed"

#: Seconds for which an owner must be found gone, again and again: after a pause of the desk or its database the pages
#: need a moment until they are heard of.
CONFIRM_SECONDS = 30.0

_OWNED = (State.CLAIMED, State.TRANSFERRED)
_MESSAGES = ("user", "bot")
_LOOK_BACK = 50  # messages that are read to find the first unanswered one


@dataclass(frozen=True)
class _Owned:
    """A conversation whose owner has not been heard of."""

    handoff_id: str
    conversation_id: str
    state: State
    version: int
    moved_at: float  #: epoch seconds
    active: bool  #: whether the owner's account is open


class AbsentOwners:
    """Puts back what absent agents have; the desk's background loop calls `step`.

    Args:
        engine: of the desk's database.
        handoffs: what is put back, is put back with it.
        log: tells whether a customer waits for an answer.
        rules: after how many seconds without a sign of life somebody is gone.
        clock: gives the time.
    """

    def __init__(
        self, engine: Engine, handoffs: HandoffService, log: EventReader, rules: DeskConfigFile, clock: Clock
    ) -> None:
        self._engine = engine
        self._handoffs = handoffs
        self._log = log
        self._rules = rules
        self._clock = clock
        self._found_gone_at: dict[str, float] = {}  # by handoff: since when its owner is found gone

    def owned(self, login: str) -> list[Handoff]:
        """The open conversations that only this agent can end: theirs, and those transferred to them by name."""
        return self._handoffs.store.find(_OWNED, owner=login)

    def callbacks(self, login: str) -> list[Handoff]:
        """The callbacks that this agent arranged; they stay agreed on, and the team is alerted when they are due."""
        return self._handoffs.store.find((State.CALLBACK_DUE,), owner=login)

    def sign_out(self, login: str) -> int:
        """Put back everything that an agent has who signs out; how much that was."""
        put_back = 0
        for handoff in self.owned(login):
            with suppress(TransitionRefused):  # it was moved in this very moment
                self._handoffs.release(handoff.id, login, {"because": SIGNED_OUT}, handoff.version)
                put_back += 1
        return put_back

    def reset(self) -> None:
        """Owners must be found gone anew: who did so before may have paused."""
        self._found_gone_at.clear()

    def step(self) -> int:
        """Put back what agents have who are gone for good or not heard of; how much that was.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: a database is away.
        """
        at = self._clock().timestamp()
        gone_seconds = self._rules().gone_seconds
        gone = [one for one in self._unheard(at - gone_seconds) if not one.active or self._waits(one, at, gone_seconds)]
        self._found_gone_at = {one.handoff_id: self._found_gone_at.get(one.handoff_id, at) for one in gone}
        put_back = 0
        for one in gone:
            if one.active and self._found_gone_at[one.handoff_id] > at - CONFIRM_SECONDS:
                continue
            with suppress(TransitionRefused):  # somebody moved it in this very moment
                because = VANISHED if one.active else CLOSED
                self._handoffs.release(one.handoff_id, None, {"because": because}, one.version)
                put_back += 1
        return put_back

    def _unheard(self, since: float) -> list[_Owned]:
        """What belongs to agents who gave no sign of life since a moment (epoch seconds), or whose account is closed.

        Agents of outside desks have no account here: whether they are there is not known, so nothing is taken away.
        """
        silent = or_(AgentRow.seen_at.is_(None), AgentRow.seen_at <= since)
        query = (
            select(
                HandoffRow.id,
                HandoffRow.conversation_id,
                HandoffRow.state,
                HandoffRow.version,
                HandoffRow.moved_at,
                AgentRow.active,
            )
            .join(AgentRow, AgentRow.login == HandoffRow.owner)
            .where(
                HandoffRow.state.in_([state.value for state in _OWNED]),
                or_(AgentRow.active.is_(False), silent),
            )
            .order_by(HandoffRow.priority, HandoffRow.created_at, HandoffRow.id)
        )
        with Session(self._engine) as session:
            return [
                _Owned(str(number), str(chat), State(state), int(version), float(moved or 0.0), bool(active))
                for number, chat, state, version, moved, active in session.execute(query)
            ]

    def _waits(self, one: _Owned, at: float, patience: float) -> bool:
        """Whether a customer has waited so many seconds for an answer of the owner.

        What was transferred to a colleague by name goes back by another limit (`pass_on_minutes`).
        """
        if one.state is not State.CLAIMED:
            return False
        latest = (entry.event for entry in self._log.latest(one.conversation_id, _MESSAGES, limit=_LOOK_BACK))
        since = unanswered_since(latest)
        return since is not None and max(since, one.moved_at) <= at - patience


def unanswered_since(latest: Iterable[LogEvent]) -> float | None:
    """Since when a customer waits for an agent's answer, epoch seconds; None if the last word is the agent's. Pure.

    Args:
        latest: messages, the newest first.
    """
    since = None
    for event in latest:
        if not is_utterance(event):
            continue
        if speaker(event) == "agent":
            break
        if speaker(event) == "customer":
            since = float(event.get("timestamp") or 0.0)
    return since

"""Who is at the desk right now: on duty, and with a page or a program of theirs that was heard of lately."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.engine import Engine

from baton.base.clock import Clock, now
from baton.handoff.records.tables import AgentRow

#: A page tells every 15 seconds that it lives; whoever was not heard of for this long is not there.
PRESENT_SECONDS = 120.0


class AgentAvailability:
    """Reads who is there.

    Args:
        engine: of the desk's database.
        clock: tells the time.
    """

    def __init__(self, engine: Engine, clock: Clock = now) -> None:
        self._engine = engine
        self._clock = clock

    def present(self) -> list[str]:
        """Logins of everybody who is on duty and there."""
        query = select(AgentRow.login).where(
            AgentRow.active.is_(True),
            AgentRow.on_duty.is_(True),
            AgentRow.seen_at > self._clock().timestamp() - PRESENT_SECONDS,
        )
        with self._engine.connect() as connection:
            return [str(login) for login in connection.execute(query.order_by(AgentRow.login)).scalars()]

"""Who is looking and who is typing, shared by the customer's channel and the desk through the desk's database.

Nothing here is worth keeping: a row that is old says nothing. Writers report every few seconds (`REPORT_SECONDS`),
readers take what is not older than `TYPING_SECONDS` or `HERE_SECONDS` as true. A channel tells it only while a person
has, or is about to have, the conversation: nobody asks while the bot has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Engine, Row
from sqlalchemy.exc import IntegrityError

from baton.base.clock import Clock, now
from baton.handoff.presence.tables import PresenceRow

#: A widget or desk reports typing this often (REPORT_SECONDS); no report for TYPING_SECONDS means it has stopped.
REPORT_SECONDS = 3.0
TYPING_SECONDS = 6.0
#: A customer whose stream was alive within this time has the chat before their eyes.
HERE_SECONDS = 35.0
KEEP_SECONDS = 24 * 3600

_TABLE = PresenceRow.__table__


@dataclass(frozen=True)
class Seen:
    """What is known of a conversation's two sides at one moment."""

    customer: Literal["typing", "reading", "away", "unknown"] = (
        "unknown"  #: `typing`, `reading`, `away`, or `unknown` where no chat ever looked
    )
    customer_since: float | None = None  #: epoch seconds: since when away
    typing_until: float | None = None  #: until when the customer's typing counts
    agent_typing: str | None = None  #: name of the agent who is typing


class Presence:
    """Tells and reads presence.

    Args:
        engine: of the desk's database.
        clock: tells the time.
    """

    def __init__(self, engine: Engine, clock: Clock = now) -> None:
        self._engine = engine
        self._clock = clock

    def customer_here(self, conversation_id: str) -> None:
        """The customer has the chat before their eyes: call it when a stream opens and at each of its beats."""
        self._store(conversation_id, customer_seen_at=self._time(), customer_left_at=None)

    def customer_left(self, conversation_id: str) -> None:
        """The customer's last stream has ended: page closed, hidden, or the network is gone."""
        self._store(conversation_id, customer_left_at=self._time(), customer_typing_at=None)

    def customer_types(self, conversation_id: str, typing: bool = True) -> None:
        """The customer is typing, or has stopped."""
        at = self._time()
        if typing:
            self._store(conversation_id, customer_typing_at=at, customer_seen_at=at, customer_left_at=None)
        else:
            self._store(conversation_id, customer_typing_at=None)

    def agent_types(self, conversation_id: str, name: str, typing: bool = True) -> None:
        """An agent is typing, or has stopped; `name` is what the customer is shown."""
        self._store(conversation_id, agent_typing_at=self._time() if typing else None, agent_name=name)

    def read(self, conversation_id: str) -> Seen:
        """How it looks now."""
        query = select(_TABLE).where(_TABLE.c.conversation_id == conversation_id)
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return Seen() if row is None else _seen(row, self._time())

    def changed(self, since: float) -> dict[str, float]:
        """Conversations in which somebody came, left or typed at or after a moment, with the moment of the change."""
        query = select(_TABLE.c.conversation_id, _TABLE.c.changed_at).where(_TABLE.c.changed_at >= since)
        with self._engine.connect() as connection:
            return {str(conversation): float(at) for conversation, at in connection.execute(query)}

    def forget(self) -> int:
        """Delete what is old; how many rows that were."""
        with self._engine.begin() as connection:
            gone = connection.execute(delete(_TABLE).where(_TABLE.c.changed_at < self._time() - KEEP_SECONDS))
        return int(gone.rowcount)

    def _store(self, conversation_id: str, **values: object) -> None:
        values["changed_at"] = self._time()
        changing = update(_TABLE).where(_TABLE.c.conversation_id == conversation_id).values(**values)
        with self._engine.begin() as connection:
            if connection.execute(changing).rowcount:
                return
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(_TABLE).values(conversation_id=conversation_id, **values))
        except IntegrityError:  # the other side was first
            with self._engine.begin() as connection:
                connection.execute(changing)

    def _time(self) -> float:
        return self._clock().timestamp()


def _seen(row: Row, at: float) -> Seen:
    typing_at, seen_at, left_at = row["customer_typing_at"], row["customer_seen_at"], row["customer_left_at"]
    agent = row["agent_name"] if _within(row["agent_typing_at"], TYPING_SECONDS, at) else None
    if _within(typing_at, TYPING_SECONDS, at):
        return Seen("typing", None, typing_at + TYPING_SECONDS, agent)
    if _within(seen_at, HERE_SECONDS, at) and seen_at > (left_at or 0.0):
        return Seen("reading", None, None, agent)
    if seen_at is None and left_at is None:
        return Seen("unknown", None, None, agent)
    return Seen("away", max(left_at or 0.0, seen_at or 0.0), None, agent)


def _within(moment: float | None, seconds: float, at: float) -> bool:
    return moment is not None and moment > at - seconds

"""The inbox: a customer's message is on disk before it is acknowledged, and taken into the log once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from baton.clock import Clock, now
from baton.handoff.models import InboxRow
from baton.redact import redact_all


@dataclass(frozen=True)
class Waiting:
    """A message that may not be in the log yet."""

    id: int
    conversation_id: str
    client_id: str
    body: dict[str, Any]
    at: float


class Inbox:
    """Accepted messages in the desk's database."""

    def __init__(self, engine: Engine, clock: Clock = now) -> None:
        self._engine = engine
        self._clock = clock

    def accept(self, conversation_id: str, client_id: str, body: dict[str, Any]) -> Waiting | None:
        """Keep a message.

        Args:
            client_id: the browser's name for it; the same one twice is one message.
            body: text, payload and title; card numbers and the like are masked before it is stored.
        Returns:
            The message, or None if it was accepted before.
        """
        at = self._clock().timestamp()
        safe = redact_all(body)
        values = {"conversation_id": conversation_id, "client_id": client_id, "body": safe, "at": at}
        try:
            with self._engine.begin() as connection:
                key = connection.execute(insert(InboxRow).values(**values)).inserted_primary_key[0]
        except IntegrityError:
            return None
        return Waiting(int(key), conversation_id, client_id, safe, at)

    def done(self, waiting: Waiting) -> None:
        """The message stands in the log."""
        with self._engine.begin() as connection:
            connection.execute(
                update(InboxRow).where(InboxRow.id == waiting.id).values(done_at=self._clock().timestamp())
            )

    def waiting(self, conversation_id: str) -> list[Waiting]:
        """The messages of a conversation that are not done, in the order in which they were accepted."""
        query = (
            select(InboxRow)
            .where(InboxRow.done_at.is_(None), InboxRow.conversation_id == conversation_id)
            .order_by(InboxRow.id)
        )
        with Session(self._engine) as session:
            return [Waiting(r.id, r.conversation_id, r.client_id, r.body, r.at) for r in session.scalars(query)]

    def left_over(self, older_than: float = 0.0) -> list[str]:
        """Conversations with a message that was accepted more than so many seconds ago and is not done."""
        query = (
            select(InboxRow.conversation_id)
            .where(InboxRow.done_at.is_(None), InboxRow.at <= self._clock().timestamp() - older_than)
            .distinct()
        )
        with Session(self._engine) as session:
            return list(session.scalars(query))

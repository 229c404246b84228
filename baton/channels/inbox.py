"""The inbox: a customer's message is on disk before it is acknowledged, and taken into the log once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from baton.clock import Clock, now
from baton.handoff.models import ChatRow, InboxRow
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

    def left_over(self, older_than: float = 0.0) -> list[Waiting]:
        """Messages that were accepted more than so many seconds ago and are not done, in their order."""
        query = (
            select(InboxRow)
            .where(InboxRow.done_at.is_(None), InboxRow.at <= self._clock().timestamp() - older_than)
            .order_by(InboxRow.id)
        )
        with Session(self._engine) as session:
            return [Waiting(r.id, r.conversation_id, r.client_id, r.body, r.at) for r in session.scalars(query)]


class Chats:
    """Chat sessions of the widget, as far as they must be remembered."""

    def __init__(self, engine: Engine, clock: Clock = now) -> None:
        self._engine = engine
        self._clock = clock

    def begin(self, conversation_id: str, visitor: str) -> None:
        """Remember which browser a conversation belongs to."""
        with Session(self._engine) as session, session.begin():
            session.merge(
                ChatRow(conversation_id=conversation_id, visitor=visitor, created_at=self._clock().timestamp())
            )

    def ended(self, conversation_id: str) -> bool:
        """Whether the customer ended the chat (or it never began here)."""
        with Session(self._engine) as session:
            chat = session.get(ChatRow, conversation_id)
            return chat is None or chat.ended_at is not None

    def end(self, conversation_id: str) -> None:
        """The customer ends the chat: its token counts no more."""
        self._set(conversation_id, ended_at=self._clock().timestamp())

    def rate(self, conversation_id: str, stars: int, comment: str | None) -> None:
        """Keep what the customer thought of it."""
        self._set(conversation_id, stars=stars, comment=redact_all(comment))

    def _set(self, conversation_id: str, **values: Any) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(ChatRow).where(ChatRow.conversation_id == conversation_id).values(**values))

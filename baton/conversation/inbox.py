"""The inbox: a customer's message is on disk before it is acknowledged, and is taken into the log once.

A message that cannot be taken again and again becomes a dead letter: it holds up nobody, is not tried any more, and
the desk shows it to supervisors, who can have it tried again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypedDict

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.sql import Select

from baton.base.clock import Clock, now
from baton.base.redaction import redact_all
from baton.conversation.tables import InboxRow

#: After so many failed attempts a message is a dead letter.
MAX_ATTEMPTS = 5
MAX_ERROR_LENGTH = 500  # characters


class MessageBody(TypedDict, total=False):
    """What a customer sent. `text` is always there."""

    text: str
    payload: str  #: of the button that was pressed
    no_ai: bool  #: the customer wants no AI
    email_code: str  #: digest of the code by e-mail that stood in the text


@dataclass(frozen=True)
class PendingMessage:
    """A message that may not be in the log yet. Times are epoch seconds."""

    id: int
    conversation_id: str
    client_id: str
    body: MessageBody
    at: float
    attempts: int = 0
    error: str | None = None
    dead_at: float | None = None


class Inbox:
    """Accepted messages in the desk's database."""

    def __init__(self, engine: Engine, clock: Clock = now) -> None:
        self._engine = engine
        self._clock = clock

    def accept(self, conversation_id: str, client_id: str, body: MessageBody) -> PendingMessage | None:
        """Store a message.

        Args:
            client_id: the browser's name for it; the same one twice is one message.
            body: card numbers and the like are masked before it is stored.
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
            with Session(self._engine) as session:
                if session.scalar(_named(conversation_id, client_id)) is None:
                    raise  # another constraint was broken: that is no duplicate
            return None
        return PendingMessage(int(key), conversation_id, client_id, safe, at)

    def done(self, message: PendingMessage) -> None:
        """The message is in the log: the words stand there, and no longer here."""
        self._update(message.id, {"done_at": self._clock().timestamp(), "body": {}, "error": None})

    def failed(self, message: PendingMessage, error: str) -> bool:
        """Count a failed attempt.

        Args:
            error: why, for whoever looks after it.
        Returns:
            Whether the message is a dead letter now.
        """
        attempts = message.attempts + 1
        dead_at = self._clock().timestamp() if attempts >= MAX_ATTEMPTS else None
        self._update(message.id, {"attempts": attempts, "error": error[:MAX_ERROR_LENGTH], "dead_at": dead_at})
        return dead_at is not None

    def revive(self, message_id: int) -> bool:
        """Have a dead letter tried again. Returns False if there is none of that number."""
        query = update(InboxRow).where(InboxRow.id == message_id, InboxRow.dead_at.is_not(None))
        with self._engine.begin() as connection:
            return bool(connection.execute(query.values(attempts=0, dead_at=None)).rowcount)

    def waiting(self, conversation_id: str) -> list[PendingMessage]:
        """The messages of a conversation that are to be taken, in the order in which they were accepted."""
        query = select(InboxRow).where(_OPEN, InboxRow.conversation_id == conversation_id).order_by(InboxRow.id)
        with Session(self._engine) as session:
            return [_message(row) for row in session.scalars(query)]

    def waiting_since(self, conversation_ids: Collection[str]) -> dict[str, float]:
        """When the oldest message was accepted that is to be taken, in epoch seconds, of each of some hundred
        conversations that has one."""
        query = (
            select(InboxRow.conversation_id, func.min(InboxRow.at))
            .where(_OPEN, InboxRow.conversation_id.in_(list(conversation_ids)))
            .group_by(InboxRow.conversation_id)
        )
        with self._engine.connect() as connection:
            return {str(conversation): float(at) for conversation, at in connection.execute(query)}

    def left_over(self, older_than: float = 0.0) -> list[str]:
        """Conversations with a message that was accepted more than so many seconds ago and is to be taken.

        One from the future counts: the clock was put back since, by an unknown time.
        """
        at = self._clock().timestamp()
        old = (InboxRow.at <= at - older_than) | (InboxRow.at > at + older_than)
        query = select(InboxRow.conversation_id).where(_OPEN, old).distinct()
        with Session(self._engine) as session:
            return list(session.scalars(query))

    def dead(self, limit: int = 100) -> list[PendingMessage]:
        """Dead letters, the latest first."""
        query = select(InboxRow).where(InboxRow.dead_at.is_not(None)).order_by(InboxRow.id.desc()).limit(limit)
        with Session(self._engine) as session:
            return [_message(row) for row in session.scalars(query)]

    def _update(self, message_id: int, values: Mapping[str, object]) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(InboxRow).where(InboxRow.id == message_id).values(**values))


_OPEN = InboxRow.done_at.is_(None) & InboxRow.dead_at.is_(None)


def _named(conversation_id: str, client_id: str) -> Select:
    return select(InboxRow.id).where(InboxRow.conversation_id == conversation_id, InboxRow.client_id == client_id)


def _message(row: InboxRow) -> PendingMessage:
    return PendingMessage(
        row.id, row.conversation_id, row.client_id, row.body, row.at, row.attempts, row.error, row.dead_at
    )

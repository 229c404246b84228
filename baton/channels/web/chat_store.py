"""Chat sessions of the widget, as far as they must be remembered: whose they are, that they ended, how it was."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from baton.base.clock import Clock, now
from baton.base.redaction import redact_all
from baton.channels.web.customer_identity import Identity, Word
from baton.handoff.outbox import outbox
from baton.handoff.records.tables import ChatRow

#: The slot in which a rating stands in the log: {"stars": 1..5 or None, "comment": text or None, "at": epoch seconds}.
RATING_SLOT = "rating"
FAILED_NOTE = "Sorry, something went wrong with your message. Please try it in other words."
ENDED_NOTE = "The customer has ended the chat."


@dataclass(frozen=True)
class Standing:
    """Which tokens of a chat count."""

    ended: bool  #: none, because the customer ended the chat, or because it never began here
    generation: int = 0  #: those of this generation; earlier ones are over, because the customer has logged in since


class Chats:
    """Chat sessions in the desk's database."""

    def __init__(self, engine: Engine, clock: Clock = now) -> None:
        self._engine = engine
        self._clock = clock

    def begin(self, conversation_id: str, visitor: str, network: str = "") -> None:
        """Remember which browser a conversation belongs to, and from which network it was opened or renewed last."""
        values = {"conversation_id": conversation_id, "visitor": visitor, "created_at": self._clock().timestamp()}
        try:
            with Session(self._engine) as session, session.begin():
                chat = session.get(ChatRow, conversation_id)
                if chat is None:
                    session.add(ChatRow(**values, network=network or None))
                elif network and chat.network != network:
                    chat.network = network
        except IntegrityError:
            pass  # another worker was first

    def identify(self, conversation_id: str, word: Word) -> int:
        """Remember which customer of the shop a conversation belongs to, and for how long that counts.

        Returns:
            The generation of its tokens: a new one if nobody was known before, so that whoever else holds a token of
            the anonymous chat does not come into the customer's.
        """
        chat = ChatRow.conversation_id == conversation_id
        values = {**word.identity.as_dict(), "identity_until": word.until}
        with self._engine.begin() as connection:
            anonymous = update(ChatRow).where(chat, ChatRow.customer_id.is_(None))
            connection.execute(anonymous.values(generation=ChatRow.generation + 1, **values))
            connection.execute(update(ChatRow).where(chat).values(**values))
            return int(connection.execute(select(ChatRow.generation).where(chat)).scalar_one())

    def word(self, conversation_id: str) -> Word | None:
        """The shop's word on the customer of a conversation; None for a visitor, and once its own end has passed."""
        with Session(self._engine) as session:
            chat = session.get(ChatRow, conversation_id)
            if chat is None or not chat.customer_id:
                return None
            if chat.identity_until is None or chat.identity_until <= self._clock().timestamp():
                return None
            return Word(Identity(chat.customer_id, chat.email, chat.name, chat.phone), chat.identity_until)

    def identity(self, conversation_id: str) -> Identity | None:
        """The customer of a conversation, as far as the shop's word counts now."""
        word = self.word(conversation_id)
        return word.identity if word is not None else None

    def owner(self, conversation_id: str) -> str | None:
        """The shop's id of the customer who was the last to log in to a conversation, however long ago."""
        query = select(ChatRow.customer_id).where(ChatRow.conversation_id == conversation_id)
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one_or_none()

    def drop_identity(self, conversation_id: str) -> None:
        """From now on the customer is a visitor."""
        known = update(ChatRow).where(ChatRow.conversation_id == conversation_id, ChatRow.customer_id.is_not(None))
        with self._engine.begin() as connection:
            connection.execute(known.values(identity_until=self._clock().timestamp()))

    def begun_at(self, conversation_id: str) -> float | None:
        """When a conversation was opened, in epoch seconds."""
        query = select(ChatRow.created_at).where(ChatRow.conversation_id == conversation_id)
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one_or_none()

    def standing(self, conversation_id: str) -> Standing:
        """Which tokens of a chat count."""
        return self.standings([conversation_id])[conversation_id]

    def standings(self, conversation_ids: Collection[str]) -> dict[str, Standing]:
        """Which tokens count of each of some hundred chats."""
        query = select(ChatRow.conversation_id, ChatRow.ended_at, ChatRow.generation)
        query = query.where(ChatRow.conversation_id.in_(list(conversation_ids)))
        with self._engine.connect() as connection:
            found = {chat: Standing(ended is not None, grown) for chat, ended, grown in connection.execute(query)}
        return {chat: found.get(chat, Standing(ended=True)) for chat in conversation_ids}

    def end(self, conversation_id: str, spoken: bool) -> None:
        """The customer ends the chat: its token counts no more.

        Args:
            spoken: whether anything was said; then a note goes into the log, for whoever has the conversation.
        """
        at = self._clock().timestamp()
        note = {"event": "bot", "text": ENDED_NOTE, "metadata": {"speaker": "system"}, "timestamp": at}
        delivery = _to_log(conversation_id, f"end:{conversation_id}", note)
        with Session(self._engine) as session, session.begin():
            chat = session.get(ChatRow, conversation_id)
            if chat is None or chat.ended_at is not None:
                return
            chat.ended_at = at
            outbox.put(session, [delivery] if spoken else [], at)

    def notify_failed(self, conversation_id: str, message_id: int) -> None:
        """Tell the customer, once, that a message could not be handled."""
        at = self._clock().timestamp()
        note = {"event": "bot", "text": FAILED_NOTE, "metadata": {"speaker": "system"}, "timestamp": at}
        delivery = _to_log(conversation_id, f"failed:{conversation_id}:{message_id}", note)
        if not outbox.there(self._engine, [delivery]):
            with Session(self._engine) as session, session.begin():
                outbox.put(session, [delivery], at)

    def rate(self, conversation_id: str, stars: int | None, comment: str | None) -> None:
        """Keep what the customer thought of it, here and in the log; the last rating counts."""
        at = self._clock().timestamp()
        value: dict[str, object] = {"stars": stars, "comment": redact_all(comment), "at": at}
        event = {"event": "slot", "name": RATING_SLOT, "value": value, "timestamp": at}
        with Session(self._engine) as session, session.begin():
            chat = session.get(ChatRow, conversation_id)
            if chat is None:
                return
            chat.stars, chat.comment = stars, value["comment"]
            outbox.put(session, [_to_log(conversation_id, f"rating:{conversation_id}:{at}", event)], at)


def _to_log(conversation_id: str, key: str, event: dict[str, object]) -> outbox.Delivery:
    return outbox.Delivery(outbox.RASA, key, conversation_id, {"events": [event]})

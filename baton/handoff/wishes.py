"""Customers who want no AI contact: remembered by browser and by e-mail address, for every later conversation."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from baton.clock import Clock, now
from baton.handoff.models import ChatRow, WishRow


class Wishes:
    """The wishes in the desk's database."""

    def __init__(self, engine: Engine, clock: Clock = now) -> None:
        self._engine = engine
        self._clock = clock

    def remember(self, conversation_id: str, email: str | None = None) -> None:
        """Keep the wish of the customer of a conversation."""
        with Session(self._engine) as session, session.begin():
            for who in self._names(session, conversation_id, email):
                session.merge(WishRow(who=who, at=self._clock().timestamp(), conversation_id=conversation_id))

    def lift(self, conversation_id: str, email: str | None = None) -> None:
        """Forget the wish of the customer of a conversation."""
        with Session(self._engine) as session, session.begin():
            session.execute(delete(WishRow).where(WishRow.who.in_(self._names(session, conversation_id, email))))

    def stands(self, conversation_id: str, email: str | None = None) -> bool:
        """Whether this customer asked for no AI contact, in this or an earlier conversation."""
        with Session(self._engine) as session:
            names = self._names(session, conversation_id, email)
            return session.scalar(select(WishRow.who).where(WishRow.who.in_(names)).limit(1)) is not None

    @staticmethod
    def _names(session: Session, conversation_id: str, email: str | None) -> list[str]:
        chat = session.get(ChatRow, conversation_id)
        names = [f"conversation:{conversation_id}"]
        if chat is not None:
            names.append(f"visitor:{chat.visitor}")
        for address in {email, chat.email if chat is not None else None} - {None}:
            names.append(f"email:{str(address).lower()}")
        return names

"""What customers say of a conversation: the stars and words with which they rated it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from baton.handoff.records.tables import ChatRow

_AT_ONCE = 500


@dataclass(frozen=True)
class Rating:
    """A customer's rating of a conversation; at least one of the two was given."""

    conversation_id: str
    stars: int | None  #: 1 to 5
    comment: str  #: empty if there is none

    @property
    def drawn(self) -> str:
        """The stars as they are read at a glance; empty if none were given."""
        return "★" * self.stars + "☆" * (5 - self.stars) if self.stars else ""


def ratings(engine: Engine, conversations: Iterable[str]) -> list[Rating]:
    """The ratings of these conversations, as far as there are any."""
    unique = sorted(set(conversations))
    found: list[Rating] = []
    with Session(engine) as session:
        for start in range(0, len(unique), _AT_ONCE):
            query = select(ChatRow.conversation_id, ChatRow.stars, ChatRow.comment).where(
                ChatRow.conversation_id.in_(unique[start : start + _AT_ONCE]),
                ChatRow.stars.is_not(None) | ChatRow.comment.is_not(None),
            )
            found += [
                Rating(str(chat), stars, " ".join((comment or "").split()))
                for chat, stars, comment in session.execute(query.order_by(ChatRow.conversation_id))
            ]
    return [rating for rating in found if rating.stars or rating.comment]

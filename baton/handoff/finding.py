"""Looks handoffs up by the beginnings of words, in the index that is kept when they are opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from baton.handoff.models import HandoffRow, WordRow


def find(engine: Engine, wanted: Sequence[str], limit: int) -> list[str]:
    """Ids of the handoffs that have all the words, the latest first.

    Args:
        wanted: beginnings of words, as `baton.handoff.search.asked` gives them.
        limit: the most that are wanted.
    """
    if not wanted:
        return []
    query = select(HandoffRow.id).order_by(HandoffRow.created_at.desc(), HandoffRow.id).limit(limit)
    query = query.where(*having(wanted))
    with Session(engine) as session:
        return [str(handoff_id) for handoff_id in session.scalars(query)]


def having(wanted: Sequence[str]) -> list[Any]:
    """The conditions, for a query of handoffs, that they have all the words."""
    return [HandoffRow.id.in_(select(WordRow.handoff_id).where(_begins(begin))) for begin in wanted]


def _begins(begin: str) -> Any:
    """From the word itself to the first one after all that begin like it: a range, so that the index serves."""
    following = min(ord(begin[-1]) + 1, 0x10FFFF)
    if following == 0xD800:
        following = 0xE000  # between these there are no characters
    return and_(WordRow.word >= begin, WordRow.word < begin[:-1] + chr(following))

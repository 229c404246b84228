"""Looks handoffs up by the beginnings of words, in the index that is kept when they are opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from baton.handoff.records import search_terms
from baton.handoff.records.tables import HandoffRow, WordRow


def find(engine: Engine, wanted: Sequence[str], limit: int) -> list[str]:
    """Ids of the handoffs that have all the words, the latest first.

    Args:
        wanted: beginnings of words, as `search_terms.asked` gives them.
        limit: the most ids.
    """
    if not wanted:
        return []
    query = select(HandoffRow.id).order_by(HandoffRow.created_at.desc(), HandoffRow.id).limit(limit)
    query = query.where(*having(wanted))
    with Session(engine) as session:
        return [str(handoff_id) for handoff_id in session.scalars(query)]


def add(session: Session, handoff_id: str, package: Any) -> None:
    """Have a handoff found by the words of its package as it is now, besides those that it was found by before."""
    known = set(session.scalars(select(WordRow.word).where(WordRow.handoff_id == handoff_id)))
    new = search_terms.words(package) - known
    session.add_all(WordRow(word=word, handoff_id=handoff_id) for word in new)


def having(wanted: Sequence[str]) -> list[ColumnElement]:
    """The conditions, for a query of handoffs, that they have all the words."""
    return [HandoffRow.id.in_(select(WordRow.handoff_id).where(_begins(begin))) for begin in wanted]


def _begins(begin: str) -> ColumnElement:
    """From the word itself to the first one after all that begin like it: a range, so that the index serves."""
    following = min(ord(begin[-1]) + 1, 0x10FFFF)
    if following == 0xD800:
        following = 0xE000  # between these there are no characters
    return and_(WordRow.word >= begin, WordRow.word < begin[:-1] + chr(following))

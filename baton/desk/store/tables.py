"""Tables that only the desk uses, in the desk's database."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, UniqueConstraint

from baton.base.orm import Base


class SavedViewRow(Base):  # type: ignore[misc, valid-type]
    """A filter of the queue that an agent gave a name."""

    __tablename__ = "saved_views"
    login = Column(String(64), ForeignKey("agents.login"), primary_key=True)
    name = Column(String(40), primary_key=True)
    query = Column(String(500), nullable=False)


class OfferRow(Base):  # type: ignore[misc, valid-type]
    """A waiting handoff was offered to an agent. Open while `ended` is empty."""

    __tablename__ = "offers"
    id = Column(Integer, primary_key=True)
    handoff_id = Column(String(32), nullable=False)
    number = Column(Integer, nullable=False)  # 1, 2, ... for each handoff: two processes cannot make the same offer
    login = Column(String(64), nullable=False)
    at = Column(Float, nullable=False)
    until = Column(Float, nullable=False)
    ended = Column(String(10))
    __table_args__ = (UniqueConstraint("handoff_id", "number"), Index("offers_open", "ended"))


class AlarmRow(Base):  # type: ignore[misc, valid-type]
    """An alert about a handoff that was recorded, once."""

    __tablename__ = "alarms"
    handoff_id = Column(String(32), primary_key=True)
    kind = Column(String(20), primary_key=True)
    at = Column(Float, nullable=False)


class SeenMarkRow(Base):  # type: ignore[misc, valid-type]
    """What an agent has read of a handoff's conversation, and whether they dismissed its alert."""

    __tablename__ = "seen_marks"
    login = Column(String(64), primary_key=True)
    handoff_id = Column(String(32), primary_key=True)
    read_number = Column(Integer, nullable=False, default=0, server_default="0")
    dismissed_at = Column(Float)
    dismissed_rank = Column(Integer)

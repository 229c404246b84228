"""Tables of the outbox: deliveries, and targets that are stopped."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Float, Index, Integer, String, Text

from baton.base.orm import Base


class OutboxRow(Base):
    """Something that must reach another system, kept until it did."""

    __tablename__ = "outbox"
    id = Column(Integer, primary_key=True)
    target = Column(String(64), nullable=False)
    key = Column(String(100), nullable=False, unique=True)  # the same key twice is one delivery
    conversation_id = Column(String(255), nullable=False)
    payload = Column(JSON, nullable=False)
    created_at = Column(Float)  # empty in rows older than this column
    attempts = Column(Integer, nullable=False, default=0)
    revived_after = Column(Integer, nullable=False, default=0, server_default="0")  # attempts before the last revival
    next_at = Column(Float, nullable=False)
    cancellable_by = Column(String(64))  # login of the agent who may cancel it until it is tried for the first time
    delivered_at = Column(Float)
    dead_at = Column(Float)
    error = Column(Text)
    __table_args__ = (Index("outbox_waiting", "delivered_at", "dead_at", "next_at"),)


class StopRow(Base):
    """A target that said it wants nothing any more; nothing is sent to it until somebody resumes it."""

    __tablename__ = "outbox_stops"
    target = Column(String(64), primary_key=True)
    at = Column(Float, nullable=False)
    reason = Column(Text, nullable=False)

"""Tables around the conversation log: the inbox before it, and the offsets of those who follow it."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Float, Index, Integer, String

from baton.base.orm import Base


class InboxRow(Base):  # type: ignore[misc, valid-type]
    """A customer's message from the moment it is accepted until it is in the log."""

    __tablename__ = "inbox"
    id = Column(Integer, primary_key=True)
    conversation_id = Column(String(255), nullable=False)
    client_id = Column(String(64), nullable=False)
    body = Column(JSON, nullable=False)
    at = Column(Float, nullable=False)
    done_at = Column(Float)
    attempts = Column(Integer, nullable=False, default=0, server_default="0")  #: that failed
    error = Column(String(500))  #: of the latest failed attempt
    dead_at = Column(Float)  #: when it was given up
    __table_args__ = (
        Index("inbox_once", "conversation_id", "client_id", unique=True),
        Index("inbox_waiting", "done_at"),
    )


class FollowerRow(Base):  # type: ignore[misc, valid-type]
    """How far an event consumer has come."""

    __tablename__ = "followers"
    name = Column(String(40), primary_key=True)
    position = Column(Integer, nullable=False)

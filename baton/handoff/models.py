"""Tables of the desk's database: handoffs with their audit trail, agents, wishes, and the outbox."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class HandoffRow(Base):  # type: ignore[misc, valid-type]
    """One handover of one conversation. Times are epoch seconds (UTC)."""

    __tablename__ = "handoffs"
    id = Column(String(32), primary_key=True)
    conversation_id = Column(String(255), nullable=False, index=True)
    state = Column(String(20), nullable=False)
    version = Column(Integer, nullable=False, default=1)  # grows with every change: compare-and-set
    owner = Column(String(64))
    team = Column(String(64))
    priority = Column(Integer, nullable=False)
    category = Column(String(64), nullable=False)
    trigger = Column(String(64), nullable=False)
    created_at = Column(Float, nullable=False)
    claimed_at = Column(Float)
    closed_at = Column(Float)
    due_at = Column(Float)
    previous_id = Column(String(32))
    package = Column(JSON, nullable=False)
    disposition = Column(JSON)
    __table_args__ = (Index("handoffs_by_state", "state", "priority", "created_at"),)


class AuditRow(Base):  # type: ignore[misc, valid-type]
    """Who did what with a handoff, and when."""

    __tablename__ = "audit"
    id = Column(Integer, primary_key=True)
    handoff_id = Column(String(32), index=True)
    at = Column(Float, nullable=False)
    who = Column(String(64), nullable=False)
    what = Column(String(40), nullable=False)
    detail = Column(JSON)


class AgentRow(Base):  # type: ignore[misc, valid-type]
    """Somebody who works at the desk."""

    __tablename__ = "agents"
    login = Column(String(64), primary_key=True)
    name = Column(String(100), nullable=False)
    role = Column(String(10), nullable=False)
    password = Column(String(200), nullable=False)  # argon2id hash
    must_change = Column(Boolean, nullable=False, default=True)
    active = Column(Boolean, nullable=False, default=True)
    failures = Column(Integer, nullable=False, default=0)
    locked_until = Column(Float)
    session_epoch = Column(Integer, nullable=False, default=0)  # raised by "sign out everywhere"
    created_at = Column(Float, nullable=False)


class TokenRow(Base):  # type: ignore[misc, valid-type]
    """A token for the JSON API; only its SHA-256 is kept."""

    __tablename__ = "api_tokens"
    digest = Column(String(64), primary_key=True)
    login = Column(String(64), ForeignKey("agents.login"), nullable=False)
    label = Column(String(100), nullable=False)
    created_at = Column(Float, nullable=False)


class OutboxRow(Base):  # type: ignore[misc, valid-type]
    """Something that must reach another system, kept until it did."""

    __tablename__ = "outbox"
    id = Column(Integer, primary_key=True)
    target = Column(String(64), nullable=False)
    key = Column(String(100), nullable=False, unique=True)  # the same key twice is one delivery
    conversation_id = Column(String(255), nullable=False)
    payload = Column(JSON, nullable=False)
    attempts = Column(Integer, nullable=False, default=0)
    next_at = Column(Float, nullable=False)
    delivered_at = Column(Float)
    dead_at = Column(Float)
    error = Column(Text)
    __table_args__ = (Index("outbox_waiting", "delivered_at", "dead_at", "next_at"),)


class WishRow(Base):  # type: ignore[misc, valid-type]
    """A customer who wants no AI contact, by whatever he is known: browser, e-mail address."""

    __tablename__ = "no_ai_wishes"
    who = Column(String(320), primary_key=True)  # "visitor:<id>" or "email:<address>"
    at = Column(Float, nullable=False)
    conversation_id = Column(String(255))


class FollowerRow(Base):  # type: ignore[misc, valid-type]
    """How far a follower has read the conversation log."""

    __tablename__ = "followers"
    name = Column(String(40), primary_key=True)
    position = Column(Integer, nullable=False)


class InboxRow(Base):  # type: ignore[misc, valid-type]
    """A customer's message from the moment it is accepted until it stands in the log."""

    __tablename__ = "inbox"
    id = Column(Integer, primary_key=True)
    conversation_id = Column(String(255), nullable=False)
    client_id = Column(String(64), nullable=False)
    body = Column(JSON, nullable=False)
    at = Column(Float, nullable=False)
    done_at = Column(Float)
    __table_args__ = (
        Index("inbox_once", "conversation_id", "client_id", unique=True),
        Index("inbox_waiting", "done_at"),
    )


class ChatRow(Base):  # type: ignore[misc, valid-type]
    """A chat session of the widget: which browser it belongs to, and whether it was ended."""

    __tablename__ = "chats"
    conversation_id = Column(String(64), primary_key=True)
    visitor = Column(String(64), nullable=False, index=True)
    email = Column(String(320))
    created_at = Column(Float, nullable=False)
    ended_at = Column(Float)
    stars = Column(Integer)
    comment = Column(Text)

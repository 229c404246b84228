"""Tables of the escalation log, in the desk's database. `entry.Entry` and `entry.UnclearMessage` are their rows."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, Index, Integer, String, Text

from baton.base.orm import Base


class EscalationLogRow(Base):
    """A concern of a customer: a handover, or a stretch of a conversation that the bot kept."""

    __tablename__ = "escalation_log"
    id = Column(String(32), primary_key=True)
    kind = Column(String(10), nullable=False)
    conversation_id = Column(String(255), nullable=False, index=True)
    at = Column(Float, nullable=False)
    began_at = Column(Float, nullable=False)
    over_at = Column(Float)
    outcome = Column(String(20), nullable=False)
    ending = Column(String(20))
    channel = Column(String(64), nullable=False)
    language = Column(String(10))
    model = Column(String(64))
    policy_version = Column(Integer)
    policy_hash = Column(String(64))
    posture = Column(String(10))
    topic = Column(String(64))
    topics = Column(JSON, nullable=False)
    orders = Column(JSON, nullable=False)
    request = Column(Text, nullable=False)
    first_turn = Column(Integer, nullable=False)
    turn = Column(Integer, nullable=False)
    exchanges = Column(Integer, nullable=False)
    not_understood = Column(Integer, nullable=False)
    failed_attempts = Column(Integer, nullable=False)
    trouble_turn = Column(Integer)
    account = Column(String(32), index=True)
    email = Column(String(32), index=True)
    browser = Column(String(32), index=True)
    stars = Column(Integer)
    came_back_at = Column(Float)
    came_back_id = Column(String(32))
    log_number = Column(Integer, nullable=False)
    trigger = Column(String(64))
    category = Column(String(64))
    tier = Column(String(10))
    evidence = Column(Text, nullable=False)
    reasons = Column(JSON, nullable=False)
    priority = Column(Integer)
    team = Column(String(64))
    agent = Column(String(64))
    claimed_at = Column(Float)
    wait_seconds = Column(Float)
    verdict = Column(String(20))
    bot_could = Column(Boolean)
    agent_category = Column(String(64))
    __table_args__ = (
        Index("escalation_log_by_time", "at"),
        Index("escalation_log_by_outcome", "outcome", "at"),
    )


class UnclearMessageRow(Base):
    """A message that the bot could make nothing of, had no good answer to, or misread."""

    __tablename__ = "unclear_messages"
    number = Column(Integer, primary_key=True, autoincrement=False)
    conversation_id = Column(String(255), nullable=False, index=True)
    entry_id = Column(String(32), nullable=False)
    at = Column(Float, nullable=False, index=True)
    reason = Column(String(20), nullable=False)
    text = Column(Text, nullable=False)
    intent = Column(String(64))
    confidence = Column(Float, nullable=False)

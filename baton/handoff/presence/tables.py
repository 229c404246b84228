"""The table of who is typing or reading."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, String

from baton.base.orm import Base


class PresenceRow(Base):
    """Who looks at a conversation or types in it right now. Says nothing of what was said; old rows mean nothing."""

    __tablename__ = "presence"
    conversation_id = Column(String(255), primary_key=True)
    changed_at = Column(Float, nullable=False)
    customer_seen_at = Column(Float)
    customer_left_at = Column(Float)
    customer_typing_at = Column(Float)
    agent_typing_at = Column(Float)
    agent_name = Column(String(100))
    __table_args__ = (Index("presence_by_change", "changed_at"),)

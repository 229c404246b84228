"""Tables of the connectors: ids in outside desks, and what came in from them."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Float, Index, Integer, String

from baton.base.orm import Base


class LinkRow(Base):
    """What a conversation or a handoff is called in another system."""

    __tablename__ = "connector_links"
    connector = Column(String(64), primary_key=True)
    internal = Column("ours", String(255), primary_key=True)
    external = Column("theirs", String(64), nullable=False)
    data = Column(JSON, nullable=False)
    __table_args__ = (Index("connector_links_theirs", "connector", "theirs"),)


class IncomingRow(Base):
    """What an agent did in another system, kept before it is acknowledged and until it is carried out."""

    __tablename__ = "connector_incoming"
    id = Column(Integer, primary_key=True)
    connector = Column(String(64), nullable=False)
    key = Column(String(100), nullable=False)
    conversation_id = Column(String(255), nullable=False)
    body = Column(JSON, nullable=False)
    at = Column(Float, nullable=False)
    done_at = Column(Float)
    outcome = Column(String(20))
    __table_args__ = (
        Index("connector_incoming_once", "connector", "key", unique=True),
        Index("connector_incoming_waiting", "done_at"),
    )

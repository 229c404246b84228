"""Tables that only the desk uses, in the desk's database."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Float, ForeignKey, Index, Integer, String, UniqueConstraint

from baton.handoff.models import Base


class AgentTeamRow(Base):  # type: ignore[misc, valid-type]
    """Somebody is in a team; the teams themselves are in policies/desk.yml."""

    __tablename__ = "agent_teams"
    login = Column(String(64), ForeignKey("agents.login"), primary_key=True)
    team = Column(String(64), primary_key=True)


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
    """Something about a handoff was sounded, once."""

    __tablename__ = "alarms"
    handoff_id = Column(String(32), primary_key=True)
    kind = Column(String(20), primary_key=True)
    at = Column(Float, nullable=False)


class HeldRow(Base):  # type: ignore[misc, valid-type]
    """A reply that its agent may still take back; on its way when `send_at` has come."""

    __tablename__ = "held_replies"
    id = Column(Integer, primary_key=True)
    key = Column(String(100), nullable=False, unique=True)
    handoff_id = Column(String(32), nullable=False, index=True)
    login = Column(String(64), nullable=False)
    delivery = Column(JSON, nullable=False)
    send_at = Column(Float, nullable=False)

"""Tables of API tokens and of the teams of agents."""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Integer, String

from baton.base.orm import Base


class AgentTeamRow(Base):  # type: ignore[misc, valid-type]
    """Somebody is in a team; the teams themselves are in business/desk.yml."""

    __tablename__ = "agent_teams"
    login = Column(String(64), ForeignKey("agents.login"), primary_key=True)
    team = Column(String(64), primary_key=True)


class TokenRow(Base):  # type: ignore[misc, valid-type]
    """A token for the JSON API; only its SHA-256 is kept."""

    __tablename__ = "api_tokens"
    digest = Column(String(64), primary_key=True)
    login = Column(String(64), ForeignKey("agents.login"), nullable=False)
    label = Column(String(100), nullable=False)
    created_at = Column(Float, nullable=False)
    scopes = Column(String(200), nullable=False, server_default="handoffs:read handoffs:write")  # words
    used_at = Column(Float)


class SignInFailureRow(Base):  # type: ignore[misc, valid-type]
    """Wrong passwords for an account from an address, since the last right one."""

    __tablename__ = "sign_in_failures"
    login = Column(String(64), primary_key=True)
    address = Column(String(64), primary_key=True)
    failures = Column(Integer, nullable=False)
    failed_at = Column(Float, nullable=False)
    locked_until = Column(Float)

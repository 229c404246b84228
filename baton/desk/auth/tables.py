"""Tables of signing in: sessions, second factors, API tokens, failures; and of the teams of agents."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Integer, String

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
    expires_at = Column(Float, nullable=False, server_default="0")  # epoch seconds; a row without an end has ended


class SessionRow(Base):  # type: ignore[misc, valid-type]
    """A signed-in browser; the id in its cookie is kept as a keyed digest only."""

    __tablename__ = "desk_sessions"
    digest = Column(String(64), primary_key=True)
    login = Column(String(64), ForeignKey("agents.login"), nullable=False, index=True)
    epoch = Column(Integer, nullable=False)  # of the account when it began; a higher one there has ended it
    method = Column(String(20), nullable=False)  # a `Method`
    second_factor = Column(Boolean, nullable=False)
    created_at = Column(Float, nullable=False)
    confirmed_at = Column(Float, nullable=False)  # when it was last shown who sits there
    seen_at = Column(Float, nullable=False)  # when somebody last did something
    address = Column(String(64), nullable=False)
    browser = Column(String(100), nullable=False)


class SecondFactorRow(Base):  # type: ignore[misc, valid-type]
    """The secret that somebody's authenticator app shares with us, encrypted."""

    __tablename__ = "second_factors"
    login = Column(String(64), ForeignKey("agents.login"), primary_key=True)
    secret = Column(String(200), nullable=False)
    created_at = Column(Float, nullable=False)
    confirmed_at = Column(Float)  # empty until a first code was right: it is not asked for before
    last_step = Column(Integer, nullable=False)  # of the last code that was taken: neither it nor an older one counts


class RecoveryCodeRow(Base):  # type: ignore[misc, valid-type]
    """A code that stands in for the app once; only its SHA-256 is kept."""

    __tablename__ = "recovery_codes"
    digest = Column(String(64), primary_key=True)
    login = Column(String(64), ForeignKey("agents.login"), nullable=False, index=True)
    used_at = Column(Float)


class IdentityRow(Base):  # type: ignore[misc, valid-type]
    """Who somebody is at an OpenID provider. One identity for an account, and one account for an identity."""

    __tablename__ = "openid_identities"
    issuer = Column(String(255), primary_key=True)
    subject = Column(String(255), primary_key=True)
    login = Column(String(64), ForeignKey("agents.login"), nullable=False, unique=True)
    linked_at = Column(Float, nullable=False)


class SignInFailureRow(Base):  # type: ignore[misc, valid-type]
    """Wrong passwords for an account from an address, since the last right one."""

    __tablename__ = "sign_in_failures"
    login = Column(String(64), primary_key=True)
    address = Column(String(64), primary_key=True)
    failures = Column(Integer, nullable=False)
    failed_at = Column(Float, nullable=False)
    locked_until = Column(Float)

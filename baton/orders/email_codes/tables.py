"""Codes that were asked for. The code itself is nowhere, only a keyed digest of it."""

from __future__ import annotations

from sqlalchemy import Column, Float, Integer, String

from baton.base.orm import Base


class EmailCodeRow(Base):  # type: ignore[misc, valid-type]
    """A code that a conversation asked for. Times are epoch seconds.

    `next_at` is when it is to be sent; empty once it was, or never will be: a customer must not see which of the two.
    """

    __tablename__ = "email_codes"
    id = Column(Integer, primary_key=True)
    conversation_id = Column(String(255), nullable=False, unique=True)
    reference = Column(String(80), nullable=False)
    asked_at = Column(Float, nullable=False, index=True)
    next_at = Column(Float, index=True)
    digest = Column(String(64))
    made_at = Column(Float)
    attempts = Column(Integer, nullable=False, default=0, server_default="0")
    used_at = Column(Float)

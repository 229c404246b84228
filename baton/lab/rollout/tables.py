"""Tables of candidates beside `policy_rollouts` (policies/rollout_reader.py), in the desk's database. No words of
customers are in them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Integer, String, Text

from baton.base.orm import Base


class PolicyCandidateRow(Base):
    """A candidate with its evidence: the result of its replay and of its test conversations, as JSON."""

    __tablename__ = "policy_candidates"
    hash = Column(String(12), primary_key=True)
    text = Column(Text, nullable=False)
    saved_at = Column(Float, nullable=False)
    replay = Column(Text)
    tests = Column(Text)


class RolloutConversationRow(Base):
    """The arm of a conversation that began while a candidate was rolled out; a copy of what its log says."""

    __tablename__ = "rollout_conversations"
    rollout_id = Column(String(32), primary_key=True)
    conversation_id = Column(String(255), primary_key=True)
    arm = Column(String(10), nullable=False)
    share = Column(Float, nullable=False)


class ShadowTurnRow(Base):
    """What was decided on a message, and what the candidate would have decided."""

    __tablename__ = "shadow_turns"
    rollout_id = Column(String(32), primary_key=True)
    conversation_id = Column(String(255), primary_key=True)
    turn = Column(Integer, primary_key=True, autoincrement=False)
    at = Column(Float, nullable=False)
    logged_trigger = Column(String(64))
    logged_category = Column(String(64))
    candidate_trigger = Column(String(64))
    candidate_category = Column(String(64))
    milliseconds = Column(Float, nullable=False)
    failed = Column(Boolean, nullable=False)


class ShadowHandoverRow(Base):
    """A handover in one conversation, compared: same, earlier, later, new, gone."""

    __tablename__ = "shadow_handovers"
    rollout_id = Column(String(32), primary_key=True)
    conversation_id = Column(String(255), primary_key=True)
    number = Column(Integer, primary_key=True, autoincrement=False)
    change = Column(String(10), nullable=False)
    trigger = Column(String(64), nullable=False)
    category = Column(String(64), nullable=False)
    logged_turn = Column(Integer)
    candidate_turn = Column(Integer)

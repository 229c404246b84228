"""Tables of the register of erasures and of the retention job, in the desk's database."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Float, Index, Integer, String

from baton.base.orm import Base


class ErasureRow(Base):
    """One erasure. Whose data is said by hashes only: enough to make it again on an older copy of the databases."""

    __tablename__ = "erasures"
    id = Column(String(32), primary_key=True)
    at = Column(Float, nullable=False)
    actor = Column(String(64), nullable=False)  # login of the admin, or `operator`
    asked_by = Column(String(20), nullable=False)  # what was known of the customer: email, account, conversation, order
    salt = Column(String(32), nullable=False)
    conversations = Column(JSON, nullable=False)  # hashes of the ids that they had
    counts = Column(JSON, nullable=False)  # what was erased, by place
    outside = Column(JSON, nullable=False)  # what other systems call it: [{connector, kind, id}]
    pending = Column(JSON)  # what is to be erased, until that is done
    finished_at = Column(Float)
    __table_args__ = (Index("erasures_by_time", "at"),)


class RetentionRunRow(Base):
    """One run of the retention job over one kind of data. While it runs, the audit trail lets go of what is older."""

    __tablename__ = "retention_runs"
    id = Column(Integer, primary_key=True)
    kind = Column(String(20), nullable=False)
    before = Column(Float, nullable=False)  # everything older than this moment
    started_at = Column(Float, nullable=False)
    seen_at = Column(Float, nullable=False)  # the last sign of life of the process that does it
    holder = Column(String(40), nullable=False)  # that process
    finished_at = Column(Float)
    erased = Column(Integer, nullable=False, default=0, server_default="0")

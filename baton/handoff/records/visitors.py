"""Who is behind a conversation, as far as attempts of proof are counted, and the record of what they locked."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.engine import Engine

from baton.base.failure_counts import Lock
from baton.handoff.records.audit_trail import AuditAction, AuditTrail
from baton.handoff.records.repository import SYSTEM
from baton.handoff.records.tables import ChatRow
from baton.orders.proof_attempts import ORDER, Asker


def asker_of(engine: Engine, conversation_id: str) -> Asker:
    """The browser and the network of a chat; of another channel's conversation, the conversation itself.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: the desk's database is away.
    """
    query = select(ChatRow.visitor, ChatRow.network).where(ChatRow.conversation_id == conversation_id)
    with engine.connect() as connection:
        found = connection.execute(query).one_or_none()
    return Asker(found.visitor, found.network or "") if found is not None else Asker(conversation_id)


def record_lock(audit: AuditTrail, lock: Lock) -> None:
    """Put into the trail that too many wrong proofs have locked something; only of an order it says which."""
    subject = lock.subject
    order = {"order": subject.subject} if subject.kind == ORDER else {}
    audit.add(SYSTEM, AuditAction.PROOF_LOCKED, None, kind=subject.kind, until=lock.until, **order)

"""Agents' notes in a conversation: for colleagues, never for the customer or the bot. They are in the audit trail."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from baton.handoff.records.audit_trail import AuditAction
from baton.handoff.records.tables import AuditRow, HandoffRow


@dataclass(frozen=True)
class Note:
    """One note; `at` is epoch seconds."""

    id: int
    at: float
    who: str
    text: str


def notes(engine: Engine, conversation_id: str, after: int = 0) -> list[Note]:
    """The notes of all handoffs of a conversation, oldest first; only those with an id above `after`."""
    query = (
        select(AuditRow)
        .join(HandoffRow, HandoffRow.id == AuditRow.handoff_id)
        .where(
            HandoffRow.conversation_id == conversation_id,
            AuditRow.what == AuditAction.NOTE_WRITTEN.value,
            AuditRow.id > after,
        )
        .order_by(AuditRow.id)
    )
    with Session(engine) as session:
        return [Note(r.id, r.at, r.who, str((r.detail or {}).get("note") or "")) for r in session.scalars(query)]

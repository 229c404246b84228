"""The audit trail: who looked at what and did what, for leads to read and for entries that belong to no handoff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from baton.clock import Clock, now
from baton.handoff.models import AuditRow

PAGE = 100  # entries


@dataclass(frozen=True)
class Entry:
    """One entry; `at` is epoch seconds."""

    id: int
    at: float
    who: str
    what: str
    handoff_id: str | None
    detail: dict[str, Any]


class Audit:
    """The trail in the desk's database. Entries are added, never changed.

    Args:
        engine: of the desk's database.
        clock: tells the time.
    """

    def __init__(self, engine: Engine, clock: Clock = now) -> None:
        self._engine = engine
        self._clock = clock

    def add(self, who: str, what: str, handoff_id: str | None = None, **detail: Any) -> None:
        """Add an entry."""
        at = self._clock().timestamp()
        with Session(self._engine) as session, session.begin():
            session.add(AuditRow(handoff_id=handoff_id, at=at, who=who, what=what, detail=detail or None))

    def read(
        self,
        who: str | None = None,
        what: str | None = None,
        handoff_id: str | None = None,
        since: float | None = None,
        until: float | None = None,
        before: int | None = None,
        limit: int = PAGE,
    ) -> list[Entry]:
        """Entries, the latest first; all conditions must hold.

        Args:
            since: at or after this moment, epoch seconds.
            until: before this moment.
            before: only those with a lower id, to page back.
        """
        query = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
        for column, value in ((AuditRow.who, who), (AuditRow.what, what), (AuditRow.handoff_id, handoff_id)):
            if value:
                query = query.where(column == value)
        if since is not None:
            query = query.where(AuditRow.at >= since)
        if until is not None:
            query = query.where(AuditRow.at < until)
        if before is not None:
            query = query.where(AuditRow.id < before)
        with Session(self._engine) as session:
            return [Entry(r.id, r.at, r.who, r.what, r.handoff_id, r.detail or {}) for r in session.scalars(query)]

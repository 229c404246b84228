"""What our conversations and handoffs are called in other systems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from baton.handoff.models import LinkRow


@dataclass(frozen=True)
class Link:
    """One pair of names, with whatever else a connector has to remember of it."""

    ours: str
    theirs: str
    data: Mapping[str, Any]


class Links:
    """The links of one connector.

    Args:
        engine: of the desk's database.
        connector: its name.
    """

    def __init__(self, engine: Engine, connector: str) -> None:
        self._engine = engine
        self._connector = connector

    def get(self, ours: str) -> Link | None:
        """By our name for it."""
        with Session(self._engine) as session:
            return _link(session.get(LinkRow, (self._connector, ours)))

    def by_theirs(self, theirs: object) -> Link | None:
        """By the other system's name for it."""
        query = select(LinkRow).where(LinkRow.connector == self._connector, LinkRow.theirs == str(theirs)).limit(1)
        with Session(self._engine) as session:
            return _link(session.scalar(query))

    def keep(self, ours: str, theirs: object, **data: Any) -> Link:
        """Make a link, or add to what is remembered of it."""
        with Session(self._engine) as session, session.begin():
            row = session.get(LinkRow, (self._connector, ours))
            known = dict(row.data) if row is not None else {}
            row = LinkRow(connector=self._connector, ours=ours, theirs=str(theirs), data={**known, **data})
            session.merge(row)
            return Link(ours, str(theirs), dict(row.data))

    def forget(self, ours: str) -> None:
        """Unmake a link, if there is one."""
        with Session(self._engine) as session, session.begin():
            row = session.get(LinkRow, (self._connector, ours))
            if row is not None:
                session.delete(row)


def _link(row: LinkRow | None) -> Link | None:
    return Link(str(row.ours), str(row.theirs), dict(row.data)) if row is not None else None

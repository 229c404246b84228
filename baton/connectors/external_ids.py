"""What our conversations and handoffs are called in other systems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from baton.connectors.tables import LinkRow


@dataclass(frozen=True)
class Link:
    """One pair of names, with whatever else a connector has to remember of it."""

    internal: str
    external: str
    data: Mapping[str, Any]


class ExternalIds:
    """The links of one connector.

    Args:
        engine: of the desk's database.
        connector: its name.
    """

    def __init__(self, engine: Engine, connector: str) -> None:
        self._engine = engine
        self._connector = connector

    def get(self, internal: str) -> Link | None:
        """By our name for it."""
        with Session(self._engine) as session:
            return _link(session.get(LinkRow, (self._connector, internal)))

    def by_external(self, external: object) -> Link | None:
        """By the other system's name for it."""
        query = select(LinkRow).where(LinkRow.connector == self._connector, LinkRow.external == str(external)).limit(1)
        with Session(self._engine) as session:
            return _link(session.scalar(query))

    def keep(self, internal: str, external: object, **data: object) -> Link:
        """Make a link, or add to what is remembered of it."""
        with Session(self._engine) as session, session.begin():
            row = session.get(LinkRow, (self._connector, internal))
            known = dict(row.data) if row is not None else {}
            row = LinkRow(connector=self._connector, internal=internal, external=str(external), data={**known, **data})
            session.merge(row)
            return Link(internal, str(external), dict(row.data))

    def forget(self, internal: str) -> None:
        """Unmake a link, if there is one."""
        with Session(self._engine) as session, session.begin():
            row = session.get(LinkRow, (self._connector, internal))
            if row is not None:
                session.delete(row)


def _link(row: LinkRow | None) -> Link | None:
    return Link(str(row.internal), str(row.external), dict(row.data)) if row is not None else None

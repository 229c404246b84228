"""Saved views: filters of the queue that an agent gave a name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session

from baton.base.text import BadText, clean
from baton.desk.store import queue_filters
from baton.desk.store.queue_filters import Filter
from baton.desk.store.tables import SavedViewRow
from baton.privacy.places import Place, finds
from baton.privacy.scope import Scope

MOST = 12
LONGEST_NAME = 40


@dataclass(frozen=True)
class View:
    """A filter with its name."""

    name: str
    filter: Filter


class SavedViews:
    """The saved views in the desk's database; each agent has their own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, login: str) -> list[View]:
        """Somebody's views, by name."""
        query = select(SavedViewRow).where(SavedViewRow.login == login).order_by(SavedViewRow.name)
        with Session(self._engine) as session:
            return [View(row.name, queue_filters.parse(row.query)) for row in session.scalars(query)]

    def save(self, login: str, name: str, wanted: Filter) -> None:
        """Keep a view; one of the same name is replaced.

        Raises:
            BadText: no name, too long a one, or too many views.
        """
        name = _cleaned(name)
        if not 1 <= len(name) <= LONGEST_NAME:
            raise BadText(f"A view needs a name of at most {LONGEST_NAME} characters.")
        with Session(self._engine) as session, session.begin():
            mine = select(func.count()).where(SavedViewRow.login == login, SavedViewRow.name != name)
            if int(session.scalar(mine) or 0) >= MOST:
                raise BadText(f"You have {MOST} views already. Delete one first.")
            session.merge(SavedViewRow(login=login, name=name, query=wanted.query))

    def delete(self, login: str, name: str) -> None:
        """Forget a view."""
        with Session(self._engine) as session, session.begin():
            session.execute(
                delete(SavedViewRow).where(SavedViewRow.login == login, SavedViewRow.name == _cleaned(name))
            )


def _cleaned(name: str) -> str:
    return " ".join(clean(name).split())


def _finding(connection: Connection, scope: Scope) -> Iterator[dict[str, object]]:
    """The views that look for a customer."""
    for row in connection.execute(select(SavedViewRow.__table__)):
        if any(text and finds(text, scope) for text in (queue_filters.parse(row.query).q, row.name)):
            yield dict(row._mapping)


def _forget(connection: Connection, scope: Scope) -> int:
    found = list(_finding(connection, scope))
    for row in found:
        mine = (SavedViewRow.login == row["login"], SavedViewRow.name == row["name"])
        connection.execute(delete(SavedViewRow).where(*mine))
    return len(found)


#: Where agents keep what they look for often, which may be one customer.
SAVED_VIEWS = Place("saved views of agents", _finding, _forget)

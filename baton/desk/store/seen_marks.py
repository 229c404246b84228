"""What each agent has read and dismissed, kept in the database: a reload, a second tab and another browser know it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import insert, or_, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from baton.desk.store.tables import SeenMarkRow

_TABLE = SeenMarkRow.__table__
_AT_A_TIME = 500


@dataclass(frozen=True)
class SeenMark:
    """What an agent has seen of one handoff."""

    read_number: int = 0  #: number in the log of the last line that was before their eyes
    dismissed_at: float | None = None  #: when its alert was dismissed, epoch seconds
    dismissed_rank: int | None = None  #: how severe that alert was; 0 is the most severe


class SeenMarks:
    """Reads and writes the marks.

    Args:
        engine: of the desk's database.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, login: str, handoff_ids: Iterable[str]) -> dict[str, SeenMark]:
        """An agent's marks of these handoffs; those without one are left out."""
        wanted, found = list(handoff_ids), {}
        with self._engine.connect() as connection:
            for start in range(0, len(wanted), _AT_A_TIME):
                query = select(_TABLE).where(
                    _TABLE.c.login == login, _TABLE.c.handoff_id.in_(wanted[start : start + _AT_A_TIME])
                )
                for row in connection.execute(query).mappings():
                    mark = SeenMark(int(row["read_number"]), row["dismissed_at"], row["dismissed_rank"])
                    found[str(row["handoff_id"])] = mark
        return found

    def read(self, login: str, handoff_id: str, number: int) -> None:
        """The agent has read up to the line of this number; an earlier one changes nothing."""
        lower = or_(_TABLE.c.read_number < number, _TABLE.c.read_number.is_(None))
        self._set(login, handoff_id, lower, read_number=number)

    def dismiss(self, login: str, handoff_id: str, at: float, rank: int) -> None:
        """The agent has dismissed the alert of a handoff as it stood at a moment (epoch seconds)."""
        self._set(login, handoff_id, True, dismissed_at=at, dismissed_rank=rank)

    def _set(self, login: str, handoff_id: str, condition: object, **values: object) -> None:
        mine = (_TABLE.c.login == login) & (_TABLE.c.handoff_id == handoff_id)
        changing = update(_TABLE).where(mine, condition).values(**values)
        with self._engine.begin() as connection:
            if connection.execute(changing).rowcount:
                return
            if connection.execute(select(_TABLE.c.login).where(mine)).first() is not None:
                return
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(_TABLE).values(login=login, handoff_id=handoff_id, **values))
        except IntegrityError:  # another tab was first
            with self._engine.begin() as connection:
                connection.execute(changing)

"""Replies that can still be taken back: kept on disk, and handed to the outbox when their few seconds are over."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from baton.clock import Clock, now
from baton.desk.tables import HeldRow
from baton.handoff import outbox
from baton.handoff.models import OutboxRow


@dataclass(frozen=True)
class HeldReply:
    """A reply that has not gone out yet; `send_at` is epoch seconds."""

    key: str
    login: str
    name: str | None
    text: str
    send_at: float


class Held:
    """The held replies in the desk's database.

    Args:
        engine: of the desk's database.
        clock: tells the time.
    """

    def __init__(self, engine: Engine, clock: Clock = now) -> None:
        self._engine = engine
        self._clock = clock

    def hold(self, handoff_id: str, login: str, delivery: outbox.Delivery, seconds: float) -> bool:
        """Keep a reply for so many seconds. Returns False if its key is known: held or sent before."""
        row = HeldRow(
            key=delivery.key,
            handoff_id=handoff_id,
            login=login,
            delivery=asdict(delivery),
            send_at=self._clock().timestamp() + seconds,
        )
        try:
            with Session(self._engine) as session, session.begin():
                if session.scalar(select(OutboxRow.id).where(OutboxRow.key == delivery.key)) is not None:
                    return False
                session.add(row)
        except IntegrityError:
            return False
        return True

    def of(self, handoff_id: str) -> list[HeldReply]:
        """What is held for a handoff, oldest first."""
        query = select(HeldRow).where(HeldRow.handoff_id == handoff_id).order_by(HeldRow.id)
        with Session(self._engine) as session:
            return [_held(row) for row in session.scalars(query)]

    def take_back(self, handoff_id: str, login: str, key: str) -> str | None:
        """Take a reply back.

        Returns:
            Its words; None if it is too late, or it is somebody else's.
        """
        mine = (HeldRow.key == key, HeldRow.handoff_id == handoff_id, HeldRow.login == login)
        with Session(self._engine) as session, session.begin():
            row = session.scalar(select(HeldRow).where(*mine))
            if row is None:
                return None
            text = _held(row).text
            gone = session.execute(delete(HeldRow).where(*mine).execution_options(synchronize_session=False))
            return text if gone.rowcount == 1 else None

    def release(self, handoff_id: str | None = None) -> int:
        """Hand to the outbox what is due - or all that is held for a handoff, due or not.

        Returns:
            How many replies that were.
        """
        due = HeldRow.handoff_id == handoff_id if handoff_id else HeldRow.send_at <= self._clock().timestamp()
        with Session(self._engine) as session:
            rows = [(r.id, r.delivery) for r in session.scalars(select(HeldRow).where(due).order_by(HeldRow.id))]
        return sum(self._send(row_id, delivery) for row_id, delivery in rows)

    def _send(self, row_id: int, delivery: dict[str, Any]) -> int:
        """From here into the outbox in one transaction; 0 if it was taken back or sent in this moment."""
        with Session(self._engine) as session, session.begin():
            gone = session.execute(
                delete(HeldRow).where(HeldRow.id == row_id).execution_options(synchronize_session=False)
            )
            if gone.rowcount != 1:
                return 0
            outbox.put(session, [outbox.Delivery(**delivery)], self._clock().timestamp())
        return 1


def _held(row: HeldRow) -> HeldReply:
    event = row.delivery["payload"]["events"][0]
    return HeldReply(row.key, row.login, event["metadata"].get("name"), event["text"], row.send_at)

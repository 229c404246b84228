"""What agents do in other systems: kept before it is acknowledged, carried out once, refused politely."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from enum import Enum

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from baton.clock import Clock, now
from baton.connectors import events
from baton.connectors.base import Answering, Deed, Incoming, Kind
from baton.desk.text import clean
from baton.handoff.lifecycle import OPEN, Move, Refused, State
from baton.handoff.models import IncomingRow
from baton.handoff.outbox import Delivery, Outbox
from baton.handoff.service import HandoffService
from baton.handoff.store import Handoff
from baton.redact import redact

logger = logging.getLogger(__name__)

#: Clocks differ, and what was written just before the end may be told just after it.
CLOCK_SECONDS = 30.0

MOST_OPEN = 10_000  # handoffs that are asked for at once

_CLAIMABLE = frozenset({State.QUEUED, State.TRANSFERRED, State.CALLBACK_DUE})


class Outcome(str, Enum):
    """What became of it."""

    DONE = "done"
    REFUSED = "refused"  #: the agents were told
    NOTHING = "nothing"  #: there was nothing to do any more


class Intake:
    """Takes in what connectors receive.

    Args:
        engine: of the desk's database.
        handoffs: the verbs of the desk.
        outbox: takes notices for the agents.
        connectors: those whose agents answer, by name.
        clock: tells the time.
    """

    def __init__(
        self,
        engine: Engine,
        handoffs: HandoffService,
        outbox: Outbox,
        connectors: Mapping[str, Answering],
        clock: Clock = now,
    ) -> None:
        self._engine = engine
        self._handoffs = handoffs
        self._outbox = outbox
        self._connectors = connectors
        self._clock = clock

    def connector(self, name: str) -> Answering | None:
        """The connector of that name, if its agents answer."""
        return self._connectors.get(name)

    def accept(self, connector: str, deeds: Iterable[Incoming]) -> int:
        """Keep what was received; what was kept before is left out.

        Returns:
            How many were new.
        """
        return sum(self._accept(connector, deed) for deed in deeds)

    def work(self) -> int:
        """Carry out what was kept, in its order.

        Returns:
            How many were dealt with.
        Raises:
            sqlalchemy.exc.SQLAlchemyError: a database is away; nothing is skipped by that.
        """
        query = select(IncomingRow).where(IncomingRow.done_at.is_(None)).order_by(IncomingRow.id)
        with Session(self._engine) as session:
            rows = list(session.scalars(query))
        for row in rows:
            outcome = self._carry_out(row)
            done = update(IncomingRow).where(IncomingRow.id == row.id)
            with self._engine.begin() as connection:
                at = self._clock().timestamp()
                connection.execute(done.values(done_at=at, outcome=outcome.value, body={}))
        return len(rows)

    def catch_up(self) -> int:
        """Ask the other systems what got lost on the way.

        Returns:
            How many were new.
        """
        handoffs = {h.conversation_id: h.id for h in self._handoffs.store.find(OPEN, limit=MOST_OPEN)}
        found = 0
        for name, connector in self._connectors.items():
            try:
                found += self.accept(name, connector.catch_up(handoffs))
            except SQLAlchemyError:
                raise
            except Exception as error:  # whatever its client raises: the others are still asked
                logger.warning("%s cannot be asked what happened there: %s", connector.title, error)
        return found

    def _accept(self, connector: str, deed: Incoming) -> int:
        body = {
            "deed": deed.deed.value,
            "at": deed.at,
            "text": redact(clean(deed.text)),
            "name": clean(deed.name)[:100],
        }
        values = {
            "connector": connector,
            "key": deed.key[:100],
            "conversation_id": deed.conversation_id,
            "body": body,
            "at": self._clock().timestamp(),
        }
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(IncomingRow).values(**values))
        except IntegrityError:
            return 0
        return 1

    def _carry_out(self, row: IncomingRow) -> Outcome:
        connector = self._connectors.get(row.connector)
        handoff = self._meant(row.conversation_id, float(row.body["at"]))
        if connector is None or handoff is None:
            return Outcome.NOTHING
        try:
            if row.body["deed"] == Deed.RESOLVE.value:
                return self._resolve(handoff, connector)
            self._reply(handoff, connector, row)
            return Outcome.DONE
        except Refused as refusal:
            self._tell(handoff, connector, row, str(refusal))
        except SQLAlchemyError:
            raise
        except Exception:  # one that cannot be carried out must not hold up the others
            logger.exception("What was done in %s (%s) cannot be carried out.", connector.title, row.key)
            self._tell(handoff, connector, row, "something went wrong in Baton; its log says what")
        return Outcome.REFUSED

    def _meant(self, conversation_id: str, at: float) -> Handoff | None:
        """The handoff that something was done in at a moment: a late event belongs to an earlier one."""
        known = self._handoffs.store.find(conversation_id=conversation_id)
        known.sort(key=lambda handoff: handoff.created_at)
        before = [handoff for handoff in known if handoff.created_at <= at]
        return before[-1] if before else next(iter(known), None)

    def _reply(self, handoff: Handoff, connector: Answering, row: IncomingRow) -> None:
        name, text = str(row.body["name"]), str(row.body["text"])
        identity = events.reply_id(connector.name, row.key.partition(":")[2])
        late = handoff.closed_at is not None and row.body["at"] <= handoff.closed_at + CLOCK_SECONDS
        if late and handoff.owner == connector.title:
            self._outbox.add(self._handoffs.said_by_agent(handoff, name, text, identity))
            return
        if not handoff.open:
            raise Refused("the conversation is closed in Baton, and the customer is with the bot again")
        if handoff.state in _CLAIMABLE:
            self._handoffs.claim(handoff.id, connector.title, name)
        try:
            self._handoffs.reply(handoff.id, connector.title, name, text, client_id=identity)
        except IntegrityError:
            pass  # said before: we died before this was noted

    def _resolve(self, handoff: Handoff, connector: Answering) -> Outcome:
        if not handoff.open:
            return Outcome.NOTHING  # most likely the echo of our own closing
        if handoff.state in (State.QUEUED, State.TRANSFERRED):
            self._handoffs.store.move(handoff.id, Move.CLAIM, connector.title)
        self._handoffs.resolve(handoff.id, connector.title, None)
        return Outcome.DONE

    def _tell(self, handoff: Handoff, connector: Answering, row: IncomingRow, why: str) -> None:
        """Tell the agents there, and only them, that what they did reached nobody."""
        done = "This was not sent to the customer" if row.body["deed"] == Deed.REPLY.value else "Nothing was closed"
        payload = events.notice(f"{done}: {why}", handoff.id, handoff.package, self._clock().timestamp())
        key = events.key(Kind.NOTICE, handoff.id, row.id, connector.name)
        self._outbox.add(Delivery(connector.name, key, handoff.conversation_id, payload))

"""What agents do in other systems: kept before it is acknowledged, carried out once, refused politely."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from enum import Enum

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from baton.base.clock import Clock, now
from baton.base.redaction import redact
from baton.base.text import clean
from baton.connectors import payloads
from baton.connectors.base import Answering, InboundAction, Incoming, Kind
from baton.connectors.tables import IncomingRow
from baton.handoff.outbox.outbox import Delivery, Outbox
from baton.handoff.records.lifecycle import OPEN, State, TransitionRefused
from baton.handoff.records.repository import Handoff
from baton.handoff.service import HandoffService

logger = logging.getLogger(__name__)

#: Clocks differ, and what was written just before the end may arrive just after it.
CLOCK_SECONDS = 30.0

MOST_OPEN = 10_000  # handoffs that are asked for at once

_CLAIMABLE = frozenset({State.QUEUED, State.TRANSFERRED, State.CALLBACK_DUE})


class Outcome(str, Enum):
    """What became of it."""

    DONE = "done"
    REFUSED = "refused"  #: the agents were told
    NOTHING = "nothing"  #: there was nothing to do any more


class InboundReplies:
    """Carries out what agents of other systems do.

    Args:
        engine: of the desk's database.
        handoffs: the handoff service.
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

    def accept(self, connector: str, actions: Iterable[Incoming]) -> int:
        """Keep what was received; what was kept before is left out.

        Returns:
            How many were new.
        """
        return sum(self._accept(connector, action) for action in actions)

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

    def _accept(self, connector: str, incoming: Incoming) -> int:
        body = {
            "deed": incoming.action.value,
            "at": incoming.at,
            "text": redact(clean(incoming.text)),
            "name": clean(incoming.name)[:100],
        }
        values = {
            "connector": connector,
            "key": incoming.key[:100],
            "conversation_id": incoming.conversation_id,
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
        handoff = self._handoff_at(row.conversation_id, float(row.body["at"]))
        if connector is None or handoff is None:
            return Outcome.NOTHING
        try:
            if row.body["deed"] == InboundAction.DELETE.value:
                return self._deleted(handoff, connector, row)
            if row.body["deed"] == InboundAction.RESOLVE.value:
                return self._resolve(handoff, connector)
            self._reply(handoff, connector, row)
            return Outcome.DONE
        except TransitionRefused as refusal:
            self._notify(handoff, connector, row, str(refusal))
        except SQLAlchemyError:
            raise
        except Exception:  # one that cannot be carried out must not hold up the others
            logger.exception("What was done in %s (%s) cannot be carried out.", connector.title, row.key)
            self._notify(handoff, connector, row, "something went wrong in Baton; its log says what")
        return Outcome.REFUSED

    def _handoff_at(self, conversation_id: str, at: float) -> Handoff | None:
        """The handoff that something was done in at a moment: a late event belongs to an earlier one."""
        handoffs = self._handoffs.store.find(conversation_id=conversation_id)
        handoffs.sort(key=lambda handoff: handoff.created_at)
        before = [handoff for handoff in handoffs if handoff.created_at <= at]
        return before[-1] if before else next(iter(handoffs), None)

    def _reply(self, handoff: Handoff, connector: Answering, row: IncomingRow) -> None:
        name, text = str(row.body["name"]), str(row.body["text"])
        identity = payloads.reply_id(connector.name, row.key.partition(":")[2])
        late = handoff.closed_at is not None and row.body["at"] <= handoff.closed_at + CLOCK_SECONDS
        if late and handoff.owner == connector.title:
            self._outbox.add(self._handoffs.agent_reply_delivery(handoff, name, text, identity))
            return
        if not handoff.open:
            raise TransitionRefused("the conversation is closed in Baton, and the customer is with the bot again")
        if handoff.state in _CLAIMABLE:
            self._handoffs.claim(handoff.id, connector.title, name)
        self._handoffs.reply(handoff.id, connector.title, name, text, client_id=identity)

    def _resolve(self, handoff: Handoff, connector: Answering) -> Outcome:
        if not handoff.open:
            return Outcome.NOTHING  # most likely the echo of our own closing
        if handoff.state in (State.QUEUED, State.TRANSFERRED):
            self._handoffs.claim_silently(handoff.id, connector.title)
        self._handoffs.resolve(handoff.id, connector.title, None)
        return Outcome.DONE

    def _deleted(self, handoff: Handoff, connector: Answering, row: IncomingRow) -> Outcome:
        """Tell the agents that the customer has what was deleted there; nothing if it was never sent."""
        query = select(IncomingRow.id).where(
            IncomingRow.connector == connector.name,
            IncomingRow.key == f"message:{row.key.partition(':')[2]}",
            IncomingRow.outcome == Outcome.DONE.value,
        )
        with Session(self._engine) as session:
            sent = session.scalar(query) is not None
        if sent:
            self._notice(
                handoff, connector, row, "The customer has this message: deleting it here does not take it back."
            )
        return Outcome.DONE if sent else Outcome.NOTHING

    def _notify(self, handoff: Handoff, connector: Answering, row: IncomingRow, why: str) -> None:
        """Tell the agents there, and only them, that what they did reached nobody."""
        done = (
            "Nothing was closed"
            if row.body["deed"] == InboundAction.RESOLVE.value
            else "This was not sent to the customer"
        )
        self._notice(handoff, connector, row, f"{done}: {why}")

    def _notice(self, handoff: Handoff, connector: Answering, row: IncomingRow, text: str) -> None:
        package = self._handoffs.current_package(handoff)
        payload = payloads.notice(text, handoff.id, package, self._clock().timestamp())
        key = payloads.key(Kind.NOTICE, handoff.id, row.id, connector.name)
        self._outbox.add(Delivery(connector.name, key, handoff.conversation_id, payload))

"""Mirrors the conversation log to outside desks: what is said to an agent reaches them through the outbox."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from sqlalchemy import delete, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from baton.base.clock import Clock, now
from baton.connectors import payloads
from baton.connectors.dispatcher import Dispatcher
from baton.conversation.event_consumer import EventConsumer, LogSource, OffsetStore, Postponed
from baton.conversation.event_reader import EventReader
from baton.conversation.tables import FollowerRow
from baton.handoff.outbox.outbox import Outbox
from baton.handoff.package.model import HandoffPackage
from baton.handoff.records.lifecycle import OPEN, State
from baton.handoff.records.tables import HandoffRow

logger = logging.getLogger(__name__)

NAME = "connectors"
RETRY_SECONDS = 5.0
#: A handoff that opens later than this after some words is built from a log that holds them.
WAIT_SECONDS = 60.0
_SINCE = "since:"  # with a connector's name: where the log stood when it was chosen


class MessageMirror:
    """One step at a time; the desk's background loop calls `step` again and again.

    Args:
        engine: of the desk's database.
        log: the conversation log.
        dispatcher: makes the deliveries.
        outbox: keeps them; a key that is there already is not kept twice.
        clock: tells when to try a conversation again whose handoff is not open yet.
    """

    def __init__(
        self, engine: Engine, log: EventReader, dispatcher: Dispatcher, outbox: Outbox, clock: Clock = now
    ) -> None:
        self._engine = engine
        self._log = log
        self._dispatcher = dispatcher
        self._outbox = outbox
        self._clock = clock
        self._consumer = EventConsumer(
            NAME,
            LogSource(log, kinds=("user", "bot")),
            self._handle,
            OffsetStore(engine),
            from_now=True,
            retry_seconds=RETRY_SECONDS,
            clock=clock,
        )
        self._mirrored: dict[str, bool] = {}  # conversations of the present step: whether nothing of them must wait
        self._added = 0  # deliveries of the present step
        self._since: Mapping[str, int] | None = None

    @property
    def offset(self) -> int | None:
        """How far the log is mirrored: number of an event; None before the first step."""
        return self._consumer.offset

    def reset(self) -> None:
        """Another process may have mirrored something meanwhile: the next step goes on where it stopped."""
        self._consumer.reset()

    def step(self) -> int:
        """Mirror what is new in the log.

        Returns:
            How many deliveries were added.
        Raises:
            sqlalchemy.exc.SQLAlchemyError: a database is away; nothing is skipped by that.
        """
        self._begin()
        self._added, self._mirrored = 0, {}
        self._consumer.step()
        return self._added

    def conversation(self, conversation_id: str) -> None:
        """The same for one conversation, at once: before it is closed, so that its last messages come before the end.

        What cannot be read now is left to the next `step`: an agent can close a conversation all the same.
        """
        try:
            self._begin()
            self._mirror(conversation_id)
        except SQLAlchemyError as error:
            logger.warning("The last messages of %s are mirrored later: %s", conversation_id, error)

    def _handle(self, _number: int, conversation_id: str) -> None:
        """Mirror a conversation, once for all of its new events."""
        if conversation_id not in self._mirrored:
            added, self._mirrored[conversation_id] = self._mirror(conversation_id)
            self._added += added
        if not self._mirrored[conversation_id]:
            raise Postponed

    def _mirror(self, conversation_id: str) -> tuple[int, bool]:
        """How many deliveries were added, and whether the handoff of every word is open."""
        packages, holder = self._handoffs(conversation_id)
        packaged = {handoff_id: payloads.last_line(package) for handoff_id, package in packages.items()}
        since, oldest = self._since or {}, self._clock().timestamp() - WAIT_SECONDS
        wanted, complete = [], True
        for entry, handoff_id in payloads.messages_to_agents(self._log.conversation(conversation_id), packaged, holder):
            if handoff_id is None:
                complete = complete and float(entry.event.get("timestamp") or 0.0) < oldest
                continue
            deliveries = self._dispatcher.message(entry, handoff_id, packages[handoff_id])
            wanted += [item for item in deliveries if entry.id > since.get(item.target, 0)]
        return self._outbox.add_missing(wanted), complete

    def _handoffs(self, conversation_id: str) -> tuple[dict[str, HandoffPackage], str | None]:
        """The packages of a conversation's handoffs, and the one that holds it now."""
        query = select(HandoffRow.id, HandoffRow.package, HandoffRow.state, HandoffRow.bot_paused).where(
            HandoffRow.conversation_id == conversation_id
        )
        with Session(self._engine) as session:
            rows = session.execute(query).all()
        holder = next((str(row.id) for row in rows if row.bot_paused and State(row.state) in OPEN), None)
        return {str(row.id): self._dispatcher.current(row.package) for row in rows}, holder

    def _begin(self) -> None:
        """Note where the log ends for connectors that were not there before: they get nothing that is older."""
        if self._since is not None:
            return
        self._consumer.start()
        newest = self._log.newest()
        names = {f"{_SINCE}{name}" for name in self._dispatcher.names}
        with Session(self._engine) as session, session.begin():
            query = select(FollowerRow).where(FollowerRow.name.startswith(_SINCE, autoescape=True))
            rows = {str(row.name): int(row.position) for row in session.scalars(query)}
            session.execute(delete(FollowerRow).where(FollowerRow.name.in_(set(rows) - names)))
            session.add_all(FollowerRow(name=name, position=newest) for name in names - set(rows))
        self._since = {name[len(_SINCE) :]: rows.get(name, newest) for name in names}

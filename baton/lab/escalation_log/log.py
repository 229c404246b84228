"""The escalation log: kept up to date from the conversation log and the desk's records, or built anew.

Every conversation is assembled as a whole whenever something of it has changed, so it does not matter in which order or
how often that happens: building the log anew gives what keeping it up to date gave.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import islice

from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Engine

from baton.base import database
from baton.base.clock import Clock, now
from baton.base.erased import is_erased
from baton.base.locks import exclusive
from baton.conversation.event_consumer import EventConsumer, OffsetStore
from baton.conversation.event_reader import EVENTS, EventReader
from baton.handoff.records.audit_trail import AuditAction
from baton.handoff.records.tables import AuditRow, HandoffRow
from baton.lab.escalation_log import store
from baton.lab.escalation_log.assembly import Source, TeamOf, assemble
from baton.lab.escalation_log.desk_facts import PolicyHistory, chat_of, handoffs_of
from policies.facts import AWAY

#: Names of the stored offsets, in the conversation log and in the audit trail.
EVENTS_OFFSET = "escalation log: events"
AUDIT_OFFSET = "escalation log: audit"
#: Entries of the audit trail that change nothing in the log.
_SILENT = (AuditAction.VIEWED.value, AuditAction.OFFERED.value, AuditAction.SEARCHED.value)
LOCK = "escalation log"  #: whoever changes the entries holds it
_AT_ONCE = 50  # conversations in one transaction
#: Told how many conversations are done, and of how many.
Progress = Callable[[int, int], None]


class EscalationLog:
    """The tables `escalation_log` and `unclear_messages` in the desk's database.

    Args:
        url: of the desk's database, migrated.
        log: the conversation log.
        team_of: the team that takes a category.
        key: under which customers' identities are hashed.
        clock: tells whether a customer has left, and when to try a conversation again that could not be handled.
    """

    def __init__(self, url: str, log: EventReader, team_of: TeamOf, key: str, clock: Clock = now) -> None:
        self.engine = database.engine(url)
        self._url = url
        self._log = log
        self._team_of = team_of
        self._key = key
        self._clock = clock
        self._offsets = OffsetStore(self.engine)
        self._policies = PolicyHistory()
        self._consumers = [
            EventConsumer(EVENTS_OFFSET, TouchedConversations(log), self._handle, self._offsets, clock=clock),
            EventConsumer(AUDIT_OFFSET, _TouchedHandoffs(self.engine), self._handle, self._offsets, clock=clock),
        ]

    def update(
        self, stopping: Callable[[], bool] = lambda: False, progress: Progress = lambda done, total: None
    ) -> None:
        """Take up everything that has changed since the last time; the first time ever, everything there is.

        Args:
            stopping: asked now and then during that first time; once it says yes, it is begun again the next time.
            progress: of that first time.
        Raises:
            sqlalchemy.exc.SQLAlchemyError: a database is away; nothing is lost by that.
        """
        if self._offsets.get(EVENTS_OFFSET) is None:
            try:
                self.rebuild(partial(_go_on, stopping, progress))
            except _Stopped:
                return
        for consumer in self._consumers:
            consumer.step()
        with self.engine.connect() as connection:
            over = store.still_open(connection, self._clock().timestamp() - AWAY)
        self._write_all(over)

    def reset(self) -> None:
        """Another process may have kept it meanwhile: the next `update` goes on where it stopped."""
        for consumer in self._consumers:
            consumer.reset()

    def rebuild(self, progress: Progress = lambda done, total: None) -> int:
        """Build the entries of every conversation anew. Those of conversations that are no longer in the log stay.

        Args:
            progress: what it raises ends the work, and the next `update` begins where the last one ended.
        Returns:
            How many conversations there are.
        Raises:
            sqlalchemy.exc.SQLAlchemyError: a database is away.
        """
        newest = TouchedConversations(self._log).newest(), _TouchedHandoffs(self.engine).newest()
        conversations = self._conversations()
        self._write_all(conversations, progress)
        for name, number in zip((EVENTS_OFFSET, AUDIT_OFFSET), newest, strict=True):
            self._offsets.set(name, number)
        return len(conversations)

    def forget(self, conversations: Iterable[str]) -> int:
        """Take a customer's words and identity out of the entries of some conversations; the decisions stay.

        Returns:
            How many entries were changed.
        """
        with exclusive(self._url, LOCK) as connection:
            return store.forget(connection, conversations)

    def _handle(self, number: int, conversation_id: str) -> None:
        self._write_all([conversation_id])

    def _write_all(self, conversations: Sequence[str], progress: Progress = lambda done, total: None) -> None:
        remaining, done = iter(conversations), 0
        while batch := list(islice(remaining, _AT_ONCE)):
            # Read inside the lock as well: two processes at once cannot put an older state over a newer one.
            with exclusive(self._url, LOCK) as connection:
                self._policies.read(connection)
                for conversation_id in batch:
                    if not is_erased(conversation_id):  # its entries stay what they were, also who came back
                        self._write(connection, conversation_id)
            done += len(batch)
            progress(done, len(conversations))

    def _write(self, connection: Connection, conversation_id: str) -> None:
        source = Source(
            conversation_id=conversation_id,
            log=self._log.conversation(conversation_id),
            handoffs=handoffs_of(connection, conversation_id),
            chat=chat_of(connection, conversation_id),
            policies=self._policies,
            team_of=self._team_of,
            key=self._key,
            now=self._clock().timestamp(),
        )
        store.replace_conversation(connection, conversation_id, assemble(source))

    def _conversations(self) -> list[str]:
        """Every conversation that the log or a handoff knows."""
        with self._log.engine.connect() as connection:
            found = {str(row[0]) for row in connection.execute(select(EVENTS.c.sender_id).distinct())}
        with self.engine.connect() as connection:
            found |= {str(row[0]) for row in connection.execute(select(HandoffRow.conversation_id).distinct())}
        return sorted(found)


class _Stopped(Exception):
    """The process ends."""


def _go_on(stopping: Callable[[], bool], progress: Progress, done: int, total: int) -> None:
    if stopping():
        raise _Stopped
    progress(done, total)


class TouchedConversations:
    """The conversation log as a source of conversations, each with the number of its latest event."""

    def __init__(self, log: EventReader) -> None:
        self._log = log

    def newest(self) -> int:
        return self._log.newest()

    def after(self, number: int) -> list[tuple[int, str]]:
        latest = func.max(EVENTS.c.id)
        query = select(latest, EVENTS.c.sender_id).where(EVENTS.c.id > number)
        with self._log.engine.connect() as connection:
            rows = connection.execute(query.group_by(EVENTS.c.sender_id).order_by(latest))
            return [(int(number), str(conversation)) for number, conversation in rows]


class _TouchedHandoffs:
    """The audit trail as a source of the conversations whose handoffs have changed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def newest(self) -> int:
        with self._engine.connect() as connection:
            return int(connection.execute(select(func.max(AuditRow.id))).scalar() or 0)

    def after(self, number: int) -> list[tuple[int, str]]:
        latest = func.max(AuditRow.id)
        query = (
            select(latest, HandoffRow.conversation_id)
            .join(HandoffRow, HandoffRow.id == AuditRow.handoff_id)
            .where(AuditRow.id > number, AuditRow.what.not_in(_SILENT))
            .group_by(HandoffRow.conversation_id)
            .order_by(latest)
        )
        with self._engine.connect() as connection:
            return [(int(number), str(conversation)) for number, conversation in connection.execute(query)]

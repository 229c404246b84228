"""Follows the conversation log and the audit trail: opens missing handoffs, and reports what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, defer

from baton.base.clock import Clock, now
from baton.conversation.event_consumer import EventConsumer, LogSource, OffsetStore
from baton.conversation.event_reader import EventReader
from baton.desk.assignment import alerts
from baton.desk.notifier import SESSION, Change
from baton.desk.store.desk_config import DeskConfigFile
from baton.desk.store.handoff_rows import HandoffRowSummary, row_summary
from baton.handoff.presence.availability import AgentAvailability
from baton.handoff.presence.presence import Presence
from baton.handoff.records.audit_trail import ENDS_SESSIONS, AuditAction
from baton.handoff.records.lifecycle import WITH_PERSON, State
from baton.handoff.records.tables import AuditRow, HandoffRow
from policies.facts import ESCALATION_SLOT

#: Names of the stored offsets: of the decisions to hand over, and of the customers' messages.
DECISIONS = "desk"
MESSAGES = "hearing"
PRESENCE_SECONDS = 10.0  # how far a look at the presence goes back: clocks of machines differ a little
#: Asked some times a second: put together once.
_NEWEST = select(AuditRow.id).order_by(AuditRow.id.desc()).limit(1)
#: Entries of the audit trail that change nothing anybody sees.
_SILENT = (AuditAction.VIEWED,)


@dataclass(frozen=True)
class AuditEntry:
    """An entry of the audit trail; `handoff` is None if it is about none."""

    actor: str
    action: str
    details: Mapping[str, object]
    handoff: HandoffRowSummary | None


class AuditSource:
    """The audit trail as a source of events."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def newest(self) -> int:
        """The number of the newest entry; 0 if there is none."""
        with self._engine.connect() as connection:
            return int(connection.execute(_NEWEST).scalar() or 0)

    def after(self, number: int) -> list[tuple[int, int]]:
        """The numbers of the entries above one, in order. Most of them were read before: `entry` reads one whole."""
        query = select(AuditRow.id).where(AuditRow.id > number).order_by(AuditRow.id)
        with self._engine.connect() as connection:
            return [(int(found), int(found)) for (found,) in connection.execute(query)]

    def entry(self, number: int) -> AuditEntry | None:
        """The entry of a number; None if there is none (any more)."""
        query = (
            select(AuditRow.who, AuditRow.what, AuditRow.detail, HandoffRow)
            .join(HandoffRow, HandoffRow.id == AuditRow.handoff_id, isouter=True)
            .options(defer(HandoffRow.package))
            .where(AuditRow.id == number)
        )
        with Session(self._engine) as session:
            found = session.execute(query).first()
            if found is None:
                return None
            actor, action, details, row = found
            return AuditEntry(actor, action, details or {}, row_summary(row) if row else None)


class ChangeFeed:
    """One step at a time; the desk's background loop calls `begin`, `handle` and `changes` again and again.

    Args:
        engine: of the desk's database.
        log: the conversation log.
        open_missing: opens the handoff that a conversation's log asks for, once.
        rules: say which team an alert is for.
        presence: tells who came, left or types.
        clock: tells when to try a failed conversation again.
        handle_message: reacts to a customer's message, by its number and conversation.
    """

    def __init__(
        self,
        engine: Engine,
        log: EventReader,
        open_missing: Callable[[str], object],
        rules: DeskConfigFile,
        presence: Presence,
        clock: Clock = now,
        handle_message: Callable[[int, str], object] | None = None,
    ) -> None:
        self._engine = engine
        self._rules = rules
        self._presence = presence
        self._availability = AgentAvailability(engine, clock)
        self._clock = clock
        self._conversations: set[str] = set()  # with new events, not reported yet
        self._written: set[str] = set()  # with new messages of the customer, not reported yet
        self._changes: set[Change] = set()  # not reported yet
        self._present: dict[str, float] | None = None  # conversation: when somebody last came, left or typed
        offsets = OffsetStore(engine)
        decisions = LogSource(log, kinds=("slot",), slot=ESCALATION_SLOT)
        self._consumers: list[EventConsumer[str]] = [
            EventConsumer(DECISIONS, decisions, lambda _, chat: open_missing(chat), offsets, clock=clock)
        ]
        if handle_message is not None:
            messages = LogSource(log, kinds=("user",))
            self._consumers.append(
                EventConsumer(MESSAGES, messages, handle_message, offsets, from_now=True, clock=clock)
            )
        # What changed is reported from now on: whoever connects later reads the present state.
        self._events = EventConsumer(
            "changes of conversations",
            LogSource(log),
            lambda _, chat: self._conversations.add(chat),
            from_now=True,
            clock=clock,
        )
        self._messages = EventConsumer(
            "alerts of customers' messages",
            LogSource(log, kinds=("user",)),
            lambda _, chat: self._written.add(chat),
            from_now=True,
            clock=clock,
        )
        self._audit_source = AuditSource(engine)
        self._audit = EventConsumer(
            "changes of handoffs", self._audit_source, self._handle_audit, from_now=True, clock=clock
        )

    def step(self) -> set[Change]:
        """Handle what is new, and report what changed.

        Returns:
            What changed since the last step; nothing on the first one.
        Raises:
            sqlalchemy.exc.SQLAlchemyError: a database is away; nothing is skipped by that.
        """
        self.begin()
        self.handle()
        return self.changes()

    def begin(self) -> None:
        """Report everything that changes from now on; does nothing if it has begun.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: a database is away.
        """
        self._events.start()
        self._messages.start()
        self._audit.start()
        if self._present is None:
            self._present = self._presence.changed(self._clock().timestamp() - PRESENCE_SECONDS)

    def reset(self) -> None:
        """Another process may have handled something meanwhile: the next `handle` goes on where it stopped."""
        for consumer in self._consumers:
            consumer.reset()

    def handle(self) -> None:
        """Open handoffs that are missing and react to customers' messages: for one desk of several.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: a database is away; nothing is skipped by that.
        """
        for consumer in self._consumers:
            consumer.step()

    def changes(self) -> set[Change]:
        """What changed since the last call, by whichever process; each desk reports it to its own pages.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: a database is away; nothing is skipped by that.
        """
        assert self._present is not None  # `begin` was called
        self._events.step()
        self._messages.step()
        self._audit.step()
        self._changes |= self._changed_conversations()
        self._changes |= self._written_to_agents()
        self._changes |= self._changed_presence(self._present)
        changes, self._changes = self._changes, set()
        return changes

    def _changed_conversations(self) -> set[Change]:
        """Handoffs in whose conversation there are new events; closed ones too, for the closing message."""
        if not self._conversations:
            return set()
        query = select(HandoffRow.id).where(HandoffRow.conversation_id.in_(self._conversations))
        with Session(self._engine) as session:
            changes = {Change("said", handoff_id) for handoff_id in session.scalars(query)}
        self._conversations.clear()
        return changes

    def _written_to_agents(self) -> set[Change]:
        """An alert for each agent whose customer has written."""
        if not self._written:
            return set()
        query = select(HandoffRow.id, HandoffRow.category, HandoffRow.owner).where(
            HandoffRow.conversation_id.in_(self._written),
            HandoffRow.state == State.CLAIMED.value,
            HandoffRow.owner.is_not(None),
        )
        with Session(self._engine) as session:
            found = {alerts.reply(str(i), str(category), str(owner)) for i, category, owner in session.execute(query)}
        self._written.clear()
        return found

    def _handle_audit(self, number: int, _: object) -> None:
        """Note a handoff that was opened or moved, by whatever process, and the alert that this means."""
        entry = self._audit_source.entry(number)
        if entry is None:
            return
        if entry.action in ENDS_SESSIONS:
            self._changes.add(Change(SESSION, "", to=str(entry.details.get("account", entry.actor))))
        if entry.handoff is None or entry.action in _SILENT:
            return
        self._changes.add(Change("state", entry.handoff.id))
        alert = alerts.alert_for(
            entry.action, entry.details, entry.handoff, self._rules(), self._availability.present()
        )
        if alert is not None:
            self._changes.add(alert)

    def _changed_presence(self, before: dict[str, float]) -> set[Change]:
        """Handoffs with a person in whose conversation somebody came, left or types."""
        present = self._presence.changed(self._clock().timestamp() - PRESENCE_SECONDS)
        changed = [conversation for conversation, at in present.items() if before.get(conversation) != at]
        changes: set[Change] = set()
        if changed:
            states = [state.value for state in WITH_PERSON]
            query = select(HandoffRow.id).where(HandoffRow.conversation_id.in_(changed), HandoffRow.state.in_(states))
            with Session(self._engine) as session:
                changes = {Change("presence", handoff_id) for handoff_id in session.scalars(query)}
        self._present = present
        return changes

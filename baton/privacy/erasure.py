"""Finds, exports and erases one customer's data. Erasing is one act: begun, it is finished, also after a crash."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Engine

from baton.base import database
from baton.base.clock import Clock, now
from baton.base.erased import is_erased, new_id
from baton.base.locks import exclusive
from baton.conversation.event_reader import EventReader
from baton.conversation.inbox import Inbox
from baton.handoff.records import search_terms
from baton.handoff.records.audit_trail import AuditAction, AuditTrail
from baton.handoff.records.lifecycle import OPEN, Transition
from baton.handoff.records.repository import CUSTOMER, HandoffRepository, TransitionRequest
from baton.handoff.records.tables import ChatRow, HandoffRow
from baton.lab.escalation_log.log import LOCK
from baton.orders.proof_attempts import ProofAttempts
from baton.privacy import log_files, log_rows, purging, register
from baton.privacy.finder import Finder
from baton.privacy.places import DESK_PLACES, Place, outside
from baton.privacy.scope import AskedBy, Found, Question, Scope, Why, chunks
from baton.privacy.tables import ErasureRow
from policies.facts import AWAY

logger = logging.getLogger(__name__)

CONVERSATION_LOG = "conversation log"
PROOFS = "counts of failed proofs"
LOG_FILES = "log files"
#: An erasure takes seconds; one that is unfinished after so long was cut short.
GIVEN_UP_SECONDS = 600.0
_SHORTEST_SAID = 12  # characters of a message that is looked for in log files
_ERASURES = ErasureRow.__table__


class StillOpen(Exception):
    """A conversation cannot be erased now; the text says which and why."""


class NothingFound(Exception):
    """No conversation is known of this customer."""


@dataclass(frozen=True)
class Outcome:
    """What was erased.

    Attributes:
        id: of the erasure, in the register and in the audit trail.
        counts: rows by place.
        outside: what other systems call it; there it must be erased by hand.
    """

    id: str
    counts: Mapping[str, int]
    outside: Sequence[Mapping[str, str]]


class CustomerData:
    """What is kept of customers.

    Args:
        desk_url: of the desk's database, migrated.
        log: the conversation log.
        finder: finds a customer's conversations.
        store: the handoffs.
        inbox: messages on their way in.
        proofs: counts of failed proofs.
        folder: of log files and the register's file.
        further: places that a layer above this one knows.
        clock: tells the time.
    """

    def __init__(
        self,
        desk_url: str,
        log: EventReader,
        finder: Finder,
        store: HandoffRepository,
        inbox: Inbox,
        proofs: ProofAttempts,
        folder: Path,
        further: Sequence[Place] = (),
        clock: Clock = now,
    ) -> None:
        self._url = desk_url
        self._engine: Engine = database.engine(desk_url)
        self._log = log
        self._finder = finder
        self._store = store
        self._inbox = inbox
        self._proofs = proofs
        self._folder = folder
        self._places = (*further, *DESK_PLACES)
        self._clock = clock

    def find(self, asked: Question) -> list[Found]:
        """The conversations that may be the customer's, the latest first.

        Raises:
            sqlalchemy.exc.SQLAlchemyError, OrdersUnavailable: a database is away.
        """
        found = [self._found(conversation_id, why) for conversation_id, why in self._finder.find(asked).items()]
        return sorted(found, key=lambda each: (each.last_at or 0.0, each.id), reverse=True)

    def scope(self, conversations: Iterable[str]) -> Scope:
        """Everything of some conversations."""
        ids = sorted(set(conversations))
        with self._engine.connect() as connection:
            query = select(HandoffRow.id)
            handoffs = frozenset(
                str(row[0])
                for some in chunks(ids)
                for row in connection.execute(query.where(HandoffRow.conversation_id.in_(some)))
            )
        identity = self._finder.identity(ids)
        said = frozenset(
            str(entry.event.get("text"))
            for conversation_id in ids
            for entry in self._log.conversation(conversation_id)
            if entry.event.get("event") == "user" and len(str(entry.event.get("text") or "")) >= _SHORTEST_SAID
        )
        words = search_terms.words_of(identity.texts)
        renamed = {each: new_id() for each in ids}
        return Scope(renamed, handoffs, identity, words, self._clock().timestamp(), said)

    def counts(self, scope: Scope) -> dict[str, int]:
        """How much there is, by place."""
        found = {CONVERSATION_LOG: log_rows.count(self._log.engine, scope)}
        with self._engine.connect() as connection:
            for place in self._places:
                found[place.name] = sum(1 for _ in place.rows(connection, scope))
        found[PROOFS] = self._proofs.counted(*scope.identity.counted_under)
        found[LOG_FILES] = log_files.count(self._folder, scope.identity.texts | scope.said)
        return {name: count for name, count in found.items() if count}

    def outside(self, scope: Scope) -> list[dict[str, str]]:
        """What other systems call it."""
        with self._engine.connect() as connection:
            return outside(connection, scope)

    def rows(self, scope: Scope) -> dict[str, list[dict[str, Any]]]:
        """Everything in the desk's database, by place, in plain form."""
        with self._engine.connect() as connection:
            every = {place.name: list(place.rows(connection, scope)) for place in self._places}
        return {name: rows for name, rows in every.items() if rows}

    def end(self, found: Iterable[Found]) -> None:
        """End what is open of some conversations: handoffs are closed as abandoned, chats end."""
        for each in found:
            for handoff in self._store.find(OPEN, conversation_id=each.id):
                self._store.move(handoff.id, TransitionRequest(Transition.ABANDON, by=None, details={"to": CUSTOMER}))
            ended = update(ChatRow).where(ChatRow.conversation_id == each.id, ChatRow.ended_at.is_(None))
            with self._engine.begin() as connection:
                connection.execute(ended.values(ended_at=self._clock().timestamp()))

    def erase(self, conversations: Iterable[str], by: str, asked_by: AskedBy, checked: bool = True) -> Outcome:
        """Take a customer's words and identity out of everything that is kept; decisions and figures stay.

        Args:
            conversations: the ids of all that is meant.
            by: login of the admin, or `operator`.
            asked_by: what was known of the customer.
            checked: whether a conversation that is open is refused.
        Raises:
            StillOpen: one is open; nothing was changed.
            NothingFound: there are no conversations.
            sqlalchemy.exc.SQLAlchemyError, OSError: a database or a file is away. What was begun is finished by
                `resume`, which the desk calls.
        """
        ids = [each for each in sorted(set(conversations)) if not is_erased(each)]
        if not ids:
            raise NothingFound("Nothing is kept of this customer.")
        if checked:
            busy = {each: reasons for each in ids if (reasons := self._busy(each))}
            if busy:
                lines = [f"{each}: {', '.join(reasons)}" for each, reasons in busy.items()]
                raise StillOpen("Still open:\n  " + "\n  ".join(lines))
        scope = self.scope(ids)
        entry = register.entry(ids, scope.at)
        with self._engine.begin() as connection:
            register.add(connection, entry, actor=by, asked_by=asked_by.value, pending=scope.as_dict())
        register.append(self._folder, entry)
        return self._carry_out(entry.id, scope, by, asked_by)

    def resume(self) -> int:
        """Finish erasures that were begun and that nobody carries out any more. Returns how many."""
        old = _ERASURES.c.at <= self._clock().timestamp() - GIVEN_UP_SECONDS
        query = select(_ERASURES).where(_ERASURES.c.finished_at.is_(None), old)
        with self._engine.connect() as connection:
            begun = [row for row in connection.execute(query) if row.pending]
        for row in begun:
            self._carry_out(row.id, Scope.from_dict(row.pending), row.actor, AskedBy(row.asked_by))
        return len(begun)

    def erasures(self) -> list[register.RegisterEntry]:
        """Every erasure that the database or the file knows of, the oldest first.

        Raises:
            RegisterDamaged: the file is no register.
        """
        return register.together(register.stored(self._engine), register.read(self._folder / register.FILE))

    def reapply(self, entries: Sequence[register.RegisterEntry], by: str) -> dict[str, int]:
        """Make erasures again on databases that are older than they.

        Returns:
            How many conversations were erased for each entry of the register.
        """
        known, done = self._all_conversations(), {}
        on_file = {each.id for each in register.read(self._folder / register.FILE)}
        for entry in entries:
            mine = [each for each in known if not is_erased(each) and entry.holds(each)]
            with self._engine.begin() as connection:
                at = self._clock().timestamp()
                register.add(connection, entry, actor=by, asked_by=AskedBy.CONVERSATION.value, finished_at=at)
            if entry.id not in on_file:
                register.append(self._folder, entry)
            if mine:
                self._carry_out(entry.id, self.scope(mine), by, AskedBy.CONVERSATION)
            done[entry.id] = len(mine)
        return done

    def _carry_out(self, erasure_id: str, scope: Scope, by: str, asked_by: AskedBy) -> Outcome:
        """Every step may be repeated: what is gone already is no longer found."""
        counts = {CONVERSATION_LOG: log_rows.erase(self._log.engine, scope)}
        counts[PROOFS] = self._proofs.erase(*scope.identity.counted_under)
        # The escalation log reads and writes under this lock: it cannot put back what it has read before.
        with exclusive(self._url, LOCK) as connection:
            links = outside(connection, scope)
            counts |= {place.name: place.erase(connection, scope) for place in self._places}
            counts = {name: count for name, count in counts.items() if count}
            done = {"pending": None, "finished_at": scope.at, "counts": counts, "outside": links}
            mine = (_ERASURES.c.id == erasure_id, _ERASURES.c.pending.is_not(None))
            connection.execute(update(_ERASURES).where(*mine).values(**done))
            details = {"erasure": erasure_id, "asked_by": asked_by.value, "conversations": len(scope.renamed)}
            AuditTrail.record_on(connection, self._clock().timestamp(), by, AuditAction.CUSTOMER_ERASED, details)
        counts[LOG_FILES] = log_files.blot(self._folder, scope.identity.texts | scope.said)
        self.purge()
        logger.info("Erased the data of a customer: %s conversations (erasure %s).", len(scope.renamed), erasure_id)
        return Outcome(erasure_id, {name: count for name, count in counts.items() if count}, links)

    def purge(self) -> None:
        """Have the databases let go of the bytes of what was erased, as far as that is theirs to do."""
        for engine in {self._engine, self._log.engine}:
            purging.purge(engine)

    def scrub_expired(self, conversations: Sequence[str]) -> int:
        """Take the words out of conversations whose time is over (`baton.privacy.retention`)."""
        scope = self.scope(conversations)
        log_rows.erase(self._log.engine, scope)
        self._proofs.erase(*scope.identity.counted_under)
        with exclusive(self._url, LOCK) as connection:
            for place in self._places:
                place.erase(connection, scope)
        return len(scope.renamed)

    def _found(self, conversation_id: str, why: frozenset[Why]) -> Found:
        began, last = log_rows.span(self._log.engine, conversation_id)
        return Found(conversation_id, why, began, last, self._busy(conversation_id))

    def _busy(self, conversation_id: str) -> tuple[str, ...]:
        """Why a conversation is open."""
        reasons = [
            f"handoff {handoff.id} is {handoff.state.value.replace('_', ' ')}"
            + (f" ({handoff.owner})" if handoff.owner else "")
            for handoff in self._store.find(OPEN, conversation_id=conversation_id)
        ]
        if self._inbox.waiting(conversation_id):
            reasons.append("a message of the customer is being taken in")
        last_at = log_rows.span(self._log.engine, conversation_id)[1]
        with self._engine.connect() as connection:
            query = select(ChatRow.ended_at).where(ChatRow.conversation_id == conversation_id)
            chat = connection.execute(query).one_or_none()
        ended = chat is not None and chat.ended_at is not None
        if not ended and last_at is not None and self._clock().timestamp() - last_at < AWAY:
            reasons.append("the customer was there within the hour and has not ended the chat")
        return tuple(reasons)

    def _all_conversations(self) -> list[str]:
        found = set(log_rows.conversations(self._log.engine))
        with self._engine.connect() as connection:
            for table in (ChatRow, HandoffRow):
                found |= {str(row[0]) for row in connection.execute(select(table.conversation_id).distinct())}
        return sorted(found)

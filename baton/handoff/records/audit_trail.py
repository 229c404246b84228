"""The audit trail: who did what, and when. The one place that writes entries, and the reader for the audit page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session

from baton.base.client_address import request_address
from baton.base.clock import Clock, now
from baton.handoff.records.lifecycle import Transition
from baton.handoff.records.tables import AuditRow

PAGE = 100  # entries
_AT_ONCE = 1000  # entries that are read together where all are wanted


class AuditAction(str, Enum):
    """What was done. The values are stored and part of the API: they stay when a name changes."""

    # The life of a handoff; the values of the transitions are those of `lifecycle.Transition`.
    OPENED = "opened"
    CLAIMED = "claim"
    TAKEN_OVER = "take_over"
    RELEASED = "release"
    TRANSFERRED = "transfer"
    CALLBACK_SCHEDULED = "schedule"
    ASSISTANT_UNTIL_CALLBACK = "meanwhile"
    RETURNED = "return"
    RESOLVED = "resolve"
    ABANDONED = "abandon"
    PRIORITY_RAISED = "urged"
    HANDOVER_RATED = "disposition"
    # What Baton does for whoever waits.
    OFFERED = "offered"
    OFFER_DECLINED = "declined"
    LIMIT_EXCEEDED = "overdue"
    UNDELIVERED = "undelivered"
    CALLBACK_DUE = "due"
    CALLBACK_LATE = "late"
    CLOSED_NOTICE_SENT = "told_closed"
    OPEN_NOTICE_SENT = "told_open"
    LONGER_NOTICE_SENT = "told_longer"
    # What agents and customers do in a conversation.
    VIEWED = "viewed"
    REPLIED = "replied"
    REPLY_CANCELLED = "took_back"
    NOTE_WRITTEN = "noted"
    CONTACT_GIVEN = "contact"
    FACTS_GIVEN = "facts"
    FACTS_CORRECTED = "corrected"
    ORDER_LOOKED_UP = "looked_up"
    AI_OPT_OUT_SET = "no_ai_marked"
    AI_OPT_OUT_CLEARED = "no_ai_lifted"
    PROOF_LOCKED = "proof_locked"
    DELIVERY_RETRIED = "retried"
    SEARCHED = "searched"
    # What leads teach the bot.
    LABELLED = "labelled"
    LABEL_UNDONE = "label_undone"
    LABELS_EXPORTED = "labels_exported"
    # Accounts.
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    SIGNED_OUT_EVERYWHERE = "signed_out_everywhere"
    SESSION_ENDED = "session_ended"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_IN_REFUSED = "sign_in_refused"
    CODE_FAILED = "code_failed"
    CODES_LOCKED = "codes_locked"
    ACCOUNT_LOCKED = "locked"
    ON_DUTY = "on_duty"
    AWAY = "away"
    PASSWORD_CHANGED = "password_changed"
    PASSWORD_RESET = "password_reset"
    ACCOUNT_ADDED = "account_added"
    ACCOUNT_CLOSED = "account_closed"
    ACCOUNT_REOPENED = "account_reopened"
    ROLE_CHANGED = "role_changed"
    WORK_CHANGED = "work_changed"
    TOKEN_CREATED = "token_created"
    TOKEN_REVOKED = "token_revoked"
    SECOND_FACTOR_SET_UP = "second_factor_set_up"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    SECOND_FACTOR_RESET = "second_factor_reset"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    RECOVERY_CODE_USED = "recovery_code_used"
    IDENTITY_LINKED = "identity_linked"
    IDENTITY_UNLINKED = "identity_unlinked"
    # The escalation policy.
    POLICY_APPROVED = "policy_approved"
    POLICY_SHADOW = "policy_shadow"
    POLICY_SHARE = "policy_share"
    POLICY_STOPPED = "policy_stopped"
    POLICY_TAKEN_BACK = "policy_taken_back"
    POLICY_PROMOTED = "policy_promoted"
    POLICY_ROLLED_BACK = "policy_rolled_back"
    # Whatever shows customers' words beside a handoff's own page, and what is done with their data.
    LISTED = "listed"
    CUSTOMER_LOOKED_UP = "customer_looked_up"
    CUSTOMER_EXPORTED = "customer_exported"
    CUSTOMER_ERASED = "customer_erased"
    RETENTION_RUN = "retention_run"
    AUDIT_EXPORTED = "audit_exported"

    @classmethod
    def of(cls, transition: Transition) -> AuditAction:
        """The action that a transition of a handoff is recorded as."""
        return cls(transition.value)


#: After these some session of an account may be over: live streams look again whether theirs is.
ENDS_SESSIONS = frozenset(
    {
        *(AuditAction.SIGNED_OUT, AuditAction.SIGNED_OUT_EVERYWHERE, AuditAction.SESSION_ENDED),
        *(AuditAction.PASSWORD_CHANGED, AuditAction.PASSWORD_RESET, AuditAction.ROLE_CHANGED),
        *(AuditAction.ACCOUNT_CLOSED, AuditAction.SECOND_FACTOR_SET_UP, AuditAction.SECOND_FACTOR_REMOVED),
        *(AuditAction.SECOND_FACTOR_RESET, AuditAction.IDENTITY_UNLINKED, AuditAction.SIGNED_IN),
    }
)


@dataclass(frozen=True)
class AuditEntry:
    """One entry."""

    id: int
    at: float  #: epoch seconds
    actor: str  #: login of an agent, or `system`, `customer`, `operator`
    action: str  #: value of an `AuditAction`; a text, because another version may have written it
    handoff_id: str | None
    details: Mapping[str, object]
    address: str | None = None  #: where the request came from
    erased_at: float | None = None  #: when a customer's words were taken out of the details


class AuditTrail:
    """The trail in the desk's database. Entries are added, never changed: the database refuses it.

    Args:
        engine: of the desk's database.
        clock: gives the time of entries.
    """

    def __init__(self, engine: Engine, clock: Clock = now) -> None:
        self._engine = engine
        self._clock = clock

    @staticmethod
    def record(
        session: Session,
        at: float,
        actor: str,
        action: AuditAction,
        handoff_id: str | None = None,
        details: Mapping[str, object] | None = None,
    ) -> None:
        """Add an entry in the caller's transaction.

        Args:
            session: of the transaction that makes the change.
            at: epoch seconds.
            actor: login of the agent, or `system`, `customer`, `operator`.
            action: what was done.
            handoff_id: the handoff that it was done with, if it was one.
            details: whatever else is worth keeping, as JSON.
        """
        session.add(AuditRow(**_values(at, actor, action, handoff_id, details)))

    @staticmethod
    def record_on(
        connection: Connection, at: float, actor: str, action: AuditAction, details: Mapping[str, object]
    ) -> None:
        """The same, in the transaction of a connection."""
        connection.execute(insert(AuditRow).values(**_values(at, actor, action, None, details)))

    def add(self, actor: str, action: AuditAction, handoff_id: str | None = None, **details: object) -> None:
        """Add an entry in a transaction of its own."""
        with Session(self._engine) as session, session.begin():
            self.record(session, self._clock().timestamp(), actor, action, handoff_id, details)

    def read(
        self,
        actor: str | None = None,
        action: str | None = None,
        handoff_id: str | None = None,
        since: float | None = None,
        until: float | None = None,
        before: int | None = None,
        limit: int = PAGE,
    ) -> list[AuditEntry]:
        """Entries, the latest first; all conditions must hold.

        Args:
            since: at or after this moment, epoch seconds.
            until: before this moment, epoch seconds.
            before: only those with a lower id, to page back.
        """
        query = select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)
        for column, value in ((AuditRow.who, actor), (AuditRow.what, action), (AuditRow.handoff_id, handoff_id)):
            if value:
                query = query.where(column == value)
        if since is not None:
            query = query.where(AuditRow.at >= since)
        if until is not None:
            query = query.where(AuditRow.at < until)
        if before is not None:
            query = query.where(AuditRow.id < before)
        with Session(self._engine) as session:
            return [_entry(row) for row in session.scalars(query)]

    def each(self, since: float | None = None, until: float | None = None) -> Iterator[AuditEntry]:
        """Every entry of some time, the oldest first, however many there are.

        Args:
            since: at or after this moment, epoch seconds.
            until: before this moment, epoch seconds.
        """
        last = 0
        while True:
            query = select(AuditRow).where(AuditRow.id > last).order_by(AuditRow.id).limit(_AT_ONCE)
            if since is not None:
                query = query.where(AuditRow.at >= since)
            if until is not None:
                query = query.where(AuditRow.at < until)
            with Session(self._engine) as session:
                entries = [_entry(row) for row in session.scalars(query)]
            yield from entries
            if len(entries) < _AT_ONCE:
                return
            last = entries[-1].id

    def of_handoff(self, handoff_id: str) -> list[AuditEntry]:
        """The entries of a handoff, oldest first."""
        query = select(AuditRow).where(AuditRow.handoff_id == handoff_id).order_by(AuditRow.id)
        with Session(self._engine) as session:
            return [_entry(row) for row in session.scalars(query)]


def _values(
    at: float, actor: str, action: AuditAction, handoff_id: str | None, details: Mapping[str, object] | None
) -> dict[str, object]:
    return {
        "handoff_id": handoff_id,
        "at": at,
        "who": actor,
        "what": action.value,
        "detail": dict(details) if details else None,
        "address": request_address.get(),
    }


def _entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(row.id, row.at, row.who, row.what, row.handoff_id, row.detail or {}, row.address, row.erased_at)

"""The places in the desk's database that hold a customer's data: how much is there, what it says, and how it goes.

A test compares `inventory` with every column of every table, so that a new one cannot be forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, delete, insert, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from baton.connectors.tables import IncomingRow, LinkRow
from baton.conversation.tables import InboxRow
from baton.handoff.outbox.tables import OutboxRow
from baton.handoff.presence.tables import PresenceRow
from baton.handoff.records import search_terms
from baton.handoff.records.ai_opt_out import hashed, names_of
from baton.handoff.records.audit_trail import AuditAction
from baton.handoff.records.tables import AuditRow, ChatRow, HandoffRow, OptOutRow, WordRow
from baton.lab.escalation_log import store as log_entries
from baton.lab.escalation_log.tables import EscalationLogRow, UnclearMessageRow
from baton.lab.labelling.tables import MessageLabelRow
from baton.lab.rollout.tables import RolloutConversationRow, ShadowHandoverRow, ShadowTurnRow
from baton.orders.email_codes.tables import EmailCodeRow
from baton.privacy.scope import Scope, chunks
from baton.privacy.scrubbing import SUMMARY, scrub_details, scrub_package

Rows = Iterator[dict[str, Any]]


@dataclass(frozen=True)
class Place:
    """A place where a customer's data may stand.

    Attributes:
        name: for people.
        rows: what stands there, in plain form.
        erase: takes the words away; returns how many rows were changed. Twice does no harm.
    """

    name: str
    rows: Callable[[Connection, Scope], Rows]
    erase: Callable[[Connection, Scope], int]


def _in(connection: Connection, table: Table, column: ColumnElement, values: Iterable[str]) -> Rows:
    for some in chunks(values):
        for row in connection.execute(select(table).where(column.in_(some))):
            yield dict(row._mapping)


def _delete(connection: Connection, table: Table, column: ColumnElement, values: Iterable[str]) -> int:
    return sum(connection.execute(delete(table).where(column.in_(some))).rowcount for some in chunks(values))


def _of_conversations(name: str, row: Any) -> Place:
    """A table with rows of conversations that say nothing to any statistics: they are deleted."""
    table, column = row.__table__, row.__table__.c.conversation_id
    return Place(
        name,
        lambda connection, scope: _in(connection, table, column, scope.conversations),
        lambda connection, scope: _delete(connection, table, column, scope.conversations),
    )


def _handoffs(connection: Connection, scope: Scope) -> Rows:
    return _in(connection, HandoffRow.__table__, HandoffRow.id, scope.handoffs)


def _erase_handoffs(connection: Connection, scope: Scope) -> int:
    table: Table = HandoffRow.__table__
    changed = 0
    for row in list(_handoffs(connection, scope)):
        package = row["package"]
        new = scope.renamed.get(row["conversation_id"], row["conversation_id"])
        # A package of a test or of an old version may lack parts.
        scrubbed = scrub_package(package) if "customer" in package else {"trigger": package.get("trigger")}
        values = {"package": {**scrubbed, "summary": SUMMARY, "conversation_id": new}, "conversation_id": new}
        connection.execute(update(table).where(table.c.id == row["id"]).values(**values))
        changed += 1
    return changed


def _words(connection: Connection, scope: Scope) -> Rows:
    return _in(connection, WordRow.__table__, WordRow.handoff_id, scope.handoffs)


def _erase_words(connection: Connection, scope: Scope) -> int:
    return _delete(connection, WordRow.__table__, WordRow.handoff_id, scope.handoffs)


def _chats(connection: Connection, scope: Scope) -> Rows:
    return _in(connection, ChatRow.__table__, ChatRow.conversation_id, scope.conversations)


def _erase_chats(connection: Connection, scope: Scope) -> int:
    """Its tokens end with it; the stars stay."""
    table: Table = ChatRow.__table__
    changed = 0
    for row in list(_chats(connection, scope)):
        new = scope.renamed[row["conversation_id"]]
        nothing = dict.fromkeys(("network", "customer_id", "email", "name", "phone", "comment", "identity_until"))
        values = {**nothing, "conversation_id": new, "visitor": new, "ended_at": row["ended_at"] or scope.at}
        connection.execute(update(table).where(table.c.conversation_id == row["conversation_id"]).values(**values))
        changed += 1
    return changed


def _outbox(connection: Connection, scope: Scope) -> Rows:
    return _in(connection, OutboxRow.__table__, OutboxRow.conversation_id, scope.conversations)


def _erase_outbox(connection: Connection, scope: Scope) -> int:
    """The keys stay, so that nothing is sent a second time; what had not gone out yet never will."""
    table: Table = OutboxRow.__table__
    changed = 0
    for row in list(_outbox(connection, scope)):
        old = row["conversation_id"]
        new = scope.renamed[old]
        values = {"payload": {}, "conversation_id": new, "key": row["key"].replace(old, new), "error": None}
        values |= {"delivered_at": row["delivered_at"] or scope.at, "dead_at": None}
        connection.execute(update(table).where(table.c.id == row["id"]).values(**values))
        changed += 1
    return changed


def _links(connection: Connection, scope: Scope) -> Rows:
    return _in(connection, LinkRow.__table__, LinkRow.internal, {*scope.conversations, *scope.handoffs})


def _erase_links(connection: Connection, scope: Scope) -> int:
    return _delete(connection, LinkRow.__table__, LinkRow.internal, {*scope.conversations, *scope.handoffs})


def outside(connection: Connection, scope: Scope) -> list[dict[str, str]]:
    """What other systems call the customer's conversations: there they have to be erased by hand."""
    return [{"connector": row["connector"], "id": row["theirs"]} for row in _links(connection, scope)]


def _opt_outs(connection: Connection, scope: Scope) -> Rows:
    who = scope.identity
    names = names_of(scope.conversations, who.visitors, who.emails)
    return _in(connection, OptOutRow.__table__, OptOutRow.who, names)


def _erase_opt_outs(connection: Connection, scope: Scope) -> int:
    """The wish stays, under a hash: no tool may switch it off."""
    changed = 0
    for row in list(_opt_outs(connection, scope)):
        connection.execute(delete(OptOutRow).where(OptOutRow.who == row["who"]))
        name = hashed(row["who"])
        if connection.execute(select(OptOutRow.who).where(OptOutRow.who == name)).first() is None:
            connection.execute(insert(OptOutRow).values(who=name, at=row["at"], conversation_id=None))
        changed += 1
    return changed


def _audit(connection: Connection, scope: Scope) -> Rows:
    """Entries about the handoffs, about the conversations, and searches that found the customer."""
    table: Table = AuditRow.__table__
    seen: set[int] = set()
    with_words = table.c.erased_at.is_(None) & table.c.detail.is_not(None)
    for some in chunks(scope.handoffs):
        for row in connection.execute(select(table).where(table.c.handoff_id.in_(some), with_words)):
            if row.detail:  # nothing may stand there as JSON's null
                seen.add(row.id)
                yield dict(row._mapping)
    asked = (AuditAction.SEARCHED.value, AuditAction.ORDER_LOOKED_UP.value)
    named = table.c.handoff_id.is_(None) & table.c.what.in_((*asked, AuditAction.VIEWED.value, *_OF_ORDERS))
    for row in connection.execute(select(table).where(named, with_words)):
        if row.id not in seen and row.detail and _is_about(row.detail, scope):
            yield dict(row._mapping)


_OF_ORDERS = (AuditAction.PROOF_LOCKED.value,)


def _is_about(details: Mapping[str, object], scope: Scope) -> bool:
    if details.get("conversation_id") in scope.renamed or details.get("order") in scope.identity.orders:
        return True
    return bool(details.get("q")) and finds(str(details["q"]), scope)


def finds(query: str, scope: Scope) -> bool:
    """Whether a search finds the customer: by the words of one of their handoffs, or by what they are known by."""
    asked = search_terms.asked(query)
    if asked and search_terms.fits(scope.words, asked):
        return True
    flat = query.casefold()
    return any(text.casefold() in flat for text in scope.identity.texts)


def _erase_audit(connection: Connection, scope: Scope) -> int:
    table: Table = AuditRow.__table__
    changed = 0
    for row in list(_audit(connection, scope)):
        values = {"detail": scrub_details(row["detail"], scope.renamed), "erased_at": scope.at}
        connection.execute(update(table).where(table.c.id == row["id"]).values(**values))
        changed += 1
    return changed


def _entries(connection: Connection, scope: Scope) -> Rows:
    return _in(connection, log_entries.ENTRIES, log_entries.ENTRIES.c.conversation_id, scope.conversations)


def _erase_entries(connection: Connection, scope: Scope) -> int:
    changed = log_entries.forget(connection, scope.conversations)
    _rename(connection, EscalationLogRow.__table__, scope.renamed)
    for row in (UnclearMessageRow, RolloutConversationRow, ShadowTurnRow, ShadowHandoverRow):
        _rename(connection, row.__table__, scope.renamed)
    return changed


def _rename(connection: Connection, table: Table, renamed: Mapping[str, str]) -> None:
    for old, new in renamed.items():
        connection.execute(update(table).where(table.c.conversation_id == old).values(conversation_id=new))


def _unclear(connection: Connection, scope: Scope) -> Rows:
    return _in(connection, log_entries.MESSAGES, log_entries.MESSAGES.c.conversation_id, scope.conversations)


def _labels(connection: Connection, scope: Scope) -> Rows:
    """What people said that a message means, with the message."""
    table: Table = MessageLabelRow.__table__
    return _in(connection, table, table.c.conversation_id, scope.conversations)


def _erase_labels(connection: Connection, scope: Scope) -> int:
    """That a message was labelled stays, and as what."""
    table: Table = MessageLabelRow.__table__
    changed = 0
    for old, new in scope.renamed.items():
        of = table.c.conversation_id == old
        changed += connection.execute(update(table).where(of).values(text="", conversation_id=new)).rowcount
    return changed


def _none(_connection: Connection, _scope: Scope) -> int:
    return 0


#: What a handoff holds, also where its conversation stays.
OF_HANDOFFS: Sequence[Place] = (
    Place("audit trail, with notes and searches", _audit, _erase_audit),
    Place("search words", _words, _erase_words),
    Place("handoffs with their packages", _handoffs, _erase_handoffs),
)

#: In the order in which they are erased: what finds the rest comes last.
DESK_PLACES: Sequence[Place] = (
    _of_conversations("messages on their way in, and dead letters", InboxRow),
    _of_conversations("presence", PresenceRow),
    _of_conversations("codes by e-mail", EmailCodeRow),
    _of_conversations("answers from outside desks", IncomingRow),
    Place("messages that are not understood", _unclear, _none),  # with the entries that they belong to
    Place("labels of messages", _labels, _erase_labels),
    Place("escalation log", _entries, _erase_entries),
    Place("deliveries", _outbox, _erase_outbox),
    Place("links to outside desks", _links, _erase_links),
    Place("no-AI opt-outs", _opt_outs, _erase_opt_outs),
    *OF_HANDOFFS,
    Place("chats, with ratings", _chats, _erase_chats),
)


def expired(connection: Connection, before: float, most: int) -> list[str]:
    """Handoffs that were closed before a moment (epoch seconds) and whose package still holds words."""
    summary = HandoffRow.package["summary"].as_string()
    query = (
        select(HandoffRow.id)
        .where(HandoffRow.closed_at < before, or_(summary.is_(None), summary != SUMMARY))
        .order_by(HandoffRow.closed_at)
        .limit(most)
    )
    return [str(row[0]) for row in connection.execute(query)]

"""Reads and writes the tables of the escalation log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields

from sqlalchemy import Table, delete, insert, select, update
from sqlalchemy.engine import Connection, Row
from sqlalchemy.sql import ColumnElement

from baton.lab.escalation_log.assembly import Entries
from baton.lab.escalation_log.comebacks import comebacks
from baton.lab.escalation_log.entry import Entry, MessageReason, Outcome, UnclearMessage, entry_from, entry_values
from baton.lab.escalation_log.tables import EscalationLogRow, UnclearMessageRow

ENTRIES: Table = EscalationLogRow.__table__
MESSAGES: Table = UnclearMessageRow.__table__
#: Columns by which a customer is known again.
_IDENTITIES = ("account", "email", "browser", "conversation_id")
_AT_ONCE = 500


def replace_conversation(connection: Connection, conversation_id: str, found: Entries) -> None:
    """Put what is known of a conversation now in the place of what was, and see anew who came back."""
    before = list(entries(connection, ENTRIES.c.conversation_id == conversation_id))
    connection.execute(delete(ENTRIES).where(ENTRIES.c.conversation_id == conversation_id))
    connection.execute(delete(MESSAGES).where(MESSAGES.c.conversation_id == conversation_id))
    if found.entries:
        connection.execute(insert(ENTRIES), [entry_values(entry) for entry in found.entries])
    if found.messages:
        connection.execute(insert(MESSAGES), [_message_values(message) for message in found.messages])
    link(connection, [*before, *found.entries])


def link(connection: Connection, touched: Sequence[Entry]) -> None:
    """See anew who came back, among the customers of these entries."""
    near = _sharing(connection, touched)
    found = comebacks(_sharing(connection, near))  # all contacts of those: one of them may share what another lacks
    for entry in near:
        comeback = found[entry.id]
        at, by = (comeback.at, comeback.entry_id) if comeback is not None else (None, None)
        if (entry.came_back_at, entry.came_back_id) != (at, by):
            values = {"came_back_at": at, "came_back_id": by}
            connection.execute(update(ENTRIES).where(ENTRIES.c.id == entry.id).values(values))


def _sharing(connection: Connection, some: Sequence[Entry]) -> list[Entry]:
    """The entries of customers who may be one of these."""
    found: dict[str, Entry] = {}
    for name in _IDENTITIES:
        values = sorted({getattr(entry, name) for entry in some} - {None})
        for start in range(0, len(values), _AT_ONCE):
            condition = ENTRIES.c[name].in_(values[start : start + _AT_ONCE])
            found |= {entry.id: entry for entry in entries(connection, condition)}
    return list(found.values())


def entries(connection: Connection, *conditions: ColumnElement, latest: bool = False) -> Iterator[Entry]:
    """The entries that fulfil all conditions, by time; with `latest` the latest first."""
    at = ENTRIES.c.at.desc() if latest else ENTRIES.c.at
    query = select(ENTRIES).where(*conditions).order_by(at, ENTRIES.c.id)
    yield from from_rows(connection.execute(query.execution_options(stream_results=True)))


def from_rows(rows: Iterable[Row]) -> Iterator[Entry]:
    """The entries of whole rows."""
    return (entry_from(dict(row._mapping)) for row in rows)


def messages(connection: Connection, *conditions: ColumnElement, latest: bool = False) -> Iterator[UnclearMessage]:
    """The messages that fulfil all conditions, by time; with `latest` the latest first."""
    at = MESSAGES.c.at.desc() if latest else MESSAGES.c.at
    query = select(MESSAGES).where(*conditions).order_by(at, MESSAGES.c.number)
    for row in connection.execute(query.execution_options(stream_results=True)):
        values = dict(row._mapping)
        yield UnclearMessage(**{**values, "reason": MessageReason(values["reason"])})


def still_open(connection: Connection, before: float) -> list[str]:
    """Conversations whose last message to the bot is older than a moment, and that were not over the last time."""
    query = (
        select(ENTRIES.c.conversation_id)
        .where(ENTRIES.c.outcome == Outcome.OPEN.value, ENTRIES.c.at <= before)
        .distinct()
        .order_by(ENTRIES.c.conversation_id)
    )
    return [str(row[0]) for row in connection.execute(query)]


def forget(connection: Connection, conversations: Iterable[str]) -> int:
    """Take the customer's words and everything that they could be known by out of the entries of some conversations.

    The decisions stay, so that the figures of the past stay what they were.

    Returns:
        How many entries were changed.
    """
    changed = 0
    for conversation in conversations:
        for entry in list(entries(connection, ENTRIES.c.conversation_id == conversation)):
            reasons = [{**reason, "reason": reason["trigger"], "evidence": ""} for reason in entry.reasons]
            values: dict[str, object] = {"request": "", "evidence": "", "orders": [], "reasons": reasons}
            values |= {"account": None, "email": None, "browser": None}
            connection.execute(update(ENTRIES).where(ENTRIES.c.id == entry.id).values(values))
            changed += 1
        connection.execute(update(MESSAGES).where(MESSAGES.c.conversation_id == conversation).values(text=""))
    return changed


def _message_values(message: UnclearMessage) -> dict[str, object]:
    values = {field.name: getattr(message, field.name) for field in fields(message)}
    return {**values, "reason": message.reason.value}

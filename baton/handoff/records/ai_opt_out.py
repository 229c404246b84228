"""Which customers want no AI contact: the one place that says so, for this and every later conversation.

An opt-out is stored under everything a customer is known by: the conversation, the browser, and an e-mail address that
is surely theirs. Once the customer's data are erased it stays under hashes of these: nothing may switch it off, and
nobody can read from it who it was. A handoff package carries what was true when the handoff was opened; whoever shows
or sends a package later asks `current` or `opted_out`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import delete, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from baton.base.clock import Clock, now
from baton.handoff.package.builder import own_email
from baton.handoff.package.model import CustomerDetails, HandoffPackage
from baton.handoff.records.audit_trail import AuditAction, AuditTrail
from baton.handoff.records.tables import ChatRow, OptOutRow

_AT_ONCE = 200  # packages that one query asks for


class AiOptOut:
    """The opt-outs in the desk's database.

    Args:
        engine: of the desk's database.
        clock: tells the time of an opt-out.
    """

    def __init__(self, engine: Engine, clock: Clock = now) -> None:
        self._engine = engine
        self._clock = clock

    def set(self, conversation_id: str, email: str | None = None) -> None:
        """Store that the customer of a conversation wants no AI contact.

        Args:
            email: an address that is surely theirs.
        """
        with Session(self._engine) as session, session.begin():
            self._add(session, conversation_id, email)

    def is_set(self, conversation_id: str, email: str | None = None) -> bool:
        """Whether this customer asked for no AI contact, in this or an earlier conversation."""
        with Session(self._engine) as session:
            names = _names(conversation_id, email, session.get(ChatRow, conversation_id))
            query = select(OptOutRow.who).where(OptOutRow.who.in_(_and_hashes(names))).limit(1)
            return session.scalar(query) is not None

    def mark(self, package: HandoffPackage, by: str) -> bool:
        """Store the opt-out of a handoff's customer, with its audit entry.

        Args:
            by: login of the agent, or who else noted it.
        Returns:
            False if it was set before: then nothing happened.
        """
        if self.applies_to(package):
            return False
        with Session(self._engine) as session, session.begin():
            self._add(session, package["conversation_id"], own_email(package["customer"]))
            AuditTrail.record(session, self._clock().timestamp(), by, AuditAction.AI_OPT_OUT_SET, package["id"])
        return True

    def clear(self, package: HandoffPackage, by: str) -> None:
        """Remove the opt-out of a handoff's customer, on their word, with its audit entry."""
        conversation_id, email = package["conversation_id"], own_email(package["customer"])
        with Session(self._engine) as session, session.begin():
            names = _names(conversation_id, email, session.get(ChatRow, conversation_id))
            session.execute(delete(OptOutRow).where(OptOutRow.who.in_(_and_hashes(names))))
            AuditTrail.record(session, self._clock().timestamp(), by, AuditAction.AI_OPT_OUT_CLEARED, package["id"])

    def applies_to(self, package: HandoffPackage) -> bool:
        """Whether the customer of a handoff wants no AI contact now."""
        return self.is_set(package["conversation_id"], own_email(package["customer"]))

    def current(self, package: HandoffPackage) -> HandoffPackage:
        """A package that says of its customer what is true now."""
        customer: CustomerDetails = {**package["customer"], "no_ai": self.applies_to(package)}
        return {**package, "customer": customer}

    def opted_out(self, packages: Iterable[HandoffPackage]) -> frozenset[str]:
        """Ids of those handoffs whose customer wants no AI contact now."""
        every = list(packages)
        with Session(self._engine) as session:
            return frozenset().union(
                *(_opted_out(session, every[start : start + _AT_ONCE]) for start in range(0, len(every), _AT_ONCE))
            )

    def _add(self, session: Session, conversation_id: str, email: str | None) -> None:
        at = self._clock().timestamp()
        for name in _names(conversation_id, email, session.get(ChatRow, conversation_id)):
            session.merge(OptOutRow(who=name, at=at, conversation_id=conversation_id))


def _opted_out(session: Session, packages: Sequence[HandoffPackage]) -> set[str]:
    conversations = {package["conversation_id"] for package in packages}
    chats: Mapping[str, ChatRow] = {
        row.conversation_id: row
        for row in session.scalars(select(ChatRow).where(ChatRow.conversation_id.in_(conversations)))
    }
    names = {
        package["id"]: _and_hashes(
            _names(package["conversation_id"], own_email(package["customer"]), chats.get(package["conversation_id"]))
        )
        for package in packages
    }
    asked = {name for one in names.values() for name in one}
    stored = set(session.scalars(select(OptOutRow.who).where(OptOutRow.who.in_(asked))))
    return {handoff_id for handoff_id, one in names.items() if not stored.isdisjoint(one)}


def hashed(name: str) -> str:
    """What an opt-out is stored under once its customer's data are erased."""
    return "hash:" + hashlib.sha256(f"baton no-ai {name}".encode()).hexdigest()


def names_of(conversations: Iterable[str], visitors: Iterable[str], emails: Iterable[str]) -> list[str]:
    """Everything that opt-outs of one customer may be stored under."""
    names = [f"conversation:{each}" for each in conversations] + [f"visitor:{each}" for each in visitors]
    return names + [f"email:{each.lower()}" for each in emails]


def _and_hashes(names: Sequence[str]) -> list[str]:
    return [*names, *map(hashed, names)]


def _names(conversation_id: str, email: str | None, chat: ChatRow | None) -> list[str]:
    """What a customer is known by: the keys of the table."""
    names = [f"conversation:{conversation_id}"]
    if chat is not None:
        names.append(f"visitor:{chat.visitor}")
    for address in {email, chat.email if chat is not None else None} - {None}:
        names.append(f"email:{str(address).lower()}")
    return names

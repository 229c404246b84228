"""A customer's other conversations: of the same browser, or with the same e-mail address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from baton.handoff.records import search_index, search_terms
from baton.handoff.records.repository import Handoff, HandoffRepository
from baton.handoff.records.tables import ChatRow

MOST = 12

SAME_BROWSER, SAME_EMAIL, SAME_CHAT = "same browser", "same e-mail address", "this conversation"


@dataclass(frozen=True)
class OtherConversation:
    """Another conversation, or another handoff of this one. `at` is epoch seconds."""

    conversation_id: str
    at: float
    why: str  #: how it belongs to this customer
    handoff: Handoff | None  #: its latest handoff; None if the bot had it alone


def other_conversations(engine: Engine, store: HandoffRepository, handoff: Handoff) -> list[OtherConversation]:
    """What this customer wrote about before this handoff, the latest first."""
    with Session(engine) as session:
        chat = session.get(ChatRow, handoff.conversation_id)
        addresses = (chat.email if chat is not None else None, handoff.package["customer"]["email"])
        emails = {str(address) for address in addresses if address}
        begun = _chats_of(session, chat, emails)
    for conversation_id, began in _handoffs_with(engine, store, emails).items():
        begun.setdefault(conversation_id, began)
    begun.pop(handoff.conversation_id, None)
    others = [
        OtherConversation(conversation_id, began.at, began.why, _latest(store, conversation_id))
        for conversation_id, began in begun.items()
        if began.at <= handoff.created_at
    ]
    others += [
        OtherConversation(handoff.conversation_id, other.created_at, SAME_CHAT, other)
        for other in store.find(conversation_id=handoff.conversation_id)
        if other.id != handoff.id and other.created_at <= handoff.created_at
    ]
    return sorted(others, key=lambda other: other.at, reverse=True)[:MOST]


class _Beginning(NamedTuple):
    """When a conversation began, epoch seconds, and how it belongs to the customer."""

    at: float
    why: str


def _chats_of(session: Session, chat: ChatRow | None, emails: Iterable[str]) -> dict[str, _Beginning]:
    """Chats of the same browser, and of the shop's customer with one of these addresses."""
    conditions = [(ChatRow.visitor == chat.visitor, SAME_BROWSER)] if chat is not None else []
    conditions += [(ChatRow.email == email, SAME_EMAIL) for email in emails]
    begun: dict[str, _Beginning] = {}
    for condition, why in conditions:
        query = select(ChatRow.conversation_id, ChatRow.created_at).where(condition)
        for conversation_id, at in session.execute(query.order_by(ChatRow.created_at.desc()).limit(MOST)):
            begun.setdefault(str(conversation_id), _Beginning(float(at), why))
    return begun


def _handoffs_with(engine: Engine, store: HandoffRepository, emails: Iterable[str]) -> dict[str, _Beginning]:
    """Conversations of handoffs whose customer gave one of these addresses."""
    wanted = {email.lower() for email in emails}
    begun: dict[str, _Beginning] = {}
    for email in emails:
        for handoff_id in search_index.find(engine, search_terms.asked(email), MOST):
            other = store.get(handoff_id)
            if (other.package["customer"]["email"] or "").lower() in wanted:
                begun.setdefault(other.conversation_id, _Beginning(other.created_at, SAME_EMAIL))
    return begun


def _latest(store: HandoffRepository, conversation_id: str) -> Handoff | None:
    found = store.find(conversation_id=conversation_id)
    return max(found, key=lambda other: other.created_at) if found else None

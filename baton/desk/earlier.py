"""A customer's other conversations: of the same browser, or with the same e-mail address."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from baton.handoff import finding, search
from baton.handoff.models import ChatRow
from baton.handoff.store import Handoff, HandoffStore

MOST = 12

SAME_BROWSER, SAME_EMAIL, SAME_CHAT = "same browser", "same e-mail address", "this conversation"


@dataclass(frozen=True)
class Earlier:
    """Another conversation, or another handoff of this one. `at` is epoch seconds."""

    conversation_id: str
    at: float
    why: str  #: how it belongs to this customer
    handoff: Handoff | None  #: its latest handoff; None if the bot had it alone


def earlier(engine: Engine, store: HandoffStore, handoff: Handoff) -> list[Earlier]:
    """What this customer wrote about before this handoff, the latest first."""
    known: dict[str, tuple[float, str]] = {}
    with Session(engine) as session:
        chat = session.get(ChatRow, handoff.conversation_id)
        emails = {chat.email if chat is not None else None, handoff.package["customer"]["email"]} - {None}
        asked = [(ChatRow.visitor == chat.visitor, SAME_BROWSER)] if chat is not None else []
        asked += [(ChatRow.email == email, SAME_EMAIL) for email in emails]
        for which, why in asked:
            query = select(ChatRow.conversation_id, ChatRow.created_at).where(which)
            for conversation_id, at in session.execute(query.order_by(ChatRow.created_at.desc()).limit(MOST)):
                known.setdefault(str(conversation_id), (float(at), why))
    of_address = [store.get(i) for email in emails for i in finding.find(engine, search.asked(str(email)), MOST)]
    for other in of_address:
        if (other.package["customer"]["email"] or "").lower() in {str(email).lower() for email in emails}:
            known.setdefault(other.conversation_id, (other.created_at, SAME_EMAIL))
    known.pop(handoff.conversation_id, None)
    found = [
        Earlier(conversation_id, at, why, _latest(store, conversation_id))
        for conversation_id, (at, why) in known.items()
        if at <= handoff.created_at
    ]
    found += [
        Earlier(handoff.conversation_id, other.created_at, SAME_CHAT, other)
        for other in store.find(conversation_id=handoff.conversation_id)
        if other.id != handoff.id and other.created_at <= handoff.created_at
    ]
    return sorted(found, key=lambda other: other.at, reverse=True)[:MOST]


def _latest(store: HandoffStore, conversation_id: str) -> Handoff | None:
    found = store.find(conversation_id=conversation_id)
    return max(found, key=lambda other: other.created_at) if found else None

"""Tables of the desk's database: handoffs with their audit trail, agents, wishes, and the outbox."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, Index, Integer, String, Text, false, text

from baton.base.orm import Base


class HandoffRow(Base):
    """One handover of one conversation. Times are epoch seconds (UTC)."""

    __tablename__ = "handoffs"
    id = Column(String(32), primary_key=True)
    conversation_id = Column(String(255), nullable=False, index=True)
    state = Column(String(20), nullable=False)
    version = Column(Integer, nullable=False, default=1)  # grows with every change: compare-and-set
    owner = Column(String(64))
    team = Column(String(64))
    priority = Column(Integer, nullable=False)
    category = Column(String(64), nullable=False)
    trigger = Column(String(64), nullable=False)
    created_at = Column(Float, nullable=False)
    claimed_at = Column(Float)
    closed_at = Column(Float)
    due_at = Column(Float)
    previous_id = Column(String(32))
    bot_paused = Column(
        "holds_bot", Boolean, nullable=False, default=True, server_default=false()
    )  # the bot is silent because of it
    owner_name = Column(String(100))  # what the customer is told of the owner
    moved_at = Column(Float)  # when it came into its state
    waited = Column(Float)  # seconds in the queue until it was claimed; empty if that says nothing of the next one
    reminders_sent = Column(
        "reminded", Integer, nullable=False, default=0, server_default="0"
    )  # notes that it takes longer
    closed_notice_sent = Column(
        "told_closed", Boolean, nullable=False, default=False, server_default=false()
    )  # that nobody is there
    due_notified_at = Column("due_told_at", Float)  # when the desk was told that the callback is due
    package = Column(JSON, nullable=False)
    disposition = Column(JSON)
    __table_args__ = (
        Index("handoffs_by_state", "state", "priority", "created_at"),
        # One owner of a conversation at a time, whatever the processes do.
        Index(
            "handoffs_one_owner",
            "conversation_id",
            unique=True,
            sqlite_where=text("holds_bot"),
            postgresql_where=text("holds_bot"),
        ),
        Index("handoffs_by_closing", "closed_at"),
        Index("handoffs_by_opening", "created_at"),
    )


class WordRow(Base):
    """A word by which a handoff is found: name, e-mail address, phone number, order number, words of the summary."""

    __tablename__ = "handoff_words"
    # Byte by byte on PostgreSQL too, so that a search for the beginning of a word can use the index.
    word = Column(String(64).with_variant(String(64, collation="C"), "postgresql"), primary_key=True)
    handoff_id = Column(String(32), primary_key=True)


class AuditRow(Base):
    """Who did what with a handoff, and when. The database itself refuses to change or delete an entry, but for erasing
    a customer's words (once, marked) and for a run of the retention job."""

    __tablename__ = "audit"
    id = Column(Integer, primary_key=True)
    handoff_id = Column(String(32), index=True)
    at = Column(Float, nullable=False)
    who = Column(String(64), nullable=False)
    what = Column(String(40), nullable=False)
    detail = Column(JSON)
    address = Column(String(64))  # where the request came from; empty for what Baton does by itself
    erased_at = Column(Float)  # when the customer's words were taken out of `detail`
    __table_args__ = (Index("audit_by_who", "who", "id"),)


class AgentRow(Base):
    """Somebody who works at the desk."""

    __tablename__ = "agents"
    login = Column(String(64), primary_key=True)
    name = Column(String(100), nullable=False)
    role = Column(String(10), nullable=False)
    password = Column(String(200), nullable=False)  # argon2id hash
    must_change = Column(Boolean, nullable=False, default=True)
    active = Column(Boolean, nullable=False, default=True)
    session_epoch = Column(Integer, nullable=False, default=0)  # raised by "sign out everywhere"
    created_at = Column(Float, nullable=False)
    on_duty = Column(Boolean, nullable=False, default=False, server_default=false())
    seen_at = Column(Float)  # the last sign of life of a page or a program of theirs
    most = Column(Integer)  # conversations at a time; empty: the desk's usual limit


class OptOutRow(Base):
    """A customer who wants no AI contact, by whatever he is known: browser, e-mail address."""

    __tablename__ = "no_ai_wishes"
    who = Column(String(320), primary_key=True)  # "visitor:<id>" or "email:<address>"
    at = Column(Float, nullable=False)
    conversation_id = Column(String(255))


class ChatRow(Base):
    """A chat session of the widget: which browser or customer it belongs to, and whether it was ended."""

    __tablename__ = "chats"
    conversation_id = Column(String(64), primary_key=True)
    visitor = Column(String(64), nullable=False, index=True)
    network = Column(String(64))  # from which it was opened or renewed last: an IPv4 address or an IPv6 network
    generation = Column(Integer, nullable=False, default=0, server_default="0")  # of its tokens: earlier ones are over
    customer_id = Column(String(120))  # this and the next three: on the shop's signed word
    email = Column(String(320), index=True)
    name = Column(String(100))
    phone = Column(String(40))
    identity_until = Column(Float)  # the end of the shop's word, in epoch seconds; past it the customer is a visitor
    created_at = Column(Float, nullable=False)
    ended_at = Column(Float)
    stars = Column(Integer)
    comment = Column(Text)

"""Tables of the desk's database: handoffs with their audit trail, agents, wishes, and the outbox."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, String, Text, false, text
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class HandoffRow(Base):  # type: ignore[misc, valid-type]
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
    holds_bot = Column(Boolean, nullable=False, default=True, server_default=false())  # the bot is silent because of it
    owner_name = Column(String(100))  # what the customer is told of the owner
    moved_at = Column(Float)  # when it came into its state
    waited = Column(Float)  # seconds in the queue until it was claimed; empty if that says nothing of the next one
    reminded = Column(Integer, nullable=False, default=0, server_default="0")  # notes that it takes longer
    told_closed = Column(Boolean, nullable=False, default=False, server_default=false())  # that nobody is there
    due_told_at = Column(Float)  # when the desk was told that the callback is due
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


class WordRow(Base):  # type: ignore[misc, valid-type]
    """A word by which a handoff is found: name, e-mail address, phone number, order number, words of the summary."""

    __tablename__ = "handoff_words"
    # Byte by byte on PostgreSQL too, so that a search for the beginning of a word can use the index.
    word = Column(String(64).with_variant(String(64, collation="C"), "postgresql"), primary_key=True)
    handoff_id = Column(String(32), primary_key=True)


class AuditRow(Base):  # type: ignore[misc, valid-type]
    """Who did what with a handoff, and when."""

    __tablename__ = "audit"
    id = Column(Integer, primary_key=True)
    handoff_id = Column(String(32), index=True)
    at = Column(Float, nullable=False)
    who = Column(String(64), nullable=False)
    what = Column(String(40), nullable=False)
    detail = Column(JSON)
    __table_args__ = (Index("audit_by_who", "who", "id"),)


class AgentRow(Base):  # type: ignore[misc, valid-type]
    """Somebody who works at the desk."""

    __tablename__ = "agents"
    login = Column(String(64), primary_key=True)
    name = Column(String(100), nullable=False)
    role = Column(String(10), nullable=False)
    password = Column(String(200), nullable=False)  # argon2id hash
    must_change = Column(Boolean, nullable=False, default=True)
    active = Column(Boolean, nullable=False, default=True)
    failures = Column(Integer, nullable=False, default=0)
    locked_until = Column(Float)
    session_epoch = Column(Integer, nullable=False, default=0)  # raised by "sign out everywhere"
    created_at = Column(Float, nullable=False)
    on_duty = Column(Boolean, nullable=False, default=False, server_default=false())
    seen_at = Column(Float)  # the last sign of life of a page or a program of theirs
    most = Column(Integer)  # conversations at a time; empty: the desk's usual limit


class TokenRow(Base):  # type: ignore[misc, valid-type]
    """A token for the JSON API; only its SHA-256 is kept."""

    __tablename__ = "api_tokens"
    digest = Column(String(64), primary_key=True)
    login = Column(String(64), ForeignKey("agents.login"), nullable=False)
    label = Column(String(100), nullable=False)
    created_at = Column(Float, nullable=False)
    scopes = Column(String(200), nullable=False, server_default="handoffs:read handoffs:write")  # words
    used_at = Column(Float)


class OutboxRow(Base):  # type: ignore[misc, valid-type]
    """Something that must reach another system, kept until it did."""

    __tablename__ = "outbox"
    id = Column(Integer, primary_key=True)
    target = Column(String(64), nullable=False)
    key = Column(String(100), nullable=False, unique=True)  # the same key twice is one delivery
    conversation_id = Column(String(255), nullable=False)
    payload = Column(JSON, nullable=False)
    created_at = Column(Float)  # empty in rows older than this column
    attempts = Column(Integer, nullable=False, default=0)
    revived_after = Column(Integer, nullable=False, default=0, server_default="0")  # attempts before the last revival
    next_at = Column(Float, nullable=False)
    delivered_at = Column(Float)
    dead_at = Column(Float)
    error = Column(Text)
    __table_args__ = (Index("outbox_waiting", "delivered_at", "dead_at", "next_at"),)


class StopRow(Base):  # type: ignore[misc, valid-type]
    """A target that said it wants nothing any more; nothing is sent to it until somebody resumes it."""

    __tablename__ = "outbox_stops"
    target = Column(String(64), primary_key=True)
    at = Column(Float, nullable=False)
    reason = Column(Text, nullable=False)


class LinkRow(Base):  # type: ignore[misc, valid-type]
    """What a conversation or a handoff is called in another system."""

    __tablename__ = "connector_links"
    connector = Column(String(64), primary_key=True)
    ours = Column(String(255), primary_key=True)
    theirs = Column(String(64), nullable=False)
    data = Column(JSON, nullable=False)
    __table_args__ = (Index("connector_links_theirs", "connector", "theirs"),)


class IncomingRow(Base):  # type: ignore[misc, valid-type]
    """What an agent did in another system, kept before it is acknowledged and until it is carried out."""

    __tablename__ = "connector_incoming"
    id = Column(Integer, primary_key=True)
    connector = Column(String(64), nullable=False)
    key = Column(String(100), nullable=False)
    conversation_id = Column(String(255), nullable=False)
    body = Column(JSON, nullable=False)
    at = Column(Float, nullable=False)
    done_at = Column(Float)
    outcome = Column(String(20))
    __table_args__ = (
        Index("connector_incoming_once", "connector", "key", unique=True),
        Index("connector_incoming_waiting", "done_at"),
    )


class WishRow(Base):  # type: ignore[misc, valid-type]
    """A customer who wants no AI contact, by whatever he is known: browser, e-mail address."""

    __tablename__ = "no_ai_wishes"
    who = Column(String(320), primary_key=True)  # "visitor:<id>" or "email:<address>"
    at = Column(Float, nullable=False)
    conversation_id = Column(String(255))


class FollowerRow(Base):  # type: ignore[misc, valid-type]
    """How far a follower has read the conversation log."""

    __tablename__ = "followers"
    name = Column(String(40), primary_key=True)
    position = Column(Integer, nullable=False)


class InboxRow(Base):  # type: ignore[misc, valid-type]
    """A customer's message from the moment it is accepted until it stands in the log."""

    __tablename__ = "inbox"
    id = Column(Integer, primary_key=True)
    conversation_id = Column(String(255), nullable=False)
    client_id = Column(String(64), nullable=False)
    body = Column(JSON, nullable=False)
    at = Column(Float, nullable=False)
    done_at = Column(Float)
    __table_args__ = (
        Index("inbox_once", "conversation_id", "client_id", unique=True),
        Index("inbox_waiting", "done_at"),
    )


class ChatRow(Base):  # type: ignore[misc, valid-type]
    """A chat session of the widget: which browser or customer it belongs to, and whether it was ended."""

    __tablename__ = "chats"
    conversation_id = Column(String(64), primary_key=True)
    visitor = Column(String(64), nullable=False, index=True)
    customer_id = Column(String(120))  # this and the next three: on the shop's signed word
    email = Column(String(320), index=True)
    name = Column(String(100))
    phone = Column(String(40))
    created_at = Column(Float, nullable=False)
    ended_at = Column(Float)
    stars = Column(Integer)
    comment = Column(Text)


class PresenceRow(Base):  # type: ignore[misc, valid-type]
    """Who looks at a conversation or types in it right now. Says nothing of what was said; old rows mean nothing."""

    __tablename__ = "presence"
    conversation_id = Column(String(255), primary_key=True)
    changed_at = Column(Float, nullable=False)
    customer_seen_at = Column(Float)
    customer_left_at = Column(Float)
    customer_typing_at = Column(Float)
    agent_typing_at = Column(Float)
    agent_name = Column(String(100))
    __table_args__ = (Index("presence_by_change", "changed_at"),)

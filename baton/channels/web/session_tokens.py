"""Signed tokens of chat sessions: who may read and write a conversation."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from baton.base import signed_tokens

_AUDIENCE = "baton-chat"
#: With this begin the conversations of signed sessions.
PREFIX = "web-"
#: How long after its end a token may still be exchanged for a new one of the same conversation.
RENEWABLE = timedelta(days=30)
#: So long after its beginning a conversation is renewed; then the same visitor gets a new one.
LONGEST_CHAT = timedelta(days=90)
#: How long after its end a token still tells which browser it was: a wish for no AI outlives the conversation.
REMEMBERED = timedelta(days=400)


class BadToken(Exception):
    """The token is forged, damaged or past its time."""


@dataclass(frozen=True)
class ChatSession:
    """One browser's place in one conversation."""

    conversation_id: str
    visitor: str
    expires_at: int  # epoch seconds
    generation: int = 0  # grows when the customer logs in: tokens from before are over

    @classmethod
    def fresh(cls, now: datetime, lifetime: timedelta, visitor: str | None = None) -> ChatSession:
        """A new conversation, for a new visitor or a known one."""
        visitor = visitor or uuid.uuid4().hex
        return cls(f"{PREFIX}{uuid.uuid4().hex}", visitor, int((now + lifetime).timestamp()))

    def renewed(self, now: datetime, lifetime: timedelta) -> ChatSession:
        """The same conversation, valid from now on."""
        return ChatSession(self.conversation_id, self.visitor, int((now + lifetime).timestamp()), self.generation)


def sign(session: ChatSession, secret: str) -> str:
    """The token of a session."""
    claims = {
        "sub": session.conversation_id,
        "vis": session.visitor,
        "exp": session.expires_at,
        "gen": session.generation,
        "aud": _AUDIENCE,
    }
    return signed_tokens.encode(claims, secret)


def verify(token: str, secret: str, now: datetime, grace: timedelta = timedelta(0)) -> ChatSession:
    """The session of a token.

    Args:
        token: as `sign` made it.
        secret: the same secret.
        now: the present moment (aware).
        grace: how long after its end the token still counts.
    Raises:
        BadToken: if it does not count.
    """
    try:
        claims = signed_tokens.decode(token, secret, ("sub", "vis", "exp"), _AUDIENCE)
        generation = int(str(claims.get("gen", 0)))
        session = ChatSession(str(claims["sub"]), str(claims["vis"]), int(str(claims["exp"])), generation)
    except (signed_tokens.InvalidToken, ValueError) as error:
        raise BadToken("this chat session is not valid") from error
    if now.timestamp() > session.expires_at + grace.total_seconds():
        raise BadToken("this chat session has ended")
    return session

"""Opening, renewing and checking chat sessions: who may read and write which conversation."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from baton.base.clock import Clock, now
from baton.base.settings import Settings
from baton.channels.web.chat_store import Chats
from baton.channels.web.customer_identity import BadIdentity, Word
from baton.channels.web.customer_identity import verify as verify_identity
from baton.channels.web.request_checks import Refusal
from baton.channels.web.session_tokens import LONGEST_CHAT, REMEMBERED, RENEWABLE, BadToken, ChatSession, sign, verify

logger = logging.getLogger(__name__)


class Sessions:
    """The sessions of the widget's channel."""

    def __init__(self, chats: Chats, settings: Settings, clock: Clock = now) -> None:
        self._chats = chats
        self._settings = settings
        self._clock = clock

    def open(self, body: dict[str, object], network: str = "") -> dict[str, object]:
        """A session for what the browser brings along.

        Args:
            body: `token`, an earlier session: the same conversation goes on, or, if that was ended, a new one of the
                same visitor. `identity`, the shop's word on who is logged in; another customer than before gets a
                conversation of their own. One that does not count is reported, and ends the one before.
            network: where it comes from, from `client_address`.
        Returns:
            token, conversation_id, expires_at (epoch seconds), identified, identified_until (epoch seconds) if they
            are, and identity_error if there is one.
        """
        moment = self._clock()
        lifetime = timedelta(hours=self._settings.session_hours)
        word, problem = self._word(body.get("identity"), moment)
        chat = self._continued(body.get("token"), word, moment, lifetime) or ChatSession.fresh(moment, lifetime)
        self._chats.begin(chat.conversation_id, chat.visitor, network)
        if word is not None:
            chat = replace(chat, generation=self._chats.identify(chat.conversation_id, word))
        elif problem is not None:
            self._chats.drop_identity(chat.conversation_id)
        known = word or self._chats.word(chat.conversation_id)
        return {
            "token": sign(chat, self._settings.session_secret),
            "conversation_id": chat.conversation_id,
            "expires_at": chat.expires_at,
            "identified": known is not None,
            **({"identified_until": int(known.until)} if known is not None else {}),
            **({"identity_error": problem} if problem else {}),
        }

    def authorised(self, token: str) -> ChatSession:
        """The session of a token.

        Raises:
            Refusal: it is forged, past its time, or the chat was ended.
        """
        try:
            chat = verify(token, self._settings.session_secret, self._clock())
        except BadToken as error:
            raise Refusal(401, "session_over", "This chat session is over. Please start again.") from error
        standing = self._chats.standing(chat.conversation_id)
        if standing.ended:
            raise Refusal(401, "session_over", "This chat was ended. Please start again.")
        if standing.generation > chat.generation:
            raise Refusal(401, "session_over", "Somebody has logged in to this chat since. Please start again.")
        return chat

    def _continued(self, token: object, word: Word | None, moment: datetime, lifetime: timedelta) -> ChatSession | None:
        """The session that goes on from an earlier one; None if there is none that may."""
        if not isinstance(token, str) or not token:
            return None
        try:
            old = verify(token, self._settings.session_secret, moment, grace=REMEMBERED)
        except BadToken:
            return None  # a fresh conversation is all that a bad token is good for
        standing = self._chats.standing(old.conversation_id)
        if standing.generation > old.generation:
            return None  # it is from before the customer logged in, and may be somebody else's
        owner = self._chats.owner(old.conversation_id)
        if word is not None and owner is not None and word.identity.customer_id != owner:
            return None  # another customer at the same browser: neither the conversation nor the visitor is theirs
        late = moment.timestamp() > old.expires_at + RENEWABLE.total_seconds()
        begun_at = self._chats.begun_at(old.conversation_id)
        worn = begun_at is not None and moment.timestamp() > begun_at + LONGEST_CHAT.total_seconds()
        if late or worn or standing.ended:
            return ChatSession.fresh(moment, lifetime, old.visitor)
        return old.renewed(moment, lifetime)

    def _word(self, token: object, moment: datetime) -> tuple[Word | None, str | None]:
        if not isinstance(token, str) or not token:
            return None, None
        try:
            return verify_identity(token, self._settings.identity_secret, moment), None
        except BadIdentity as error:
            logger.warning("A signed identity was refused: %s", error)
            return None, str(error)

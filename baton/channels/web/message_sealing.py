"""A customer's words as they may be stored: without a code by e-mail, and without the rest of a card's number."""

from __future__ import annotations

from baton.base.card_numbers import PARTS, mask_rest
from baton.conversation.event_reader import EventReader
from baton.conversation.inbox import Inbox, MessageBody
from baton.orders.email_codes.codes import EmailCodes

_EARLIER = PARTS - 1  # messages that may hold the beginning of a card
_FEWEST_DIGITS = 2  # less is no part of a card that anybody sends by itself


class MessageSealing:
    """What one message cannot tell: what the messages before it held, and which code a conversation was sent.

    Args:
        log: the conversation log.
        inbox: accepted messages that are not in the log yet.
        email_codes: None where none are sent.
    """

    def __init__(self, log: EventReader, inbox: Inbox, email_codes: EmailCodes | None) -> None:
        self._log, self._inbox, self._email_codes = log, inbox, email_codes

    def seal(self, conversation_id: str, text: str) -> MessageBody:
        """The body of a message that is no button.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: a database is away.
        """
        message: MessageBody = {"text": text}
        if self._email_codes is not None:
            sealed = self._email_codes.seal(conversation_id, text)
            message["text"] = sealed.text
            if sealed.digest is not None:
                message["email_code"] = sealed.digest
        if sum(map(str.isdecimal, message["text"])) >= _FEWEST_DIGITS:
            message["text"] = mask_rest(self._before(conversation_id), message["text"])
        return message

    def _before(self, conversation_id: str) -> list[str]:
        logged = self._log.latest(conversation_id, ["user"], _EARLIER)
        texts = [str(entry.event.get("text") or "") for entry in reversed(logged)]
        return [*texts, *(waiting.body["text"] for waiting in self._inbox.waiting(conversation_id))][-_EARLIER:]

"""Rasa's REST channel for scripts and tests: in development only, and never into a conversation of the widget."""

from __future__ import annotations

import json
import logging
import re
from typing import Awaitable, Callable, Dict, FrozenSet, List, Optional, Text
from urllib.parse import urlsplit

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.core.channels.rest import RestInput
from rasa.core.lock_store import LockError
from rasa.shared.core.constants import (
    DEFAULT_INTENTS,
    USER_INTENT_BACK,
    USER_INTENT_RESTART,
    USER_INTENT_SESSION_START,
)
from sanic import Blueprint, response
from sanic.exceptions import Forbidden
from sanic.request import Request
from sanic.response import HTTPResponse

from baton.base import metrics
from baton.base.outage import is_away, where
from baton.base.redaction import is_plain_name, redact
from baton.base.settings import LOOPBACK
from baton.base.text import is_blank, strip_control
from baton.bootstrap import process_container
from baton.channels.web import message_view, request_checks
from baton.channels.web.request_checks import Refusal
from baton.channels.web.session_tokens import PREFIX
from baton.orders.email_codes.codes import METADATA

logger = logging.getLogger(__name__)

_INTENT = re.compile(r"/(?P<intent>[^{@\s]+)(@[0-9.]+)?(?P<entities>\{.*\})?", re.DOTALL)
LONGEST_SENDER = 255  # characters, as the log's column has
#: What Rasa does in silence; beside a person who has the conversation it does nothing, and nothing is said.
COMMANDS = {
    USER_INTENT_RESTART: "The conversation begins anew.",
    USER_INTENT_BACK: "Your last message and its answer are taken back.",
    USER_INTENT_SESSION_START: "A new session has begun.",
}
NOT_STORED = "Your message cannot be stored right now, so it was not handled. Please send it again in a moment."


class DevelopmentRest(RestInput):
    """The REST channel believes whatever `sender` it is told. So it may not name a conversation that belongs to a
    signed session, nor say that a message came by another channel, nor bring metadata, which only channels write.

    What cannot be handled or stored is an error with a sentence, and never an empty answer with status 200.
    """

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[Text, object]]) -> InputChannel:
        return cls()

    async def _extract_sender(self, req: Request) -> Optional[Text]:
        sender = await super()._extract_sender(req)
        if sender is not None and (not isinstance(sender, str | int) or len(str(sender)) > LONGEST_SENDER):
            raise Refusal(400, "bad_sender", f"sender must be a text of at most {LONGEST_SENDER} characters.")
        if str(sender or "").startswith(PREFIX):
            raise Forbidden("This conversation belongs to the widget: it is written to with its session's token only.")
        if sender is not None and not is_plain_name(str(sender)):
            raise Refusal(400, "bad_sender", "sender may hold no card number, password or control character.")
        return None if sender is None else str(sender)

    def _extract_message(self, req: Request) -> Text:
        text = super()._extract_message(req)
        longest = process_container().settings.message_limit
        if not isinstance(text, str) or is_blank(strip_control(text)):
            raise Refusal(400, "empty", "message must be a text with something in it.")
        if len(text) > longest:
            raise Refusal(413, "too_long", f"message must have at most {longest} characters.")
        codes = process_container().email_codes
        if codes is not None:
            sealed = codes.seal(str(req.json.get("sender") or ""), text)
            req.ctx.email_code, text = sealed.digest, sealed.text
        # Masked before anything reads it: Rasa writes what it is given into its log files too.
        return checked_text(redact(text), frozenset(req.app.ctx.agent.domain.intents) | frozenset(DEFAULT_INTENTS))

    def _extract_input_channel(self, req: Request) -> Text:
        return self.name()

    def get_metadata(self, request: Request) -> Optional[Dict[Text, object]]:
        code = getattr(request.ctx, "email_code", None)
        return None if code is None else {METADATA: code}

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[None]]) -> Blueprint:
        """Rasa's addresses: `GET /` and `POST /webhook`, with `?stream=true` a line of JSON for each answer."""
        rest = Blueprint("baton_rest")
        if process_container().settings.production:
            return rest

        @rest.get("/")
        async def health(request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @rest.post("/webhook")
        async def receive(request: Request) -> HTTPResponse:
            _check_sender_page(request)
            answers = await self._handled(request, on_new_message)
            if request.args.get("stream", "").lower() != "true":
                return response.json(answers)
            lines = "".join(json.dumps(answer) + "\n" for answer in answers)
            return response.text(lines, content_type="text/event-stream")

        @rest.exception(Refusal)
        async def refused(request: Request, error: Refusal) -> HTTPResponse:
            return error.answer()

        return rest

    async def _handled(
        self, request: Request, on_new_message: Callable[[UserMessage], Awaitable[None]]
    ) -> List[Dict[Text, object]]:
        """Have a message handled; the answers.

        Raises:
            Refusal: it is no message, it cannot be stored now, or the turn failed.
        """
        if not request_checks.body(request):
            raise Refusal(400, "empty", "The request must be a JSON object with sender and message.")
        sender, text = await self._extract_sender(request), self._extract_message(request)
        collector = CollectingOutputChannel()
        try:
            with metrics.MESSAGE_SECONDS.labels(self.name()).time():
                metadata = self.get_metadata(request)
                await on_new_message(UserMessage(text, collector, sender, input_channel=self.name(), metadata=metadata))
        except Exception as error:
            if isinstance(error, LockError) or is_away(error):
                logger.error("A message by REST was refused: it cannot be stored (%s).", type(error).__name__)
                raise Refusal(503, "not_stored", NOT_STORED, 5) from error
            logger.error("A message by REST failed.\n%s", where(error))
            raise Refusal(500, "failed", "Sorry, something went wrong with this message.") from error
        command = _INTENT.fullmatch(text)
        in_silence = not collector.messages and command and command["intent"] in COMMANDS
        if command and in_silence and not await _has_person(request, sender):
            await collector.send_text_message(sender, COMMANDS[command["intent"]])
        return list(collector.messages)


async def _has_person(request: Request, sender: Optional[Text]) -> bool:
    """Whether a person has the conversation."""
    tracker = await request.app.ctx.agent.tracker_store.retrieve(sender)
    return tracker is not None and tracker.is_paused()


def _check_sender_page(request: Request) -> None:
    """Keep out pages of other sites that are open in a browser on this machine, whatever name they gave it.

    Raises:
        Refusal: the request comes from such a page.
    """
    request_checks.check_origin(request, process_container().settings)
    if _host(request) not in LOOPBACK:
        raise Refusal(403, "host", "This address answers on this machine only, as localhost.")


def _host(request: Request) -> Optional[Text]:
    try:
        return urlsplit(f"//{request.headers.get('host', '')}").hostname
    except ValueError:  # such as [
        return None


def checked_text(text: str, intents: FrozenSet[str]) -> str:
    """A message as Rasa may read it: one that begins with a slash is an intent, perhaps with a confidence and a JSON
    object of entities, only if there is an intent of that name. Anything else is text, whatever it begins with."""
    clean = strip_control(text).strip()
    named = _INTENT.fullmatch(clean)
    if named and named["intent"] in intents and _is_object(named["entities"] or "{}"):
        return clean
    return message_view.as_text(clean)


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False

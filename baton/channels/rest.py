"""Rasa's REST channel for scripts and tests: in development only, and never into a conversation of the widget."""

from __future__ import annotations

from typing import Any, Awaitable, Callable, Dict, Optional, Text

from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint
from sanic.exceptions import Forbidden
from sanic.request import Request

from baton import wiring
from baton.channels.tokens import PREFIX


class DevelopmentRest(RestInput):
    """The REST channel believes whatever `sender` it is told. So it may not name a conversation that belongs to a
    signed session, nor say that a message came by another channel, nor bring metadata, which only channels write."""

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[Text, Any]]) -> InputChannel:
        return cls()

    async def _extract_sender(self, req: Request) -> Optional[Text]:
        sender = await super()._extract_sender(req)
        if str(sender or "").startswith(PREFIX):
            raise Forbidden("This conversation belongs to the widget: it is written to with its session's token only.")
        return sender

    def _extract_input_channel(self, req: Request) -> Text:
        return self.name()

    def get_metadata(self, request: Request) -> Optional[Dict[Text, Any]]:
        return None

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[None]]) -> Blueprint:
        if wiring.settings().production:
            return Blueprint("baton_rest")
        return super().blueprint(on_new_message)

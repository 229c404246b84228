"""What the Rasa processes have counted, for Prometheus: `/metrics`, beside the channels."""

from __future__ import annotations

from typing import Awaitable, Callable, Dict, Optional, Text

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from baton.base import metrics, process_log
from baton.bootstrap import process_container


class Metrics(InputChannel):
    """No channel of its own. One worker answers for all of them."""

    @classmethod
    def name(cls) -> Text:
        return "metrics"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[Text, object]]) -> InputChannel:
        return cls()

    def url_prefix(self) -> Text:
        return "/metrics"  # absolute: beside /webhooks, which a proxy lets in

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[object]]) -> Blueprint:
        routes = Blueprint("baton_metrics")
        settings = process_container().settings
        process_log.configure(settings, "rasa")

        @routes.get("/", strict_slashes=False)
        async def read(request: Request) -> HTTPResponse:
            headers = request.headers
            forwarded = "x-forwarded-for" in headers
            if not metrics.allowed(settings, headers.get("authorization"), headers.get("host"), forwarded):
                return response.json({"error": "not_found"}, status=404)
            return response.raw(metrics.render(), content_type=metrics.CONTENT_TYPE)

        return routes

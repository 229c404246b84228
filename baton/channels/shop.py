"""The demo shop page with the widget on it, at /shop/, with a customer who can sign in. Not served in production."""

from __future__ import annotations

from typing import Any, Awaitable, Callable, Dict, Optional, Text

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from baton import wiring
from baton.channels import identity
from baton.settings import ROOT

FOLDER = ROOT / "widget" / "shop"
#: What the page may load: the same that a careful shop would allow.
POLICY = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
#: Who is signed in on the demo page: a customer of the sample shop.
CUSTOMER = identity.Identity("demo-jane", "jane.doe@example.com", "Jane Doe", "+44 20 7946 0023")


class DemoShop(InputChannel):
    """No channel of its own: the page a customer would see, so that the widget can be tried."""

    @classmethod
    def name(cls) -> Text:
        return "shop"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[Text, Any]]) -> InputChannel:
        return cls()

    def url_prefix(self) -> Text:
        return "/shop"  # absolute: beside /webhooks, not below it

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        shop = Blueprint("baton_shop")
        settings = wiring.settings()
        if settings.production:
            return shop
        files = {path.relative_to(FOLDER).as_posix(): path for path in FOLDER.rglob("*") if path.is_file()}

        @shop.get("/identity")
        async def signed_in(request: Request) -> HTTPResponse:
            # A real shop does this for whoever is logged in there; nobody logs in at a demo.
            token = identity.sign(CUSTOMER, settings.identity_secret, wiring.now())
            return response.text(token, headers={"Cache-Control": "no-store"})

        @shop.get("/<name:path>")
        async def asset(request: Request, name: str) -> HTTPResponse:
            path = files.get(name or "index.html")
            if path is None:
                return response.text("There is no such file.", status=404)
            return await response.file(path, headers={"Content-Security-Policy": POLICY})

        return shop

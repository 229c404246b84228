"""The demo shop page with the widget on it, at /shop/: what the order store sells, which is what the bot knows, and a
customer who can sign in. Not served in production."""

from __future__ import annotations

import asyncio
import logging
from typing import Awaitable, Callable, Dict, List, Optional, Text

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from baton.base.formatting import MoneyStyle, money
from baton.base.settings import ROOT
from baton.bootstrap import process_container
from baton.channels.web import customer_identity
from baton.orders.gateway import OrdersUnavailable, Product

logger = logging.getLogger(__name__)

FOLDER = ROOT / "widget" / "shop"
#: What the page may load: the same that a careful shop would allow.
POLICY = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
#: Pictures of the page, by a word of a product's name; those that have one are shown first.
PICTURES = {
    "kettle": "kettle",
    "floor lamp": "pendant",
    "toaster": "toaster",
    "casserole": "skillet",
    "radio": "radio",
    "desk lamp": "lantern",
}
MOST_SHOWN = 12
_MOST_READ = 200
#: Who is signed in on the demo page: a customer of the sample shop.
CUSTOMER = customer_identity.Identity("demo-jane", "jane.doe@example.com", "Jane Doe", "+44 20 7946 0023")


class DemoShop(InputChannel):
    """No channel of its own: the page a customer would see, so that the widget can be tried."""

    @classmethod
    def name(cls) -> Text:
        return "shop"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[Text, object]]) -> InputChannel:
        return cls()

    def url_prefix(self) -> Text:
        return "/shop"  # absolute: beside /webhooks, not below it

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[object]]) -> Blueprint:
        shop = Blueprint("baton_shop")
        container = process_container()
        settings = container.settings
        if settings.production:
            return shop
        files = {path.relative_to(FOLDER).as_posix(): path for path in FOLDER.rglob("*") if path.is_file()}

        @shop.get("/identity")
        async def signed_in(request: Request) -> HTTPResponse:
            # A real shop does this for whoever is logged in there; nobody logs in at a demo.
            token = customer_identity.sign(CUSTOMER, settings.identity_secret, container.clock())
            return response.text(token, headers={"Cache-Control": "no-store"})

        @shop.get("/products")
        async def products(request: Request) -> HTTPResponse:
            try:
                found = await asyncio.to_thread(container.orders.all_products, _MOST_READ)
            except OrdersUnavailable:
                logger.exception("The order store cannot be reached.")
                return response.json([], status=503)
            return response.json(goods(found), headers={"Cache-Control": "no-store"})

        @shop.get("/<name:path>")
        async def asset(request: Request, name: str) -> HTTPResponse:
            path = files.get(name or "index.html")
            if path is None:
                return response.text("There is no such file.", status=404)
            return await response.file(path, headers={"Content-Security-Policy": POLICY})

        return shop


def goods(products: List[Product]) -> List[Dict[Text, object]]:
    """What the page shows of products, those with a picture first, at most `MOST_SHOWN`."""
    shown: List[Dict[Text, object]] = [
        {
            "name": product.name,
            "description": product.description,
            "price": money(product.price_cents, product.currency, MoneyStyle.SYMBOL),
            "in_stock": product.stock > 0,
            "picture": next((file for word, file in PICTURES.items() if word in product.name.lower()), None),
        }
        for product in products
    ]
    return sorted(shown, key=lambda each: each["picture"] is None)[:MOST_SHOWN]

"""For whom an answer of the shop's is: the countries, product groups and language of a message and its conversation."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from rasa_sdk import Tracker

from actions.parsed_question import latest
from actions.products import Found, find
from actions.question_followups import before
from actions.user_message import latest_message
from baton.base.log_event import ParseData
from baton.base.places import countries_in
from baton.bootstrap import Container
from baton.knowledge.answers import Audience, countries_of
from baton.knowledge.document import Question
from baton.orders.gateway import OrderGateway, OrdersUnavailable, Product
from policies.question_followups import question_followups

#: The language of a message that is not surely in another one.
ENGLISH = "en"


def audience(container: Container, tracker: Tracker, question: Question) -> Audience:
    """For whom the answer to the latest message is.

    The countries are those that the message names, else those of the answer right before: "and how long does it take?",
    else that to which the order goes that is shown, where the message speaks of it: "do I have to pay customs on it".
    The product group is that of the product which the message names, else of the one last spoken of, else of the order
    that is shown; of several groups it is none. Orders that cannot be reached tell nothing.
    """
    try:
        groups = _groups(container, tracker)
    except OrdersUnavailable:
        groups = frozenset()
    countries = (
        places(container, tracker, countries_of(question))
        or before(tracker).countries
        or _of_order(container.orders, tracker, countries_of(question))
    )
    return Audience(countries, groups, (language(latest(tracker)),))


def places(container: Container, tracker: Tracker, in_question: Collection[str] = ()) -> tuple[str, ...]:
    """The countries that the latest message means, ISO 3166.

    Args:
        in_question: countries that a town is likely to be in, besides the shop's own.
    """
    return countries_in(latest_message(tracker).text, container.settings.home_country, in_question)


def language(parsed: ParseData) -> str:
    """The language of a message, ISO 639-1: English unless it is surely another one."""
    found = parsed.get("language")
    return found["code"] if found else ENGLISH


def _of_order(orders: OrderGateway, tracker: Tracker, in_question: Collection[str]) -> tuple[str, ...]:
    """The country to which the order goes that the message speaks of, if it is one of those of the question."""
    words, number = question_followups(), tracker.get_slot("order_number")
    if words.find(words.refers_back, latest_message(tracker).text) is None:
        return ()
    try:
        order = orders.by_number(number) if number else None
    except OrdersUnavailable:
        return ()
    return (order.address.country,) if order is not None and order.address.country in in_question else ()


def _groups(container: Container, tracker: Tracker) -> frozenset[str]:
    found = find(container, tracker)
    spoken_of = _spoken_of(found)
    return _one(spoken_of or _ordered(container.orders, tracker.get_slot("order_number")))


def _spoken_of(found: Found) -> list[Product]:
    skus = found.answer.focus if found.answer.named else found.memory.focus
    return [found.catalogue.products[sku] for sku in skus if sku in found.catalogue.products]


def _ordered(orders: OrderGateway, number: str | None) -> list[Product]:
    order = orders.by_number(number) if number else None
    found = [orders.product(item.sku) for item in order.items] if order is not None else []
    return [product for product in found if product is not None]


def _one(products: Iterable[Product]) -> frozenset[str]:
    """The category of these products, if it is one."""
    categories = frozenset(product.category for product in products)
    return categories if len(categories) == 1 else frozenset()

"""The name that a message gives, in the light of what was asked. Pure."""

from __future__ import annotations

from collections.abc import Callable

from actions.user_message import UserMessage
from baton.orders.gateway import Product
from baton.orders.text.normalise import plain

#: So sure must the reading as a name be to count against the intent of the message.
_SURE = 0.85
_NOT_NAME_INTENTS = frozenset("affirm deny order_status tracking_number order_question request_callback".split())


def customer_name(
    message: UserMessage, asked: bool, products: Callable[[str], list[Product]] = lambda _name: []
) -> str | None:
    """The name in a message, or None.

    Args:
        message: the customer's message.
        asked: whether it answers a question for a name; if not, only a name that the whole sentence shows counts.
        products: what the shop sells by that name: "lamp" is an answer to something else.
    """
    found = message.names[-1] if message.names else None
    if not asked:
        return found
    answer = message.name_answer
    name, confidence = (answer.value, answer.confidence) if answer is not None else (found, 0.0)
    against = message.interrupts or message.intent in _NOT_NAME_INTENTS
    if name is None or (against and confidence < _SURE):
        return None
    return None if _sold(name, products) else name


def _sold(name: str, products: Callable[[str], list[Product]]) -> bool:
    words = set(plain(name).split())
    return any(words <= set(plain(f"{product.name} {product.category}").split()) for product in products(name))

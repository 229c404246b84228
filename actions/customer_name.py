"""The name that a message gives, in the light of what was asked. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable

from actions.user_message import UserMessage
from baton.orders.gateway import Product
from baton.orders.text.normalise import plain

#: So sure must the reading as a name be to count against the intent of the message.
_SURE = 0.85
_CLAUSE_END = re.compile(r"[,;.!?\n]")
_WORDS_BEFORE = 3  # "my name is"
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


def name_in_clause(message: UserMessage) -> str | None:
    """The name that a clause of a message gives, whatever else the message asks: "Ann Lee. do you open on Sundays?"."""
    clauses = [plain(clause).split() for clause in _CLAUSE_END.split(message.text)]
    given = (name for name in message.names if any(_gives(clause, plain(name).split()) for clause in clauses))
    return next(given, None)


def _gives(clause: list[str], name: list[str]) -> bool:
    """Whether a clause ends with a name and says little else: "it's Ann Lee"."""
    return clause[-len(name) :] == name and len(clause) <= len(name) + _WORDS_BEFORE


def _sold(name: str, products: Callable[[str], list[Product]]) -> bool:
    words = set(plain(name).split())
    return any(words <= set(plain(f"{product.name} {product.category}").split()) for product in products(name))

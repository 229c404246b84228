"""What a message gives to the order form: numbers, names, addresses, postcodes. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from actions.customer_name import customer_name
from actions.user_message import UserMessage
from baton.orders.gateway import Product
from baton.orders.text.normalise import email_key
from baton.orders.text.order_numbers import find_lettered_numbers
from baton.orders.text.order_words import OrderWords
from baton.orders.text.tracking_numbers import find_tracking_numbers


@dataclass(frozen=True)
class Answer:
    """What a message gives to the form.

    Attributes:
        references: order numbers or, without any, tracking numbers.
        denied: order numbers that it says are not meant.
        name: whose order it is.
        emails: e-mail addresses.
        postcodes: values that can only be a postcode, or that answer the question for one.
        doubtful: values among the references that may be the postcode of another order: only the orders can tell.
        phones: phone numbers, which prove nothing.
        replaces: whether the references take the place of those that were given before.
    """

    references: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    name: str | None = None
    emails: tuple[str, ...] = ()
    postcodes: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    replaces: bool = False

    @property
    def proof(self) -> bool:
        """Whether something in it is a proof and nothing else."""
        return bool(self.emails or self.postcodes)

    @property
    def reference(self) -> bool:
        """Whether it says which orders are meant: by number, or by whose they are. An address is a proof only."""
        return bool(self.references or self.name)

    @property
    def guesses(self) -> bool:
        """Whether it gives several values of a kind where only one can be right."""
        codes = [code for code in self.postcodes if not is_one_of(code, self.references)]
        return len(set(map(email_key, self.emails))) > 1 or len(codes) > 1

    @property
    def empty(self) -> bool:
        """Whether it gives nothing that the form could use."""
        return not (self.reference or self.proof)


@dataclass(frozen=True)
class Question:
    """What was asked, as far as the reading of an answer depends on it.

    Attributes:
        for_order: for the number or the name.
        for_proof: for the e-mail address or the postcode.
        numbers: the orders that were named before.
    """

    for_order: bool = False
    for_proof: bool = False
    numbers: tuple[str, ...] = ()


def read_answer(
    question: Question, message: UserMessage, products: Callable[[str], list[Product]], words: OrderWords
) -> Answer:
    """What the message gives, in the light of what was asked: five digits may be an order or a postcode."""
    text = message.text
    named = message.numbers or tuple(find_lettered_numbers(text))
    denied = tuple(number for number in named if _denied(number, text, words))
    numbers = tuple(number for number in named if number not in denied)
    replaces = bool(numbers) and words.find(words.replaces, text) is not None
    postcodes = message.postcodes
    either = tuple(code for code in postcodes if is_one_of(code, named))
    if either and not words.find(words.names_postcode, text):
        listed = len(numbers) > 1 and words.find(words.lists_orders, text) is not None
        if replaces or listed:
            either, postcodes = (), tuple(code for code in postcodes if code not in either)
        elif _answers(question, numbers) and not words.find(words.corrects, text):
            # It is compared as a proof, and counts as one. Written as a number is, it may be one as well.
            numbers = tuple(number for number in numbers if number in either)
            either = ()
    sure = tuple(code for code in postcodes if code not in either)
    dialled = [phone for phone in message.phones if phone.startswith(("+", "0"))]  # others are long runs of digits
    found = (*named, *dialled, *message.postcodes)
    return Answer(
        references=numbers or (() if denied else tuple(find_tracking_numbers(text, found))),
        denied=denied,
        name=customer_name(message, question.for_order, products),
        emails=message.emails,
        postcodes=sure,
        doubtful=either,
        phones=message.phones,
        replaces=replaces,
    )


def _answers(question: Question, numbers: tuple[str, ...]) -> bool:
    """Whether a single new value answers the question for the proof of orders that are known."""
    new = [number for number in numbers if number not in question.numbers]
    return question.for_proof and bool(question.numbers) and len(new) == 1


def is_one_of(value: str, values: Iterable[str]) -> bool:
    """Whether they hold the same digits, written perhaps in another way: 11455 and "114 55", 10023 and HW10023."""
    return _digits(value) in map(_digits, values)


def _denied(number: str, text: str, words: OrderWords) -> bool:
    """Whether the words right before the number say that it is not the one."""
    place = text.find(number)
    before = text[:place].rstrip(" #") if place >= 0 else ""
    denial = [f"(?:{wording})$" for wording in words.denies_number]
    return bool(before) and words.find(denial, before) is not None


def _digits(value: str) -> str:
    return re.sub(r"\A[A-Za-z]+|[^\w]", "", value)
